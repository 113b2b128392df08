//! The generated code breaks no lint, however strict.
#![deny(warnings, missing_docs, unused, nonstandard_style, future_incompatible, rust_2018_idioms)]
#![deny(unreachable_pub, missing_debug_implementations, missing_copy_implementations)]
#![deny(single_use_lifetimes, elided_lifetimes_in_paths, explicit_outlives_requirements)]
#![deny(trivial_casts, trivial_numeric_casts, unused_qualifications, unused_lifetimes)]
#![deny(unused_results, unused_import_braces, variant_size_differences, let_underscore_drop)]
#![deny(absolute_paths_not_starting_with_crate, meta_variable_misuse, non_ascii_idents)]
#![deny(unused_crate_dependencies, unit_bindings, redundant_lifetimes, ambiguous_negative_literals)]
#![deny(macro_use_extern_crate, unreachable_code, unused_parens, unused_mut, unused_variables)]
#![allow(unused_crate_dependencies)]
#![forbid(unsafe_code)]

use pickle_core::Pickle;
use std::collections::BTreeMap;

/// A struct with everything.
#[derive(Clone, Debug, PartialEq, Pickle)]
#[pickle(init = World::new, newargs)]
pub struct World {
    /// The country.
    #[pickle(init_arg)]
    pub country: String,
    #[pickle(init_arg = "age")]
    age: u32,
    secret: u32,
    #[pickle(skip)]
    visits: u32,
    #[pickle(default)]
    size: f64,
    #[pickle(dict)]
    attributes: BTreeMap<String, u32>,
}

impl World {
    fn new(country: String, age: u32) -> Result<World, std::fmt::Error> {
        Ok(World { country, age, secret: 0, visits: 0, size: 0.0, attributes: BTreeMap::new() })
    }
}

/// A pair.
#[derive(Clone, Copy, Debug, PartialEq, Pickle)]
#[pickle(getstate = Counter::getstate, setstate = Counter::setstate)]
pub struct Counter {
    count: u32,
}

impl Counter {
    fn getstate(&self) -> u32 {
        self.count
    }
    fn setstate(&mut self, count: u32) {
        self.count = count;
    }
}

/// A unit struct.
#[derive(Clone, Copy, Debug, PartialEq, Pickle)]
pub struct Unit;

/// No fields.
#[derive(Clone, Copy, Debug, PartialEq, Pickle)]
#[pickle(deny_unknown)]
pub struct Empty {}

/// A tuple struct.
#[derive(Clone, Copy, Debug, PartialEq, Pickle)]
pub struct Pair(u8, #[pickle(skip)] u8, u8);

/// A dict.
#[derive(Clone, Copy, Debug, PartialEq, Pickle)]
#[pickle(as_dict)]
pub struct Dict {
    a: u8,
}

/// An empty dict.
#[derive(Clone, Copy, Debug, PartialEq, Pickle)]
#[pickle(as_dict)]
pub struct EmptyDict {}

/// An empty tuple.
#[derive(Clone, Copy, Debug, PartialEq, Pickle)]
#[pickle(as_tuple)]
pub struct EmptyTuple();

/// Defaults.
#[derive(Clone, Copy, Debug, Default, PartialEq, Pickle)]
#[pickle(default)]
pub struct Defaults {
    a: u8,
    #[pickle(init_arg)]
    b: u8,
}

/// Only skipped.
#[derive(Clone, Copy, Debug, Default, PartialEq, Pickle)]
pub struct Skipped {
    #[pickle(skip)]
    a: u8,
}

/// Borrowed.
#[derive(Clone, Debug, PartialEq, Pickle)]
pub struct Borrowed<'a, T> {
    text: &'a str,
    value: Vec<T>,
}

/// Deprecated parts.
#[derive(Clone, Copy, Debug, PartialEq, Pickle)]
pub struct Old {
    /// Since long.
    #[deprecated = "use another"]
    pub a: u8,
}

/// Members.
#[derive(Clone, Copy, Debug, PartialEq, Pickle)]
pub enum Color {
    /// Red.
    Red,
    /// Green.
    Green = 5,
}

/// Nothing.
#[derive(Clone, Copy, Debug, PartialEq, Pickle)]
pub enum Never {}

/// Variants.
#[derive(Clone, Debug, PartialEq, Pickle)]
pub enum Shape<T> {
    /// Circle.
    Circle {
        /// Radius.
        radius: T,
        /// Skipped.
        #[pickle(skip)]
        area: f64,
    },
    /// Line.
    Line(T, T),
    /// Nothing.
    Nothing,
}

/// Tagged.
#[derive(Clone, Copy, Debug, PartialEq, Pickle)]
#[pickle(as_tuple)]
pub enum Tagged {
    /// One.
    One(u8),
    /// Two.
    Two {
        /// A.
        a: u8,
    },
    /// None.
    Nothing,
}

fn main() -> Result<(), pickle_core::Error> {
    let mut world = World::new("Wales".into(), 3).unwrap();
    world.secret = 42;
    let value = (world, Counter { count: 1 }, Unit, Empty {}, Pair(1, 0, 2), Dict { a: 1 });
    let pickle = pickle_core::to_vec(&value)?;
    assert_eq!(pickle_core::from_slice::<(World, Counter, Unit, Empty, Pair, Dict)>(&pickle)?, value);
    let value = (
        vec![Shape::Circle { radius: 1, area: 0.0 }, Shape::Line(1, 2), Shape::Nothing],
        vec![Tagged::One(1), Tagged::Two { a: 1 }, Tagged::Nothing],
        vec![Color::Red, Color::Green],
        None::<Never>,
        (EmptyDict {}, EmptyTuple(), Skipped::default(), Defaults { a: 1, b: 2 }),
        Borrowed { text: "a", value: vec![1] },
    );
    let pickle = pickle_core::to_vec(&value)?;
    type Read<'a> = (
        Vec<Shape<u8>>,
        Vec<Tagged>,
        Vec<Color>,
        Option<Never>,
        (EmptyDict, EmptyTuple, Skipped, Defaults),
        Borrowed<'a, u8>,
    );
    assert_eq!(pickle_core::from_slice::<Read<'_>>(&pickle)?, value);
    Ok(())
}
