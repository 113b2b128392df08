//! The argument of FLOAT.

use alloc::borrow::Cow;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::{TextError, trim};

/// Reads the argument of `FLOAT`: whatever Python's `float` accepts of `bytes`.
///
/// Whitespace may stand around the number, underscores between its digits. What
/// is too large is infinite. (CPython's C unpickler is stricter in all three,
/// the one in Python is not.)
///
/// # Errors
///
/// If the text is no number.
pub(crate) fn parse_float(text: &[u8]) -> Result<f64, TextError> {
    let (start, number) = trim(text);
    let fault = |at| TextError::new(start + at, "invalid float");
    let digits = without_underscores(number).map_err(fault)?;
    // But for whitespace and underscores, Rust and Python have one grammar, and
    // both round to the nearest float.
    let digits = str::from_utf8(&digits).map_err(|error| fault(error.valid_up_to()))?;
    digits.parse().map_err(|_| fault(0))
}

/// Takes out the underscores, each of which must stand between two digits (PEP
/// 515). Without that, gives the offset of the underscore.
fn without_underscores(number: &[u8]) -> Result<Cow<'_, [u8]>, usize> {
    let Some(first) = number.iter().position(|&byte| byte == b'_') else {
        return Ok(Cow::Borrowed(number));
    };
    let is_digit = |at: usize| number.get(at).is_some_and(u8::is_ascii_digit);
    let mut digits = Vec::with_capacity(number.len());
    digits.extend_from_slice(&number[..first]);
    for (at, &byte) in number.iter().enumerate().skip(first) {
        if byte != b'_' {
            digits.push(byte);
        } else if at == 0 || !is_digit(at - 1) || !is_digit(at + 1) {
            return Err(at);
        }
    }
    Ok(Cow::Owned(digits))
}

/// Writes the argument of `FLOAT`, which is Python's `repr(float)`.
///
/// The digits are the fewest that give the same float when read again. Very
/// large and very small numbers have an exponent, of two digits at least. All
/// NaNs are `nan`.
pub(crate) fn write_float(number: f64, out: &mut Vec<u8>) {
    if number.is_nan() {
        out.extend(b"nan");
        return;
    }
    let size = number.abs();
    if number.is_infinite() || size == 0.0 || (1e-4..1e16).contains(&size) {
        let digits = shortest(number, |places| match places {
            Some(places) => format!("{number:.places$}"),
            None => format!("{number}"),
        });
        out.extend(digits.as_bytes());
        if number.is_finite() && !digits.contains('.') {
            out.extend(b".0");
        }
        return;
    }
    let digits = shortest(number, |places| match places {
        Some(places) => format!("{number:.places$e}"),
        None => format!("{number:e}"),
    });
    let (mantissa, exponent) = digits.split_once('e').unwrap_or((&digits, "0"));
    let (sign, exponent) = match exponent.strip_prefix('-') {
        Some(exponent) => ('-', exponent),
        None => ('+', exponent),
    };
    out.extend(format!("{mantissa}e{sign}{exponent:0>2}").as_bytes());
}

/// The shortest text that is the same float, from a function that formats with
/// so many places behind the point, or as few as possible.
///
/// Where two such texts are equally near, Rust takes the upper one, and Python
/// the one with the even digit, which is what rounding to a number of places
/// does in both. Unless there are 16 digits, no two texts are the same float.
fn shortest(number: f64, format: impl Fn(Option<usize>) -> String) -> String {
    let shortest = format(None);
    let (_, fraction) = shortest.split_once('.').unwrap_or_default();
    let places = fraction.bytes().take_while(u8::is_ascii_digit).count();
    if shortest.len() > 16 && places > 0 {
        let rounded = format(Some(places));
        if rounded.parse() == Ok(number) {
            return rounded;
        }
    }
    shortest
}

#[cfg(test)]
mod tests {
    extern crate std;

    use super::*;

    fn repr(number: f64) -> String {
        let mut out = Vec::new();
        write_float(number, &mut out);
        String::from_utf8(out).unwrap()
    }

    // Each expectation here is what CPython 3.13 gives.

