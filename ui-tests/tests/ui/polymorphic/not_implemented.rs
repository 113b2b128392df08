//! The type does not implement the trait.

use pickle_core::{Pickle, Registry, polymorphic};

trait Shape: Pickle {}

polymorphic!(dyn Shape);

#[derive(Pickle)]
struct Color {
    rgb: u32,
}

fn main() {
    let _ = Registry::new().register::<dyn Shape, Color>();
}
