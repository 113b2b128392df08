//! Calls by which older protocols write what has no opcode in them.

use alloc::borrow::Cow;
use alloc::vec::Vec;

use super::batches::Batches;
use super::items::Layout;
use super::memo::{Recognized, Tag, behind_put};
use super::{Cursor, op, utf8};
use crate::compat;
use crate::error::Error;
use crate::global::Class;

/// A function or class that is called for a value that is no instance of it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Callable {
    Reconstructor,
    Object,
    Encode,
    Bytes,
    ByteArray,
    Set,
    FrozenSet,
}

impl Callable {
    fn named(module: &str, name: &str) -> Option<Callable> {
        Some(match (module, name) {
            ("copyreg", "_reconstructor") => Callable::Reconstructor,
            ("_codecs", "encode") => Callable::Encode,
            ("builtins", "object") => Callable::Object,
            ("builtins", "bytes") => Callable::Bytes,
            ("builtins", "bytearray") => Callable::ByteArray,
            ("builtins", "set") => Callable::Set,
            ("builtins", "frozenset") => Callable::FrozenSet,
            _ => return None,
        })
    }
}

/// The arguments of a call, of which only the first is walked over.
#[derive(Clone, Copy)]
pub(super) struct Call {
    start: usize,
    layout: Layout,
}

impl<'de> Cursor<'_, 'de> {
    /// What is called next, known from its global or from a GET of that; `None` for a class of the
    /// target's, and where nothing is called.
    pub(super) fn peek_callable(&mut self) -> Result<Option<Callable>, Error> {
        if let Some((known, _)) = self.peek_known()? {
            return Ok(if let Recognized::Callable(callable) = known {
                Some(callable)
            } else {
                None
            });
        }
        self.peek()?;
        Ok(self.global_ahead().and_then(|(module, name)| Callable::named(module, name)))
    }

    /// The global that comes next, if it stands here in full.
    fn global_ahead(&self) -> Option<(&'de str, &'de str)> {
        let (module, name) = match self.rest {
            [op::GLOBAL, lines @ ..] => {
                let mut lines = lines.splitn(3, |&byte| byte == b'\n');
                (lines.next()?, lines.next()?)
            }
            [op::SHORT_BINUNICODE, len, rest @ ..] => {
                let (module, rest) = rest.split_at_checked(usize::from(*len))?;
                let [op::SHORT_BINUNICODE, len, rest @ ..] = behind_put(rest) else {
                    return None;
                };
                let (name, rest) = rest.split_at_checked(usize::from(*len))?;
                let [op::STACK_GLOBAL, ..] = behind_put(rest) else { return None };
                (module, name)
            }
            _ => return None,
        };
        let (module, name) = (utf8::text(module)?, utf8::text(name)?);
        Some(if self.protocol < 3 { compat::to_python3(module, name) } else { (module, name) })
    }

    /// Consumes the global, or the GET of it.
    pub(super) fn accept_callable(&mut self, callable: Callable) -> Result<bool, Error> {
        if self.peek_callable()? != Some(callable) {
            return Ok(false);
        }
        if let Some((_, end)) = self.peek_known()? {
            self.go_to(end);
        } else {
            let start = self.position();
            self.global()?;
            self.puts_global(start, Recognized::Callable(callable))?;
        }
        Ok(true)
    }

    /// `copyreg._reconstructor(cls, object, None)`, by which protocols 0 and 1 make instances. What
    /// is called is consumed; gives the index of the class.
    pub(super) fn reconstructed(
        &mut self,
        classes: &[&'static Class],
        start: usize,
    ) -> Result<usize, Error> {
        let args = self.open_call(3)?;
        let index = self.class(classes)?;
        if !self.accept_callable(Callable::Object)? {
            return Err(self.unknown());
        }
        self.expect(op::NONE)?;
        self.close_call(args, 3)?;
        self.puts(start)?;
        Ok(index)
    }

    /// `_codecs.encode(text, 'latin1')`, `bytes()` and `bytearray(..)`, as far as one of them comes.
    pub(super) fn called_bytes(&mut self) -> Result<Option<Cow<'de, [u8]>>, Error> {
        let Some(callable) = self.peek_callable()? else { return Ok(None) };
        let start = self.position();
        if !self.accept_callable(callable)? {
            return Err(self.unknown());
        }
        if callable == Callable::ByteArray && self.hashed > 0 {
            return Err(self.unknown());
        }
        let is_without_args =
            matches!(self.rest, [op::EMPTY_TUPLE, ..] | [op::MARK, op::TUPLE, ..]);
        let bytes = match callable {
            Callable::Encode => {
                let args = self.open_call(2)?;
                let text = self.unicode_str(Tag::Text)?;
                let codec = self.str()?;
                if codec != "latin1" {
                    return Err(self.unknown());
                }
                self.close_call(args, 2)?;
                self.charge(text.len())?;
                let bytes = text.chars().map(u8::try_from).collect::<Result<Vec<u8>, _>>();
                Cow::Owned(bytes.map_err(|_| self.unknown())?)
            }
            Callable::Bytes | Callable::ByteArray if is_without_args => {
                let args = self.open_call(0)?;
                self.close_call(args, 0)?;
                Cow::Borrowed(&[][..])
            }
            Callable::ByteArray => {
                let args = self.open_call(1)?;
                // No bytearray again, which could hold one in turn, and so on without end.
                self.hashed += 1;
                let bytes = self.bytes()?;
                self.hashed -= 1;
                self.close_call(args, 1)?;
                self.charge(bytes.len())?;
                bytes
            }
            _ => return Err(self.unknown()),
        };
        self.puts(start)?;
        Ok(Some(bytes))
    }

    /// `set([..])` and `frozenset([..])`, as far as one of them comes: up to the items. Then, behind
    /// them, [`close_call`](Cursor::close_call).
    pub(super) fn called_set(&mut self) -> Result<Option<(Call, Layout)>, Error> {
        let callable = self.peek_callable()?;
        match callable {
            Some(Callable::Set) if self.hashed > 0 => return Err(self.unknown()),
            Some(callable @ (Callable::Set | Callable::FrozenSet)) => {
                self.accept_callable(callable)?;
            }
            Some(_) => return Err(self.unknown()),
            None => return Ok(None),
        }
        let args = self.open_call(1)?;
        match self.other_list(Batches::of_list())? {
            (_, layout @ Layout::Batches(_), false) => Ok(Some((args, layout))),
            _ => Err(self.unknown()),
        }
    }

    /// Pays for a copy that the machine would make.
    pub(super) fn charge(&mut self, len: usize) -> Result<(), Error> {
        self.copies = self.copies.checked_sub(len / 16).ok_or_else(|| self.unknown())?;
        Ok(())
    }

    fn open_call(&mut self, args: usize) -> Result<Call, Error> {
        self.peek()?;
        Ok(Call { start: self.position(), layout: self.open_tuple(args)? })
    }

    /// Leaves the arguments, of which there are as many, and makes the call.
    pub(super) fn close_call(&mut self, call: Call, args: usize) -> Result<(), Error> {
        self.close_tuple(call.layout, args)?;
        self.puts_as(call.start, Tag::Tuple(args))?;
        self.expect(op::REDUCE)
    }
}