    #[test]
    fn floats_are_parsed() {
        for (text, expected) in [
            (&b"1"[..], 1.0),
            (b"-1.5e3", -1500.0),
            (b"1.", 1.0),
            (b".5", 0.5),
            (b"+0.25E-1", 0.025),
            (b"1e400", f64::INFINITY),
            (b"1e-400", 0.0),
            (b"0.1", 0.1),
            (b"1_000.000_1e1_0", 1000.0001e10),
            (b" \t\n\x0b\x0c\r1 \t\n\x0b\x0c\r", 1.0),
            (b"inf", f64::INFINITY),
            (b"-Infinity", f64::NEG_INFINITY),
            (b"+iNF", f64::INFINITY),
            (b"9007199254740993", 9_007_199_254_740_992.0),
            (b"2.2250738585072011e-308", 2.225_073_858_507_201e-308),
        ] {
            let bits = parse_float(text).map(f64::to_bits);
            assert_eq!(bits, Ok(expected.to_bits()), "{}", text.escape_ascii());
        }
        assert_eq!(parse_float(b"-0").map(f64::to_bits), Ok((-0.0f64).to_bits()));
        for (text, negative) in [(&b"nan"[..], false), (b"+NaN", false), (b"-nan", true)] {
            let number = parse_float(text).unwrap();
            assert!(number.is_nan() && number.is_sign_negative() == negative);
        }
    }

    #[test]
    fn float_faults() {
        for (text, offset) in [
            (&b""[..], 0),
            (b"  ", 2),
            (b".", 0),
            (b" 1e", 1),
            (b"e5", 0),
            (b"1 2", 0),
            (b"0x10", 0),
            (b"infin", 0),
            (b"nan(1)", 0),
            (b"+-1", 0),
            (b"1\0", 0),
            (b"12\xff", 2),
            (b"_1", 0),
            (b"1_", 1),
            (b" 1__0", 2),
            (b"1_.5", 1),
            (b"1._5", 2),
            (b"1_e5", 1),
            (b"1e_5", 2),
            (b"1e+_5", 3),
            (b"in_f", 2),
        ] {
            let error = TextError::new(offset, "invalid float");
            assert_eq!(parse_float(text), Err(error), "{}", text.escape_ascii());
        }
    }

    #[test]
    fn floats_are_written_as_python_does() {
        for (number, expected) in [
            (0.0, "0.0"),
            (-0.0, "-0.0"),
            (1.0, "1.0"),
            (-1.5, "-1.5"),
            (0.1, "0.1"),
            (0.1 + 0.2, "0.30000000000000004"),
            (100.0, "100.0"),
            (0.0001, "0.0001"),
            (0.000_123_45, "0.00012345"),
            (0.000_099_999_999_999_999_99, "9.999999999999999e-05"),
            (1e-5, "1e-05"),
            (1.5e-5, "1.5e-05"),
            (9_999_999_999_999_998.0, "9999999999999998.0"),
            (1e16, "1e+16"),
            (-1.2345e16, "-1.2345e+16"),
            (1e22, "1e+22"),
            // Between two shortest texts.
            (1_353_222_434_802_363.0 + 0.25, "1353222434802363.2"),
            (-1_353_222_434_802_363.0 - 0.75, "-1353222434802363.8"),
            (1e100, "1e+100"),
            (1e-100, "1e-100"),
            (123_456_789_012_345_680.0, "1.2345678901234568e+17"),
            (f64::MAX, "1.7976931348623157e+308"),
            (f64::MIN_POSITIVE, "2.2250738585072014e-308"),
            (5e-324, "5e-324"),
            (2f64.powi(-44), "5.684341886080802e-14"),
            (f64::INFINITY, "inf"),
            (f64::NEG_INFINITY, "-inf"),
            (f64::NAN, "nan"),
            (-f64::NAN, "nan"),
        ] {
            assert_eq!(repr(number), expected);
        }
    }

    #[test]
    fn floats_round_trip() {
        for exponent in -1074..=1023 {
            for number in [2f64.powi(exponent), -2f64.powi(exponent).next_down()] {
                let bits = parse_float(repr(number).as_bytes()).map(f64::to_bits);
                assert_eq!(bits, Ok(number.to_bits()));
            }
        }
    }
}
