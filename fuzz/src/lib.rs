//! What the fuzz targets share.
#![expect(clippy::must_use_candidate, reason = "the tests' modules are made for tests")]

pub mod agreement;
pub mod arbitrary;
#[path = "../../tests/tests/cursor/counted.rs"]
pub mod counted;
pub mod graphs;
pub mod mutator;
pub mod round_trip;
#[path = "../../tests/tests/cursor/shapes.rs"]
pub mod shapes;
pub mod subjects;
