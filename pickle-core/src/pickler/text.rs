//! Text and bytes.

use alloc::vec::Vec;

use super::encoder::{Encoder, unrepresentable};
use crate::error::Error;
use crate::opcode::Opcode;
use crate::protocol::Protocol;
use crate::text;

impl Encoder<'_> {
    /// Writes a `str`. One of a single ASCII character is referred to when it occurs again: in
    /// Python, too, equal ones are one object.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Unrepresentable`](crate::ErrorKind::Unrepresentable) for 4 GiB or more before protocol 4;
    /// if the writer fails.
    #[inline]
    pub fn str(&mut self, value: &str) -> Result<(), Error> {
        match value.as_bytes() {
            &[char] => self.char(char, value),
            _ => self.str_in_full(value),
        }
    }

    /// The same, but never referring to another.
    #[inline]
    pub(crate) fn str_in_full(&mut self, value: &str) -> Result<(), Error> {
        match u8::try_from(value.len()) {
            Ok(len) if self.protocol >= Protocol::V4 => {
                self.small(([Opcode::ShortBinUnicode.byte(), len], 2))?;
                self.out.put_text(value.as_bytes());
                Ok(())
            }
            _ => self.long_str(value),
        }
    }

    fn long_str(&mut self, value: &str) -> Result<(), Error> {
        self.begin()?;
        if self.protocol == Protocol::V0 {
            let mut text = Vec::new();
            text::encode_raw_unicode_escape(value, &mut text);
            self.line(Opcode::Unicode, &text);
            return Ok(());
        }
        let mut header = [0; 9];
        let header = if let Ok(len) = u32::try_from(value.len()) {
            header[0] = Opcode::BinUnicode.byte();
            header[1..5].copy_from_slice(&len.to_le_bytes());
            &header[..5]
        } else if self.protocol >= Protocol::V4 {
            header[0] = Opcode::BinUnicode8.byte();
            header[1..].copy_from_slice(&(value.len() as u64).to_le_bytes());
            &header[..]
        } else {
            return Err(unrepresentable("a str of 4 GiB or more needs protocol 4"));
        };
        self.payload(header, value.as_bytes())
    }

    /// Writes `bytes`. Before protocol 3, as the call of `_codecs.encode` that CPython writes.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Unrepresentable`](crate::ErrorKind::Unrepresentable) for 4 GiB or more before protocol 4;
    /// if the writer fails.
    pub fn bytes(&mut self, value: &[u8]) -> Result<(), Error> {
        if self.protocol < Protocol::V3 {
            return self.bytes_as_call(value);
        }
        self.begin()?;
        let mut header = [0; 9];
        let header = if let Ok(len) = u8::try_from(value.len()) {
            header[0] = Opcode::ShortBinBytes.byte();
            header[1] = len;
            &header[..2]
        } else if let Ok(len) = u32::try_from(value.len()) {
            header[0] = Opcode::BinBytes.byte();
            header[1..5].copy_from_slice(&len.to_le_bytes());
            &header[..5]
        } else if self.protocol >= Protocol::V4 {
            header[0] = Opcode::BinBytes8.byte();
            header[1..].copy_from_slice(&(value.len() as u64).to_le_bytes());
            &header[..]
        } else {
            return Err(unrepresentable("bytes of 4 GiB or more need protocol 4"));
        };
        self.payload(header, value)
    }

    fn bytes_as_call(&mut self, value: &[u8]) -> Result<(), Error> {
        if value.is_empty() {
            self.global("builtins", "bytes")?;
            let args = self.begin_tuple(0)?;
            self.end_tuple(args)?;
        } else {
            self.global("_codecs", "encode")?;
            let args = self.begin_tuple(2)?;
            let latin1: alloc::string::String =
                value.iter().map(|&byte| char::from(byte)).collect();
            self.str_in_full(&latin1)?;
            self.name("latin1")?;
            self.end_tuple(args)?;
        }
        self.reduce()
    }

    /// Writes a `bytearray`. Before protocol 5, as the call of `bytearray` that CPython writes.
    ///
    /// # Errors
    ///
    /// As [`bytes`](Encoder::bytes).
    pub fn bytearray(&mut self, value: &[u8]) -> Result<(), Error> {
        if self.protocol >= Protocol::V5 {
            self.begin()?;
            let mut header = [Opcode::ByteArray8.byte(); 9];
            header[1..].copy_from_slice(&(value.len() as u64).to_le_bytes());
            return self.payload(&header, value);
        }
        self.global("builtins", "bytearray")?;
        if value.is_empty() {
            let args = self.begin_tuple(0)?;
            self.end_tuple(args)?;
        } else {
            let args = self.begin_tuple(1)?;
            self.bytes(value)?;
            self.end_tuple(args)?;
        }
        self.reduce()
    }
}
