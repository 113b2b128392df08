//! Calls by which older protocols write what has no opcode in them.

use alloc::borrow::Cow;
use alloc::vec::Vec;

use super::batches::Batches;
use super::items::Layout;
use super::memo::{Recognized, Tag};
use super::object::{ArgsWalk, Base};
use super::{Cursor, op, utf8};
use crate::compat;
use crate::error::Error;
use crate::global::Class;
use crate::opcode::Opcode;

/// A function or class that is called for a value that is no instance of it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Callable {
    Reconstructor,
    NewObj,
    Partial,
    GetAttr,
    Object,
    Encode,
    Bytes,
    ByteArray,
    Set,
    FrozenSet,
    Deque,
    OrderedDict,
    Counter,
    DefaultDict,
}

impl Callable {
    pub(super) fn named(module: &str, name: &str) -> Option<Callable> {
        Some(match (module, name) {
            ("copyreg", "_reconstructor") => Callable::Reconstructor,
            ("copyreg", "__newobj__") => Callable::NewObj,
            ("functools", "partial") => Callable::Partial,
            ("builtins", "getattr") => Callable::GetAttr,
            ("_codecs", "encode") => Callable::Encode,
            ("builtins", "object") => Callable::Object,
            ("builtins", "bytes") => Callable::Bytes,
            ("builtins", "bytearray") => Callable::ByteArray,
            ("builtins", "set") => Callable::Set,
            ("builtins", "frozenset") => Callable::FrozenSet,
            ("collections", "deque") => Callable::Deque,
            ("collections", "OrderedDict") => Callable::OrderedDict,
            ("collections", "Counter") => Callable::Counter,
            ("collections", "defaultdict") => Callable::DefaultDict,
            _ => return None,
        })
    }

    /// Whether any that makes an instance of a class, or a class, is of the module.
    pub(super) fn may_be_of(module: &[u8]) -> bool {
        matches!(module, b"copyreg" | b"functools" | b"builtins")
    }
}

/// The arguments of a call, of which only the first is walked over.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Call {
    start: usize,
    layout: Layout,
    args: usize,
}

