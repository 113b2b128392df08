//! Numbers without a sign from one base to another. Digits and limbs go from
//! low to high here, and have no leading zeros.
//!
//! Both directions are the same: the number is halved, the halves are
//! converted, and the upper one is multiplied by the power of the old base that
//! it stands for, in the new base. The multiplication is Karatsuba's, which
//! makes the whole cost in the order of n^1.6.

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
    let join = |group: &[u8]| group.iter().fold(0, |number, &value| 10 * number + u32::from(value));
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
