//! Floating point numbers.
//!
//! | Rust | Python | Cost, limits |
//! |---|---|---|
//! | `f64` | `float` | 9 bytes, exact; protocol 0 has one NaN only |
//! | `f32` | `float` of the same value | 9 bytes; rounded when reading |
//!
//! An `int` is taken for the float of the same value, if there is one. `f32` rounds to the nearest;
//! a number that is finite, but would be infinite as an `f32`, is out of range. NaN stays NaN, of
//! the same sign and with the payload that the narrower type has room for.

use alloc::format;
use alloc::vec::Vec;

use crate::error::{Error, ErrorKind};
use crate::pickle::Pickle;
use crate::pickler::{Encoder, Estimate, Memo, Room};
use crate::unpickle::{Unpickle, unpickle_vec_of_numbers};
use crate::unpickler::{Decoder, First};

impl Pickle for f64 {
    #[inline]
    fn pickle(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        encoder.float(*self)
    }

    #[inline]
    fn pickle_estimate(&self, _: usize) -> Option<Estimate> {
        Some(Estimate::bytes(9))
    }

    #[inline]
    fn pickle_into<'r>(&self, room: Room<'r>, _: &Memo) -> Option<Room<'r>> {
        room.float(*self)
    }

    #[inline]
    fn is_flat(_: usize) -> bool {
        true
    }
}

impl<'de> Unpickle<'de> for f64 {
    const FIRST: First = First::Number;

    #[inline]
    fn unpickle<D: Decoder<'de>>(decoder: &mut D) -> Result<f64, Error> {
        decoder.read_float()
    }

    fn unpickle_vec<D: Decoder<'de>>(decoder: &mut D) -> Result<Vec<f64>, Error> {
        unpickle_vec_of_numbers(decoder)
    }

    fn check_vec<D: Decoder<'de>>(decoder: &mut D) -> Result<(), Error> {
        Self::unpickle_vec(decoder).map(drop)
    }
}

impl Pickle for f32 {
    #[inline]
    fn pickle(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        encoder.float(f64::from(*self))
    }

    #[inline]
    fn pickle_estimate(&self, _: usize) -> Option<Estimate> {
        Some(Estimate::bytes(9))
    }

    #[inline]
    fn pickle_into<'r>(&self, room: Room<'r>, _: &Memo) -> Option<Room<'r>> {
        room.float(f64::from(*self))
    }

    #[inline]
    fn is_flat(_: usize) -> bool {
        true
    }
}

impl<'de> Unpickle<'de> for f32 {
    const FIRST: First = First::Number;

    #[inline]
    fn unpickle<D: Decoder<'de>>(decoder: &mut D) -> Result<f32, Error> {
        let exact = decoder.read_float()?;
        #[expect(clippy::cast_possible_truncation, reason = "rounding is the purpose")]
        let rounded = exact as f32;
        if rounded.is_infinite() {
            check_infinite(exact).map_err(|error| decoder.place(error))?;
        }
        Ok(rounded)
    }

    fn unpickle_vec<D: Decoder<'de>>(decoder: &mut D) -> Result<Vec<f32>, Error> {
        unpickle_vec_of_numbers(decoder)
    }

    fn check_vec<D: Decoder<'de>>(decoder: &mut D) -> Result<(), Error> {
        Self::unpickle_vec(decoder).map(drop)
    }
}

/// What becomes infinite as an `f32` must have been so.
#[cold]
#[inline(never)]
fn check_infinite(exact: f64) -> Result<(), Error> {
    if exact.is_infinite() {
        return Ok(());
    }
    let message = format!("float {exact:e} does not fit f32");
    Err(Error::new(ErrorKind::OutOfRange, message))
}
