//! UTF-8 as Python writes it, in which lone surrogates can hide.

use alloc::borrow::Cow;
use alloc::string::String;

use crate::error::{Error, ErrorKind};

/// The text that the bytes are.
///
/// # Errors
///
/// [`ErrorKind::LoneSurrogate`] or [`ErrorKind::Malformed`], without a place, if they are none.
pub(super) fn into_text(bytes: Cow<'_, [u8]>) -> Result<Cow<'_, str>, Error> {
    match bytes {
        Cow::Borrowed(bytes) => match core::str::from_utf8(bytes) {
            Ok(text) => Ok(Cow::Borrowed(text)),
            Err(error) => Err(not_text(bytes, error.valid_up_to())),
        },
        Cow::Owned(bytes) => match String::from_utf8(bytes) {
            Ok(text) => Ok(Cow::Owned(text)),
            Err(error) => Err(not_text(error.as_bytes(), error.utf8_error().valid_up_to())),
        },
    }
}

#[cold]
fn not_text(bytes: &[u8], valid: usize) -> Error {
    match bytes.get(valid..valid + 3) {
        Some(&[0xED, high @ 0xA0..=0xBF, low]) => {
            let code = 0xD000 | u32::from(high & 0x3F) << 6 | u32::from(low & 0x3F);
            Error::new(
                ErrorKind::LoneSurrogate,
                alloc::format!("the str holds the lone surrogate U+{code:04X}: it is no text"),
            )
        }
        _ => Error::new(
            ErrorKind::Malformed,
            alloc::format!("the str is not UTF-8 at its byte {valid}"),
        ),
    }
}
