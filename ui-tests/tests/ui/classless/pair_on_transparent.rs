use pickle_core::Pickle;

#[derive(Pickle)]
#[pickle(transparent, getstate = Meters::getstate, setstate = Meters::setstate)]
struct Meters(f64);

impl Meters {
    fn getstate(&self) -> f64 {
        self.0
    }
    fn setstate(&mut self, meters: f64) {
        self.0 = meters;
    }
}

fn main() {}
