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
        for (text, bits) in [(&text, exponent + 1), (&above, exponent + 1), (&below, exponent)] {
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
        ("0x10000000000000800000000000000000000000000001", Some(2f64.powi(172) + 2f64.powi(120))),
        ("-0x10000000000001800000000000000000000000000000", Some(-2f64.powi(172) - 2f64.powi(121))),
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
