use std::borrow::Cow;
use std::rc::Rc;

use pickle_core::{Error, Pickle, Value};

#[derive(Pickle)]
#[pickle(version = 1)]
struct First<'a> {
    name: &'a str,
}

#[derive(Pickle)]
#[pickle(version = 2, upgrade = upgrade)]
struct Second<'a, T> {
    name: Cow<'a, str>,
    next: Option<Box<Second<'a, T>>>,
    other: T,
}

fn upgrade(version: u32, mut second: Value) -> Value {
    if version < 2 {
        second.rename("title", "name");
    }
    second
}

#[derive(Pickle)]
#[pickle(version = 0x10, upgrade = Made::upgrade, init = Made::new, slots, deny_unknown)]
struct Made {
    #[pickle(init_arg)]
    id: u32,
    others: Vec<Rc<Made>>,
}

impl Made {
    fn new(id: u32) -> Made {
        Made { id, others: Vec::new() }
    }

    // Not what the derive means.
    #[allow(dead_code)]
    fn unpickle() {}
    #[allow(dead_code)]
    fn unpickle_in_phases() {}

    fn upgrade(_: u32, made: Value) -> Result<Value, Error> {
        Ok(made)
    }
}

#[derive(Pickle)]
#[pickle(version = 2, upgrade = fails, as_dict)]
struct Dict {
    text: String,
}

fn fails(version: u32, _: Value) -> Result<Value, String> {
    Err(format!("version {version} is too old"))
}

#[derive(Pickle)]
#[pickle(version = 2, upgrade = fails)]
enum Shape {
    Circle { radius: f64 },
    Rectangle(f64, f64),
    Empty,
}

#[derive(Pickle)]
#[pickle(version = 1)]
enum OnlyOne {
    Variant { x: u8 },
}

#[derive(Pickle)]
#[pickle(version = 1)]
struct Unit;

#[derive(Pickle)]
#[pickle(version = 1)]
struct Newtype(u8);

fn main() {
    let pickle = pickle_core::to_vec(&Made::new(1)).unwrap();
    let made: Made = pickle_core::from_slice(&pickle).unwrap();
    assert_eq!(made.id, 1);
}
