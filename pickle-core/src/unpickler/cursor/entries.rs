//! Dicts.

use super::batches::Batches;
use super::{Cursor, op};
use crate::error::Error;

/// A walk over the entries of a dict.
pub struct Entries {
    batches: Batches,
    /// Whether they stand in MARK .. DICT.
    is_marked: bool,
    read: usize,
    is_replay: bool,
}

impl Cursor<'_, '_> {
    pub(super) fn dict(&mut self) -> Result<Entries, Error> {
        let is_replay = self.follow_get()?;
        let opcode = self.peek()?;
        let start = self.position();
        self.enter_unhashable()?;
        self.step(1);
        let is_marked = match opcode {
            op::EMPTY_DICT => false,
            op::MARK => !self.accept(op::DICT)?,
            _ => return Err(self.unknown()),
        };
        if !is_marked {
            self.puts(start)?;
        }
        Ok(Entries { batches: Batches::of_dict(), is_marked, read: 0, is_replay })
    }

    pub(super) fn key(&mut self, entries: &mut Entries) -> Result<bool, Error> {
        let is_there = if entries.is_marked {
            !self.accept(op::DICT)?
        } else {
            self.next_in_batches(&mut entries.batches, &mut entries.read)?
        };
        if is_there {
            self.hashed += 1;
        } else {
            self.leave();
            self.resume(entries.is_replay)?;
        }
        Ok(is_there)
    }
}
