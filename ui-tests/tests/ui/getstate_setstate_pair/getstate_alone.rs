use pickle_core::Pickle;

#[derive(Pickle)]
#[pickle(getstate = World::getstate)]
struct World {
    secret: u32,
}

impl World {
    fn getstate(&self) -> u32 {
        self.secret
    }
}

fn main() {}
