//! Nothing: this crate is its tests, of what `#[derive(Pickle)]` compiles and what it refuses.
