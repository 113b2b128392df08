use pickle_core::Pickle;
use std::collections::BTreeMap;

#[derive(Pickle)]
#[pickle(module = "geo", getstate = World::getstate, setstate = World::setstate)]
struct World {
    secret: u32,
    #[pickle(dict)]
    attributes: BTreeMap<String, String>,
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
