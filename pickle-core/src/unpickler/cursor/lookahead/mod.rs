//! What comes next, where that shows only farther on: by what the opcodes ahead do with the stack.

mod ahead;
mod consumers;
mod cycles;
mod ends;
mod singles;
mod stack;
mod wholes;

use super::{Cursor, op};
use crate::error::Error;
use crate::opcode::Opcode;
pub(in crate::unpickler) use consumers::Consumers;
pub(in crate::unpickler) use cycles::Cycles;
use stack::{Effect, Heights, effect};

/// What takes a MARK.
pub(super) struct MarkConsumer {
    pub(super) opcode: Opcode,
    pub(super) position: usize,
}

impl Cursor<'_, '_> {
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
        self.consumer_of_mark_at(self.position())
    }

    /// How many objects stand behind the MARK that comes next, before what takes it.
    pub(super) fn marked_items(&self, consumer: &MarkConsumer) -> Result<usize, Error> {
        let mut stack = Heights::default();
        let mut position = self.position() + 1;
        while position < consumer.position {
            let opcode = self.opcode_at(position)?;
            if !stack.run(effect(opcode)) {
                return Err(self.unknown());
            }
            position = self.next_ahead(opcode, position)?;
        }
        Ok(stack.height)
    }

    /// What takes the MARK at the position. Only MARKs and what takes them is looked at.
    fn consumer_of_mark_at(&self, position: usize) -> Result<MarkConsumer, Error> {
        let mut ahead = self.ahead_from(position);
        let mut marks = 0_usize;
        loop {
            match ahead.effect() {
                Effect::Marks => marks += 1,
                Effect::Collects(_) if marks == 1 => break,
                Effect::Collects(_) => marks -= 1,
                Effect::Replaces(..) => {}
                Effect::Stop | Effect::Unknown => return Err(self.unknown()),
            }
            ahead.step()?;
        }
        let position = ahead.end()?;
        Ok(MarkConsumer { opcode: self.opcode_at(position)?, position })
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
