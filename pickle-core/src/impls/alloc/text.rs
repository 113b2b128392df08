//! Text that is owned.
//!
//! | Rust | Python | Cost, limits |
//! |---|---|---|
//! | `String`, `Box<str>` | `str` | as [`str`](super::super::core); reading copies |
//! | `Cow<str>` | `str` | borrowed from the input where that holds the text as it is |
//!
//! A `Cow<'static, str>` can therefore be read from `'static` input only.

use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::string::String;

use crate::error::Error;
use crate::pickle::Pickle;
use crate::pickler::{Encoder, Estimate, Memo, Room};
use crate::unpickle::Unpickle;
use crate::unpickler::{Decoder, First};

impl Pickle for String {
    #[inline]
    fn pickle(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        encoder.str(self)
    }

    #[inline]
    fn pickle_estimate(&self, _: usize) -> Option<Estimate> {
        Estimate::of_str(self)
    }

    #[inline(always)]
    fn pickle_into<'r>(&self, room: Room<'r>, memo: &Memo) -> Option<Room<'r>> {
        room.str(self, memo)
    }

    #[inline]
    fn is_flat(_: usize) -> bool {
        true
    }
}

impl<'de> Unpickle<'de> for String {
    const FIRST: First = First::Str;

    #[inline]
    fn unpickle<D: Decoder<'de>>(decoder: &mut D) -> Result<String, Error> {
        decoder.read_str().map(Cow::into_owned)
    }

    fn check<D: Decoder<'de>>(decoder: &mut D) -> Result<(), Error> {
        decoder.read_str().map(drop)
    }
}

impl<'de> Unpickle<'de> for Box<str> {
    const FIRST: First = First::Str;

    fn unpickle<D: Decoder<'de>>(decoder: &mut D) -> Result<Box<str>, Error> {
        decoder.read_str().map(Box::from)
    }
}

impl<'a, 'de: 'a> Unpickle<'de> for Cow<'a, str> {
    const FIRST: First = First::Str;

    #[inline]
    fn unpickle<D: Decoder<'de>>(decoder: &mut D) -> Result<Cow<'a, str>, Error> {
        decoder.read_str()
    }
}
