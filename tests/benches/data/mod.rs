//! The four data sets, after those of the public `rust_serialization_benchmark`: the same shapes,
//! sizes and ranges, so that figures can be held against what is published there.
//!
//! The types are classes for pickle-core and for Python (`cpython.py` has the classes), and carry
//! the derives of all peers. Each set is made from the same seed, so every run measures the same.

pub mod log;
pub mod mesh;
pub mod minecraft_savedata;
pub mod mk48;

use std::ops::Range;

use rand::RngExt;
use rand_pcg::Lcg64Xsh32;

/// The derives, under names that tell serde's, deser's and wincode's apart.
mod derives {
    pub use deser::{Deserialize as DeserDeserialize, Serialize as DeserSerialize};
    pub use pickle_core::Pickle;
    pub use serde::{Deserialize, Serialize};
    pub use wincode::{SchemaRead, SchemaWrite};
}

/// The source of all chance: seeded with the first twenty digits of pi.
pub struct Chance(Lcg64Xsh32);

impl Chance {
    pub fn new() -> Self {
        Self(Lcg64Xsh32::new(3_141_592_653, 5_897_932_384))
    }

    /// Any value of the type; floats are between 0 and 1.
    fn any<T>(&mut self) -> T
    where
        rand::distr::StandardUniform: rand::distr::Distribution<T>,
    {
        self.0.random()
    }

    fn within<T: rand::distr::uniform::SampleUniform + PartialOrd>(
        &mut self,
        range: Range<T>,
    ) -> T {
        self.0.random_range(range)
    }

    fn flip(&mut self) -> bool {
        self.with_odds(0.5)
    }

    fn with_odds(&mut self, odds: f64) -> bool {
        self.0.random_bool(odds)
    }

    fn one_of<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.within(0..choices.len())]
    }

    fn text(&mut self, choices: &[&str]) -> String {
        self.one_of(choices).to_owned()
    }

    /// Something in one of two cases.
    fn maybe<T>(&mut self, make: impl FnOnce(&mut Self) -> T) -> Option<T> {
        self.flip().then(|| make(self))
    }

    fn several<T>(&mut self, count: Range<usize>, make: impl FnMut(&mut Self) -> T) -> Vec<T> {
        let count = self.within(count);
        self.exactly(count, make)
    }

    fn exactly<T>(&mut self, count: usize, mut make: impl FnMut(&mut Self) -> T) -> Vec<T> {
        (0..count).map(|_| make(self)).collect()
    }
}
