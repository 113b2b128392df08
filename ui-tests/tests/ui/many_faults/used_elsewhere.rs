use pickle_core::{Pickle, Unpickle};

#[derive(Pickle)]
#[pickle(getstate = Inner::getstate)]
struct Inner {
    number: u32,
}

#[derive(Pickle)]
struct Outer {
    inner: Inner,
    all: Vec<Inner>,
}

fn is_unpickle<'de, T: Unpickle<'de>>() {}

fn main() {
    let inner = Inner { number: 1 };
    let pickle = pickle_core::to_vec(&inner).unwrap();
    let _outer: Outer = pickle_core::from_slice(&pickle).unwrap();
    is_unpickle::<Option<Inner>>();
}
