//! Python's `int`: of any size, cheap where it is small.

mod convert;
mod radix;
#[cfg(test)]
mod tests;
mod text;
mod twos_complement;

use alloc::boxed::Box;
use core::cmp::Ordering;
use core::ops::Deref;

pub use convert::IntRangeError;
pub use text::{IntParseError, MAX_DECIMAL_DIGITS};
use twos_complement::{fill_of, is_negative, magnitude, minimal, sign_extended};

/// A Python `int`.
///
/// What fits into an `i64` takes no allocation. Anything else is kept as the
/// bytes that `LONG1` and `LONG4` have in a stream, so that reading and writing
/// one is a copy.
///
/// Each number has one representation, whatever it was made from.
///
/// ```
/// use pickle_core::Int;
///
/// let big = Int::from(u128::MAX);
/// assert_eq!(big.to_string(), "340282366920938463463374607431768211455");
/// assert_eq!(u128::try_from(&big), Ok(u128::MAX));
/// assert!(i64::try_from(&big).is_err());
///
/// assert_eq!("-0x80".parse(), Ok(Int::from(-128)));
/// assert_eq!(Int::from_le_bytes(&[0x80]), Int::from(-128));
/// assert!(Int::from(-1) < big);
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Int(Repr);

#[derive(Clone, PartialEq, Eq, Hash)]
enum Repr {
    Small(i64),
    /// Two's complement, little-endian, as few bytes as possible: never fewer
    /// than nine.
    Big(Box<[u8]>),
}

/// Zero, as `int()` is in Python.
impl Default for Int {
    fn default() -> Self {
        Self(Repr::Small(0))
    }
}

impl Int {
    /// Reads an int from two's complement, little-endian, as the arguments of
    /// `LONG1` and `LONG4` are (PEP 307).
    ///
    /// No bytes are zero. More bytes than the number needs are fine.
    #[must_use]
    pub fn from_le_bytes(bytes: &[u8]) -> Self {
        let bytes = minimal(bytes);
        match sign_extended(bytes) {
            Some(small) => Self(Repr::Small(i64::from_le_bytes(small))),
            None => Self(Repr::Big(bytes.into())),
        }
    }

