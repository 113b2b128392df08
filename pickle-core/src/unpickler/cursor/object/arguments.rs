//! What an instance is made of: its arguments, positional and by keyword.

use super::{IN_FULL, Object, StateWalk};
use crate::error::Error;
use crate::opcode::Opcode;
use crate::unpickler::cursor::batches::Batches;
use crate::unpickler::cursor::items::Layout;
use crate::unpickler::cursor::memo::Tag;
use crate::unpickler::cursor::{Cursor, op};

/// How far the arguments of an instance are read.
#[derive(Clone, Copy)]
pub(in super::super) enum ArgsWalk {
    /// None of them is read.
    Unread,
    /// They are being read, and TUPLE1, TUPLE2 or TUPLE3 comes behind them.
    Few,
    /// They are being read.
    Open { layout: Layout, is_partial: bool },
    /// The call of a `partial`, as far as its arguments.
    Partial,
    /// Those of an old-style class, up to INST or OBJ.
    Old(u8),
    /// The keyword arguments are being read.
    Keywords { batches: Batches, is_marked: bool, is_partial: bool },
    /// The call that makes the object is read as a whole.
    Called,
    /// The call is read as far as the base class, whose value is the last argument.
    OfBase(Base),
    /// They are read, or the object is a dict.
    Done,
}

/// A base class with a value of its own, as `copyreg._reconstructor` is told.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Base {
    /// One whose items are the list items of the instance.
    List,
    /// One whose entries are its dict items.
    Dict,
    /// A tuple: the only argument of the instance, or else its items are the arguments.
    Tuple,
    /// The tuple is open.
    Items,
    /// One whose value is the argument.
    Value,
    /// The argument is read.
    Read,
}

impl Cursor<'_, '_> {
    #[inline]
    pub(in super::super) fn argument(&mut self, object: &mut Object) -> Result<bool, Error> {
        let Some(&next) = self.rest.first() else { return Err(self.unknown()) };
        match object.args {
            ArgsWalk::Unread
                if self.protocol >= 2
                    && matches!(object.expected_args, 1..=3)
                    && !matches!(next, op::EMPTY_TUPLE | op::MARK | op::FRAME) =>
            {
                self.note_entered_args();
                object.args = ArgsWalk::Few;
                object.read = 1;
                Ok(true)
            }
            ArgsWalk::Few if next != op::FRAME => {
                let is_there = next != Layout::Postfix.close(object.read);
                object.read += usize::from(is_there);
                Ok(is_there)
            }
            _ => self.argument_in_any_form(object),
        }
    }

    #[inline(never)]
    fn argument_in_any_form(&mut self, object: &mut Object) -> Result<bool, Error> {
        match &mut object.args {
            ArgsWalk::Unread => {
                if self.no_args_follow()? {
                    return Ok(false);
                }
                let layout = self.open_args(object.expected_args)?;
                object.args = if layout == Layout::Postfix {
                    self.note_entered_args();
                    ArgsWalk::Few
                } else {
                    ArgsWalk::Open { layout, is_partial: false }
                };
                object.read = 1;
                Ok(true)
            }
            ArgsWalk::Few => {
                let is_there = self.peek()? != Layout::Postfix.close(object.read);
                object.read += usize::from(is_there);
                Ok(is_there)
            }
            ArgsWalk::Partial => {
                let layout = self.open_partial_args(object.class, object.expected_args)?;
                object.args = ArgsWalk::Open { layout, is_partial: true };
                object.read = 1;
                Ok(true)
            }
            ArgsWalk::Open { layout, is_partial } => {
                let close = layout.close(object.read + usize::from(*is_partial));
                let is_there = self.peek()? != close;
                object.read += usize::from(is_there);
                Ok(is_there)
            }
            ArgsWalk::Old(close) => {
                let close = *close;
                Ok(self.peek()? != close)
            }
            ArgsWalk::OfBase(base @ Base::Tuple) if object.expected_args > 1 => {
                *base = Base::Items;
                self.expect(op::MARK)?;
                Ok(true)
            }
            ArgsWalk::OfBase(Base::Items) => Ok(self.peek()? != op::TUPLE),
            ArgsWalk::OfBase(base @ (Base::Tuple | Base::Value)) => {
                *base = Base::Read;
                Ok(true)
            }
            ArgsWalk::OfBase(_) | ArgsWalk::Keywords { .. } | ArgsWalk::Called | ArgsWalk::Done => {
                Ok(false)
            }
        }
    }

