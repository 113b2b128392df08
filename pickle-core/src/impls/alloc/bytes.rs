//! Bytes that are owned.
//!
//! | Rust | Python | Cost, limits |
//! |---|---|---|
//! | `Vec<u8>`, `Box<[u8]>` | `bytes` | see the [sequences](super::sequence); reading copies |
//! | `Cow<[u8]>` | `bytes` | borrowed from the input where that holds the bytes as they are |
//! | [`CString`] | `bytes` without the NUL at the end | no NUL within |

use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::ffi::CString;
use alloc::format;
use core::ffi::CStr;

use crate::error::{Error, ErrorKind};
use crate::pickle::Pickle;
use crate::pickler::Encoder;
use crate::unpickle::Unpickle;
use crate::unpickler::Decoder;

impl<'a, 'de: 'a> Unpickle<'de> for Cow<'a, [u8]> {
    #[inline]
    fn unpickle<D: Decoder<'de>>(decoder: &mut D) -> Result<Cow<'a, [u8]>, Error> {
        decoder.read_bytes()
    }
}

impl Pickle for CString {
    fn pickle(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        self.as_c_str().pickle(encoder)
    }
}

impl<'de> Unpickle<'de> for CString {
    fn unpickle<D: Decoder<'de>>(decoder: &mut D) -> Result<CString, Error> {
        CString::new(decoder.read_bytes()?).map_err(|error| {
            let message = format!("bytes with a NUL at {} are no CString", error.nul_position());
            decoder.place(Error::new(ErrorKind::OutOfRange, message))
        })
    }
}

impl<'de> Unpickle<'de> for Box<CStr> {
    fn unpickle<D: Decoder<'de>>(decoder: &mut D) -> Result<Box<CStr>, Error> {
        CString::unpickle(decoder).map(CString::into_boxed_c_str)
    }
}
