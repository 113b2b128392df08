//! What is added to a container in batches: MARK, many, and the opcode that takes them; or one,
//! and the opcode that takes it.

use super::{Cursor, op};
use crate::error::Error;
use crate::opcode::Opcode;

/// How many items or entries CPython puts into one batch.
const BATCH: usize = 1000;

/// A walk over batches.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Batches {
    pub(super) many: u8,
    single: Opcode,
    /// How many objects `single` takes: an item, or a key and a value.
    objects: usize,
    /// Whether there is one object at least, so that there is nothing to find out.
    filled: bool,
    /// How many are read of the batch at hand.
    pub(super) read: usize,
    place: Place,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    First,
    Between,
    InBatch,
    AtSingle,
    End,
}

impl Batches {
    const fn new(many: u8, single: Opcode, objects: usize) -> Batches {
        Batches { many, single, objects, filled: false, read: 0, place: Place::First }
    }

    pub(super) const fn of_list() -> Batches {
        Batches::new(op::APPENDS, Opcode::Append, 1)
    }

    pub(super) const fn of_set() -> Batches {
        // There is no opcode for a single item.
        Batches::new(op::ADDITEMS, Opcode::AddItems, usize::MAX)
    }

    pub(super) const fn of_dict() -> Batches {
        Batches::new(op::SETITEMS, Opcode::SetItem, 2)
    }

    pub(super) const fn filled(mut self) -> Batches {
        self.filled = true;
        self
    }

    /// Behind the MARK of the first batch.
    pub(super) const fn begun(mut self) -> Batches {
        self.place = Place::InBatch;
        self
    }

    /// Behind a batch.
    pub(super) const fn between(mut self) -> Batches {
        self.place = Place::Between;
        self
    }

    pub(super) const fn is_in_batch(&self) -> bool {
        matches!(self.place, Place::InBatch)
    }
}

impl Cursor<'_, '_> {
    /// Goes to the next of what is added in batches; `false` behind the last.
    pub(super) fn next_in_batches(&mut self, batches: &mut Batches) -> Result<bool, Error> {
        if batches.place == Place::InBatch {
            if self.peek()? != batches.many {
                batches.read += 1;
                return Ok(true);
            }
            self.step(1);
            // Only what fills a batch is followed by another.
            batches.place = if batches.read == BATCH { Place::Between } else { Place::End };
        }
        self.next_batch(batches)
    }

    fn next_batch(&mut self, batches: &mut Batches) -> Result<bool, Error> {
        match batches.place {
            Place::AtSingle => {
                self.expect(batches.single.byte())?;
                // Protocol 0 knows no batches.
                batches.place = if self.protocol == 0 { Place::Between } else { Place::End };
                batches.filled = false;
            }
            Place::End => return Ok(false),
            Place::First | Place::Between | Place::InBatch => {}
        }
        if batches.place == Place::End {
            return Ok(false);
        }
        if self.protocol > 0 && self.peek()? == op::MARK {
            self.step(1);
            batches.place = Place::InBatch;
            batches.read = 1;
            return if self.peek()? == batches.many { Err(self.unknown()) } else { Ok(true) };
        }
        let is_single = batches.objects != usize::MAX
            && (batches.filled || {
                self.peek()?;
                self.single_follows(batches.single, batches.objects)?
            });
        batches.place = if is_single { Place::AtSingle } else { Place::End };
        Ok(is_single)
    }
}
