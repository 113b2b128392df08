//! The argument of UNICODE.

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;

use super::{SURROGATE, TextError, parse_hex};

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

#[cfg(test)]
mod tests {
    extern crate std;

    use super::*;

    fn unicode(text: &[u8]) -> Result<Cow<'_, str>, (usize, &'static str)> {
        decode_raw_unicode_escape(text).map_err(|error| (error.offset, error.message))
    }

    fn encoded(text: &str) -> Vec<u8> {
        let mut out = Vec::new();
        encode_raw_unicode_escape(text, &mut out);
        out
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
}
