//! The type is not `Send`, which the trait object asks for.

use std::rc::Rc;

use pickle_core::{Pickle, Registry, polymorphic};

trait Shape: Pickle {}

polymorphic!(dyn Shape + Send);

#[derive(Pickle)]
struct Circle {
    center: Rc<(f64, f64)>,
}

impl Shape for Circle {}

fn main() {
    let _ = Registry::new().register::<dyn Shape + Send, Circle>();
}
