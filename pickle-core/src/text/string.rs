//! The argument of STRING.

use alloc::borrow::Cow;
use alloc::vec::Vec;

use super::{TextError, parse_hex};

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

#[cfg(test)]
mod tests {
    extern crate std;

    use super::*;

    fn string(text: &[u8]) -> Result<Cow<'_, [u8]>, (usize, &'static str)> {
        decode_string_escape(text).map_err(|error| (error.offset, error.message))
    }

    // Each expectation here is what CPython 3.13 gives.

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
}
