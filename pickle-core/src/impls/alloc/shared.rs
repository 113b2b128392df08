//! Pointers with several owners: identity is kept both ways.
//!
//! | Rust | Python | Cost, limits |
//! |---|---|---|
//! | [`Rc`], [`Arc`] | what they point to; one object however many pointers | a memo entry, then two to five bytes for each further pointer |
//! | their `Weak` | what they point to, or `None` if that is gone | likewise |
//!
//! What a pointer points to is written once, at the first pointer to it, and read as one
//! allocation. What contains itself must do so through a cell, such as `Rc<RefCell<T>>`, whose `T`
//! can be made before its state is known: a container, or a type with `init` or `default`. Or
//! through a `Weak`, such as the parent of a node in a tree.
//!
//! A `Weak` is written as its target, even if nothing else in the pickle refers to it; when that is
//! read, nobody owns it, and the `Weak` is dangling once the [`Unpickler`](crate::Unpickler) is
//! dropped.

use alloc::rc::{self, Rc};
use alloc::sync::{self, Arc};

use crate::error::Error;
use crate::pickle::Pickle;
use crate::pickler::Encoder;
use crate::unpickle::Unpickle;
use crate::unpickler::shared::{Pointee, unpickle_pointer};
use crate::unpickler::{Decoder, check};

macro_rules! shared {
    ($($pointer:ident $module:ident)*) => {$(
        impl<T: Pickle + ?Sized + 'static> Pickle for $pointer<T> {
            fn pickle(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
                encoder.shared(self, $pointer::as_ptr(self).addr())
            }

            unhashable_as!(self => **self);
        }

        impl<'de, T: Pointee<'de> + ?Sized + 'static> Unpickle<'de> for $pointer<T> {
            fn unpickle<D: Decoder<'de>>(decoder: &mut D) -> Result<$pointer<T>, Error> {
                unpickle_pointer(decoder)
            }

            fn check<D: Decoder<'de>>(decoder: &mut D) -> Result<(), Error> {
                check::pointer::<D, T, $pointer<T>>(decoder)
            }
        }

        impl<T: Pickle + ?Sized + 'static> Pickle for $module::Weak<T> {
            fn pickle(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
                match self.upgrade() {
                    Some(pointer) => pointer.pickle(encoder),
                    None => encoder.none(),
                }
            }

            unhashable_as!(self => self.upgrade());
        }

        impl<'de, T: Pointee<'de> + ?Sized + 'static> Unpickle<'de> for $module::Weak<T> {
            fn unpickle<D: Decoder<'de>>(decoder: &mut D) -> Result<$module::Weak<T>, Error> {
                if decoder.read_none()? {
                    return T::dangling::<D, $pointer<T>>(decoder);
                }
                let identity = decoder.identity()?;
                // The target may be on its way to being made.
                match decoder.shared(identity) {
                    Some(weak) => Ok(weak),
                    None => unpickle_pointer::<D, T, $pointer<T>>(decoder)
                        .map(|target| $pointer::downgrade(&target)),
                }
            }

            fn check<D: Decoder<'de>>(decoder: &mut D) -> Result<(), Error> {
                if decoder.read_none()? {
                    return T::dangling::<D, $pointer<T>>(decoder).map(drop);
                }
                check::weak::<D, T, $pointer<T>>(decoder)
            }
        }
    )*};
}

shared!(Rc rc Arc sync);
