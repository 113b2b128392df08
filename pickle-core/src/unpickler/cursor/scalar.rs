//! Numbers, bools and bytes.

use alloc::borrow::Cow;
use alloc::vec::Vec;

use super::batches::Batches;
use super::memo::Tag;
use super::{Cursor, op};
use crate::error::Error;
use crate::int::Int;
use crate::text;
use crate::unpickler::decoder::{First, Integer};

impl<'de> Cursor<'_, 'de> {
    #[inline]
    pub(super) fn bool(&mut self) -> Result<bool, Error> {
        match self.rest {
            [op::NEWTRUE, rest @ ..] => {
                self.rest = rest;
                Ok(true)
            }
            [op::NEWFALSE, rest @ ..] => {
                self.rest = rest;
                Ok(false)
            }
            _ => self.other_bool(),
        }
    }

    #[cold]
    #[inline(never)]
    fn other_bool(&mut self) -> Result<bool, Error> {
        let opcode = self.peek()?;
        self.step(1);
        match opcode {
            op::NEWTRUE => Ok(true),
            op::NEWFALSE => Ok(false),
            op::INT => match self.line()? {
                b"01" => Ok(true),
                b"00" => Ok(false),
                _ => Err(self.unknown()),
            },
            _ => Err(self.unknown()),
        }
    }

    /// An int that stands here in full.
    #[inline]
    pub(super) fn int<T: Integer>(&mut self) -> Result<T, Error> {
        let int = match self.rest {
            [op::BININT1, byte, rest @ ..] => {
                self.rest = rest;
                T::from_i64(i64::from(*byte))
            }
            [op::BININT2, low, high, rest @ ..] => {
                self.rest = rest;
                T::from_i64(i64::from(u16::from_le_bytes([*low, *high])))
            }
            [op::BININT, a, b, c, d, rest @ ..] => {
                self.rest = rest;
                T::from_i64(i64::from(i32::from_le_bytes([*a, *b, *c, *d])))
            }
            _ => return self.long(),
        };
        int.ok_or_else(|| self.unknown())
    }

    /// LONG1 of at most 16 bytes, and what is rarer.
    #[inline(never)]
    fn long<T: Integer>(&mut self) -> Result<T, Error> {
        if let [op::LONG1, len @ 1..=8, rest @ ..] = self.rest
            && let Some((word, _)) = rest.split_first_chunk()
        {
            let unused = 64 - 8 * u32::from(*len);
            // Sign-extends what is in the lowest bytes.
            let int = i64::from_le_bytes(*word) << unused >> unused;
            self.rest = &rest[usize::from(*len)..];
            return T::from_i64(int).ok_or_else(|| self.unknown());
        }
        if let Some((int, rest)) = wide_int(self.rest) {
            self.rest = rest;
            return T::from_i128(int).ok_or_else(|| self.unknown());
        }
        let int = self.any_int()?;
        let int = match i64::try_from(&int) {
            Ok(small) => T::from_i64(small),
            Err(_) => T::from_int(&int),
        };
        int.ok_or_else(|| self.unknown())
    }

    /// An int in any form.
    #[cold]
    #[inline(never)]
    pub(super) fn any_int(&mut self) -> Result<Int, Error> {
        let opcode = self.peek()?;
        self.step(1);
        match opcode {
            op::BININT1 => self.array().map(|[byte]| Int::from(byte)),
            op::BININT2 => self.array().map(|bytes| Int::from(u16::from_le_bytes(bytes))),
            op::BININT => self.array().map(|bytes| Int::from(i32::from_le_bytes(bytes))),
            op::LONG1 => {
                let [len] = self.array()?;
                self.take(usize::from(len)).map(Int::from_le_bytes)
            }
            op::LONG4 => {
                let len = i32::from_le_bytes(self.array()?);
                let len = usize::try_from(len).map_err(|_| self.unknown())?;
                self.take(len).map(Int::from_le_bytes)
            }
            op::INT | op::LONG => self.int_line(opcode),
            _ => Err(self.unknown()),
        }
    }

    fn int_line(&mut self, opcode: u8) -> Result<Int, Error> {
        let line = self.line()?;
        if opcode == op::INT && (line == b"00" || line == b"01") {
            return Err(self.unknown());
        }
        let digits =
            if opcode == op::LONG { line.strip_suffix(b"L").unwrap_or(line) } else { line };
        Int::from_decimal(digits, self.options.limits.int_digits).map_err(|_| self.unknown())
    }

    #[inline]
    pub(super) fn float(&mut self) -> Result<f64, Error> {
        if let [op::BINFLOAT, rest @ ..] = self.rest
            && let Some((bytes, rest)) = rest.split_first_chunk()
        {
            self.rest = rest;
            return Ok(f64::from_be_bytes(*bytes));
        }
        self.other_float()
    }

    #[cold]
    #[inline(never)]
    fn other_float(&mut self) -> Result<f64, Error> {
        match self.peek()? {
            op::BINFLOAT => {
                self.step(1);
                self.array().map(f64::from_be_bytes)
            }
            op::FLOAT => {
                self.step(1);
                text::parse_float(self.line()?).map_err(|_| self.unknown())
            }
            _ => self.any_int()?.to_exact_f64().ok_or_else(|| self.unknown()),
        }
    }

    /// Bytes, here or in the memo.
    pub(super) fn bytes(&mut self) -> Result<Cow<'de, [u8]>, Error> {
        match self.rest {
            [op::SHORT_BINBYTES | op::BINBYTES | op::BINBYTES8, ..] => self.bytes_in_full(),
            _ => self.other_bytes(),
        }
    }

    #[inline(never)]
    fn other_bytes(&mut self) -> Result<Cow<'de, [u8]>, Error> {
        if self.accept(op::NEXT_BUFFER)? {
            return self.next_buffer();
        }
        // A GET may be that of what is called, too.
        if let Some(bytes) = self.called_bytes()? {
            return Ok(bytes);
        }
        let is_replay = self.replay_get_of(|tag| tag.is_object() || tag.is_text())?;
        let bytes = match self.called_bytes()? {
            Some(bytes) => bytes,
            None if is_bytes(self.peek()?) => self.bytes_in_full()?,
            None => self.bytes_of_items()?,
        };
        self.end_replay(is_replay)?;
        Ok(bytes)
    }

    /// The out-of-band buffer whose opcode was consumed.
    pub(super) fn next_buffer(&mut self) -> Result<Cow<'de, [u8]>, Error> {
        let buffer = self.buffers.and_then(|buffers| buffers.get(self.used_buffers)).cloned();
        let buffer = buffer.ok_or_else(|| self.unknown())?;
        self.used_buffers += 1;
        self.accept(op::READONLY_BUFFER)?;
        // When it is read again, it would be another.
        if self.is_replaying() || self.put_follows()? {
            return Err(self.unknown());
        }
        Ok(buffer)
    }

    fn bytes_in_full(&mut self) -> Result<Cow<'de, [u8]>, Error> {
        let opcode = self.peek()?;
        let start = self.position();
        self.step(1);
        let bytes = self.bytes_behind(opcode)?;
        let is_text = matches!(opcode, op::SHORT_BINSTRING | op::BINSTRING | op::STRING);
        self.puts_as(start, if is_text { Tag::Text } else { Tag::Object })?;
        Ok(bytes)
    }

    /// Bytes that are kept as a list or tuple of ints.
    fn bytes_of_items(&mut self) -> Result<Cow<'de, [u8]>, Error> {
        let mut items = self.list(Batches::of_list_of(First::Number))?;
        let mut bytes = Vec::new();
        while self.item(&mut items)? {
            bytes.push(self.int()?);
        }
        Ok(Cow::Owned(bytes))
    }

    /// Bytes whose opcode is consumed.
    pub(super) fn bytes_behind(&mut self, opcode: u8) -> Result<Cow<'de, [u8]>, Error> {
        let len = match opcode {
            op::SHORT_BINBYTES => self.array().map(|[len]| Some(usize::from(len)))?,
            op::BINBYTES => Some(self.size4()?),
            op::BYTEARRAY8 if self.hashed > 0 => return Err(self.unknown()),
            op::BINBYTES8 | op::BYTEARRAY8 => Some(self.size8()?),
            _ => None,
        };
        match len {
            Some(len) => self.take(len).map(Cow::Borrowed),
            None => self.legacy_str(opcode),
        }
    }
}

/// The int at the beginning of `bytes`, if it is a LONG1 of 9 to 16 bytes, and what stands behind it.
#[inline]
pub(super) fn wide_int(bytes: &[u8]) -> Option<(i128, &[u8])> {
    let [op::LONG1, len @ 9..=16, rest @ ..] = bytes else { return None };
    let (low, high) = rest.split_first_chunk()?;
    let (high, rest) = high.split_at_checked(usize::from(*len) - 8)?;
    let sign = if high.last()? >> 7 == 0 { 0 } else { -1_i64 };
    let high = high.iter().rev().fold(sign, |high, &byte| high << 8 | i64::from(byte));
    Some((i128::from(high) << 64 | i128::from(u64::from_le_bytes(*low)), rest))
}

/// Whether the opcode is that of bytes, or of a Python 2 str.
fn is_bytes(opcode: u8) -> bool {
    matches!(
        opcode,
        op::SHORT_BINBYTES
            | op::BINBYTES
            | op::BINBYTES8
            | op::BYTEARRAY8
            | op::SHORT_BINSTRING
            | op::BINSTRING
            | op::STRING
    )
}