    /// The bytes that `LONG1` and `LONG4` want: as few as possible, none for
    /// zero.
    ///
    /// ```
    /// use pickle_core::Int;
    ///
    /// assert_eq!(*Int::from(0).to_le_bytes(), []);
    /// assert_eq!(*Int::from(255).to_le_bytes(), [0xff, 0x00]);
    /// assert_eq!(*Int::from(-256).to_le_bytes(), [0x00, 0xff]);
    /// ```
    #[must_use]
    pub fn to_le_bytes(&self) -> IntBytes<'_> {
        IntBytes(match &self.0 {
            Repr::Small(small) => {
                let bytes = small.to_le_bytes();
                let length = minimal(&bytes).len();
                Bytes::Small { bytes, length }
            }
            Repr::Big(bytes) => Bytes::Big(bytes),
        })
    }

    /// Reads an int as Python's `int(text, 0)` does: the arguments of `INT` and
    /// `LONG`, once the `L` behind the latter is taken off.
    ///
    /// There may be whitespace around it, a sign, one of the prefixes `0x`,
    /// `0o` and `0b`, and single underscores between digits. Zeros in front of a
    /// decimal number are not allowed.
    ///
    /// More than `max_digits` decimal digits are refused: reading `n` of them
    /// takes time in the order of `n` to the power of 1.6. The other notations
    /// take time in the order of `n` and have no limit, as in Python.
    /// [`MAX_DECIMAL_DIGITS`] is Python's own limit.
    ///
    /// # Errors
    ///
    /// If the text is no int, or has too many digits.
    ///
    /// ```
    /// use pickle_core::{Int, IntParseError};
    ///
    /// assert_eq!(Int::from_decimal(" -1_000 ", 4300), Ok(Int::from(-1000)));
    /// assert_eq!(Int::from_decimal(b"12l", 4300), Err(IntParseError::Invalid { offset: 2 }));
    /// assert_eq!(
    ///     Int::from_decimal("12345", 4),
    ///     Err(IntParseError::TooManyDigits { digits: 5, limit: 4 }),
    /// );
    /// ```
    pub fn from_decimal(text: impl AsRef<[u8]>, max_digits: usize) -> Result<Self, IntParseError> {
        text::parse(text.as_ref(), max_digits)
    }

    /// The number as an `i64`, if it fits into one.
    #[inline]
    #[must_use]
    pub const fn as_i64(&self) -> Option<i64> {
        match self.0 {
            Repr::Small(small) => Some(small),
            Repr::Big(_) => None,
        }
    }

    /// The number as a float, as Python's `float(int)` rounds it: to the
    /// nearest, and to the even one of two.
    ///
    /// `None` where Python raises `OverflowError`.
    ///
    /// ```
    /// use pickle_core::Int;
    ///
    /// assert_eq!(Int::from((1_u64 << 53) + 1).to_f64(), Some(9_007_199_254_740_992.0));
    /// ```
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "rounding is the purpose")]
    pub fn to_f64(&self) -> Option<f64> {
        let bytes = match &self.0 {
            Repr::Small(small) => return Some(*small as f64),
            Repr::Big(bytes) => bytes,
        };
        if self.bits() > 1024 {
            return None;
        }
        let limbs = magnitude(bytes);
        let (rest, top) = limbs.split_at(limbs.len().saturating_sub(3));
        let top = top.iter().rev().fold(0, |top, &limb| top << 32 | u128::from(limb));
        // Whether anything is left below decides only between a tie and more
        // than that, for which the lowest of more than 64 bits will do.
        let sticky = rest.iter().any(|&limb| limb != 0);
        let rounded = (top | u128::from(sticky)) as f64;
        let scale = f64::from_bits((1023 + 32 * rest.len() as u64) << 52);
        let scaled = rounded * scale;
        let signed = if is_negative(bytes) { -scaled } else { scaled };
        signed.is_finite().then_some(signed)
    }

    /// The number as a float, if there is one of just this value.
    ///
    /// ```
    /// use pickle_core::Int;
    ///
    /// assert_eq!(Int::from(1_u128 << 100).to_exact_f64(), Some(2_f64.powi(100)));
    /// assert_eq!(Int::from((1_u64 << 53) + 1).to_exact_f64(), None);
    /// ```
    #[must_use]
    pub fn to_exact_f64(&self) -> Option<f64> {
        let bytes = self.to_le_bytes();
        let zeros = bytes.iter().take_while(|&&byte| byte == 0).count();
        let trailing = bytes.get(zeros).map_or(0, |byte| u64::from(byte.trailing_zeros()));
        let significant = self.bits().saturating_sub(8 * zeros as u64 + trailing);
        if significant <= u64::from(f64::MANTISSA_DIGITS) { self.to_f64() } else { None }
    }

    /// -1, 0 or 1: whether the number is negative, zero or positive.
    #[must_use]
    pub fn sign(&self) -> i8 {
        match &self.0 {
            Repr::Small(0) => 0,
            Repr::Small(small) if *small > 0 => 1,
            Repr::Big(bytes) if !is_negative(bytes) => 1,
            _ => -1,
        }
    }

    /// How many bits the number has without its sign: Python's
    /// `int.bit_length()`.
    #[must_use]
    pub fn bits(&self) -> u64 {
        let bytes = match &self.0 {
            Repr::Small(small) => return u64::from(64 - small.unsigned_abs().leading_zeros()),
            Repr::Big(bytes) => bytes,
        };
        let fill = fill_of(bytes);
        let top = bytes.iter().rposition(|&byte| byte != fill).unwrap_or(0);
        let top_bits = 8 - (bytes[top] ^ fill).leading_zeros();
        let bits = 8 * top as u64 + u64::from(top_bits);
        // -2^n takes one bit fewer in two's complement than without its sign.
        let is_power =
            bytes[top].trailing_zeros() >= top_bits && bytes[..top].iter().all(|&byte| byte == 0);
        bits + u64::from(fill != 0 && is_power)
    }
}

/// The bytes of an [`Int`], from [`Int::to_le_bytes`]: a slice of bytes, which
/// may or may not be borrowed.
#[derive(Clone, Debug)]
pub struct IntBytes<'a>(Bytes<'a>);

#[derive(Clone, Debug)]
enum Bytes<'a> {
    Small { bytes: [u8; 8], length: usize },
    Big(&'a [u8]),
}

impl Deref for IntBytes<'_> {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match &self.0 {
            Bytes::Small { bytes, length } => &bytes[..*length],
            Bytes::Big(bytes) => bytes,
        }
    }
}

impl AsRef<[u8]> for IntBytes<'_> {
    fn as_ref(&self) -> &[u8] {
        self
    }
}

impl PartialOrd for Int {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Int {
    fn cmp(&self, other: &Self) -> Ordering {
        match (&self.0, &other.0) {
            (Repr::Small(a), Repr::Small(b)) => a.cmp(b),
            // A big number is beyond all small ones, on its side of zero.
            (Repr::Small(_), Repr::Big(_)) => 0.cmp(&other.sign()),
            (Repr::Big(_), Repr::Small(_)) => self.sign().cmp(&0),
            (Repr::Big(a), Repr::Big(b)) => {
                let by_length = match (is_negative(a), is_negative(b)) {
                    (true, true) => b.len().cmp(&a.len()),
                    (false, false) => a.len().cmp(&b.len()),
                    (a, b) => b.cmp(&a),
                };
                by_length.then_with(|| a.iter().rev().cmp(b.iter().rev()))
            }
        }
    }
}
