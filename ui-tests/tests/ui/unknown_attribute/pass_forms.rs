//! Commas at the end, empty lists, and attributes of others.

use pickle_core::Pickle;

#[derive(Debug, Default, PartialEq, Pickle)]
#[pickle()]
#[pickle(module = "geo", name = "Point",)]
#[allow(clippy::all)]
struct Point {
    /// How far right.
    #[pickle(rename = "X",)]
    #[pickle()]
    x: f64,
    #[pickle(skip,)]
    #[allow(unused)]
    y: f64,
}

fn main() {
    let point = Point { x: 1.0, y: 0.0 };
    let pickle = pickle_core::to_vec(&point).unwrap();
    assert_eq!(pickle_core::from_slice::<Point>(&pickle).unwrap(), point);
}
