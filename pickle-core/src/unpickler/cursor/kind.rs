//! What the next object is, as far as its first opcodes tell.
//!
//! What is told wrongly, as the first item of a short tuple looks like the tuple, is read wrongly, and
//! does not end where it should.

use super::memo::{Recognized, Tag};
use super::{Cursor, op};
use crate::error::Error;
use crate::unpickler::decoder::Kind;
use crate::unpickler::options::Encoding;

impl Cursor<'_, '_> {
    pub(super) fn kind_of_next(&mut self) -> Result<Kind, Error> {
        let mut opcode = self.peek()?;
        let mut start = self.position();
        if let Some((index, end)) = self.peek_get()? {
            match (self.entry(index), self.peek_known()?) {
                (Tag::Tuple(_), _) => return Ok(Kind::Tuple),
                (Tag::Text | Tag::Module, _) if self.is_module(end) => return Ok(Kind::Object),
                (_, Some((Recognized::Class(_), _))) => return Ok(Kind::Object),
                (_, Some(_)) => return Err(self.unknown()),
                _ => {}
            }
            start = self.start_of(index)?;
            opcode = *self.input.get(start).ok_or_else(|| self.unknown())?;
        }
        Ok(match opcode {
            op::NONE => Kind::None,
            op::NEWTRUE | op::NEWFALSE => Kind::Bool,
            op::INT => {
                let digits = self.input.get(start + 1..start + 4);
                if matches!(digits, Some(b"00\n" | b"01\n")) { Kind::Bool } else { Kind::Int }
            }
            op::BININT | op::BININT1 | op::BININT2 | op::LONG | op::LONG1 => Kind::Int,
            op::BINFLOAT | op::FLOAT => Kind::Float,
            op::SHORT_BINUNICODE | op::BINUNICODE | op::BINUNICODE8 | op::UNICODE => {
                let end = self.behind_puts(start)?;
                if self.is_module(end) { Kind::Object } else { Kind::Str }
            }
            op::SHORT_BINSTRING | op::BINSTRING | op::STRING
                if self.options.encoding != Encoding::Bytes =>
            {
                Kind::Str
            }
            op::SHORT_BINBYTES | op::BINBYTES | op::BINBYTES8 => Kind::Bytes,
            op::EMPTY_LIST => Kind::List,
            op::EMPTY_DICT => Kind::Dict,
            op::EMPTY_SET => Kind::Set,
            op::GLOBAL if start == self.position() && self.peek_callable()?.is_none() => {
                Kind::Object
            }
            _ => return Err(self.unknown()),
        })
    }
}
