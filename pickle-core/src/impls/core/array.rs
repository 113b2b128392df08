//! Slices and arrays.
//!
//! | Rust | Python | Cost, limits |
//! |---|---|---|
//! | `[T]` | `list` | a byte for each 1000 items, beside the items |
//! | `[T; N]` | `tuple` (a `list` is accepted) | two bytes beside the items; needs just `N` |
//! | `[u8]`, `[u8; N]` | `bytes` | see [bytes](super::bytes) |

use crate::error::Error;
use crate::pickle::Pickle;
use crate::pickler::{Encoder, Estimate, Made, Memo, Room};
use crate::unpickle::Unpickle;
use crate::unpickler::{Decoder, First, Kind};

impl<T: Pickle> Pickle for [T] {
    fn pickle(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        if encoder.put(self) { Ok(()) } else { T::pickle_slice(self, encoder) }
    }

    #[inline]
    fn pickle_estimate(&self, levels: usize) -> Option<Estimate> {
        T::pickle_slice_estimate(self, levels)
    }

    #[inline]
    fn pickle_made(&self) -> Made {
        T::pickle_slice_made()
    }

    #[inline]
    fn pickle_unhashable(&self, _: usize) -> Option<Kind> {
        T::pickle_slice_unhashable()
    }

    #[inline]
    fn pickle_into<'r>(&self, room: Room<'r>, memo: &Memo) -> Option<Room<'r>> {
        T::pickle_slice_into(self, room, memo)
    }
}

impl<T: Pickle, const N: usize> Pickle for [T; N] {
    fn pickle(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        if encoder.put(self) { Ok(()) } else { T::pickle_array(self, encoder) }
    }

    #[inline]
    fn pickle_estimate(&self, levels: usize) -> Option<Estimate> {
        Estimate::of_array(self, levels)
    }

    #[inline]
    fn is_flat(levels: usize) -> bool {
        Estimate::deeper(levels).is_some_and(T::is_flat)
    }

    #[inline]
    fn pickle_unhashable(&self, levels: usize) -> Option<Kind> {
        self.iter().find_map(|item| item.pickle_unhashable(levels))
    }

    #[inline]
    fn pickle_into<'r>(&self, room: Room<'r>, memo: &Memo) -> Option<Room<'r>> {
        T::pickle_array_into(self, room, memo)
    }
}

impl<'de, T: Unpickle<'de>, const N: usize> Unpickle<'de> for [T; N] {
    const FIRST: First = if N > 3 { First::Mark } else { First::Any };

    fn unpickle<D: Decoder<'de>>(decoder: &mut D) -> Result<[T; N], Error> {
        T::unpickle_array(decoder)
    }

    fn check<D: Decoder<'de>>(decoder: &mut D) -> Result<(), Error> {
        T::check_array::<D, N>(decoder)
    }
}
