//! Pointers with several owners.
//!
//! | Rust | Python | Cost, limits |
//! |---|---|---|
//! | [`Rc`], [`Arc`] | what they point to | written once for each pointer |
//!
//! For now only what they point to is written and read. That shared objects stay shared, and
//! cycles cycles, comes with the issue on object graphs, as does `Weak`.

use alloc::rc::Rc;
use alloc::sync::Arc;

use crate::error::Error;
use crate::pickle::Pickle;
use crate::pickler::Encoder;
use crate::unpickle::Unpickle;
use crate::unpickler::Decoder;

macro_rules! shared {
    ($($pointer:ident)*) => {$(
        impl<T: Pickle + ?Sized> Pickle for $pointer<T> {
            fn pickle(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
                encoder.descend()?;
                (**self).pickle(encoder)?;
                encoder.ascend();
                Ok(())
            }
        }

        impl<'de, T: Unpickle<'de>> Unpickle<'de> for $pointer<T> {
            fn unpickle<D: Decoder<'de>>(decoder: &mut D) -> Result<$pointer<T>, Error> {
                decoder.descend()?;
                let value = T::unpickle(decoder)?;
                decoder.ascend();
                Ok($pointer::new(value))
            }
        }

        impl<'de, T: Unpickle<'de>> Unpickle<'de> for $pointer<[T]> {
            fn unpickle<D: Decoder<'de>>(decoder: &mut D) -> Result<$pointer<[T]>, Error> {
                T::unpickle_vec(decoder).map($pointer::from)
            }
        }

        impl<'de> Unpickle<'de> for $pointer<str> {
            fn unpickle<D: Decoder<'de>>(decoder: &mut D) -> Result<$pointer<str>, Error> {
                decoder.read_str().map($pointer::from)
            }
        }
    )*};
}

shared!(Rc Arc);
