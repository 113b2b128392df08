//! Numbers, text and bytes, whose values stand behind their opcodes.

use alloc::borrow::{Cow, ToOwned};
use alloc::boxed::Box;

use super::Machine;
use crate::error::{Error, ErrorKind};
use crate::int::{Int, IntParseError};
use crate::text::{self, TextError};
use crate::unpickler::graph::Node;
use crate::unpickler::utf8::into_text;

impl<'de> Machine<'_, '_, 'de> {
    pub(super) fn int(&mut self) -> Result<(), Error> {
        let line = self.source.line()?;
        let node = match &*line {
            b"00" => Node::Bool(false),
            b"01" => Node::Bool(true),
            digits => self.decimal(digits)?,
        };
        self.push(node)
    }

    pub(super) fn long(&mut self) -> Result<(), Error> {
        let line = self.source.line()?;
        let node = self.decimal(line.strip_suffix(b"L").unwrap_or(&line))?;
        self.push(node)
    }

    fn decimal(&self, digits: &[u8]) -> Result<Node<'de>, Error> {
        match Int::from_decimal(digits, self.options.limits.int_digits) {
            Ok(int) => Ok(int_node(int)),
            Err(IntParseError::TooManyDigits { digits, limit }) => Err(Error::new(
                ErrorKind::Limit,
                alloc::format!(
                    "an int of {digits} digits, {limit} are allowed: see `Limits::int_digits`"
                ),
            )),
            Err(error) => Err(malformed(error)),
        }
    }

    pub(super) fn float(&mut self) -> Result<(), Error> {
        let line = self.source.line()?;
        let float = text::parse_float(&line).map_err(malformed)?;
        self.push(Node::Float(float))
    }

    pub(super) fn unicode(&mut self) -> Result<(), Error> {
        let line = self.source.line()?;
        let text = decoded(line, text::decode_raw_unicode_escape).map_err(escape)?;
        self.push(Node::Str(text))
    }

    pub(super) fn string(&mut self) -> Result<(), Error> {
        let line = self.source.line()?;
        let bytes = decoded(line, text::decode_string_escape).map_err(malformed)?;
        self.push(Node::LegacyStr(bytes))
    }

    pub(super) fn persistent_id_line(&mut self) -> Result<(), Error> {
        let line = self.source.line()?;
        if !line.is_ascii() {
            let message = "a persistent id of protocol 0 must be ASCII";
            return Err(Error::new(ErrorKind::Malformed, message));
        }
        let id = self.add(Node::Str(into_text(line)?))?;
        self.push(Node::PersistentId(id))
    }

    pub(super) fn binary_long(&mut self, len: u64) -> Result<(), Error> {
        let bytes = self.source.take(len)?;
        self.push(int_node(Int::from_le_bytes(&bytes)))
    }

    pub(super) fn utf8(&mut self, len: u64) -> Result<(), Error> {
        let bytes = self.source.take(len)?;
        let text = into_text(bytes)?;
        self.push(Node::Str(text))
    }

    pub(super) fn bytes(&mut self, len: u64) -> Result<(), Error> {
        let bytes = self.source.take(len)?;
        self.push(Node::Bytes(bytes))
    }
}

fn int_node<'de>(int: Int) -> Node<'de> {
    match i64::try_from(&int) {
        Ok(small) => Node::Int(small),
        Err(_) => Node::BigInt(Box::new(int)),
    }
}

/// The text that the line holds, borrowed where both the line and the text are.
fn decoded<'de, T: ToOwned + ?Sized>(
    line: Cow<'de, [u8]>,
    decode: impl Fn(&[u8]) -> Result<Cow<'_, T>, TextError>,
) -> Result<Cow<'de, T>, TextError> {
    match line {
        Cow::Borrowed(line) => decode(line),
        Cow::Owned(line) => decode(&line).map(|text| Cow::Owned(text.into_owned())),
    }
}

#[cold]
fn escape(error: TextError) -> Error {
    if error.is_surrogate() {
        let message = alloc::format!("{error}: it is no text");
        Error::new(ErrorKind::LoneSurrogate, message)
    } else {
        malformed(error)
    }
}

#[cold]
fn malformed(error: impl core::fmt::Display) -> Error {
    Error::new(ErrorKind::Malformed, alloc::format!("{error}"))
}
