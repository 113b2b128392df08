use pickle_core::Pickle;

struct State;

#[derive(Pickle)]
#[pickle(getstate = World::getstate, setstate = World::setstate)]
struct World {
    secret: u32,
}

impl World {
    fn getstate(&self) -> u32 {
        self.secret
    }
    fn setstate(&mut self, _: State) {}
}

fn main() {}
