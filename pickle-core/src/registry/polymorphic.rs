//! Trait objects: `Box<dyn Trait>`, `Rc<dyn Trait>` and `Arc<dyn Trait>` for traits of the user's.

use alloc::boxed::Box;
use alloc::rc::{self, Rc};
use alloc::sync::{self, Arc};

/// `dyn Trait` as the type of which a `T` can be, for every `T` that implements the trait.
///
/// Implemented by [`polymorphic!`](crate::polymorphic), and by nothing else.
#[diagnostic::on_unimplemented(
    message = "`{T}` cannot be read as a `{Self}`",
    label = "the trait is not implemented for `{T}`, or `polymorphic!` was not called for it",
    note = "call `pickle_core::polymorphic!({Self});` once, where the trait is declared"
)]
pub trait Polymorphic<T> {
    #[doc(hidden)]
    fn from_box(value: Box<T>) -> Box<Self>;
    #[doc(hidden)]
    fn from_rc(value: Rc<T>) -> Rc<Self>;
    #[doc(hidden)]
    fn from_weak_rc(value: rc::Weak<T>) -> rc::Weak<Self>;
    #[doc(hidden)]
    fn from_arc(value: Arc<T>) -> Arc<Self>;
    #[doc(hidden)]
    fn from_weak_arc(value: sync::Weak<T>) -> sync::Weak<Self>;
}

/// Makes trait objects readable: fields of type `Box<dyn Trait>`, `Rc<dyn Trait>`, `Arc<dyn Trait>`
/// and the `Weak`s of the last two, of a trait that is declared in this crate.
///
/// To *write* them, it is enough that [`Pickle`](crate::Pickle) is a supertrait: each is written as
/// what it is, an instance of its own class. To *read* them, the types that may come are registered
/// in a [`Registry`](crate::Registry), which the [`Unpickler`](crate::Unpickler) is given.
///
/// ```
/// use pickle_core::{Pickle, Registry, Unpickler, polymorphic, to_vec};
///
/// trait Shape: Pickle {
///     fn area(&self) -> f64;
/// }
/// polymorphic!(dyn Shape);
///
/// #[derive(Pickle)]
/// #[pickle(module = "geo")]
/// struct Circle { radius: f64 }
///
/// #[derive(Pickle)]
/// #[pickle(module = "geo")]
/// struct Square { side: f64 }
///
/// impl Shape for Circle {
///     fn area(&self) -> f64 { self.radius * self.radius * 3.14 }
/// }
/// impl Shape for Square {
///     fn area(&self) -> f64 { self.side * self.side }
/// }
///
/// let shapes: Vec<Box<dyn Shape>> =
///     vec![Box::new(Circle { radius: 1.0 }), Box::new(Square { side: 2.0 })];
/// let pickle = to_vec(&shapes)?; // [geo.Circle, geo.Square]
///
/// let mut registry = Registry::new();
/// registry.register::<dyn Shape, Circle>()?.register::<dyn Shape, Square>()?;
/// let shapes: Vec<Box<dyn Shape>> = Unpickler::new(&pickle).registry(&registry).load()?;
/// assert_eq!(shapes.iter().map(|shape| shape.area()).collect::<Vec<_>>(), [3.14, 4.0]);
/// # Ok::<(), pickle_core::Error>(())
/// ```
///
/// # Identity
///
/// An instance that is reached twice, behind `Rc<dyn Shape>` or `Arc<dyn Shape>`, is read as one
/// allocation, and a `Weak<dyn Shape>` in it may refer back to what it is a part of. For a strong
/// cycle, register a cell, such as `RefCell<T>`, that implements the trait. Behind pointers of two
/// types, `Rc<dyn Shape>` and `Rc<Circle>`, it is read as two.
///
/// # Other forms
///
/// `dyn Shape` and `dyn Shape + Send` are two types, each with a call of its own; so are
/// `dyn Handler<u8>` and `dyn Handler<u16>`. A generic trait can be made readable as a whole, with
/// its parameters (which have to be `'static`) in front, and bounds, if it asks for any, behind:
///
/// ```
/// # use pickle_core::{Pickle, polymorphic};
/// trait Shape: Pickle {}
/// polymorphic!(dyn Shape + Send + Sync);
///
/// trait Handler<T>: Pickle {}
/// polymorphic!(<T> dyn Handler<T>);
///
/// trait Sorted<T: Ord>: Pickle {}
/// polymorphic!(<T> dyn Sorted<T> where T: Ord);
/// ```
#[macro_export]
macro_rules! polymorphic {
    (< $($parameter:ident),+ $(,)? > dyn $($rest:tt)+) => {
        $crate::__polymorphic! { [$($parameter)+] [] $($rest)+ }
    };
    (dyn $($rest:tt)+) => {
        $crate::__polymorphic! { [] [] $($rest)+ }
    };
}

