use pickle_core::{Pickle, Value};

#[derive(Pickle)]
#[pickle(upgrade = upgrade)]
struct World {
    country: String,
}

fn upgrade(_: u32, world: Value) -> Value {
    world
}

fn main() {}
