//! Ints as text: read as Python's `int(text, 0)` does, written in decimal.

use alloc::vec::Vec;
use core::fmt;
use core::str::FromStr;

use super::twos_complement::{from_magnitude, is_negative, magnitude};
use super::{Int, Repr, radix};
use crate::text::trim;

/// How many decimal digits Python reads or writes when it converts an `int`,
/// unless it is told otherwise (`sys.int_info.default_max_str_digits`).
pub const MAX_DECIMAL_DIGITS: usize = 4300;

/// Why a text is no [`Int`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum IntParseError {
    /// It is not how Python writes an int.
    Invalid {
        /// The offset of what does not belong there, or of the end, if more was
        /// expected.
        offset: usize,
    },
    /// It has more decimal digits than allowed.
    TooManyDigits {
        /// How many there are.
        digits: usize,
        /// How many there may be.
        limit: usize,
    },
}

impl fmt::Display for IntParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Invalid { offset } => write!(f, "invalid int at offset {offset} of the text"),
            Self::TooManyDigits { digits, limit } => {
                write!(f, "int of {digits} digits, of which {limit} are allowed")
            }
        }
    }
}

impl core::error::Error for IntParseError {}

/// As [`Int::from_decimal`], with [`MAX_DECIMAL_DIGITS`].
impl FromStr for Int {
    type Err = IntParseError;

    fn from_str(text: &str) -> Result<Self, IntParseError> {
        Self::from_decimal(text, MAX_DECIMAL_DIGITS)
    }
}

pub(super) fn parse(text: &[u8], max_digits: usize) -> Result<Int, IntParseError> {
    let (start, number) = trim(text);
    let negative = number.starts_with(b"-");
    let ([b'-' | b'+', unsigned @ ..] | unsigned) = number;
    // The common case: nothing but digits, and few of them.
    if matches!(unsigned, [b'1'..=b'9', ..] | [b'0'])
        && unsigned.len() <= max_digits
        && let Ok(ascii) = str::from_utf8(number)
        && let Ok(small) = ascii.parse::<i64>()
    {
        return Ok(Int::from(small));
    }
    let (bits, digits) = match unsigned {
        [b'0', b'x' | b'X', digits @ ..] => (4, digits),
        [b'0', b'o' | b'O', digits @ ..] => (3, digits),
        [b'0', b'b' | b'B', digits @ ..] => (1, digits),
        digits => (0, digits),
    };
    let offset = start + number.len() - digits.len();
    let invalid = |at| IntParseError::Invalid { offset: offset + at };
    let limbs = if bits == 0 {
        let values = digit_values(digits, 10, false).map_err(invalid)?;
        if values.len() > max_digits {
            let (digits, limit) = (values.len(), max_digits);
            return Err(IntParseError::TooManyDigits { digits, limit });
        }
        // Octal in C, an int in decimal to whoever expects it: Python refuses.
        if values[0] == 0 && values.iter().any(|&value| value != 0) {
            return Err(invalid(0));
        }
        radix::from_decimal(&values)
    } else {
        let values = digit_values(digits, 1 << bits, true).map_err(invalid)?;
        radix::from_bits(&values, bits)
    };
    Ok(from_magnitude(negative, &limbs))
}

/// The values of the digits, one at least, without the underscores between
/// them. Behind a prefix there may be one, too. Else gives the offset of what is
/// wrong.
fn digit_values(digits: &[u8], radix: u32, has_prefix: bool) -> Result<Vec<u8>, usize> {
    let mut values = Vec::with_capacity(digits.len());
    let mut may_separate = has_prefix;
    for (at, &byte) in digits.iter().enumerate() {
        if byte == b'_' && may_separate {
            may_separate = false;
            continue;
        }
        let value = char::from(byte).to_digit(radix).ok_or(at)?;
        values.extend(u8::try_from(value));
        may_separate = true;
    }
    if values.is_empty() || !may_separate { Err(digits.len()) } else { Ok(values) }
}

/// In decimal, however long. That takes time in the order of the number of
/// digits to the power of 1.6: a second or two for a million of them.
impl fmt::Display for Int {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Repr::Small(small) => small.fmt(f),
            Repr::Big(bytes) => {
                let digits = radix::to_decimal(&magnitude(bytes));
                f.pad_integral(!is_negative(bytes), "", &digits)
            }
        }
    }
}

/// In decimal, unless Python would refuse to (see [`MAX_DECIMAL_DIGITS`]): a
/// hostile stream must not make it expensive to look at a value.
impl fmt::Debug for Int {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // There are more than three bits to a digit.
        if self.bits() / 3 <= MAX_DECIMAL_DIGITS as u64 {
            fmt::Display::fmt(self, f)
        } else {
            write!(f, "<int of {} bits>", self.bits())
        }
    }
}