/// Takes the bounds of the trait object apart from the `where` clause, then writes the impls.
#[doc(hidden)]
#[macro_export]
macro_rules! __polymorphic {
    ([$($parameter:ident)*] [$($bounds:tt)+] where $($clause:tt)+) => {
        $crate::__polymorphic! { @impls [$($parameter)*] [$($bounds)+] [$($clause)+] }
    };
    ([$($parameter:ident)*] [$($bounds:tt)+]) => {
        $crate::__polymorphic! { @impls [$($parameter)*] [$($bounds)+] [] }
    };
    ([$($parameter:ident)*] [$($bounds:tt)*] $next:tt $($rest:tt)*) => {
        $crate::__polymorphic! { [$($parameter)*] [$($bounds)* $next] $($rest)* }
    };
    (@impls [$($parameter:ident)*] $bounds:tt $clause:tt) => {
        $crate::__polymorphic! { @unpickle [$($parameter)*] $bounds $clause }
        $crate::__polymorphic! { @pointee [$($parameter)*] $bounds $clause }
        $crate::__polymorphic! { @cast [$($parameter)*] $bounds $clause }
    };
    (@unpickle [$($parameter:ident)*] [$($bounds:tt)+] [$($clause:tt)*]) => {
        impl<'__de, $($parameter: 'static),*> $crate::Unpickle<'__de>
            for $crate::__private::Box<dyn $($bounds)+>
        where
            $($clause)*
        {
            fn unpickle<__D: $crate::Decoder<'__de>>(
                decoder: &mut __D,
            ) -> ::core::result::Result<Self, $crate::Error> {
                $crate::Decoder::read_registered::<dyn $($bounds)+>(decoder)
            }

            fn check<__D: $crate::Decoder<'__de>>(
                decoder: &mut __D,
            ) -> ::core::result::Result<(), $crate::Error> {
                $crate::check::boxed::<__D, dyn $($bounds)+>(decoder)
            }
        }
    };
    (@pointee [$($parameter:ident)*] [$($bounds:tt)+] [$($clause:tt)*]) => {
        impl<'__de, $($parameter: 'static),*> $crate::Pointee<'__de> for dyn $($bounds)+
        where
            $($clause)*
        {
            fn unpickle_pointer<__D: $crate::Decoder<'__de>, __P: $crate::SharedPointer<Self>>(
                decoder: &mut __D,
                identity: __D::Identity,
            ) -> ::core::result::Result<__P, $crate::Error> {
                $crate::Decoder::read_registered_pointer::<Self, __P>(decoder, identity)
            }

            fn check_pointee<__D: $crate::Decoder<'__de>, __P: $crate::SharedPointer<Self>>(
                decoder: &mut __D,
                _: __D::Identity,
            ) -> ::core::result::Result<(), $crate::Error> {
                $crate::Decoder::check_registered::<Self>(decoder)
            }

            fn dangling<__D: $crate::Decoder<'__de>, __P: $crate::SharedPointer<Self>>(
                decoder: &mut __D,
            ) -> ::core::result::Result<__P::Weak, $crate::Error> {
                $crate::Decoder::registered_dangling::<Self, __P>(decoder)
            }
        }
    };
    (@cast [$($parameter:ident)*] [$($bounds:tt)+] [$($clause:tt)*]) => {
        impl<__T: $($bounds)+ + 'static, $($parameter: 'static),*> $crate::Polymorphic<__T>
            for dyn $($bounds)+
        where
            $($clause)*
        {
            fn from_box(value: $crate::__private::Box<__T>) -> $crate::__private::Box<Self> {
                value
            }

            fn from_rc(value: $crate::__private::Rc<__T>) -> $crate::__private::Rc<Self> {
                value
            }

            fn from_weak_rc(
                value: $crate::__private::WeakRc<__T>,
            ) -> $crate::__private::WeakRc<Self> {
                value
            }

            fn from_arc(value: $crate::__private::Arc<__T>) -> $crate::__private::Arc<Self> {
                value
            }

            fn from_weak_arc(
                value: $crate::__private::WeakArc<__T>,
            ) -> $crate::__private::WeakArc<Self> {
                value
            }
        }
    };
}
