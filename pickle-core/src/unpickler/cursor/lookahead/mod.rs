//! What comes next, where that shows only farther on: by what the opcodes ahead do with the stack.

mod consumers;
mod cycles;
mod ends;
mod stack;
mod wholes;

use super::memo::Tag;
use super::{Cursor, op};
use crate::error::Error;
use crate::opcode::Opcode;
pub(in crate::unpickler) use consumers::Consumers;
pub(in crate::unpickler) use cycles::Cycles;
use stack::{Effect, Heights, effect};

/// How many opcodes can be looked at in no time.
const GLANCE: usize = 8;

/// What takes a MARK.
pub(super) struct MarkConsumer {
    pub(super) opcode: Opcode,
    pub(super) position: usize,
    /// How many objects it takes along.
    pub(super) items: usize,
}

impl Cursor<'_, '_> {
    /// Whether exactly one object comes next and is then taken by APPEND for the list that is on top
    /// of the stack now.
    ///
    /// An empty list is followed by something else: the next item of the container around it, which
    /// looks the same at first, but is not taken by APPEND. So the opcodes up to there are run, as
    /// far as the height of the stack goes.
    pub(super) fn item_follows(&mut self) -> Result<bool, Error> {
        self.single_follows(Opcode::Append, 1, Consumers::ITEM)
    }

    /// The same for a key and a value, and SETITEM.
    pub(super) fn entry_follows(&mut self) -> Result<bool, Error> {
        self.single_follows(Opcode::SetItem, 2, Consumers::KEY)
    }

    /// Whether the object that comes next is a state, which BUILD takes.
    pub(super) fn state_follows(&mut self) -> Result<bool, Error> {
        self.single_follows(Opcode::Build, 1, Consumers::STATE)
    }

    fn single_follows(&mut self, single: Opcode, objects: usize, what: u16) -> Result<bool, Error> {
        // What takes the container itself, or what is below it.
        if let op::SETITEMS | op::APPENDS | op::BUILD | op::TUPLE | op::STOP = self.peek()? {
            return Ok(false);
        }
        if self.consumers.is_none() {
            let near = self.run_ahead(|opcode, height, marks| {
                (marks == 0 && height == objects && opcode == single).then_some(true)
            })?;
            if let Some(answer) = near {
                return Ok(answer);
            }
        }
        self.is_consumed(what)
    }

    /// [`item_follows`](Cursor::item_follows) for a list that can hold nothing but strs.
    pub(super) fn single_str_follows(&mut self) -> Result<bool, Error> {
        match self.peek()? {
            op::SHORT_BINUNICODE => self.is_at(self.behind_puts(self.position())?, op::APPEND),
            op::BINGET if self.name_follows() => self.is_at(self.position() + 2, op::APPEND),
            _ => self.item_follows(),
        }
    }

    /// The same for a list that can hold nothing but instances.
    pub(super) fn single_instance_follows(&mut self) -> Result<bool, Error> {
        match self.peek()? {
            op::SHORT_BINUNICODE if !self.is_module(self.behind_puts(self.position())?) => {
                Ok(false)
            }
            op::BINGET if self.name_follows() && !self.is_module(self.position() + 2) => Ok(false),
            _ => self.item_follows(),
        }
    }

    /// The same for a list that can hold nothing but numbers and bools.
    pub(super) fn single_number_follows(&mut self) -> Result<bool, Error> {
        let len = match self.rest {
            [op::NEWTRUE | op::NEWFALSE, ..] => 1,
            [op::BININT1, ..] => 2,
            [op::BININT2, ..] => 3,
            [op::BININT, ..] => 5,
            [op::BINFLOAT, ..] => 9,
            [op::LONG1, len, ..] => 2 + usize::from(*len),
            // An end, a name, another list: no number.
            [op::SETITEMS | op::APPENDS | op::BUILD | op::TUPLE | op::EMPTY_LIST, ..] => {
                return Ok(false);
            }
            _ if self.name_follows() => return Ok(false),
            _ => return self.item_follows(),
        };
        match self.rest.get(len) {
            Some(&op::FRAME) => self.item_follows(),
            opcode => Ok(opcode == Some(&op::APPEND)),
        }
    }

    /// Whether a GET of a str comes next, such as of the name of the next attribute.
    fn name_follows(&self) -> bool {
        matches!(
            self.rest,
            [op::BINGET, index, ..] if matches!(self.entry(usize::from(*index)), Tag::Text)
        )
    }

