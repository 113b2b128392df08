use pickle_core::{Pickle, Value};

#[derive(Pickle)]
#[pickle(version = 2, upgrade = upgrade)]
struct World<'a> {
    country: &'a str,
}

fn upgrade(_: u32, world: Value) -> Value {
    world
}

fn main() {}
