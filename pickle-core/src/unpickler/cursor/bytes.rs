//! The input, byte by byte.

use super::{Cursor, op};
use crate::error::Error;

impl<'de> Cursor<'_, 'de> {
    /// Where the first opcode stands that is not PROTO.
    pub(super) fn behind_proto(&self) -> usize {
        if self.input.first() == Some(&op::PROTO) { 2 } else { 0 }
    }

    /// Where the next opcode stands in the input.
    #[inline]
    pub(super) fn position(&self) -> usize {
        self.input.len() - self.rest.len()
    }

    /// Goes to another place in the input.
    #[inline]
    pub(super) fn go_to(&mut self, position: usize) {
        self.rest = self.input.get(position..).unwrap_or_default();
    }

    /// Goes `len` bytes on, which are there.
    #[inline]
    pub(super) fn step(&mut self, len: usize) {
        self.rest = self.rest.get(len..).unwrap_or_default();
    }

    /// The next opcode, which is not consumed. FRAME is, wherever it stands.
    #[inline]
    pub(super) fn peek(&mut self) -> Result<u8, Error> {
        match self.rest.first() {
            Some(&byte) if byte != op::FRAME => Ok(byte),
            _ => self.frame(),
        }
    }

    #[cold]
    #[inline(never)]
    fn frame(&mut self) -> Result<u8, Error> {
        self.go_to(self.behind_frames(self.position())?);
        self.rest.first().copied().ok_or_else(|| self.unknown())
    }

    /// Where the opcode stands that is the next at the position: behind the FRAMEs there.
    pub(super) fn behind_frames(&self, mut position: usize) -> Result<usize, Error> {
        while let Some(frame @ [op::FRAME, ..]) = self.input.get(position..) {
            let content = behind_frame(frame).ok_or_else(|| self.unknown())?;
            position = self.input.len() - content.len();
            self.look_ahead(1)?;
        }
        Ok(position)
    }

    /// Whether the opcode is the next at the position.
    pub(super) fn is_at(&self, position: usize, opcode: u8) -> Result<bool, Error> {
        Ok(self.input.get(self.behind_frames(position)?) == Some(&opcode))
    }

    /// Whether the two opcodes come next, the first of which has no argument.
    pub(super) fn pair_follows(&mut self, first: u8, second: u8) -> Result<bool, Error> {
        Ok(self.peek()? == first && self.is_at(self.position() + 1, second)?)
    }

    #[inline]
    pub(super) fn expect(&mut self, opcode: u8) -> Result<(), Error> {
        if self.accept(opcode)? { Ok(()) } else { Err(self.unknown()) }
    }

    /// Consumes the opcode if it is the next.
    #[inline]
    pub(super) fn accept(&mut self, opcode: u8) -> Result<bool, Error> {
        if let [first, rest @ ..] = self.rest
            && *first == opcode
        {
            self.rest = rest;
            return Ok(true);
        }
        if self.peek()? != opcode {
            return Ok(false);
        }
        self.step(1);
        Ok(true)
    }

    /// Consumes all of these bytes if they come next: what usually comes, at one glance. `false`
    /// says nothing, as there may be a FRAME in between.
    #[inline]
    pub(super) fn accept_all<const N: usize>(&mut self, bytes: [u8; N]) -> bool {
        match self.rest.split_first_chunk() {
            Some((first, rest)) if *first == bytes => {
                self.rest = rest;
                true
            }
            _ => false,
        }
    }

    #[inline]
    pub(super) fn array<const N: usize>(&mut self) -> Result<[u8; N], Error> {
        let Some((array, rest)) = self.rest.split_first_chunk() else {
            return Err(self.unknown());
        };
        self.rest = rest;
        Ok(*array)
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
        let Some((taken, rest)) = self.rest.split_at_checked(len) else {
            return Err(self.unknown());
        };
        self.rest = rest;
        Ok(taken)
    }

    /// The bytes up to a line feed.
    pub(super) fn line(&mut self) -> Result<&'de [u8], Error> {
        let rest = self.rest;
        let len = rest.iter().position(|&byte| byte == b'\n').ok_or_else(|| self.unknown())?;
        self.rest = &rest[len + 1..];
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

/// The protocol that PROTO says, and what stands behind that, and mostly a FRAME: nothing that is
/// known, if the protocol is not.
#[inline]
pub(super) fn behind_header(input: &[u8]) -> (u8, &[u8]) {
    let (protocol, rest) = match input {
        [op::PROTO, protocol @ 0..=5, rest @ ..] => (*protocol, rest),
        [op::PROTO, ..] => (0, &[][..]),
        _ => (0, input),
    };
    (protocol, behind_frame(rest).unwrap_or(rest))
}

/// What stands behind the FRAME at the beginning of `bytes`, if there is one and it is all there.
#[inline]
fn behind_frame(bytes: &[u8]) -> Option<&[u8]> {
    let [op::FRAME, rest @ ..] = bytes else { return None };
    let (len, content) = rest.split_first_chunk()?;
    (u64::from_le_bytes(*len) <= content.len() as u64).then_some(content)
}
