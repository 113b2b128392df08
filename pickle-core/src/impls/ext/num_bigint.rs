//! `num_bigint`: integers of any size.
//!
//! | Rust | Python | Cost, limits |
//! |---|---|---|
//! | [`BigInt`] | `int` | an allocation when written, and when read |
//! | [`BigUint`] | `int` | likewise; negative ints are out of range |

use num_bigint::{BigInt, BigUint};

use crate::error::Error;
use crate::int::Int;
use crate::pickle::Pickle;
use crate::pickler::Encoder;
use crate::unpickle::Unpickle;
use crate::unpickler::{Decoder, Integer};

impl Integer for BigInt {
    const NAME: &'static str = "BigInt";

    fn from_i64(int: i64) -> Option<BigInt> {
        Some(BigInt::from(int))
    }

    fn from_int(int: &Int) -> Option<BigInt> {
        Some(BigInt::from_signed_bytes_le(&int.to_le_bytes()))
    }
}

impl Integer for BigUint {
    const NAME: &'static str = "BigUint";

    fn from_i64(int: i64) -> Option<BigUint> {
        u64::try_from(int).ok().map(BigUint::from)
    }

    fn from_int(int: &Int) -> Option<BigUint> {
        (int.sign() >= 0).then(|| BigUint::from_bytes_le(&int.to_le_bytes()))
    }
}

impl Pickle for BigInt {
    fn pickle(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        encoder.big_int(&Int::from_le_bytes(&self.to_signed_bytes_le()))
    }
}

impl Pickle for BigUint {
    fn pickle(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        let mut bytes = self.to_bytes_le();
        bytes.push(0); // the sign
        encoder.big_int(&Int::from_le_bytes(&bytes))
    }
}

impl<'de> Unpickle<'de> for BigInt {
    fn unpickle<D: Decoder<'de>>(decoder: &mut D) -> Result<BigInt, Error> {
        decoder.read_int()
    }
}

impl<'de> Unpickle<'de> for BigUint {
    fn unpickle<D: Decoder<'de>>(decoder: &mut D) -> Result<BigUint, Error> {
        decoder.read_int()
    }
}
