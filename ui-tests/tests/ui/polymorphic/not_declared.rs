//! `polymorphic!` was not called.

use std::rc::Rc;

use pickle_core::{Pickle, Registry};

trait Shape: Pickle {}

#[derive(Pickle)]
struct Circle {
    radius: f64,
}

impl Shape for Circle {}

fn read(pickle: &[u8]) {
    let _ = pickle_core::from_slice::<Box<dyn Shape>>(pickle);
    let _ = pickle_core::from_slice::<Rc<dyn Shape>>(pickle);
}

fn main() {
    read(b"");
    let _ = Registry::new().register::<dyn Shape, Circle>();
}
