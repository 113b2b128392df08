//! The input, byte by byte.

use super::{Cursor, op};
use crate::error::Error;

impl<'de> Cursor<'_, 'de> {
    /// Reads PROTO, as far as there is one, at the beginning of a pickle.
    pub(in crate::unpickler) fn begin(&mut self) -> Result<(), Error> {
        self.protocol = 0;
        if self.input.get(self.position) == Some(&op::PROTO) {
            self.position += 1;
            let [protocol] = self.array()?;
            if protocol > 5 {
                return Err(self.unknown());
            }
            self.protocol = protocol;
        }
        Ok(())
    }

    /// The next opcode, which is not consumed. FRAME is, wherever it stands.
    #[inline]
    pub(super) fn peek(&mut self) -> Result<u8, Error> {
        match self.input.get(self.position) {
            Some(&op::FRAME) => self.frame(),
            Some(&byte) => Ok(byte),
            None => Err(self.unknown()),
        }
    }

    #[cold]
    fn frame(&mut self) -> Result<u8, Error> {
        while self.input.get(self.position) == Some(&op::FRAME) {
            self.position += 1;
            let len = u64::from_le_bytes(self.array()?);
            if len > (self.input.len() - self.position) as u64 {
                return Err(self.unknown());
            }
        }
        self.input.get(self.position).copied().ok_or_else(|| self.unknown())
    }

    #[inline]
    pub(super) fn expect(&mut self, opcode: u8) -> Result<(), Error> {
        if self.accept(opcode)? { Ok(()) } else { Err(self.unknown()) }
    }

    /// Consumes the opcode if it is the next.
    #[inline]
    pub(super) fn accept(&mut self, opcode: u8) -> Result<bool, Error> {
        let is_next = self.peek()? == opcode;
        self.position += usize::from(is_next);
        Ok(is_next)
    }

    #[inline]
    fn rest(&self) -> &'de [u8] {
        self.input.get(self.position..).unwrap_or_default()
    }

    #[inline]
    pub(super) fn array<const N: usize>(&mut self) -> Result<[u8; N], Error> {
        let array = *self.rest().first_chunk().ok_or_else(|| self.unknown())?;
        self.position += N;
        Ok(array)
    }

    #[inline]
    pub(super) fn size4(&mut self) -> Result<usize, Error> {
        self.array().map(|bytes| u32::from_le_bytes(bytes) as usize)
    }

    pub(super) fn size8(&mut self) -> Result<usize, Error> {
        usize::try_from(u64::from_le_bytes(self.array()?)).map_err(|_| self.unknown())
    }

    #[inline]
    pub(super) fn take(&mut self, len: usize) -> Result<&'de [u8], Error> {
        let taken = self.rest().get(..len).ok_or_else(|| self.unknown())?;
        self.position += len;
        Ok(taken)
    }

    /// The bytes up to a line feed.
    pub(super) fn line(&mut self) -> Result<&'de [u8], Error> {
        let rest = self.rest();
        let len = rest.iter().position(|&byte| byte == b'\n').ok_or_else(|| self.unknown())?;
        self.position += len + 1;
        Ok(&rest[..len])
    }

    /// A memo index in decimal.
    pub(super) fn index_line(&mut self) -> Result<usize, Error> {
        let line = self.line()?;
        core::str::from_utf8(line)
            .ok()
            .and_then(|text| text.parse().ok())
            .ok_or_else(|| self.unknown())
    }
}
