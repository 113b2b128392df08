//! What is added to a container in batches: MARK, many, and the opcode that takes them; or one,
//! and the opcode that takes it.

use super::{Cursor, op};
use crate::error::Error;
use crate::unpickler::decoder::First;

/// How many items or entries CPython puts into one batch.
const BATCH: usize = 1000;

/// A walk over batches. How many were read since the batch began is counted beside it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Batches {
    container: Container,
    /// Whether there is one object at least, so that there is nothing to find out.
    filled: bool,
    /// Whether an instance is added to, where more may come behind.
    is_instance: bool,
    place: Place,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Container {
    /// A list, whose items begin so.
    List(First),
    Set,
    Dict,
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
    const fn new(container: Container) -> Batches {
        Batches { container, filled: false, is_instance: false, place: Place::First }
    }

    pub(super) const fn of_list() -> Batches {
        Batches::of_list_of(First::Any)
    }

    pub(super) const fn of_list_of(items: First) -> Batches {
        Batches::new(Container::List(items))
    }

    pub(super) const fn of_set() -> Batches {
        Batches::new(Container::Set)
    }

    pub(super) const fn of_dict() -> Batches {
        Batches::new(Container::Dict)
    }

    pub(super) const fn filled(mut self) -> Batches {
        self.filled = true;
        self
    }

    pub(super) const fn of_instance(mut self) -> Batches {
        self.is_instance = true;
        self
    }

    /// Behind the last batch.
    pub(super) const fn ended(mut self) -> Batches {
        self.place = Place::End;
        self
    }

    /// Behind the MARK of the first batch.
    pub(super) const fn begun(mut self) -> Batches {
        self.place = Place::InBatch;
        self
    }

    /// Whether a MARK is sure to be that of a batch where `next` comes behind it: from protocol 2 on,
    /// few items begin with one.
    #[inline]
    pub(super) const fn take_mark_before(self, next: u8) -> bool {
        match self.container {
            Container::List(First::Mark) => matches!(next, op::MARK | op::EMPTY_SET),
            _ => true,
        }
    }

    /// Ends with the `opcode` that takes the batch of which as many were read, or the single item,
    /// if `next`, which comes then, tells that there is no other.
    #[inline]
    pub(super) fn ends_with(&mut self, opcode: u8, next: u8, read: usize) -> bool {
        let ends = match self.place {
            Place::InBatch => {
                opcode == self.many() && read != BATCH && !matches!(next, op::MARK | op::FRAME)
            }
            Place::AtSingle => Some(opcode) == self.single(),
            _ => false,
        };
        if ends {
            self.place = Place::End;
        }
        ends
    }

    pub(super) const fn is_of_strs(self) -> bool {
        matches!(self.container, Container::List(First::Str))
    }

    /// In front of what is added alone.
    pub(super) const fn at_single(mut self) -> Batches {
        self.place = Place::AtSingle;
        self
    }

    pub(super) const fn is_at_single(self) -> bool {
        matches!(self.place, Place::AtSingle)
    }

    pub(super) const fn is_of_lists(self) -> bool {
        matches!(self.container, Container::List(First::List(_)))
    }

    pub(super) const fn is_in_batch(self) -> bool {
        matches!(self.place, Place::InBatch)
    }

    /// The opcode that takes many.
    pub(super) const fn many(self) -> u8 {
        match self.container {
            Container::List(_) => op::APPENDS,
            Container::Set => op::ADDITEMS,
            Container::Dict => op::SETITEMS,
        }
    }

    /// The opcode that takes one.
    const fn single(self) -> Option<u8> {
        match self.container {
            Container::List(_) => Some(op::APPEND),
            Container::Set => None,
            Container::Dict => Some(op::SETITEM),
        }
    }
}

impl Cursor<'_, '_> {
    /// Goes to the next of what is added in batches; `false` behind the last. `read` counts them.
    pub(super) fn next_in_batches(
        &mut self,
        batches: &mut Batches,
        read: &mut usize,
    ) -> Result<bool, Error> {
        loop {
            match batches.place {
                Place::InBatch if self.peek()? != batches.many() => {
                    *read += 1;
                    return Ok(true);
                }
                Place::InBatch => {
                    self.step(1);
                    batches.place = self.place_behind(*batches, *read)?;
                }
                Place::AtSingle => {
                    let Some(single) = batches.single() else { return Err(self.unknown()) };
                    self.expect(single)?;
                    batches.filled = false;
                    // Protocol 0 knows no batches, and it does not say that it is not protocol 1.
                    let goes_on = self.protocol == 0 || self.is_replaying();
                    batches.place = if goes_on { Place::Between } else { Place::End };
                }
                Place::First | Place::Between if self.begins_batch(*batches)? => {
                    self.step(1);
                    batches.filled = false;
                    batches.place = Place::InBatch;
                    *read = 0;
                }
                Place::First | Place::Between => {
                    let is_single = self.begins_single(*batches)?;
                    batches.place = if is_single { Place::AtSingle } else { Place::End };
                    return Ok(is_single);
                }
                Place::End => return Ok(false),
            }
        }
    }

    /// Where a walk is behind a batch.
    fn place_behind(&mut self, batches: Batches, read: usize) -> Result<Place, Error> {
        // What fills a batch may be followed by another. So may any batch, but that is no pickler's
        // way: a MARK most often begins what comes next. An end that is taken for granted shows in
        // what stands behind, but not if that is not read now.
        let goes_on = read == BATCH
            || self.is_replaying()
            || self.peek()? == op::MARK && self.batch_follows(batches.many())?;
        Ok(if goes_on { Place::Between } else { Place::End })
    }

    fn begins_batch(&mut self, batches: Batches) -> Result<bool, Error> {
        if self.peek()? != op::MARK {
            return Ok(false);
        }
        let next = self.rest.get(1).copied().unwrap_or_default();
        let is_sure = self.protocol >= 2
            && !batches.is_instance
            && !self.is_replaying()
            && batches.take_mark_before(next);
        // Names of attributes never begin with a MARK.
        Ok(is_sure || batches.filled || self.batch_follows(batches.many())?)
    }

    fn begins_single(&mut self, batches: Batches) -> Result<bool, Error> {
        match batches.container {
            Container::List(_) | Container::Dict if batches.filled => Ok(true),
            Container::List(_) if self.is_replaying() => self.item_follows(),
            Container::List(items) => match items.levels() {
                Some(levels) => self.item_of_levels_follows(levels),
                None => self.item_follows(),
            },
            Container::Set => Ok(false),
            Container::Dict => self.entry_follows(),
        }
    }
}
