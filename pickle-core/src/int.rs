//! Python's `int`: of any size, cheap where it is small.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::cmp::Ordering;
use core::fmt;
use core::ops::Deref;
use core::str::FromStr;

use crate::text;

/// How many decimal digits Python reads or writes when it converts an `int`,
/// unless it is told otherwise (`sys.int_info.default_max_str_digits`).
pub const MAX_DECIMAL_DIGITS: usize = 4300;

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
        parse(text.as_ref(), max_digits)
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

// Two's complement.

fn is_negative(bytes: &[u8]) -> bool {
    bytes.last().is_some_and(|&top| top >= 0x80)
}

/// What all further bytes of the number would be.
fn fill_of(bytes: &[u8]) -> u8 {
    if is_negative(bytes) { 0xff } else { 0 }
}

/// Without the topmost bytes that only repeat the sign.
fn minimal(bytes: &[u8]) -> &[u8] {
    let fill = fill_of(bytes);
    let needed = bytes.iter().rposition(|&byte| byte != fill).map_or(0, |top| top + 1);
    let shortest = &bytes[..needed];
    if fill_of(shortest) == fill { shortest } else { &bytes[..=needed] }
}

/// The number in `N` bytes, or `None` if it has more.
fn sign_extended<const N: usize>(bytes: &[u8]) -> Option<[u8; N]> {
    let mut extended = [fill_of(bytes); N];
    extended.get_mut(..bytes.len())?.copy_from_slice(bytes);
    Some(extended)
}

/// The number without its sign, in limbs of 32 bits, the lowest first, and none
/// of them a leading zero.
fn magnitude(bytes: &[u8]) -> Vec<u32> {
    let mut limbs = Vec::with_capacity(bytes.len() / 4 + 1);
    let fill = fill_of(bytes);
    // -n is !n + 1.
    let mut carry = fill != 0;
    for chunk in bytes.chunks(4) {
        let mut limb = [fill; 4];
        limb[..chunk.len()].copy_from_slice(chunk);
        let mut limb = u32::from_le_bytes(limb);
        if fill != 0 {
            (limb, carry) = (!limb).overflowing_add(u32::from(carry));
        }
        limbs.push(limb);
    }
    // Only -2^(32n) carries out of all its limbs.
    limbs.extend(carry.then_some(1));
    radix::trim(&mut limbs);
    limbs
}

/// The inverse of [`magnitude`].
fn from_magnitude(negative: bool, limbs: &[u32]) -> Int {
    let mut bytes = Vec::with_capacity(4 * limbs.len() + 1);
    let mut carry = true;
    for &limb in limbs {
        let mut limb = limb;
        if negative {
            (limb, carry) = (!limb).overflowing_add(u32::from(carry));
        }
        bytes.extend(limb.to_le_bytes());
    }
    let is_zero = limbs.iter().all(|&limb| limb == 0);
    bytes.push(if negative && !is_zero { 0xff } else { 0 });
    Int::from_le_bytes(&bytes)
}

// Order.

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

// Rust's own integers.

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

// Text.

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

