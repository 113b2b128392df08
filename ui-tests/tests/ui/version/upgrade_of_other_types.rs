use pickle_core::{Pickle, Value};

#[derive(Pickle)]
#[pickle(version = 2, upgrade = World::upgrade)]
struct World {
    country: String,
}

impl World {
    fn upgrade(world: Value) -> Value {
        world
    }
}

fn main() {}
