use pickle_core::Pickle;

#[derive(Pickle)]
#[pickle(getstate = World::getstate, setstate = World::setstate)]
struct World {
    secret: u32,
}

impl World {
    fn getstate(&self) -> u32 {
        self.secret
    }
    fn setstate(&self, _: u32, _: u32) {}
}

fn main() {}
