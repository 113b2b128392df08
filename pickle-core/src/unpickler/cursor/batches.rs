//! What is added to a container in batches: MARK, many, and the opcode that takes them; or one,
//! and the opcode that takes it.

use super::{Cursor, op};
use crate::error::Error;
use crate::opcode::Opcode;

/// How many items or entries CPython puts into one batch.
const BATCH: usize = 1000;

/// A walk over batches. How many were read since the batch began is counted beside it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Batches {
    container: Container,
    /// Whether there is one object at least, so that there is nothing to find out.
    filled: bool,
    place: Place,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Container {
    List,
    /// A list of numbers or bools.
    PlainList,
    Set,
    Dict,
    /// The dict of a state.
    Attributes,
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
        Batches { container, filled: false, place: Place::First }
    }

    pub(super) const fn of_list() -> Batches {
        Batches::new(Container::List)
    }

    pub(super) const fn of_plain_list() -> Batches {
        Batches::new(Container::PlainList)
    }

    pub(super) const fn of_set() -> Batches {
        Batches::new(Container::Set)
    }

    pub(super) const fn of_dict() -> Batches {
        Batches::new(Container::Dict)
    }

    pub(super) const fn of_attributes() -> Batches {
        Batches::new(Container::Attributes)
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

    pub(super) const fn is_in_batch(self) -> bool {
        matches!(self.place, Place::InBatch)
    }

    /// The opcode that takes many.
    pub(super) const fn many(self) -> u8 {
        match self.container {
            Container::List | Container::PlainList => op::APPENDS,
            Container::Set => op::ADDITEMS,
            Container::Dict | Container::Attributes => op::SETITEMS,
        }
    }

    /// The opcode that takes one.
    const fn single(self) -> Option<u8> {
        match self.container {
            Container::List | Container::PlainList => Some(op::APPEND),
            Container::Set => None,
            Container::Dict | Container::Attributes => Some(op::SETITEM),
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
        if batches.place == Place::InBatch {
            if self.peek()? != batches.many() {
                *read += 1;
                return Ok(true);
            }
            self.step(1);
            // Only what fills a batch is followed by another.
            let goes_on = *read == BATCH && batches.container != Container::Attributes
                || self.goes_on_with_batch(*batches)?;
            batches.place = if goes_on { Place::Between } else { Place::End };
        }
        if batches.place == Place::AtSingle {
            let Some(single) = batches.single() else { return Err(self.unknown()) };
            self.expect(single)?;
            // Protocol 0 knows no batches, and it does not say that it is not protocol 1.
            let goes_on = self.protocol == 0 || self.goes_on_with_batch(*batches)?;
            batches.place = if goes_on { Place::Between } else { Place::End };
            batches.filled = false;
        }
        if batches.place == Place::End {
            return Ok(false);
        }
        let next = self.peek()?;
        // From protocol 2 on, few items begin with a MARK. Names of attributes never do.
        let is_batch = next == op::MARK
            && (self.protocol >= 2 || batches.filled || self.batch_follows(batches.many())?);
        if is_batch {
            self.step(1);
            batches.place = Place::InBatch;
            *read = 1;
            return if self.peek()? == batches.many() { Err(self.unknown()) } else { Ok(true) };
        }
        let is_single = match batches.container {
            Container::List => batches.filled || self.single_follows(Opcode::Append, 1)?,
            // An end that is taken for granted shows in what stands behind, but not if that is not
            // read now.
            Container::PlainList if !self.is_replay() => self.single_plain_follows()?,
            Container::PlainList => self.single_follows(Opcode::Append, 1)?,
            Container::Set => false,
            // A key and a value.
            Container::Dict | Container::Attributes => {
                batches.filled || self.single_follows(Opcode::SetItem, 2)?
            }
        };
        batches.place = if is_single { Place::AtSingle } else { Place::End };
        Ok(is_single)
    }

    /// Whether another batch of attributes comes, however long the last one was: they are not all
    /// counted. A dict that is read again may have been read as attributes.
    fn goes_on_with_batch(&mut self, batches: Batches) -> Result<bool, Error> {
        let may_be_attributes = match batches.container {
            Container::Attributes => true,
            Container::Dict => self.is_replay(),
            Container::List | Container::PlainList | Container::Set => false,
        };
        Ok(may_be_attributes && self.peek()? == op::MARK)
    }
}
