//! `None`, bools, ints and floats.

use alloc::vec::Vec;
use core::hint::select_unpredictable;

use super::encoder::{Encoder, unrepresentable};
use crate::error::Error;
use crate::int::Int;
use crate::opcode::Opcode;
use crate::protocol::Protocol;
use crate::text;

impl Encoder<'_> {
    /// Writes `None`.
    ///
    /// # Errors
    ///
    /// If the writer fails; so in every method of `Encoder`.
    #[inline]
    pub fn none(&mut self) -> Result<(), Error> {
        self.small(([Opcode::None.byte()], 1))
    }

    /// Writes a `bool`.
    ///
    /// # Errors
    ///
    /// If the writer fails.
    #[inline]
    pub fn bool(&mut self, value: bool) -> Result<(), Error> {
        if self.protocol >= Protocol::V2 {
            self.small(binary_bool(value))
        } else {
            self.small((if value { *b"I01\n" } else { *b"I00\n" }, 4))
        }
    }

    /// Writes an `int`.
    ///
    /// # Errors
    ///
    /// If the writer fails.
    #[inline]
    pub fn int(&mut self, value: i64) -> Result<(), Error> {
        if self.protocol >= Protocol::V2 {
            return self.small(small_int(value));
        }
        match i32::try_from(value) {
            Ok(value) if self.protocol == Protocol::V1 => self.small(binary_int(value)),
            _ => self.int_as_text(value),
        }
    }

    /// CPython writes INT only for what a 32-bit Python 2 reads as an int; LONG for the rest.
    #[cold]
    fn int_as_text(&mut self, value: i64) -> Result<(), Error> {
        self.begin()?;
        let text = if i32::try_from(value).is_ok() {
            alloc::format!("I{value}\n")
        } else {
            alloc::format!("L{value}L\n")
        };
        self.out.extend_from_slice(text.as_bytes());
        Ok(())
    }

    /// Writes an `int` that is beyond `i64`.
    #[inline]
    pub(crate) fn wide_int(&mut self, value: i128) -> Result<(), Error> {
        if self.protocol >= Protocol::V2 {
            return self.small(long1(value));
        }
        self.big_int(&Int::from(value))
    }

    /// Writes an `int` of any size.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Unrepresentable`](crate::ErrorKind::Unrepresentable) if it takes 2 GiB or more;
    /// if the writer fails.
    pub fn big_int(&mut self, value: &Int) -> Result<(), Error> {
        if let Ok(small) = i64::try_from(value) {
            return self.int(small);
        }
        self.begin()?;
        self.long(value)
    }

    fn long(&mut self, value: &Int) -> Result<(), Error> {
        if self.protocol < Protocol::V2 {
            let text = alloc::format!("L{value}L\n");
            self.out.extend_from_slice(text.as_bytes());
            return Ok(());
        }
        let bytes = value.to_le_bytes();
        if let Ok(len) = u8::try_from(bytes.len()) {
            self.out.extend_from_slice(&[Opcode::Long1.byte(), len]);
        } else if let Ok(len) = i32::try_from(bytes.len()) {
            self.op(Opcode::Long4);
            self.out.extend_from_slice(&len.to_le_bytes());
        } else {
            return Err(unrepresentable("an int of 2 GiB or more cannot be pickled"));
        }
        self.out.extend_from_slice(&bytes);
        Ok(())
    }

    /// Writes a `float`. Protocol 0 writes every NaN as `nan`, as Python does; the others keep its
    /// bits.
    ///
    /// # Errors
    ///
    /// If the writer fails.
    #[inline]
    pub fn float(&mut self, value: f64) -> Result<(), Error> {
        if self.protocol == Protocol::V0 {
            return self.float_as_text(value);
        }
        self.small(binary_float(value))
    }

    #[cold]
    fn float_as_text(&mut self, value: f64) -> Result<(), Error> {
        self.begin()?;
        let mut text = Vec::new();
        text::write_float(value, &mut text);
        self.line(Opcode::Float, &text);
        Ok(())
    }

    /// An opcode with a line of text.
    pub(super) fn line(&mut self, opcode: Opcode, text: &[u8]) {
        self.op(opcode);
        self.out.extend_from_slice(text);
        self.out.push(b'\n');
    }
}

/// An `int` and how many of the bytes it takes, from protocol 2 on.
///
/// Both forms are made, and one is chosen: where large and small ints alternate, a processor would
/// guess wrong.
#[inline]
pub(super) fn small_int(value: i64) -> ([u8; 16], usize) {
    // As few bytes as hold the sign too.
    let len = (64 - (value ^ value >> 63).leading_zeros()) / 8 + 1;
    let long = u128::from(Opcode::Long1.byte())
        | u128::from(len) << 8
        | u128::from(value.cast_unsigned()) << 16;
    let [a, b, c, d, ..] = value.to_le_bytes();
    let low = i32::from_le_bytes([a, b, c, d]);
    let (short, used) = binary_int(low);
    let short = (u128::from(u64::from_le_bytes(short)), used);
    let (bytes, used) =
        select_unpredictable(i64::from(low) == value, short, (long, 2 + len as usize));
    (bytes.to_le_bytes(), used)
}

/// The same for what is beyond 64 bits.
#[inline]
pub(super) fn long1(value: i128) -> ([u8; 18], usize) {
    // As few bytes as hold the sign too.
    let len = (128 - (value ^ value >> 127).leading_zeros()) / 8 + 1;
    let mut bytes = [Opcode::Long1.byte(); 18];
    bytes[1] = len.to_le_bytes()[0];
    bytes[2..].copy_from_slice(&value.to_le_bytes());
    (bytes, 2 + len as usize)
}

/// The same for 32 bits, from protocol 1 on.
#[inline]
pub(super) fn binary_int(value: i32) -> ([u8; 8], usize) {
    let [a, b, c, d] = value.to_le_bytes();
    let (opcode, used) = match value {
        0..=0xff => (Opcode::BinInt1, 2),
        0x100..=0xffff => (Opcode::BinInt2, 3),
        _ => (Opcode::BinInt, 5),
    };
    ([opcode.byte(), a, b, c, d, 0, 0, 0], used)
}

/// A `float` and how many bytes it takes, from protocol 1 on.
#[inline]
pub(super) fn binary_float(value: f64) -> ([u8; 9], usize) {
    let mut bytes = [Opcode::BinFloat.byte(); 9];
    bytes[1..].copy_from_slice(&value.to_be_bytes());
    (bytes, 9)
}

/// A `bool` and how many bytes it takes, from protocol 2 on.
#[inline]
pub(super) fn binary_bool(value: bool) -> ([u8; 1], usize) {
    let opcode = if value { Opcode::NewTrue } else { Opcode::NewFalse };
    ([opcode.byte()], 1)
}
