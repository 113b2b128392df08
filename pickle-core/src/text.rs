//! The text of protocol 0: strings with escapes, and floats in decimal.
//!
//! Reading and writing stand side by side; the rules are those of CPython 3.13.
//! Arguments come without the newline that ends them.

use alloc::borrow::Cow;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

/// What is wrong with a text, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TextError {
    /// The offset within the text.
    pub(crate) offset: usize,
    /// What is wrong there.
    pub(crate) message: &'static str,
}

const SURROGATE: &str = "surrogate in text";

impl TextError {
    /// Whether the text is at fault, and not its form: Python lets surrogates pass.
    pub(crate) fn is_surrogate(&self) -> bool {
        self.message == SURROGATE
    }

    const fn new(offset: usize, message: &'static str) -> Self {
        Self { offset, message }
    }
}

impl fmt::Display for TextError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at offset {} of the text", self.message, self.offset)
    }
}

// The argument of UNICODE.

/// Reads the argument of `UNICODE`, as
/// `bytes.decode('raw-unicode-escape')` does.
///
/// Each byte is the character of Latin-1, apart from `\uXXXX` and `\UXXXXXXXX`.
/// There are no other escapes: a backslash before anything else, a second
/// backslash among it, is just that, and so is what follows it.
///
/// Plain ASCII is borrowed.
///
/// # Errors
///
/// If an escape is incomplete or names no character. Python lets surrogates
/// pass, even in pairs, which it does not join; a Rust string cannot hold them.
pub(crate) fn decode_raw_unicode_escape(text: &[u8]) -> Result<Cow<'_, str>, TextError> {
    if !text.contains(&b'\\')
        && text.is_ascii()
        && let Ok(ascii) = str::from_utf8(text)
    {
        return Ok(Cow::Borrowed(ascii));
    }
    let mut decoded = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((&byte, behind)) = rest.split_first() {
        let digits = match rest {
            [b'\\', b'u', ..] => 4,
            [b'\\', b'U', ..] => 8,
            [b'\\', escaped, behind @ ..] => {
                decoded.push('\\');
                decoded.push(char::from(*escaped));
                rest = behind;
                continue;
            }
            _ => {
                decoded.push(char::from(byte));
                rest = behind;
                continue;
            }
        };
        let fault = |message| TextError::new(text.len() - rest.len(), message);
        let escape = rest.get(2..2 + digits).and_then(parse_hex);
        let number = escape.ok_or(fault(if digits == 4 {
            "truncated \\uXXXX escape"
        } else {
            "truncated \\UXXXXXXXX escape"
        }))?;
        let character = char::from_u32(number).ok_or(fault(match number {
            0xd800..=0xdfff => SURROGATE,
            _ => "escape is not a character",
        }))?;
        decoded.push(character);
        rest = &rest[2 + digits..];
    }
    Ok(Cow::Owned(decoded))
}

/// Up to eight digits and nothing else: no sign, no underscores.
fn parse_hex(digits: &[u8]) -> Option<u32> {
    digits.iter().try_fold(0, |number, &digit| {
        let digit = char::from(digit).to_digit(16)?;
        Some(number << 4 | digit)
    })
}

/// Writes the argument of `UNICODE`, as CPython's pickler does.
///
/// That is `raw-unicode-escape`, and escapes also for the backslash itself, for
/// what ends a line in one or the other reader, and for two characters that end
/// a file or a string in some (NUL, and Control-Z on Windows).
pub(crate) fn encode_raw_unicode_escape(text: &str, out: &mut Vec<u8>) {
    out.reserve(text.len());
    for character in text.chars() {
        match (character, u8::try_from(character)) {
            ('\\' | '\0' | '\n' | '\r' | '\x1a' | '\u{100}'..='\u{ffff}', _) => {
                push_hex(b'u', 4, u32::from(character), out);
            }
            (_, Ok(latin1)) => out.push(latin1),
            _ => push_hex(b'U', 8, u32::from(character), out),
        }
    }
}

/// Appends an escape with exactly so many digits, in lower case as in CPython.
fn push_hex(kind: u8, digits: u32, number: u32, out: &mut Vec<u8>) {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    out.extend([b'\\', kind]);
    for place in (0..digits).rev() {
        let digit = number >> (4 * place) & 0xf;
        out.push(DIGITS[digit as usize]);
    }
}

// The argument of STRING.

