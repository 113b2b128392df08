use pickle_core::Pickle;

struct State;

#[derive(Pickle)]
#[pickle(getstate = World::getstate, setstate = World::setstate)]
struct World {
    secret: u32,
}

impl World {
    fn getstate(&self) -> State {
        State
    }
    fn setstate(&mut self, secret: u32) {
        self.secret = secret;
    }
}

fn main() {}
