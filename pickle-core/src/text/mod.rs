//! The text of protocol 0: strings with escapes, and floats in decimal.
//!
//! Reading and writing stand side by side; the rules are those of CPython 3.13.
//! Arguments come without the newline that ends them.

mod float;
mod string;
mod unicode;

use core::fmt;

pub(crate) use float::{parse_float, write_float};
pub(crate) use string::decode_string_escape;
pub(crate) use unicode::{decode_raw_unicode_escape, encode_raw_unicode_escape};

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

/// Up to eight digits and nothing else: no sign, no underscores.
fn parse_hex(digits: &[u8]) -> Option<u32> {
    digits.iter().try_fold(0, |number, &digit| {
        let digit = char::from(digit).to_digit(16)?;
        Some(number << 4 | digit)
    })
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