/// Reads the argument of `STRING`, a string literal of Python 2.
///
/// The quotes around it are taken off as CPython's `load_string` does: they
/// must be there, and be the same. The escapes are those of
/// `codecs.escape_decode`: unknown ones stay as they are, and octal ones lose
/// what does not fit into a byte.
///
/// A literal without escapes is borrowed.
///
/// # Errors
///
/// If the quotes are missing or differ, if a lone backslash ends the literal,
/// or if `\x` has no two hex digits behind it.
pub(crate) fn decode_string_escape(text: &[u8]) -> Result<Cow<'_, [u8]>, TextError> {
    let ([b'\'', literal @ .., b'\''] | [b'"', literal @ .., b'"']) = text else {
        return Err(TextError::new(0, "string is not in quotes"));
    };
    if !literal.contains(&b'\\') {
        return Ok(Cow::Borrowed(literal));
    }
    let mut decoded = Vec::with_capacity(literal.len());
    let mut rest = literal;
    while let Some((&byte, behind)) = rest.split_first() {
        if byte != b'\\' {
            decoded.push(byte);
            rest = behind;
            continue;
        }
        // The opening quote is a part of the text, too.
        let fault = |message| TextError::new(1 + literal.len() - rest.len(), message);
        let Some((&kind, behind)) = behind.split_first() else {
            return Err(fault("trailing backslash in string"));
        };
        rest = match kind {
            // A line that goes on: the escape stands for nothing.
            b'\n' => behind,
            b'x' => {
                let digits = behind.get(..2).and_then(parse_hex);
                let number = digits.and_then(|number| u8::try_from(number).ok());
                decoded.push(number.ok_or(fault("invalid \\x escape"))?);
                &behind[2..]
            }
            b'0'..=b'7' => {
                let octal = &rest[1..];
                let digits = octal.iter().take(3);
                let length = digits.take_while(|digit| matches!(digit, b'0'..=b'7')).count();
                let (digits, behind) = octal.split_at(length);
                decoded.push(digits.iter().fold(0, |number, digit| number << 3 | (digit - b'0')));
                behind
            }
            _ => {
                match simple_escape(kind) {
                    Some(byte) => decoded.push(byte),
                    None => decoded.extend([b'\\', kind]),
                }
                behind
            }
        };
    }
    Ok(Cow::Owned(decoded))
}

/// The byte that a backslash and this character stand for.
const fn simple_escape(kind: u8) -> Option<u8> {
    Some(match kind {
        b'\\' | b'\'' | b'"' => kind,
        b'a' => 0x07,
        b'b' => 0x08,
        b't' => b'\t',
        b'n' => b'\n',
        b'v' => 0x0b,
        b'f' => 0x0c,
        b'r' => b'\r',
        _ => return None,
    })
}

// The argument of FLOAT.

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