    pub(in super::super) fn keyword(
        &mut self,
        object: &mut Object,
    ) -> Result<Option<usize>, Error> {
        if !matches!(object.args, ArgsWalk::Keywords { .. }) {
            let is_partial = self.end_positional(object)?;
            self.peek()?;
            let start = self.position();
            let is_marked = !self.accept(op::EMPTY_DICT)? && {
                self.expect(op::MARK)?;
                !self.accept(op::DICT)?
            };
            if !is_marked {
                self.puts(start)?;
            }
            let batches = Batches::of_dict();
            object.args = ArgsWalk::Keywords { batches, is_marked, is_partial };
        }
        let ArgsWalk::Keywords { batches, is_marked, .. } = &mut object.args else {
            return Err(self.unknown());
        };
        let is_there = if *is_marked {
            !self.accept(op::DICT)?
        } else {
            self.next_in_batches(batches, &mut object.read)?
        };
        if !is_there {
            return Ok(None);
        }
        object.named = self.attribute(object.class, 0)? | IN_FULL;
        Ok(object.index())
    }

    /// Leaves the arguments; enters the state as well, where it is the usual one.
    #[inline(always)]
    pub(in super::super) fn end_of_args(&mut self, object: &mut Object) -> Result<(), Error> {
        if !matches!(object.args, ArgsWalk::Unread) {
            return self.end_of_open_args(object);
        }
        if self.accept_all([op::EMPTY_TUPLE, op::NEWOBJ, op::EMPTY_DICT, op::MARK]) {
            object.enter_batch();
            return Ok(());
        }
        let memoized =
            [op::EMPTY_TUPLE, op::NEWOBJ, op::MEMOIZE, op::EMPTY_DICT, op::MEMOIZE, op::MARK];
        if self.accept_all(memoized) {
            self.memoize(object.start, Tag::Object);
            self.memoize(self.position() - 3, Tag::Object);
            object.enter_batch();
            return Ok(());
        }
        self.end_of_args_in_any_form(object)
    }

    #[inline(never)]
    fn end_of_open_args(&mut self, object: &mut Object) -> Result<(), Error> {
        if matches!(object.args, ArgsWalk::Few) && self.accept_end_of_few_args(object.read) {
            object.read = 0;
            object.args = ArgsWalk::Done;
            return self.puts(object.start);
        }
        self.end_of_args_in_any_form(object)
    }

    #[inline(never)]
    fn end_of_args_in_any_form(&mut self, object: &mut Object) -> Result<(), Error> {
        // What is shared is memoized, and its state is not.
        let shared = [op::EMPTY_TUPLE, op::NEWOBJ, op::MEMOIZE, op::EMPTY_DICT, op::MARK];
        if matches!(object.args, ArgsWalk::Unread) && self.accept_all(shared) {
            self.memoize(object.start, Tag::Object);
            object.enter_batch();
            return Ok(());
        }
        match object.args {
            ArgsWalk::Unread if self.accept_all([op::EMPTY_TUPLE, op::NEWOBJ]) => {
                self.puts(object.start)?;
                object.args = ArgsWalk::Done;
                self.accept_slots(object);
                return Ok(());
            }
            ArgsWalk::Called => {
                object.args = ArgsWalk::Done;
                return Ok(());
            }
            ArgsWalk::Unread if !self.args_follow()? => {
                // The class itself, or what it is called by.
                self.rest_behind_class = self.rest.len();
                object.args = ArgsWalk::Done;
                object.state = StateWalk::Done;
                return Ok(());
            }
            ArgsWalk::OfBase(Base::List | Base::Dict) => return Ok(()),
            ArgsWalk::OfBase(base) => {
                match base {
                    Base::Items => {
                        self.expect(op::TUPLE)?;
                        let here = self.position();
                        self.puts(here)?;
                    }
                    Base::Read => {}
                    _ => return Err(self.unknown()),
                }
                self.close_last_call()?;
            }
            ArgsWalk::Old(close) => {
                self.expect(close)?;
                if close == op::INST {
                    self.global_lines()?;
                }
            }
            ArgsWalk::Keywords { is_partial: true, .. } => self.end_partial()?,
            ArgsWalk::Keywords { is_partial: false, .. } => self.expect(op::NEWOBJ_EX)?,
            _ => {
                if self.end_positional(object)? {
                    return Err(self.unknown());
                }
                match self.peek()? {
                    op::NEWOBJ | op::REDUCE => self.step(1),
                    _ => return Err(self.unknown()),
                }
            }
        }
        object.args = ArgsWalk::Done;
        self.puts(object.start)
    }

