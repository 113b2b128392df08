use pickle_core::{Pickle, Value};

#[derive(Pickle)]
#[pickle(version = 2, upgrade = World::upgrade)]
struct World {
    country: String,
}

impl World {
    fn upgrade(_: u32, _: Value) -> World {
        World { country: String::new() }
    }
}

fn main() {}
