//! Text that needs no allocation.
//!
//! | Rust | Python | Cost, limits |
//! |---|---|---|
//! | `str` | `str` | UTF-8, up to 9 bytes more; escaped in protocol 0 |
//! | `&str` | `str` | borrowed from the input |
//! | `char` | `str` of one character | as `str` |
//!
//! A `&str` can only be read where the input holds the text as it is: from protocol 1 on. Protocol
//! 0 escapes text, and Python 2 may have encoded it otherwise; `String` and `Cow<str>` read all of
//! it.

use alloc::borrow::Cow;
use alloc::format;

use crate::error::{Error, ErrorKind};
use crate::pickle::Pickle;
use crate::pickler::{Encoder, Estimate, Memo, Room};
use crate::unpickle::Unpickle;
use crate::unpickler::{Decoder, First};

impl Pickle for str {
    #[inline]
    fn pickle(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        encoder.str(self)
    }

    #[inline]
    fn pickle_estimate(&self, _: usize) -> Option<Estimate> {
        Estimate::of_str(self)
    }

    #[inline]
    fn pickle_into<'r>(&self, room: Room<'r>, memo: &Memo) -> Option<Room<'r>> {
        room.str(self, memo)
    }
}

impl<'a, 'de: 'a> Unpickle<'de> for &'a str {
    const FIRST: First = First::Str;

    fn unpickle<D: Decoder<'de>>(decoder: &mut D) -> Result<&'a str, Error> {
        match decoder.read_str()? {
            Cow::Borrowed(text) => Ok(text),
            Cow::Owned(_) => Err(decoder.place(Error::new(
                ErrorKind::WrongType,
                "expected a str to borrow, found one that the input holds in another form: \
                 use `String` or `Cow<str>` instead of `&str`",
            ))),
        }
    }
}

impl Pickle for char {
    fn pickle(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        encoder.str(self.encode_utf8(&mut [0; 4]))
    }

    #[inline]
    fn pickle_estimate(&self, _: usize) -> Option<Estimate> {
        Estimate::of_str(self.encode_utf8(&mut [0; 4]))
    }

    #[inline]
    fn pickle_into<'r>(&self, room: Room<'r>, memo: &Memo) -> Option<Room<'r>> {
        room.str(self.encode_utf8(&mut [0; 4]), memo)
    }
}

impl<'de> Unpickle<'de> for char {
    const FIRST: First = First::Str;

    fn unpickle<D: Decoder<'de>>(decoder: &mut D) -> Result<char, Error> {
        let text = decoder.read_str()?;
        let mut chars = text.chars();
        if let (Some(only), None) = (chars.next(), chars.next()) {
            return Ok(only);
        }
        let len = text.chars().count();
        let message = format!("expected a str of one character, found one of {len}");
        Err(decoder.place(Error::new(ErrorKind::WrongLength, message)))
    }
}