fn parse(text: &[u8], max_digits: usize) -> Result<Int, IntParseError> {
    let (start, number) = text::trim(text);
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

/// Numbers without a sign from one base to another. Digits and limbs go from
/// low to high here, and have no leading zeros.
///
/// Both directions are the same: the number is halved, the halves are
/// converted, and the upper one is multiplied by the power of the old base that
/// it stands for, in the new base. The multiplication is Karatsuba's, which
/// makes the whole cost in the order of n^1.6.
mod radix {
    use alloc::string::String;
    use alloc::vec;
    use alloc::vec::Vec;
    use core::fmt::Write as _;

    const BINARY: u64 = 1 << 32;
    const DECIMAL: u64 = 1_000_000_000;
    /// The decimal digits in one of base [`DECIMAL`].
    const WIDTH: usize = 9;

    /// Up to this many digits are converted one after the other.
    const DIRECT: usize = 32;
    /// Up to this many digits are multiplied as at school.
    const SCHOOL: usize = 32;

    /// Limbs of 32 bits from decimal digits, which are in reading order.
    pub(super) fn from_decimal(values: &[u8]) -> Vec<u32> {
        let join =
            |group: &[u8]| group.iter().fold(0, |number, &value| 10 * number + u32::from(value));
        let groups: Vec<u32> = values.rchunks(WIDTH).map(join).collect();
        convert::<DECIMAL, BINARY>(&groups)
    }

    /// Limbs of 32 bits from digits of so many bits, which are in reading order.
    pub(super) fn from_bits(values: &[u8], bits: u32) -> Vec<u32> {
        let mut limbs = Vec::new();
        let (mut pending, mut length) = (0, 0);
        for &value in values.iter().rev() {
            pending |= u64::from(value) << length;
            length += bits;
            if length >= u32::BITS {
                limbs.push(low_half(pending));
                pending >>= u32::BITS;
                length -= u32::BITS;
            }
        }
        limbs.push(low_half(pending));
        trim(&mut limbs);
        limbs
    }

    /// Decimal digits from limbs of 32 bits.
    pub(super) fn to_decimal(limbs: &[u32]) -> String {
        let groups = convert::<BINARY, DECIMAL>(limbs);
        let mut digits = String::with_capacity(WIDTH * groups.len() + 1);
        // Writing into a `String` does not fail.
        let _ = write!(digits, "{}", groups.last().unwrap_or(&0));
        for group in groups.iter().rev().skip(1) {
            let _ = write!(digits, "{group:0WIDTH$}");
        }
        digits
    }

    pub(super) fn trim(limbs: &mut Vec<u32>) {
        let length = limbs.iter().rposition(|&limb| limb != 0).map_or(0, |top| top + 1);
        limbs.truncate(length);
    }

    fn convert<const FROM: u64, const TO: u64>(digits: &[u32]) -> Vec<u32> {
        // FROM to the powers of DIRECT, 2 * DIRECT, 4 * DIRECT ...
        let mut powers: Vec<Vec<u32>> = Vec::new();
        let mut covered = DIRECT;
        while covered < digits.len() {
            powers.push(match powers.last() {
                Some(half) => multiply::<TO>(half, half),
                None => power::<FROM, TO>(DIRECT),
            });
            covered *= 2;
        }
        convert_by::<FROM, TO>(digits, &powers)
    }

    fn convert_by<const FROM: u64, const TO: u64>(digits: &[u32], powers: &[Vec<u32>]) -> Vec<u32> {
        let Some((power, smaller)) = powers.split_last() else {
            return convert_directly::<FROM, TO>(digits);
        };
        let Some((low, high)) = digits.split_at_checked(DIRECT << smaller.len()) else {
            return convert_by::<FROM, TO>(digits, smaller);
        };
        let high = convert_by::<FROM, TO>(high, smaller);
        let mut number = multiply::<TO>(&high, power);
        add::<TO>(&mut number, &convert_by::<FROM, TO>(low, smaller), 0);
        number
    }

    /// One digit after the other.
    fn convert_directly<const FROM: u64, const TO: u64>(digits: &[u32]) -> Vec<u32> {
        let mut number = Vec::new();
        for &digit in digits.iter().rev() {
            scale::<FROM, TO>(&mut number, digit);
        }
        number
    }

    fn power<const FROM: u64, const TO: u64>(exponent: usize) -> Vec<u32> {
        let mut number = vec![1];
        for _ in 0..exponent {
            scale::<FROM, TO>(&mut number, 0);
        }
        number
    }

    /// Makes `number` `number * FROM + digit`.
    fn scale<const FROM: u64, const TO: u64>(number: &mut Vec<u32>, digit: u32) {
        let mut carry = u64::from(digit);
        for place in &mut *number {
            let value = u64::from(*place) * FROM + carry;
            *place = low_half(value % TO);
            carry = value / TO;
        }
        while carry > 0 {
            number.push(low_half(carry % TO));
            carry /= TO;
        }
    }

    fn multiply<const BASE: u64>(a: &[u32], b: &[u32]) -> Vec<u32> {
        let (short, long) = if a.len() < b.len() { (a, b) } else { (b, a) };
        if short.len() <= SCHOOL {
            return multiply_directly::<BASE>(short, long);
        }
        let half = long.len().div_ceil(2);
        let (long_low, long_high) = long.split_at(half);
        let Some((short_low, short_high)) = short.split_at_checked(half) else {
            let mut product = multiply::<BASE>(short, long_low);
            add::<BASE>(&mut product, &multiply::<BASE>(short, long_high), half);
            return product;
        };
        // Karatsuba: three products of half the length instead of four.
        let mut product = multiply::<BASE>(short_low, long_low);
        let high = multiply::<BASE>(short_high, long_high);
        let short_sum = sum::<BASE>(short_low, short_high);
        let long_sum = sum::<BASE>(long_low, long_high);
        let mut middle = multiply::<BASE>(&short_sum, &long_sum);
        subtract::<BASE>(&mut middle, &product);
        subtract::<BASE>(&mut middle, &high);
        add::<BASE>(&mut product, &middle, half);
        add::<BASE>(&mut product, &high, 2 * half);
        product
    }

    fn multiply_directly<const BASE: u64>(short: &[u32], long: &[u32]) -> Vec<u32> {
        let mut product = vec![0; short.len() + long.len()];
        for (at, &factor) in short.iter().enumerate() {
            let mut carry = 0;
            for (place, &digit) in product[at..].iter_mut().zip(long) {
                let value = u64::from(*place) + u64::from(factor) * u64::from(digit) + carry;
                *place = low_half(value % BASE);
                carry = value / BASE;
            }
            product[at + long.len()] = low_half(carry);
        }
        trim(&mut product);
        product
    }

    fn sum<const BASE: u64>(a: &[u32], b: &[u32]) -> Vec<u32> {
        let mut sum = a.to_vec();
        add::<BASE>(&mut sum, b, 0);
        sum
    }

    /// Adds `digits`, moved up by `shift` places.
    fn add<const BASE: u64>(number: &mut Vec<u32>, digits: &[u32], shift: usize) {
        if number.len() < shift + digits.len() {
            number.resize(shift + digits.len(), 0);
        }
        let (places, above) = number[shift..].split_at_mut(digits.len());
        let mut carry = 0;
        for (place, &digit) in places.iter_mut().zip(digits) {
            let value = u64::from(*place) + u64::from(digit) + carry;
            *place = low_half(value % BASE);
            carry = value / BASE;
        }
        for place in above {
            if carry == 0 {
                break;
            }
            let value = u64::from(*place) + carry;
            *place = low_half(value % BASE);
            carry = value / BASE;
        }
        if carry > 0 {
            number.push(low_half(carry));
        }
        trim(number);
    }

    /// Subtracts `digits`, which are no more than `number` is.
    fn subtract<const BASE: u64>(number: &mut Vec<u32>, digits: &[u32]) {
        let mut borrow = 0;
        let digits = digits.iter().copied().chain(core::iter::repeat(0));
        for (place, digit) in number.iter_mut().zip(digits) {
            let value = u64::from(*place) + BASE - u64::from(digit) - borrow;
            *place = low_half(value % BASE);
            borrow = u64::from(value < BASE);
        }
        trim(number);
    }

    /// The low 32 bits. Digits are below a base of 2^32 at most, so that this
    /// loses nothing from one.
    #[expect(clippy::cast_possible_truncation, reason = "as documented")]
    fn low_half(value: u64) -> u32 {
        value as u32
    }
}

#[cfg(test)]
mod tests {
    extern crate std;

    use std::string::{String, ToString};
    use std::vec;

    use super::*;

    fn decimal(text: &str) -> Int {
        Int::from_decimal(text, usize::MAX).unwrap()
    }

    /// 2^n, and -2^n, from their bytes.
    fn power(exponent: usize, negative: bool) -> Int {
        let mut bytes = vec![0; exponent / 8];
        let top = 1_i16 << (exponent % 8);
        bytes.extend(if negative { -top } else { top }.to_le_bytes());
        Int::from_le_bytes(&bytes)
    }

    /// 2^n, as at school.
    fn power_in_decimal(exponent: usize) -> String {
        let mut digits = vec![1];
        for _ in 0..exponent {
            let mut carry = 0;
            for digit in &mut digits {
                let doubled = 2 * *digit + carry;
                (carry, *digit) = (doubled / 10, doubled % 10);
            }
            digits.extend((carry > 0).then_some(carry));
        }
        digits.iter().rev().map(ToString::to_string).collect()
    }

    /// The number above or below in decimal. Only for what is no power of ten.
    fn neighbour(number: &str, up: bool) -> String {
        let (digits, last) = number.split_at(number.len() - 1);
        let last: i8 = last.parse().unwrap();
        std::format!("{digits}{}", if up { last + 1 } else { last - 1 })
    }

    fn assert_same(int: &Int, text: &str) {
        assert_eq!(int.to_string(), text);
        assert_eq!(&decimal(text), int);
        assert_eq!(&Int::from_le_bytes(&int.to_le_bytes()), int);
    }

    #[test]
    fn bytes_are_those_of_long1() {
        // Made with `pickle.encode_long` of Python 3.13.
        for (number, bytes) in [
            (0, &[][..]),
            (1, &[0x01]),
            (-1, &[0xff]),
            (127, &[0x7f]),
            (128, &[0x80, 0x00]),
            (-128, &[0x80]),
            (-129, &[0x7f, 0xff]),
            (255, &[0xff, 0x00]),
            (-255, &[0x01, 0xff]),
            (-256, &[0x00, 0xff]),
            (32767, &[0xff, 0x7f]),
            (-32768, &[0x00, 0x80]),
            (1 << 63, &[0, 0, 0, 0, 0, 0, 0, 0x80, 0]),
            (-1 << 63, &[0, 0, 0, 0, 0, 0, 0, 0x80]),
            ((-1 << 63) - 1, &[0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f, 0xff]),
            (1 << 64, &[0, 0, 0, 0, 0, 0, 0, 0, 1]),
        ] {
            let int = Int::from(number);
            assert_eq!(*int.to_le_bytes(), *bytes);
            assert_eq!(Int::from_le_bytes(bytes), int);
            assert_eq!(i128::try_from(int), Ok(number));
        }
    }

    #[test]
    fn bytes_need_not_be_minimal() {
        for number in [0, 1, -1, 127, -128, 1 << 62, i128::MIN, i128::MAX] {
            let int = Int::from(number);
            let mut bytes = int.to_le_bytes().to_vec();
            bytes.resize(40, if number < 0 { 0xff } else { 0 });
            assert_eq!(Int::from_le_bytes(&bytes), int);
        }
    }

    #[test]
    fn one_representation() {
        assert_eq!(Int::from(i64::MAX).as_i64(), Some(i64::MAX));
        assert_eq!(Int::from(i128::from(i64::MIN)).as_i64(), Some(i64::MIN));
        assert_eq!(Int::from(1_u64 << 63).as_i64(), None);
        assert_eq!(Int::from(1_u64 << 63), Int::from(1_i128 << 63));
        assert_eq!(Int::from(7_u128), Int::from(7_i8));
        assert_eq!(Int::default(), Int::from(0));
        assert!(size_of::<Int>() <= 16);
    }

    #[test]
    fn integers_of_rust_come_back() {
        macro_rules! check {
            ($($int:ident)+) => {
                $(
                    for number in [$int::MIN, $int::MIN + 1, 0, 1, $int::MAX / 2, $int::MAX] {
                        let int = Int::from(number);
                        assert_eq!($int::try_from(&int), Ok(number));
                        assert_same(&int, &number.to_string());
                    }
                    let outside = [decimal(&neighbour(&$int::MAX.to_string(), true)), power(200, true)];
                    for int in outside {
                        let error = $int::try_from(&int).unwrap_err();
                        assert_eq!(error.target(), stringify!($int));
                    }
                )+
            };
        }
        check!(i8 i16 i32 i64 isize i128 u8 u16 u32 u64 usize u128);
        let error = u8::try_from(Int::from(-1)).unwrap_err();
        assert_eq!(error.to_string(), "int does not fit into u8");
    }

    #[test]
    fn extremes_in_decimal() {
        assert_same(&Int::from(i128::MIN), "-170141183460469231731687303715884105728");
        assert_same(&Int::from(u128::MAX), "340282366920938463463374607431768211455");
        assert_same(&power(63, false), "9223372036854775808");
        assert_same(&power(63, true), "-9223372036854775808");
        assert_same(&power(64, false), "18446744073709551616");
        assert_same(
            &power(256, true),
            "-115792089237316195423570985008687907853269984665640564039457584007913129639936",
        );
    }

    #[test]
    fn around_powers_of_two() {
        for exponent in (4..300).chain((300..=4096).step_by(37)).chain([4095, 4096]) {
            let text = power_in_decimal(exponent);
            let (above, below) = (neighbour(&text, true), neighbour(&text, false));
            let int = power(exponent, false);
            assert_same(&int, &text);
            assert_same(&power(exponent, true), &std::format!("-{text}"));
            for (text, bits) in [(&text, exponent + 1), (&above, exponent + 1), (&below, exponent)]
            {
                let (int, negated) = (decimal(text), decimal(&std::format!("-{text}")));
                assert_same(&int, text);
                assert_eq!(int.bits(), bits as u64);
                assert_eq!(negated.bits(), bits as u64);
                assert_eq!((int.sign(), negated.sign()), (1, -1));
                assert!(negated < int);
            }
            assert!(decimal(&below) < int && int < decimal(&above));
            assert!(decimal(&std::format!("-{above}")) < power(exponent, true));
            assert!(power(exponent, true) < decimal(&std::format!("-{below}")));
        }
    }

    /// Long enough for all ways to convert and multiply.
    #[test]
    fn long_numbers_come_back() {
        for length in [288, 289, 577, 4300, 20_000, 50_001] {
            let text: String = "9817263540".chars().cycle().take(length).collect();
            let int = decimal(&text);
            assert_same(&int, &text);
            let sparse = std::format!("-1{}", "0".repeat(length));
            assert_same(&decimal(&sparse), &sparse);
        }
    }

    #[test]
    fn order_is_that_of_numbers() {
        let ascending = [
            power(200, true),
            power(100, true),
            Int::from(i128::from(i64::MIN) - 1),
            Int::from(i64::MIN),
            Int::from(-1),
            Int::from(0),
            Int::from(1),
            Int::from(i64::MAX),
            Int::from(u64::MAX / 2 + 1),
            Int::from(u64::MAX),
            power(100, false),
            decimal("1267650600228229401496703205377"),
            power(200, false),
        ];
        for (i, a) in ascending.iter().enumerate() {
            for (j, b) in ascending.iter().enumerate() {
                assert_eq!(a.cmp(b), i.cmp(&j), "{a} {b}");
            }
        }
        assert_eq!(Int::from(0).sign(), 0);
        assert_eq!((Int::from(0).bits(), Int::from(-1).bits(), Int::from(-4).bits()), (0, 1, 3));
    }

    // As `int(text, 0)` of Python 3.13.
    #[test]
    fn notations() {
        for (text, number) in [
            ("0", 0_i128),
            ("-0", 0),
            ("000", 0),
            ("0_0", 0),
            ("+12", 12),
            (" \t\n\x0b\x0c\r-1_2 \t\n\x0b\x0c\r", -12),
            ("0x_fF", 255),
            ("-0XdeadBEEF", -0xdead_beef),
            ("0o17", 15),
            ("0O_7_7", 63),
            ("-0b101", -5),
            ("0B_1", 1),
            ("0x0000000000000000000000000000001", 1),
            ("9223372036854775808", 1 << 63),
            ("-9223372036854775808", -1 << 63),
            ("-0x8000000000000000", -1 << 63),
            ("0x123456789abcdef0123456789abcdef", 0x0123_4567_89ab_cdef_0123_4567_89ab_cdef),
            ("0o1234567012345670123456701234567", 0o1_234_567_012_345_670_123_456_701_234_567),
        ] {
            assert_eq!(text.parse(), Ok(Int::from(number)), "{text}");
        }
    }

    #[test]
    fn faults() {
        for (text, offset) in [
            ("", 0),
            ("  ", 2),
            ("-", 1),
            ("+-1", 1),
            ("- 1", 1),
            ("12L", 2),
            ("1 2", 1),
            ("1.0", 1),
            ("010", 0),
            ("-0_1", 1),
            ("_1", 0),
            ("1_", 2),
            ("1__2", 2),
            ("0x", 2),
            ("0x_", 3),
            ("0x__1", 3),
            ("0_x1", 2),
            ("0xg", 2),
            ("0o8", 2),
            ("0b2", 2),
            ("1\0", 1),
            ("\u{661}", 0),
        ] {
            let fault = IntParseError::Invalid { offset };
            assert_eq!(text.parse::<Int>(), Err(fault), "{text}");
        }
    }

    #[test]
    fn digits_are_limited() {
        let ones = |digits| "1".repeat(digits);
        let too_many = |digits, limit| Err(IntParseError::TooManyDigits { digits, limit });
        assert!(ones(4300).parse::<Int>().is_ok());
        assert!(std::format!("-{}", ones(4300)).parse::<Int>().is_ok());
        assert_eq!(ones(4301).parse::<Int>(), too_many(4301, 4300));
        assert_eq!("0".repeat(4301).parse::<Int>(), too_many(4301, 4300));
        assert_eq!(Int::from_decimal("1_2_3", 2), too_many(3, 2));
        assert_eq!(Int::from_decimal("1_2_3", 3), Ok(Int::from(123)));
        assert!(Int::from_decimal(std::format!("0x{}", ones(9000)), 1).is_ok());
    }

    #[test]
    fn floats_are_rounded_as_in_python() {
        for (text, float) in [
            ("0", Some(0.0)),
            ("-9223372036854775809", Some(-9_223_372_036_854_775_808.0)),
            ("18446744073709551615", Some(18_446_744_073_709_551_616.0)),
            // A tie, and just above it.
            ("0x10000000000000800000000000000000000000000000", Some(2f64.powi(172))),
            (
                "0x10000000000000800000000000000000000000000001",
                Some(2f64.powi(172) + 2f64.powi(120)),
            ),
            (
                "-0x10000000000001800000000000000000000000000000",
                Some(-2f64.powi(172) - 2f64.powi(121)),
            ),
        ] {
            let bits = decimal(text).to_f64().map(f64::to_bits);
            assert_eq!(bits, float.map(f64::to_bits), "{text}");
        }
        assert_eq!(power(1023, true).to_f64(), Some(-2f64.powi(1023)));
        assert_eq!(power(1024, false).to_f64(), None);
        // The largest float, and what stands between it and 2^1024.
        for (digit, below, float) in
            [("8", "0", Some(f64::MAX)), ("b", "f", Some(f64::MAX)), ("c", "0", None)]
        {
            let text = std::format!("0x{}{digit}{}", "f".repeat(13), below.repeat(242));
            assert_eq!(decimal(&text).to_f64(), float);
        }
    }

    #[test]
    fn debug_is_cheap() {
        assert_eq!(std::format!("{:?}", Int::from(-12)), "-12");
        assert_eq!(std::format!("{:?}", power(100_000, false)), "<int of 100001 bits>");
        assert_eq!(std::format!("{:>+5}|{:05}", Int::from(12), Int::from(-12)), "  +12|-0012");
        let padded = std::format!("{:+030}", power(64, false));
        assert_eq!(padded, "+00000000018446744073709551616");
    }
}
