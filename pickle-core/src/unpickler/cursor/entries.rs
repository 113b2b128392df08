//! Dicts.

use alloc::string::String;
use alloc::vec::Vec;

use super::batches::Batches;
use super::calls::Filled;
use super::{Cursor, op};
use crate::error::Error;
use crate::opcode::Opcode;
use crate::unpickler::globals::Globals;
use crate::unpickler::machine::{Machine, State};
use crate::unpickler::source::Source;

/// A walk over the entries of a dict.
pub struct Entries {
    start: usize,
    batches: Batches,
    /// Whether they stand in MARK .. DICT.
    is_marked: bool,
    read: usize,
    /// Where the last key begins that was gone to.
    key: usize,
    /// Where the instance begins that is called with the dict.
    called_from: Option<usize>,
    is_replay: bool,
}

impl Entries {
    /// A walk over what is set on an instance.
    pub(super) fn of_instance(start: usize, batches: Batches) -> Entries {
        Entries {
            start,
            batches,
            is_marked: false,
            read: 0,
            key: 0,
            called_from: None,
            is_replay: false,
        }
    }
}

impl Cursor<'_, '_> {
    pub(super) fn dict(&mut self) -> Result<Entries, Error> {
        self.enter_unhashable()?;
        if let [op::EMPTY_DICT, ..] = self.rest {
            return self.plain_dict(false);
        }
        // A GET may be that of what is called, too.
        let is_replay = self.peek_callable()?.is_none() && self.replay_get()?;
        self.peek()?;
        let start = self.position();
        match self.called_dict()? {
            None => self.plain_dict(is_replay),
            Some(Filled::ByCall(call)) => {
                self.calls.push(call);
                let argument = self.plain_dict(false)?;
                Ok(Entries { called_from: Some(start), is_replay, ..argument })
            }
            Some(Filled::Later) => {
                self.puts(start)?;
                let entries = Entries::of_instance(start, Batches::of_dict().of_instance());
                Ok(Entries { is_replay, ..entries })
            }
        }
    }

    /// The dict of which the instance that begins at `start` is made.
    pub(super) fn entries_of_base(&mut self, start: usize) -> Result<Entries, Error> {
        let argument = self.plain_dict(false)?;
        Ok(Entries { called_from: Some(start), ..argument })
    }

    fn plain_dict(&mut self, is_replay: bool) -> Result<Entries, Error> {
        let opcode = self.peek()?;
        let start = self.position();
        self.step(1);
        let is_marked = match opcode {
            op::EMPTY_DICT => false,
            op::MARK => !self.accept(op::DICT)?,
            _ => return Err(self.unknown()),
        };
        if !is_marked {
            self.puts(start)?;
        }
        let batches = Batches::of_dict();
        Ok(Entries { start, batches, is_marked, read: 0, key: 0, called_from: None, is_replay })
    }

    #[inline]
    pub(super) fn key(&mut self, entries: &mut Entries) -> Result<bool, Error> {
        if entries.batches.is_in_batch()
            && let Some(&next) = self.rest.first()
            && !matches!(next, op::SETITEMS | op::FRAME)
        {
            entries.read += 1;
            entries.key = self.position();
            self.hashed += 1;
            return Ok(true);
        }
        self.key_or_end(entries)
    }

    #[inline(never)]
    fn key_or_end(&mut self, entries: &mut Entries) -> Result<bool, Error> {
        let is_there = if entries.is_marked {
            !self.accept(op::DICT)?
        } else {
            self.next_in_batches(&mut entries.batches, &mut entries.read)?
        };
        if is_there {
            self.hashed += 1;
            self.peek()?;
            entries.key = self.position();
            return Ok(true);
        }
        if let Some(start) = entries.called_from.take() {
            self.close_last_call()?;
            self.puts(start)?;
            entries.is_marked = false;
            entries.batches = Batches::of_dict().of_instance();
            return self.key(entries);
        }
        self.leave();
        self.end_replay(entries.is_replay)?;
        Ok(false)
    }

    /// How many entries the rest of the input holds, if they are as long as those that were read.
    pub(super) fn entries_ahead(&self, entries: &Entries, read: usize) -> usize {
        self.ahead(entries.start, read)
    }

    /// The error, with the key of the entry.
    pub(super) fn error_in(&self, entries: &Entries, error: Error) -> Error {
        match self.shown(entries.key) {
            Some(key) => error.in_key(key),
            None => error,
        }
    }

    /// The object at the position, as errors show it: by the machine, which runs the pickle up to
    /// there, as none of this is in a hurry.
    fn shown(&self, position: usize) -> Option<String> {
        let end = self.end_of(position).ok()?;
        let mut program = Vec::new();
        let mut next = 0;
        while next < end {
            let (start, opcode) = (next, self.opcode_at(next).ok()?);
            next = self.behind(opcode, next + 1).ok()?;
            if opcode != Opcode::Frame {
                program.extend_from_slice(self.input.get(start..next)?);
            }
        }
        program.push(op::STOP);
        let (mut state, mut globals) = (State::default(), Globals::All);
        let mut source = Source::new(&program, None);
        let key = Machine::new(&mut state, &mut source, self.options, &mut globals).run().ok()?;
        Some(state.graph.shown(key))
    }
}