    /// Whether the MARK that comes next is that of a batch, which `many` (APPENDS, SETITEMS) takes,
    /// and not that of a single item or of something behind the container.
    pub(super) fn batch_follows(&mut self, many: u8) -> Result<bool, Error> {
        if self.consumers.is_none() {
            let near = self.run_ahead(|opcode, _, marks| match effect(opcode) {
                Effect::Collects(_) if marks == 1 => Some(opcode.byte() == many),
                _ => None,
            })?;
            if let Some(answer) = near {
                return Ok(answer);
            }
        }
        self.is_consumed(match many {
            op::APPENDS => Consumers::APPENDS,
            op::SETITEMS => Consumers::SETITEMS,
            _ => Consumers::ADDITEMS,
        })
    }

    /// Whether a tuple begins here.
    pub(super) fn tuple_follows(&mut self) -> Result<bool, Error> {
        self.peek()?;
        self.is_consumed(Consumers::TUPLE)
    }

    /// Whether more than one tuple begins at the position that is memoized.
    pub(super) fn memoized_tuples_begin_at(&mut self, position: usize) -> Result<bool, Error> {
        Ok(self.consumers()?.is(position, Consumers::MEMOIZED_TWICE))
    }

    /// Whether the next object is a persistent id.
    pub(super) fn persistent_id_follows(&mut self) -> Result<bool, Error> {
        if self.peek()? == op::PERSID {
            return Ok(true);
        }
        let mut stack = Heights::default();
        let mut position = self.position();
        loop {
            let opcode = self.opcode_at(position)?;
            if opcode == Opcode::BinPersId && stack.height == 1 && stack.marks.is_empty() {
                return Ok(true);
            }
            // A whole object that something is done to is no id.
            if !stack.run(effect(opcode)) {
                return Ok(false);
            }
            position = self.next_ahead(opcode, position)?;
        }
    }

    /// What takes the MARK that comes next.
    pub(super) fn consumer_of_mark(&self) -> Result<MarkConsumer, Error> {
        let mut stack = Heights::default();
        let mut position = self.position();
        loop {
            let opcode = self.opcode_at(position)?;
            let effect = effect(opcode);
            if let (Effect::Collects(_), [mark]) = (effect, stack.marks.as_slice()) {
                return Ok(MarkConsumer { opcode, position, items: stack.height - mark });
            }
            if !stack.run(effect) {
                return Err(self.unknown());
            }
            position = self.next_ahead(opcode, position)?;
        }
    }

    /// Runs the opcodes ahead, as far as the height of the stack goes and the marks on it, until
    /// `answer` has one or what is below is taken. `None` when this has been done too often: then the
    /// whole pickle is gone through, once for all.
    fn run_ahead(
        &mut self,
        answer: impl Fn(Opcode, usize, usize) -> Option<bool>,
    ) -> Result<Option<bool>, Error> {
        let mut stack = Heights { height: 0, marks: core::mem::take(&mut self.marks) };
        let answer = self.run_ahead_with(&mut stack, answer);
        stack.marks.clear();
        self.marks = stack.marks;
        answer
    }

    fn run_ahead_with(
        &mut self,
        stack: &mut Heights,
        answer: impl Fn(Opcode, usize, usize) -> Option<bool>,
    ) -> Result<Option<bool>, Error> {
        let mut position = self.position();
        for step in 0.. {
            // A glance is for free.
            if step >= GLANCE {
                let Some(near) = self.near.checked_sub(1) else { return Ok(None) };
                self.near = near;
            }
            let opcode = self.opcode_at(position)?;
            if let Some(answer) = answer(opcode, stack.height, stack.marks.len()) {
                return Ok(Some(answer));
            }
            match effect(opcode) {
                Effect::Unknown => return Err(self.unknown()),
                effect if !stack.run(effect) => return Ok(Some(false)),
                _ => {}
            }
            position = self.next_ahead(opcode, position)?;
        }
        Ok(None)
    }

    /// Whether what begins here is taken so.
    fn is_consumed(&mut self, what: u16) -> Result<bool, Error> {
        let position = self.position();
        Ok(self.consumers()?.is(position, what))
    }

    /// What takes what, found out when that is first asked for.
    fn consumers(&mut self) -> Result<&Consumers, Error> {
        if self.consumers.is_none() {
            self.consumers = Some(self.find_consumers()?);
        }
        self.consumers.as_ref().ok_or_else(|| self.unknown())
    }
}
