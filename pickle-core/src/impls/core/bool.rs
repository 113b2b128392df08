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
use crate::pickler::{Encoder, OpenInstance, binary_bool};
use crate::unpickle::{Unpickle, unpickle_plain_vec};
use crate::unpickler::Decoder;

impl Pickle for bool {
    #[inline]
    fn pickle(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        encoder.bool(*self)
    }

    #[inline]
    fn pickle_attribute(
        &self,
        instance: &OpenInstance,
        index: usize,
        encoder: &mut Encoder<'_>,
    ) -> Result<(), Error> {
        encoder.small_attribute(instance, index, self, binary_bool(*self))
    }

    fn pickle_slice(slice: &[bool], encoder: &mut Encoder<'_>) -> Result<(), Error> {
        encoder.list_of_small(slice, |&item| binary_bool(item))
    }
}

impl<'de> Unpickle<'de> for bool {
    #[inline]
    fn unpickle<D: Decoder<'de>>(decoder: &mut D) -> Result<bool, Error> {
        decoder.read_bool()
    }

    fn unpickle_vec<D: Decoder<'de>>(decoder: &mut D) -> Result<Vec<bool>, Error> {
        unpickle_plain_vec(decoder)
    }

    fn check_vec<D: Decoder<'de>>(decoder: &mut D) -> Result<(), Error> {
        Self::unpickle_vec(decoder).map(drop)
    }
}
