//! `functools.partial(C.__new__, C, *args, **kwargs)()`, by which protocols before 4 write what is
//! made with keyword arguments.
//!
//! A `partial` is pickled as a call with its function, and a state of four: the function once more,
//! the arguments, the keyword arguments and its `__dict__`.

use alloc::borrow::Cow;

use super::calls::{Call, Callable};
use super::items::Layout;
use super::{Cursor, op};
use crate::error::Error;
use crate::global::Class;
use crate::unpickler::decoder::Decoder;

impl Cursor<'_, '_> {
    /// Up to the second part of the state of the `partial`, which is consumed itself; gives the
    /// index of the class.
    pub(super) fn begin_partial(
        &mut self,
        classes: &[&'static Class],
        start: usize,
    ) -> Result<usize, Error> {
        let args = self.open_call(1)?;
        let function = self.identity()?.start();
        let index = self.constructor(classes)?;
        self.close_call(args)?;
        self.puts(start)?;
        self.expect(op::MARK)?;
        match self.peek_get()? {
            Some((_, end)) if self.identity()?.start() == function => self.go_to(end),
            _ => return Err(self.unknown()),
        }
        Ok(index)
    }

    /// `getattr(C, '__new__')`, here or in the memo: the index of the class.
    fn constructor(&mut self, classes: &[&'static Class]) -> Result<usize, Error> {
        let is_replay = self.replay_get()?;
        self.peek()?;
        let start = self.position();
        if !self.accept_callable(Callable::GetAttr)? {
            return Err(self.unknown());
        }
        let args: Call = self.open_call(2)?;
        let class = if self.is_naming() { Some(self.peek_global()?) } else { None };
        let index = self.class(classes)?;
        if self.str()? != "__new__" {
            return Err(self.unknown());
        }
        self.close_call(args)?;
        if let Some((module, class)) = class {
            self.named(module, Cow::Owned(alloc::format!("{class}.__new__")))?;
        }
        self.puts(start)?;
        self.end_replay(is_replay)?;
        Ok(index)
    }

    /// Enters the arguments, of which there are as many, and steps over the class before them.
    pub(super) fn open_partial_args(
        &mut self,
        class: &'static Class,
        args: usize,
    ) -> Result<Layout, Error> {
        let layout = self.open_tuple(1 + args)?;
        self.class(&[class])?;
        Ok(layout)
    }

    /// Leaves the state behind the keyword arguments, and calls the `partial`.
    pub(super) fn end_partial(&mut self) -> Result<(), Error> {
        self.expect(op::NONE)?;
        self.expect(op::TUPLE)?;
        let here = self.position();
        self.puts(here)?;
        self.expect(op::BUILD)?;
        let args = self.open_call(0)?;
        self.close_call(args)
    }
}