    /// Consumes what makes a tuple of as many arguments as were `read` and the call with it, if that
    /// comes in its usual form.
    #[inline]
    fn accept_end_of_few_args(&mut self, read: usize) -> bool {
        let [first, behind @ ..] = self.rest else { return false };
        if *first != Layout::Postfix.close(read) {
            return false;
        }
        match behind {
            [op::NEWOBJ | op::REDUCE, rest @ ..] => self.rest = rest,
            [op::MEMOIZE, op::NEWOBJ | op::REDUCE, rest @ ..] => {
                self.memoize(self.position(), Tag::Object);
                self.rest = rest;
            }
            _ => return false,
        }
        true
    }

    /// Whether the arguments are an empty tuple.
    fn no_args_follow(&mut self) -> Result<bool, Error> {
        match self.peek()? {
            op::EMPTY_TUPLE => self.is_called_at(self.behind_frames(self.position() + 1)?),
            op::MARK if self.pair_follows(op::MARK, op::TUPLE)? => {
                self.is_called_at(self.behind_frames(self.position() + 1)? + 1)
            }
            _ => Ok(false),
        }
    }

    /// Whether what takes the tuple that ends here as arguments comes next, or keyword arguments.
    fn is_called_at(&self, end: usize) -> Result<bool, Error> {
        let end = self.end_of_puts(end)?;
        let opcode = self.input.get(end);
        Ok(matches!(opcode, Some(&(op::NEWOBJ | op::REDUCE | op::EMPTY_DICT))))
    }

    /// Enters a tuple of arguments.
    fn open_args(&mut self, expected: usize) -> Result<Layout, Error> {
        // There may be more than are expected; the first of a few may begin with a MARK, too.
        if self.protocol >= 2 && expected <= 3 && self.peek()? == op::MARK {
            let consumer = self.consumer_of_mark()?;
            if self.is_called_at(consumer.position + 1)? {
                return self.open_tuple(usize::MAX);
            }
        }
        self.open_tuple(expected)
    }

    /// Whether the class that was read is called, and does not stand for itself.
    fn args_follow(&mut self) -> Result<bool, Error> {
        Ok(match self.peek()? {
            op::EMPTY_TUPLE => self.is_called_at(self.position() + 1)?,
            op::MARK => self.consumer_of_mark()?.opcode == Opcode::Tuple,
            _ => false,
        })
    }

    /// Leaves the positional arguments; whether they are those of a `partial`.
    fn end_positional(&mut self, object: &mut Object) -> Result<bool, Error> {
        self.peek()?;
        let start = self.position();
        let is_partial = match object.args {
            ArgsWalk::Unread => {
                let layout = self.open_tuple(0)?;
                self.close_tuple(layout, 0)?;
                false
            }
            ArgsWalk::Partial => {
                let layout = self.open_partial_args(object.class, 0)?;
                self.close_tuple(layout, 1)?;
                true
            }
            ArgsWalk::Few => {
                self.close_tuple(Layout::Postfix, object.read)?;
                object.read = 0;
                false
            }
            ArgsWalk::Open { layout, is_partial } => {
                self.close_tuple(layout, object.read + usize::from(is_partial))?;
                object.read = 0;
                is_partial
            }
            ArgsWalk::Old(_)
            | ArgsWalk::OfBase(_)
            | ArgsWalk::Keywords { .. }
            | ArgsWalk::Called
            | ArgsWalk::Done => {
                return Err(self.unknown());
            }
        };
        self.puts(start)?;
        Ok(is_partial)
    }

    /// Steps over the value of a base class that nobody asked for.
    pub(super) fn end_base(&mut self, object: &mut Object) -> Result<(), Error> {
        if let ArgsWalk::OfBase(base) = object.args {
            object.args = ArgsWalk::Done;
            self.skip_base(base)?;
            self.close_last_call()?;
            self.puts(object.start)?;
        }
        Ok(())
    }
}
