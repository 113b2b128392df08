//! Which Python classes a Rust type stands for.

use core::cell::RefCell;

use crate::global::Class;

/// A type whose values are instances of Python classes that are its own: what can be
/// [registered](super::Registry::register).
///
/// `#[derive(Pickle)]` implements it for structs and enums that have a class: all but `as_dict`,
/// `as_tuple` and `transparent` ones and newtypes. For a type with `suite = S`, the class is known
/// to the suite alone: use [`Registry::register_suite`](super::Registry::register_suite).
///
/// ```
/// use pickle_core::{Pickle, PickleClass};
///
/// #[derive(Pickle)]
/// #[pickle(module = "geo", alias = "old_geo.Disk")]
/// struct Circle { radius: f64 }
///
/// let [class] = Circle::classes() else { unreachable!() };
/// assert_eq!(class.to_string(), "geo.Circle");
/// assert!(class.is("old_geo", "Disk"));
///
/// #[derive(Pickle)]
/// #[pickle(module = "geo")]
/// enum Angular { Square { side: f64 }, Triangle { a: f64, b: f64, c: f64 } }
///
/// assert_eq!(Angular::classes()[1].to_string(), "geo.Angular.Triangle");
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no Python class of its own",
    label = "the trait `PickleClass` is not implemented for `{Self}`",
    note = "`#[derive(Pickle)]` implements it for structs and enums that are instances of classes: not `as_dict`, `as_tuple` or `transparent` ones, and no newtypes",
    note = "where a suite knows the class, use `Registry::register_suite`"
)]
pub trait PickleClass {
    /// The classes: one for a struct, those of all variants for an enum. Each with the other names
    /// by which it is known.
    fn classes() -> &'static [&'static Class];
}

impl<T: PickleClass> PickleClass for RefCell<T> {
    fn classes() -> &'static [&'static Class] {
        T::classes()
    }
}

#[cfg(feature = "std")]
impl<T: PickleClass> PickleClass for std::sync::Mutex<T> {
    fn classes() -> &'static [&'static Class] {
        T::classes()
    }
}

#[cfg(feature = "std")]
impl<T: PickleClass> PickleClass for std::sync::RwLock<T> {
    fn classes() -> &'static [&'static Class] {
        T::classes()
    }
}
