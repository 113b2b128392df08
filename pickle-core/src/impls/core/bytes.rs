//! Bytes that need no allocation.
//!
//! | Rust | Python | Cost, limits |
//! |---|---|---|
//! | `u8` | `int` | 2 bytes |
//! | `[u8]`, `[u8; N]` | `bytes` | as they are, up to 9 bytes more; encoded before protocol 3 |
//! | `&[u8]` | `bytes` | borrowed from the input |
//! | [`CStr`] | `bytes` without the NUL at the end | as `[u8]` |
//!
//! All of them read a `bytearray`, an out-of-band buffer, a `str` of Python 2, and a list or tuple
//! of ints from 0 to 255 as well. A `&[u8]` can only be read where the input holds the bytes as
//! they are: from protocol 3 on.

use alloc::borrow::Cow;
use alloc::format;
use alloc::vec::Vec;
use core::ffi::CStr;

use crate::error::{Error, ErrorKind};
use crate::pickle::Pickle;
use crate::pickler::{Encoder, Estimate, Made, Memo, Room};
use crate::unpickle::Unpickle;
use crate::unpickler::{Decoder, Kind};

impl Pickle for u8 {
    #[inline]
    fn pickle(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        encoder.int(i64::from(*self))
    }

    #[inline]
    fn pickle_estimate(&self, _: usize) -> Option<Estimate> {
        Some(Estimate::bytes(2))
    }

    #[inline]
    fn pickle_into<'r>(&self, room: Room<'r>, _: &Memo) -> Option<Room<'r>> {
        room.byte(*self)
    }

    #[inline]
    fn is_flat(_: usize) -> bool {
        true
    }

    fn pickle_slice(slice: &[u8], encoder: &mut Encoder<'_>) -> Result<(), Error> {
        encoder.bytes(slice)
    }

    fn pickle_array(array: &[u8], encoder: &mut Encoder<'_>) -> Result<(), Error> {
        encoder.bytes(array)
    }

    #[inline]
    fn pickle_slice_estimate(slice: &[u8], _: usize) -> Option<Estimate> {
        Estimate::of_bytes(slice)
    }

    #[inline]
    fn pickle_slice_made() -> Made {
        Made::AtEnd
    }

    #[inline]
    fn pickle_slice_unhashable() -> Option<Kind> {
        None
    }

    #[inline]
    fn pickle_slice_into<'r>(slice: &[u8], room: Room<'r>, memo: &Memo) -> Option<Room<'r>> {
        room.bytes(slice, memo)
    }

    #[inline]
    fn pickle_array_into<'r>(array: &[u8], room: Room<'r>, memo: &Memo) -> Option<Room<'r>> {
        room.bytes(array, memo)
    }
}

impl<'de> Unpickle<'de> for u8 {
    #[inline]
    fn unpickle<D: Decoder<'de>>(decoder: &mut D) -> Result<u8, Error> {
        decoder.read_int()
    }

    fn unpickle_vec<D: Decoder<'de>>(decoder: &mut D) -> Result<Vec<u8>, Error> {
        decoder.read_bytes().map(Cow::into_owned)
    }

    fn check_vec<D: Decoder<'de>>(decoder: &mut D) -> Result<(), Error> {
        Self::unpickle_vec(decoder).map(drop)
    }

    fn unpickle_array<D: Decoder<'de>, const N: usize>(decoder: &mut D) -> Result<[u8; N], Error> {
        let bytes = decoder.read_bytes()?;
        <[u8; N]>::try_from(&*bytes).map_err(|_| {
            let message = format!("expected {N} bytes, found {}", bytes.len());
            decoder.place(Error::new(ErrorKind::WrongLength, message))
        })
    }

    fn check_array<D: Decoder<'de>, const N: usize>(decoder: &mut D) -> Result<(), Error> {
        Self::unpickle_array::<D, N>(decoder).map(drop)
    }
}

impl<'a, 'de: 'a> Unpickle<'de> for &'a [u8] {
    fn unpickle<D: Decoder<'de>>(decoder: &mut D) -> Result<&'a [u8], Error> {
        match decoder.read_bytes()? {
            Cow::Borrowed(bytes) => Ok(bytes),
            Cow::Owned(_) => Err(decoder.place(Error::new(
                ErrorKind::WrongType,
                "expected bytes to borrow, found some that the input holds in another form: \
                 use `Vec<u8>` or `Cow<[u8]>` instead of `&[u8]`",
            ))),
        }
    }
}

impl Pickle for CStr {
    fn pickle(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        encoder.bytes(self.to_bytes())
    }
}
