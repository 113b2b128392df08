use pickle_core::Pickle;

#[derive(Pickle)]
#[pickle(getstate = World::getstate, setstate = World::setstate)]
#[pickle(slots, deny_unknown, rename_all = "camelCase")]
struct World {
    secret: u32,
}

impl World {
    fn getstate(&self) -> u32 {
        self.secret
    }
    fn setstate(&mut self, secret: u32) {
        self.secret = secret;
    }
}

fn main() {}
