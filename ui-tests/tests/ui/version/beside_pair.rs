use pickle_core::Pickle;

#[derive(Pickle, Default)]
#[pickle(version = 2, getstate = World::getstate, setstate = World::setstate)]
struct World {
    secret: i32,
}

impl World {
    fn getstate(&self) -> i32 {
        self.secret
    }

    fn setstate(&mut self, secret: i32) {
        self.secret = secret;
    }
}

fn main() {}
