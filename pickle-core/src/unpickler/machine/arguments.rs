//! What stands behind the opcodes: lengths, indices and names.

use alloc::borrow::Cow;
use alloc::string::String;

use super::Machine;
use crate::error::{Error, ErrorKind};
use crate::unpickler::utf8::into_text;

impl<'de> Machine<'_, '_, 'de> {
    pub(super) fn size1(&mut self) -> Result<u8, Error> {
        self.source.array().map(|[byte]| byte)
    }

    pub(super) fn size4(&mut self) -> Result<u64, Error> {
        self.source.array().map(|bytes| u32::from_le_bytes(bytes).into())
    }

    pub(super) fn size8(&mut self) -> Result<u64, Error> {
        self.source.array().map(u64::from_le_bytes)
    }

    pub(super) fn signed_size4(&mut self) -> Result<u64, Error> {
        let len = i32::from_le_bytes(self.source.array()?);
        u64::try_from(len).map_err(|_| {
            Error::new(ErrorKind::Malformed, alloc::format!("a negative length: {len}"))
        })
    }

    pub(super) fn decimal_index(&mut self) -> Result<u64, Error> {
        let line = self.source.line()?;
        let digits = core::str::from_utf8(&line).unwrap_or_default().trim();
        digits.parse().map_err(|_| {
            let shown = String::from_utf8_lossy(&line);
            Error::new(ErrorKind::Malformed, alloc::format!("`{shown}` is not a memo index"))
        })
    }

    pub(super) fn name_line(&mut self) -> Result<Cow<'de, str>, Error> {
        into_text(self.source.line()?)
    }
}
