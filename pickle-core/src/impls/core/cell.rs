//! Cells.
//!
//! | Rust | Python | Cost, limits |
//! |---|---|---|
//! | [`Cell`] | what it holds | none; `Copy` types only |
//! | [`RefCell`] | what it holds | an error while it is mutably borrowed |
//! | [`OnceCell`] | what it holds, or `None` | as `Option`, which see |

use alloc::format;
use core::cell::{Cell, OnceCell, RefCell};

use crate::error::{Error, ErrorKind};
use crate::pickle::Pickle;
use crate::pickler::Encoder;
use crate::unpickle::Unpickle;
use crate::unpickler::Decoder;

impl<T: Pickle + Copy> Pickle for Cell<T> {
    #[inline]
    fn pickle(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        self.get().pickle(encoder)
    }

    unhashable_as!(self => self.get());
}

impl<'de, T: Unpickle<'de>> Unpickle<'de> for Cell<T> {
    #[inline]
    fn unpickle<D: Decoder<'de>>(decoder: &mut D) -> Result<Cell<T>, Error> {
        T::unpickle(decoder).map(Cell::new)
    }

    fn check<D: Decoder<'de>>(decoder: &mut D) -> Result<(), Error> {
        T::check(decoder)
    }
}

/// Cells and locks that give access to what they hold: by `$read` to read it and by `$change` to
/// change it, either of which may fail.
macro_rules! cells {
    ($($cell:ident: $read:ident or $unread:path, $change:ident or $unchanged:path;)*) => {$(
        impl<T: $crate::Pickle + ?Sized> $crate::Pickle for $cell<T> {
            fn pickle(&self, encoder: &mut $crate::Encoder<'_>) -> Result<(), $crate::Error> {
                match self.$read() {
                    Ok(value) => value.pickle(encoder),
                    Err(_) => Err($unread(stringify!($cell))),
                }
            }
        }

        impl<'de, T: $crate::Unpickle<'de>> $crate::Unpickle<'de> for $cell<T> {
            #[inline]
            fn unpickle<D: $crate::Decoder<'de>>(
                decoder: &mut D,
            ) -> Result<$cell<T>, $crate::Error> {
                T::unpickle(decoder).map($cell::new)
            }

            fn check<D: $crate::Decoder<'de>>(decoder: &mut D) -> Result<(), $crate::Error> {
                T::check(decoder)
            }

            fn unpickle_shared<D: $crate::Decoder<'de>, P: $crate::SharedPointer<Self>>(
                decoder: &mut D,
                identity: D::Identity,
            ) -> Result<P, $crate::Error> {
                $crate::unpickler::shared::InCell::<Self, P, D::Identity>::unpickle::<D, T>(
                    decoder, identity,
                )
            }

            fn check_shared<D: $crate::Decoder<'de>, P: $crate::SharedPointer<Self>>(
                decoder: &mut D,
                identity: D::Identity,
            ) -> Result<(), $crate::Error> {
                $crate::unpickler::check::in_cell::<D, T, P>(decoder, identity)
            }
        }

        impl<T> $crate::unpickler::shared::SharedCell<T> for $cell<T> {
            fn new(value: T) -> $cell<T> {
                $cell::new(value)
            }

            fn update<R>(&self, change: impl FnOnce(&mut T) -> R) -> Result<R, $crate::Error> {
                match self.$change() {
                    Ok(mut value) => Ok(change(&mut value)),
                    Err(_) => Err($unchanged(stringify!($cell))),
                }
            }
        }
    )*};
}
#[cfg(feature = "std")]
pub(in crate::impls) use cells;

/// Cells that are set once, and empty before.
macro_rules! once_cells {
    ($($cell:ident)*) => {$(
        impl<T: $crate::Pickle> $crate::Pickle for $cell<T> {
            fn pickle(&self, encoder: &mut $crate::Encoder<'_>) -> Result<(), $crate::Error> {
                self.get().pickle(encoder)
            }

            unhashable_as!(self => self.get());
        }

        impl<'de, T: $crate::Unpickle<'de>> $crate::Unpickle<'de> for $cell<T> {
            fn unpickle<D: $crate::Decoder<'de>>(
                decoder: &mut D,
            ) -> Result<$cell<T>, $crate::Error> {
                let value = Option::<T>::unpickle(decoder)?;
                Ok(value.map_or_else($cell::new, $cell::from))
            }

            fn check<D: $crate::Decoder<'de>>(decoder: &mut D) -> Result<(), $crate::Error> {
                Option::<T>::check(decoder)
            }

            fn unpickle_shared<D: $crate::Decoder<'de>, P: $crate::SharedPointer<Self>>(
                decoder: &mut D,
                identity: D::Identity,
            ) -> Result<P, $crate::Error> {
                let pointer = P::new($cell::new());
                decoder.share(identity, &pointer);
                if let Some(value) = Option::unpickle(decoder)? {
                    // Nobody else can have set it: the pointer is known to this load only.
                    let _ = pointer.get().set(value);
                }
                Ok(pointer)
            }

            fn check_shared<D: $crate::Decoder<'de>, P: $crate::SharedPointer<Self>>(
                decoder: &mut D,
                identity: D::Identity,
            ) -> Result<(), $crate::Error> {
                $crate::unpickler::check::in_cell::<D, Option<T>, P>(decoder, identity)
            }
        }
    )*};
}
#[cfg(feature = "std")]
pub(in crate::impls) use once_cells;

cells!(RefCell: try_borrow or mutably_borrowed, try_borrow_mut or borrowed;);
once_cells!(OnceCell);

#[cold]
fn mutably_borrowed(cell: &str) -> Error {
    Error::new(ErrorKind::Custom, format!("{cell} is mutably borrowed"))
}

#[cold]
fn borrowed(cell: &str) -> Error {
    Error::new(ErrorKind::Custom, format!("{cell} is borrowed while it is read"))
}
