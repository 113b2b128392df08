//! To and from Rust's own integers.

use core::fmt;

use super::twos_complement::sign_extended;
use super::{Int, Repr};

/// A Python `int` that is too large or too small for the integer type wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IntRangeError {
    target: &'static str,
}

impl IntRangeError {
    /// The name of the type that the number does not fit into, as in `"u8"`.
    #[must_use]
    pub const fn target(&self) -> &'static str {
        self.target
    }
}

impl fmt::Display for IntRangeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "int does not fit into {}", self.target)
    }
}

impl core::error::Error for IntRangeError {}

macro_rules! from_narrow {
    ($($narrow:ty)+) => {
        $(
            impl From<$narrow> for Int {
                #[inline]
                fn from(number: $narrow) -> Self {
                    Self(Repr::Small(number.into()))
                }
            }
        )+
    };
}

from_narrow!(i8 i16 i32 i64 u8 u16 u32);

macro_rules! from_wide {
    ($($wide:ty: $sign:expr;)+) => {
        $(
            impl From<$wide> for Int {
                #[inline]
                fn from(number: $wide) -> Self {
                    match i64::try_from(number) {
                        Ok(small) => Self(Repr::Small(small)),
                        Err(_) => from_parts(&number.to_le_bytes(), $sign),
                    }
                }
            }
        )+
    };
}

/// An unsigned number needs a byte more, to say that its topmost bit is none.
fn from_parts(number: &[u8], sign: &[u8]) -> Int {
    let mut bytes = [0; 17];
    let length = number.len() + sign.len();
    bytes[..number.len()].copy_from_slice(number);
    bytes[number.len()..length].copy_from_slice(sign);
    Int::from_le_bytes(&bytes[..length])
}

from_wide! {
    isize: &[];
    i128: &[];
    u64: &[0];
    usize: &[0];
    u128: &[0];
}

impl Int {
    fn to_i128(&self) -> Option<i128> {
        match &self.0 {
            Repr::Small(small) => Some(i128::from(*small)),
            Repr::Big(bytes) => sign_extended(bytes).map(i128::from_le_bytes),
        }
    }

    fn to_u128(&self) -> Option<u128> {
        match &self.0 {
            Repr::Small(small) => u128::try_from(*small).ok(),
            // A byte more than there is room for, which then only is the sign.
            Repr::Big(bytes) => match sign_extended::<17>(bytes)?.split_first_chunk() {
                Some((number, [0])) => Some(u128::from_le_bytes(*number)),
                _ => None,
            },
        }
    }
}

macro_rules! try_from_int {
    ($($target:ty: $widest:ident;)+) => {
        $(
            impl TryFrom<&Int> for $target {
                type Error = IntRangeError;

                #[inline]
                fn try_from(int: &Int) -> Result<Self, IntRangeError> {
                    let narrow = match int.0 {
                        Repr::Small(small) => Self::try_from(small).ok(),
                        Repr::Big(_) => {
                            int.$widest().and_then(|wide| Self::try_from(wide).ok())
                        }
                    };
                    let target = stringify!($target);
                    narrow.ok_or(IntRangeError { target })
                }
            }

            impl TryFrom<Int> for $target {
                type Error = IntRangeError;

                #[inline]
                fn try_from(int: Int) -> Result<Self, IntRangeError> {
                    Self::try_from(&int)
                }
            }
        )+
    };
}

try_from_int! {
    i8: to_i128;
    i16: to_i128;
    i32: to_i128;
    i64: to_i128;
    isize: to_i128;
    i128: to_i128;
    u8: to_u128;
    u16: to_u128;
    u32: to_u128;
    u64: to_u128;
    usize: to_u128;
    u128: to_u128;
}
