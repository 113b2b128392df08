use pickle_core::Pickle;

#[derive(Pickle)]
#[pickle(init = Pair::new, getinitargs = Pair::getinitargs)]
struct Pair(u32, u32);

impl Pair {
    fn new(a: u32, b: u32) -> Pair {
        Pair(a, b)
    }
    fn getinitargs(&self) -> (u32, u32) {
        (self.0, self.1)
    }
}

fn main() {}
