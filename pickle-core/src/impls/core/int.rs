//! Integers.
//!
//! | Rust | Python | Cost, limits |
//! |---|---|---|
//! | `i8` to `i128`, `u8` to `u128`, `isize`, `usize` | `int` | 2 to 19 bytes |
//! | [`NonZero`] | `int` | as above; zero is out of range |
//! | [`Int`] | `int` | allocates beyond 64 bits |
//!
//! An `int` that the type cannot hold is an error of kind
//! [`OutOfRange`](crate::ErrorKind::OutOfRange). Sequences of `u8` are [bytes](super::bytes).

use alloc::vec::Vec;
use core::num::NonZero;

use crate::error::Error;
use crate::int::Int;
use crate::pickle::Pickle;
use crate::pickler::{Encoder, Estimate, Memo, Room};
use crate::unpickle::{Unpickle, unpickle_vec_of_numbers};
use crate::unpickler::{Decoder, First, InRow, Integer, take_ints};

/// [`Integer`] for a type, and for the same without zero.
macro_rules! integers {
    ($($int:ty)*) => {$(
        impl Integer for $int {
            const NAME: &'static str = stringify!($int);

            #[inline]
            fn from_i64(int: i64) -> Option<$int> {
                <$int>::try_from(int).ok()
            }

            #[inline]
            fn from_i128(int: i128) -> Option<$int> {
                <$int>::try_from(int).ok()
            }

            fn from_int(int: &Int) -> Option<$int> {
                <$int>::try_from(int).ok()
            }
        }

        impl Integer for NonZero<$int> {
            const NAME: &'static str = concat!("NonZero<", stringify!($int), ">");

            #[inline]
            fn from_i64(int: i64) -> Option<NonZero<$int>> {
                <$int>::from_i64(int).and_then(NonZero::new)
            }

            #[inline]
            fn from_i128(int: i128) -> Option<NonZero<$int>> {
                <$int>::from_i128(int).and_then(NonZero::new)
            }

            fn from_int(int: &Int) -> Option<NonZero<$int>> {
                <$int>::from_int(int).and_then(NonZero::new)
            }
        }

        impl Pickle for NonZero<$int> {
            #[inline]
            fn pickle(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
                self.get().pickle(encoder)
            }

            #[inline]
            fn pickle_estimate(&self, levels: usize) -> Option<Estimate> {
                self.get().pickle_estimate(levels)
            }

            #[inline]
            fn pickle_into<'r>(&self, room: Room<'r>, memo: &Memo) -> Option<Room<'r>> {
                self.get().pickle_into(room, memo)
            }
        }
    )*};
}

/// [`Pickle`] for what `i64` holds in any case.
macro_rules! pickle_narrow {
    ($($int:ty: $put:ident as $wide:ty;)*) => {$(
        impl Pickle for $int {
            #[inline]
            fn pickle(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
                encoder.int(i64::from(*self))
            }

            #[inline]
            fn pickle_estimate(&self, _: usize) -> Option<Estimate> {
                Some(Estimate::bytes(size_of::<$int>() + 4))
            }

            #[inline]
            fn pickle_into<'r>(&self, room: Room<'r>, _: &Memo) -> Option<Room<'r>> {
                room.$put(<$wide>::from(*self))
            }

            #[inline]
            fn is_flat(_: usize) -> bool {
                true
            }
        }
    )*};
}

/// [`Pickle`] for what `i64` may not hold.
macro_rules! pickle_wide {
    ($($int:ty)*) => {$(
        impl Pickle for $int {
            #[inline]
            fn pickle(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
                match (i64::try_from(*self), i128::try_from(*self)) {
                    (Ok(small), _) => encoder.int(small),
                    (_, Ok(wide)) => encoder.wide_int(wide),
                    _ => encoder.big_int(&Int::from(*self)),
                }
            }

            #[inline]
            fn pickle_estimate(&self, _: usize) -> Option<Estimate> {
                Some(Estimate::bytes(2 + size_of::<i128>()))
            }

            #[inline]
            fn pickle_into<'r>(&self, room: Room<'r>, _: &Memo) -> Option<Room<'r>> {
                match i64::try_from(*self) {
                    Ok(small) => room.int(small),
                    Err(_) => room.wide_int(i128::try_from(*self).ok()?),
                }
            }

            #[inline]
            fn is_flat(_: usize) -> bool {
                true
            }
        }
    )*};
}

/// [`Unpickle`] for what is an [`Integer`].
macro_rules! unpickle {
    ($($int:ty)*) => {$(
        impl<'de> Unpickle<'de> for $int {
            const FIRST: First = First::Number;

            #[inline]
            fn unpickle<D: Decoder<'de>>(decoder: &mut D) -> Result<$int, Error> {
                decoder.read_int()
            }

            fn unpickle_vec<D: Decoder<'de>>(decoder: &mut D) -> Result<Vec<$int>, Error> {
                unpickle_vec_of_numbers(decoder)
            }

            fn check_vec<D: Decoder<'de>>(decoder: &mut D) -> Result<(), Error> {
                Self::unpickle_vec(decoder).map(drop)
            }
        }

        impl InRow for $int {
            fn take_run<'b>(bytes: &'b [u8], run: &mut Vec<$int>) -> &'b [u8] {
                take_ints(bytes, run)
            }
        }
    )*};
}

integers!(i8 i16 i32 i64 i128 isize u8 u16 u32 u64 u128 usize);
pickle_narrow! { // u8 is among the bytes
    i8: int32 as i32;
    i16: int32 as i32;
    i32: int32 as i32;
    i64: int as i64;
    u16: int32 as i32;
    u32: int as i64;
}
pickle_wide!(i128 isize u64 u128 usize);
unpickle!(i8 i16 i32 i64 i128 isize u16 u32 u64 u128 usize Int);
unpickle!(NonZero<i8> NonZero<i16> NonZero<i32> NonZero<i64> NonZero<i128> NonZero<isize>);
unpickle!(NonZero<u8> NonZero<u16> NonZero<u32> NonZero<u64> NonZero<u128> NonZero<usize>);

impl Integer for Int {
    const NAME: &'static str = "Int";

    fn from_i64(int: i64) -> Option<Int> {
        Some(Int::from(int))
    }

    fn from_int(int: &Int) -> Option<Int> {
        Some(int.clone())
    }
}

impl Pickle for Int {
    fn pickle(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        encoder.big_int(self)
    }
}
