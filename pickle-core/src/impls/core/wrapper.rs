//! Wrappers that only change what the arithmetic or the order of a type is.
//!
//! | Rust | Python | Cost, limits |
//! |---|---|---|
//! | [`Wrapping`], [`Saturating`], [`Reverse`] | what they hold | none |

use core::cmp::Reverse;
use core::num::{Saturating, Wrapping};

use crate::error::Error;
use crate::pickle::Pickle;
use crate::pickler::Encoder;
use crate::unpickle::Unpickle;
use crate::unpickler::Decoder;

macro_rules! wrappers {
    ($($wrapper:ident)*) => {$(
        impl<T: Pickle> Pickle for $wrapper<T> {
            #[inline]
            fn pickle(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
                self.0.pickle(encoder)
            }

            small_as!(self => self.0);
        }

        impl<'de, T: Unpickle<'de>> Unpickle<'de> for $wrapper<T> {
            #[inline]
            fn unpickle<D: Decoder<'de>>(decoder: &mut D) -> Result<$wrapper<T>, Error> {
                T::unpickle(decoder).map($wrapper)
            }

            fn check<D: Decoder<'de>>(decoder: &mut D) -> Result<(), Error> {
                T::check(decoder)
            }
        }
    )*};
}

wrappers!(Wrapping Saturating Reverse);