/// Takes off what `float` and `int` take for whitespace in `bytes`, and tells
/// how much of it was in front.
///
/// That is ASCII's, with the vertical tab that `trim_ascii` leaves.
pub(crate) fn trim(text: &[u8]) -> (usize, &[u8]) {
    let is_text = |byte: &u8| !matches!(byte, b'\t'..=b'\r' | b' ');
    let start = text.iter().position(is_text).unwrap_or(text.len());
    let end = text.iter().rposition(is_text).map_or(start, |last| last + 1);
    (start, &text[start..end])
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

    fn unicode(text: &[u8]) -> Result<Cow<'_, str>, (usize, &'static str)> {
        decode_raw_unicode_escape(text).map_err(|error| (error.offset, error.message))
    }

    fn string(text: &[u8]) -> Result<Cow<'_, [u8]>, (usize, &'static str)> {
        decode_string_escape(text).map_err(|error| (error.offset, error.message))
    }

    fn encoded(text: &str) -> Vec<u8> {
        let mut out = Vec::new();
        encode_raw_unicode_escape(text, &mut out);
        out
    }

    fn repr(number: f64) -> String {
        let mut out = Vec::new();
        write_float(number, &mut out);
        String::from_utf8(out).unwrap()
    }

    // Each expectation here is what CPython 3.13 gives.

    #[test]
    fn unicode_is_decoded() {
        for (text, expected) in [
            (&b""[..], ""),
            (b"plain", "plain"),
            (b"\xe9\x80\xff", "\u{e9}\u{80}\u{ff}"),
            (br"\u0041", "A"),
            (br"\u20AC\u20ac", "\u{20ac}\u{20ac}"),
            (br"\U0001F600!", "\u{1f600}!"),
            (br"a\nb", r"a\nb"),
            (br"\x41", r"\x41"),
            // An even number of backslashes escapes nothing.
            (br"\\u0041", r"\\u0041"),
            (br"\\\u0041", r"\\A"),
            (br"\u005c\u005c", r"\\"),
            (br"\u005cu0041", r"\u0041"),
            (br"\", r"\"),
            (br"\\", r"\\"),
            (b"\\\xe9", "\\\u{e9}"),
        ] {
            assert_eq!(unicode(text).as_deref(), Ok(expected));
        }
    }

    #[test]
    fn unicode_faults() {
        let truncated4 = "truncated \\uXXXX escape";
        let truncated8 = "truncated \\UXXXXXXXX escape";
        for (text, offset, message) in [
            (&br"ab\u"[..], 2, truncated4),
            (br"\u004", 0, truncated4),
            (br"\u004g0", 0, truncated4),
            (br"\u+041", 0, truncated4),
            (br"a\U0001F60", 1, truncated8),
            (br"\\\U0001F60-", 2, truncated8),
            (br"\U00110000", 0, "escape is not a character"),
            (br"\UFFFFFFFF", 0, "escape is not a character"),
            (br"x\ud83d\ude00", 1, "surrogate in text"),
            (br"\U0000dfff", 0, "surrogate in text"),
        ] {
            assert_eq!(unicode(text), Err((offset, message)));
        }
    }

    #[test]
    fn unicode_is_borrowed_where_it_can_be() {
        assert!(matches!(unicode(b"plain"), Ok(Cow::Borrowed(_))));
        assert!(matches!(unicode(br"\u0041"), Ok(Cow::Owned(_))));
        assert!(matches!(unicode(b"\xe9"), Ok(Cow::Owned(_))));
    }

    #[test]
    fn unicode_is_encoded() {
        for (text, expected) in [
            ("", &b""[..]),
            ("plain 'text' \"here\"\t\x7f", b"plain 'text' \"here\"\t\x7f"),
            ("\u{80}\u{e9}\u{ff}", b"\x80\xe9\xff"),
            ("\u{100}\u{20ac}\u{ffff}", br"\u0100\u20ac\uffff"),
            ("\u{10000}\u{1f600}\u{10ffff}", br"\U00010000\U0001f600\U0010ffff"),
            ("\\\0\n\r\x1a", br"\u005c\u0000\u000a\u000d\u001a"),
            ("\x0b\x0c\x1b\u{85}", b"\x0b\x0c\x1b\x85"),
        ] {
            assert_eq!(encoded(text), expected);
            assert_eq!(unicode(expected).as_deref(), Ok(text));
        }
    }

    #[test]
    fn unicode_round_trips() {
        for character in '\0'..=char::MAX {
            let mut buffer = [0; 4];
            let text: &str = character.encode_utf8(&mut buffer);
            let bytes = encoded(text);
            assert_eq!(unicode(&bytes).as_deref(), Ok(text));
        }
    }

    #[test]
    fn strings_are_decoded() {
        for (text, expected) in [
            (&b"''"[..], &b""[..]),
            (b"\"\"", b""),
            (b"'abc'", b"abc"),
            (b"\"it's\"", b"it's"),
            (b"'it's'", b"it's"),
            (br"'it\'s'", b"it's"),
            (br#"'\"\\'"#, br#""\"#),
            (br"'\a\b\t\n\v\f\r'", b"\x07\x08\t\n\x0b\x0c\r"),
            (br"'\x00\xfF'", b"\x00\xff"),
            (br"'\0\18\101\377\400\7777'", b"\x00\x018A\xff\x00\xff7"),
            (br"'\q\e\u0041\N'", br"\q\e\u0041\N"),
            (b"'a\\\nb'", b"ab"),
            (b"'\\\xe9\x80'", b"\\\xe9\x80"),
        ] {
            assert_eq!(string(text).as_deref(), Ok(expected));
        }
    }

    #[test]
    fn string_faults() {
        let quotes = "string is not in quotes";
        for (text, offset, message) in [
            (&b""[..], 0, quotes),
            (b"'", 0, quotes),
            (b"abc", 0, quotes),
            (b"'abc\"", 0, quotes),
            (b"'abc' ", 0, quotes),
            (b"`abc`", 0, quotes),
            (br"'abc\'", 4, "trailing backslash in string"),
            (br"'\x'", 1, "invalid \\x escape"),
            (br"'ab\x4'", 3, "invalid \\x escape"),
            (br"'\x4g'", 1, "invalid \\x escape"),
            (br"'\x+4'", 1, "invalid \\x escape"),
        ] {
            assert_eq!(string(text), Err((offset, message)));
        }
    }

    #[test]
    fn strings_are_borrowed_where_they_can_be() {
        assert!(matches!(string(b"'\xff \"'"), Ok(Cow::Borrowed(_))));
        assert!(matches!(string(br"'\q'"), Ok(Cow::Owned(_))));
    }

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
