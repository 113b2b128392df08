//! References.
//!
//! | Rust | Python | Cost, limits |
//! |---|---|---|
//! | `&T`, `&mut T` | what they refer to | none |
//!
//! They are written, and not read: of those, only [`&str`](super::text) and
//! [`&[u8]`](super::bytes) can be borrowed from a pickle.

use crate::error::Error;
use crate::pickle::Pickle;
use crate::pickler::{Encoder, OpenInstance};

macro_rules! references {
    ($($reference:ty)*) => {$(
        impl<T: Pickle + ?Sized> Pickle for $reference {
            #[inline]
            fn pickle(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
                (**self).pickle(encoder)
            }

            #[inline]
            fn pickle_attribute(
                &self,
                instance: &OpenInstance,
                index: usize,
                encoder: &mut Encoder<'_>,
            ) -> Result<(), Error> {
                (**self).pickle_attribute(instance, index, encoder)
            }

            small_as!(self => **self);
        }
    )*};
}

references!(&T &mut T);
