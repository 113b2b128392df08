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
use crate::pickler::{Bound, Encoder, Made, Memo, OpenInstance, Room};

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

            #[inline]
            fn pickle_bound(&self, levels: usize) -> Option<Bound> {
                Bound::behind_pointer(&**self, levels)
            }

            #[inline]
            fn pickle_made(&self) -> Made {
                (**self).pickle_made()
            }

            #[inline]
            fn pickle_into<'r>(&self, room: Room<'r>, memo: &Memo) -> Option<Room<'r>> {
                (**self).pickle_into(room, memo)
            }
        }
    )*};
}

references!(&T &mut T);
