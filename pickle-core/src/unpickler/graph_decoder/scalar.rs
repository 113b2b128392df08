//! Numbers, text and bytes.

use alloc::borrow::Cow;
use alloc::format;
use alloc::string::ToString;
use alloc::vec::Vec;

use super::GraphDecoder;
use crate::error::{Error, ErrorKind};
use crate::int::Int;
use crate::unpickler::decoder::{Decoder, Integer};
use crate::unpickler::graph::Node;
use crate::unpickler::legacy;

impl<'g, 'de> GraphDecoder<'g, 'de> {
    pub(super) fn bool(&mut self) -> Result<bool, Error> {
        match self.node() {
            Node::Bool(value) => Ok(*value),
            _ => Err(self.wrong_type("bool")),
        }
    }

    pub(super) fn int<T: Integer>(&mut self) -> Result<T, Error> {
        let value = match self.node() {
            Node::Int(int) => T::from_i64(*int),
            Node::BigInt(int) => {
                self.visit(usize::try_from(int.bits() / 512).unwrap_or(usize::MAX))?;
                T::from_int(int)
            }
            _ => return Err(self.wrong_type("int")),
        };
        value.ok_or_else(|| {
            let shown = match self.node() {
                Node::Int(int) => int.to_string(),
                Node::BigInt(int) if int.bits() <= 256 => int.to_string(),
                Node::BigInt(int) => format!("of {} bits", int.bits()),
                other => other.kind().to_string(),
            };
            let message = format!("the int {shown} does not fit {}", T::NAME);
            self.place(Error::new(ErrorKind::OutOfRange, message))
        })
    }

    pub(super) fn float(&mut self) -> Result<f64, Error> {
        let exact = match self.node() {
            Node::Float(float) => return Ok(*float),
            Node::Int(int) => Int::from(*int).to_exact_f64(),
            Node::BigInt(int) => int.to_exact_f64(),
            _ => return Err(self.wrong_type("float")),
        };
        exact.ok_or_else(|| {
            let message = "the int has no exact float";
            self.place(Error::new(ErrorKind::OutOfRange, message))
        })
    }

    pub(super) fn str(&mut self) -> Result<Cow<'de, str>, Error> {
        match self.node() {
            Node::Str(text) => {
                self.visit(text.len() / 64)?;
                Ok(text.clone())
            }
            Node::LegacyStr(bytes) => {
                self.visit(bytes.len() / 64)?;
                self.legacy_text(bytes)
            }
            _ => Err(self.wrong_type("str")),
        }
    }

    fn legacy_text(&self, bytes: &Cow<'de, [u8]>) -> Result<Cow<'de, str>, Error> {
        match legacy::text(bytes, self.options.encoding) {
            Ok(Some(text)) => Ok(text),
            Ok(None) => Err(self.wrong_type("str")),
            Err(error) => Err(self.place(error)),
        }
    }

    pub(super) fn bytes(&mut self) -> Result<Cow<'de, [u8]>, Error> {
        let bytes = match self.node() {
            Node::Bytes(bytes) | Node::ByteArray(bytes) | Node::LegacyStr(bytes) => bytes,
            Node::Buffer(buffer) => &buffer.data,
            Node::List(_) | Node::Tuple(_) => return self.bytes_of_items(),
            _ => return Err(self.wrong_type("bytes")),
        };
        self.visit(bytes.len() / 64)?;
        Ok(bytes.clone())
    }

    /// Bytes that are kept as a list or tuple of ints.
    fn bytes_of_items(&mut self) -> Result<Cow<'de, [u8]>, Error> {
        let mut items = self.begin_list()?;
        let mut bytes = Vec::with_capacity(self.size_hint(&items));
        while self.next_item(&mut items)? {
            let byte = self.read_int::<u8>().map_err(|error| error.in_item(bytes.len()))?;
            bytes.push(byte);
        }
        Ok(Cow::Owned(bytes))
    }
}
