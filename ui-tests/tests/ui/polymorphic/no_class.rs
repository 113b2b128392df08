//! What is a plain dict or tuple for Python cannot be told from others.

use pickle_core::{Pickle, Registry, polymorphic};

trait Shape: Pickle {}

polymorphic!(dyn Shape);

#[derive(Pickle)]
#[pickle(as_dict)]
struct Circle {
    radius: f64,
}

impl Shape for Circle {}

fn main() {
    let _ = Registry::new().register::<dyn Shape, Circle>();
}
