//! Identity: which object a GET refers to, and the pointers that were given out to it.

use core::any::Any;

use super::memo::{Recognized, Tag};
use super::{Cursor, op};
use crate::error::Error;

/// In the identity of a str: there may be an instance that begins where it does, with the name of
/// its module.
const TEXT: usize = 1 << (usize::BITS - 1);

impl Cursor<'_, '_> {
    /// What tells the next object apart: where it begins.
    pub(super) fn identity_of_next(&mut self) -> Result<usize, Error> {
        if let Some((index, end)) = self.peek_get()? {
            let start = self.start_of(index)?;
            let is_whole = match (self.entry(index), self.peek_known()?) {
                (Tag::Text, _) if !self.is_module(end) => return Ok(start | TEXT),
                (Tag::Text, _) => false,
                // What comes is an instance of the class, or is made by a call.
                (_, Some((known, _))) => matches!(known, Recognized::Member(..)),
                _ => true,
            };
            if is_whole {
                return Ok(start);
            }
        }
        self.peek()?;
        Ok(self.position())
    }

    /// Whether the str that ends here is the module of a global whose name comes next.
    pub(super) fn is_module(&self, end: usize) -> bool {
        let behind_name = self.quietly(|cursor| cursor.behind_puts(end));
        behind_name.is_some_and(|end| self.input.get(end) == Some(&op::STACK_GLOBAL))
    }

    /// The pointer to the object, whose GET is consumed.
    pub(super) fn pointer<P: Any + Clone>(&mut self, identity: usize) -> Option<P> {
        let pointer = self.pointers.get(identity)?;
        // What was read before can only be met again by a GET.
        let (_, end) = self.peek_get().ok()??;
        self.go_to(end);
        Some(pointer)
    }

    /// Keeps a pointer to what was read last, or is being read.
    pub(super) fn keep_pointer<P: Any + Clone>(&mut self, identity: usize, pointer: P) {
        let is_text = identity & TEXT == 0 && self.is_text(identity);
        self.pointers.insert(if is_text { identity | TEXT } else { identity }, pointer);
    }

    /// Whether nothing was read since `start` but a str.
    fn is_text(&mut self, start: usize) -> bool {
        const STR: [u8; 7] = [
            op::SHORT_BINUNICODE,
            op::BINUNICODE,
            op::BINUNICODE8,
            op::UNICODE,
            op::SHORT_BINSTRING,
            op::BINSTRING,
            op::STRING,
        ];
        self.input.get(start).is_some_and(|opcode| STR.contains(opcode))
            && self.quietly(|cursor| cursor.behind_puts(start)) == Some(self.position())
    }
}