/// How an instance of a collection comes to what it holds.
pub(super) enum Filled {
    /// From the argument with which it is called.
    ByCall(Call),
    /// By what is added to it later.
    Later,
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
                (utf8::text(lines.next()?)?, utf8::text(lines.next()?)?)
            }
            [op::SHORT_BINUNICODE, ..] => {
                let (module, end) = self.short_text_at(self.position())?;
                let (name, end) = self.short_text_at(self.end_of_puts(end).ok()?)?;
                if self.input.get(self.end_of_puts(end).ok()?) != Some(&op::STACK_GLOBAL) {
                    return None;
                }
                (module, name)
            }
            _ => return None,
        };
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
            self.plain_global()?;
            self.puts_global(start, Recognized::Callable(callable))?;
        }
        Ok(true)
    }

    /// `copyreg._reconstructor(cls, object, None)`, by which protocols 0 and 1 make instances; or
    /// with another base class and its value, which is left to be read. What is called is consumed;
    /// gives the index of the class.
    pub(super) fn reconstructed(
        &mut self,
        classes: &[&'static Class],
        start: usize,
    ) -> Result<(usize, ArgsWalk), Error> {
        let call = self.open_call(3)?;
        let index = self.class(classes)?;
        if self.accept_callable(Callable::Object)? {
            self.expect(op::NONE)?;
            self.close_call(call)?;
            self.puts(start)?;
            return Ok((index, ArgsWalk::Called));
        }
        let (module, base) = self.known_or_new_global()?;
        let base = match (&*module, &*base) {
            ("builtins", "list") => Base::List,
            ("builtins", "dict") => Base::Dict,
            ("builtins", "tuple") => Base::Tuple,
            _ => Base::Value,
        };
        self.calls.push(call);
        Ok((index, ArgsWalk::OfBase(base)))
    }

    /// `getattr(Outer, 'Inner')`, by which protocols before 4 refer to `Outer.Inner`. What is called
    /// is consumed.
    pub(super) fn nested_global(&mut self) -> Result<(Cow<'de, str>, Cow<'de, str>), Error> {
        let args = self.open_call(2)?;
        self.enter()?;
        let (module, outer) = self.known_or_new_global()?;
        let inner = self.str()?;
        self.leave();
        self.close_call(args)?;
        self.named(module, Cow::Owned(alloc::format!("{outer}.{inner}")))
    }

    /// A global that may be that of a class.
    pub(super) fn known_or_new_global(&mut self) -> Result<(Cow<'de, str>, Cow<'de, str>), Error> {
        let is_called = self.peek_callable()? == Some(Callable::GetAttr);
        if !is_called && self.peek_known()?.is_some() {
            let known = self.peek_unread()?;
            self.go_to(known.end);
            return Ok((known.module, known.name));
        }
        self.peek()?;
        let start = self.position();
        let global = self.global()?;
        let callable = Callable::named(&global.0, &global.1);
        self.puts_global(start, callable.map_or(Recognized::Unread, Recognized::Callable))?;
        Ok(global)
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
            self.peek()? == op::EMPTY_TUPLE || self.pair_follows(op::MARK, op::TUPLE)?;
        let bytes = match callable {
            Callable::Encode => {
                let args = self.open_call(2)?;
                let bytes = self.latin1()?;
                self.close_call(args)?;
                bytes
            }
            Callable::Bytes | Callable::ByteArray if is_without_args => {
                let args = self.open_call(0)?;
                self.close_call(args)?;
                Cow::Borrowed(&[][..])
            }
            Callable::ByteArray if self.text_follows()? => {
                let args = self.open_call(2)?;
                let bytes = self.latin1()?;
                self.close_call(args)?;
                bytes
            }
            Callable::ByteArray => {
                let args = self.open_call(1)?;
                // No bytearray again, which could hold one in turn, and so on without end.
                self.hashed += 1;
                let bytes = self.bytes()?;
                self.hashed -= 1;
                self.close_call(args)?;
                self.charge(bytes.len())?;
                bytes
            }
            _ => return Err(self.unknown()),
        };
        self.puts(start)?;
        Ok(Some(bytes))
    }

    /// Whether the first argument of a call is a str of Python 3, or Python 2's `unicode`.
    fn text_follows(&self) -> Result<bool, Error> {
        let is_marked = self.rest.first() == Some(&op::MARK);
        let mut argument = self.behind_frames(self.position() + usize::from(is_marked))?;
        if let Opcode::BinGet | Opcode::LongBinGet | Opcode::Get = self.opcode_at(argument)? {
            argument = self.start_of(self.index_at(argument)?)?;
        }
        Ok(matches!(
            self.opcode_at(argument)?,
            Opcode::ShortBinUnicode | Opcode::BinUnicode | Opcode::BinUnicode8 | Opcode::Unicode
        ))
    }

    /// A str whose characters stand for bytes, and the codec that says so.
    fn latin1(&mut self) -> Result<Cow<'de, [u8]>, Error> {
        let text = self.unicode_str(Tag::Text)?;
        if !matches!(&*self.str()?, "latin1" | "latin-1") {
            return Err(self.unknown());
        }
        self.charge(text.len())?;
        let bytes = text.chars().map(u8::try_from).collect::<Result<Vec<u8>, _>>();
        bytes.map(Cow::Owned).map_err(|_| self.unknown())
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
        Ok(Some((args, self.list_argument()?)))
    }

    /// `deque()`, `deque(items)` or `deque(items, maxlen)`, as far as one of them comes: up to the
    /// items of the list that is its argument, if it is one, and else to what is appended to it.
    pub(super) fn called_deque(&mut self) -> Result<Option<(Filled, Layout)>, Error> {
        if !self.accept_callable_of(&[Callable::Deque])? {
            return Ok(None);
        }
        let appended = Layout::Batches(Batches::of_list().of_instance());
        if self.accept_call_without_args()? {
            return Ok(Some((Filled::Later, appended)));
        }
        let args = self.open_call(1)?;
        let start = self.position();
        if self.accept_no_args()? {
            self.puts(start)?;
            self.close_deque(args)?;
            return Ok(Some((Filled::Later, appended)));
        }
        Ok(Some((Filled::ByCall(args), self.list_argument()?)))
    }

    /// Pays for a copy that the machine would make.
    pub(super) fn charge(&mut self, len: usize) -> Result<(), Error> {
        self.copies = self.copies.checked_sub(len / 16).ok_or_else(|| self.unknown())?;
        Ok(())
    }

    /// Leaves the first argument of a `deque`, and calls it.
    pub(super) fn close_deque(&mut self, call: Call) -> Result<(), Error> {
        if self.peek()? == call.layout.close(1) {
            return self.close_call(call);
        }
        if !self.accept(op::NONE)? {
            self.any_int()?;
        }
        self.close_call(Call { args: 2, ..call })
    }

    /// A subclass of dict, as far as one of them comes, which has its entries in an argument or gets
    /// them later: that argument, which is left to be read, or none.
    pub(super) fn called_dict(&mut self) -> Result<Option<Filled>, Error> {
        use Callable::{Counter, DefaultDict, OrderedDict};
        let is_default = self.peek_callable()? == Some(DefaultDict);
        if !self.accept_callable_of(&[Counter, DefaultDict, OrderedDict])? {
            return Ok(None);
        }
        if self.accept_call_without_args()? {
            return Ok(Some(Filled::Later));
        }
        let args = self.open_call(1)?;
        if !is_default {
            return Ok(Some(Filled::ByCall(args)));
        }
        if !self.accept(op::NONE)? {
            self.known_or_new_global()?;
        }
        self.close_call(args)?;
        Ok(Some(Filled::Later))
    }

    /// Enters a list that stands here in full.
    pub(super) fn list_argument(&mut self) -> Result<Layout, Error> {
        match self.list_in_any_form(Batches::of_list())? {
            (_, layout @ (Layout::Batches(_) | Layout::Marked(op::LIST)), false) => Ok(layout),
            _ => Err(self.unknown()),
        }
    }

    fn accept_callable_of(&mut self, callables: &[Callable]) -> Result<bool, Error> {
        match self.peek_callable()? {
            Some(callable) if callables.contains(&callable) => self.accept_callable(callable),
            _ => Ok(false),
        }
    }

    /// Consumes an empty tuple and REDUCE, if both come next.
    fn accept_call_without_args(&mut self) -> Result<bool, Error> {
        let (rest, start) = (self.rest, self.position());
        if !self.accept_no_args()? {
            return Ok(false);
        }
        let end = self.end_of_puts(self.position())?;
        if self.input.get(end) != Some(&op::REDUCE) {
            self.rest = rest;
            return Ok(false);
        }
        self.puts(start)?;
        self.expect(op::REDUCE)?;
        Ok(true)
    }

    /// Consumes an empty tuple if it comes next.
    fn accept_no_args(&mut self) -> Result<bool, Error> {
        if self.pair_follows(op::MARK, op::TUPLE)? {
            self.step(1);
            return self.accept(op::TUPLE);
        }
        self.accept(op::EMPTY_TUPLE)
    }

    pub(super) fn open_call(&mut self, args: usize) -> Result<Call, Error> {
        self.peek()?;
        Ok(Call { start: self.position(), layout: self.open_tuple(args)?, args })
    }

    /// Leaves the call whose last argument was being read.
    pub(super) fn close_last_call(&mut self) -> Result<(), Error> {
        let call = self.calls.pop().ok_or_else(|| self.unknown())?;
        self.close_call(call)
    }

    /// Leaves the arguments, of which all are read, and makes the call.
    pub(super) fn close_call(&mut self, call: Call) -> Result<(), Error> {
        self.close_tuple(call.layout, call.args)?;
        self.puts_as(call.start, Tag::Tuple(call.args))?;
        self.expect(op::REDUCE)
    }
}
