//! Truth.
//!
//! | Rust | Python | Cost, limits |
//! |---|---|---|
//! | `bool` | `bool` | a byte; four before protocol 2 |
//!
//! Ints are not taken for bools, nor bools for ints.

use alloc::vec::Vec;

use crate::error::Error;
use crate::pickle::Pickle;
use crate::pickler::{Encoder, Estimate, Memo, Room};
use crate::unpickle::{Unpickle, unpickle_vec_of_numbers};
use crate::unpickler::{Decoder, First};

impl Pickle for bool {
    #[inline]
    fn pickle(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        encoder.bool(*self)
    }

    #[inline]
    fn pickle_estimate(&self, _: usize) -> Option<Estimate> {
        Some(Estimate::bytes(1))
    }

    #[inline]
    fn pickle_into<'r>(&self, room: Room<'r>, _: &Memo) -> Option<Room<'r>> {
        room.bool(*self)
    }

    #[inline]
    fn is_flat(_: usize) -> bool {
        true
    }
}

impl<'de> Unpickle<'de> for bool {
    const FIRST: First = First::Number;

    #[inline]
    fn unpickle<D: Decoder<'de>>(decoder: &mut D) -> Result<bool, Error> {
        decoder.read_bool()
    }

    fn unpickle_vec<D: Decoder<'de>>(decoder: &mut D) -> Result<Vec<bool>, Error> {
        unpickle_vec_of_numbers(decoder)
    }

    fn check_vec<D: Decoder<'de>>(decoder: &mut D) -> Result<(), Error> {
        Self::unpickle_vec(decoder).map(drop)
    }
}
