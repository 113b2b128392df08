//! What the next object is, as far as its first opcodes tell.
//!
//! What is told wrongly, as the first item of a short tuple looks like the tuple, is read wrongly, and
//! does not end where it should.

use super::calls::Callable;
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
                (_, Some((global, _))) => return self.kind_of_called(global),
                _ => {}
            }
            start = self.start_of(index)?;
            // What is called for it may be a GET in turn, or stand there in full.
            let place = self.position();
            self.go_to(start);
            let called = self.peek_known();
            self.go_to(place);
            if let Some((global, _)) = called? {
                return self.kind_of_called(global);
            }
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
            op::GLOBAL => match self.global_at(start)? {
                (module, name) if Callable::named(&module, &name).is_none() => Kind::Object,
                _ => return Err(self.unknown()),
            },
            _ => return Err(self.unknown()),
        })
    }
    /// What comes of a global that is in the memo: an instance, unless it is called for plain values.
    fn kind_of_called(&self, global: Recognized) -> Result<Kind, Error> {
        match global {
            Recognized::Class(_) | Recognized::Unread => Ok(Kind::Object),
            Recognized::Member(..) | Recognized::Callable(_) => Err(self.unknown()),
        }
    }
}
