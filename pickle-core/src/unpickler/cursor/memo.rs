//! The memo: for each entry, where its object begins, so that a GET reads it again in place.

use super::{Cursor, op};
use crate::error::Error;
use crate::global::Class;
use crate::unpickler::decoder::Enumeration;

/// A memo entry.
#[derive(Clone, Copy)]
pub(super) struct Entry {
    pub(super) start: usize,
    pub(super) tag: Tag,
}

/// What a memoized object was recognized as.
#[derive(Clone, Copy)]
pub(super) enum Tag {
    /// Nothing was put here.
    Empty,
    /// Any object.
    Object,
    /// A str.
    Text,
    /// A tuple of this length.
    Tuple(usize),
    /// A class.
    Class(&'static Class),
    /// A member of an enumeration.
    Member(&'static Enumeration, usize),
}

impl Cursor<'_, '_> {
    /// Steps over what memoizes the object that begins at `start`, and notes it.
    #[inline]
    pub(super) fn puts(&mut self, start: usize) -> Result<(), Error> {
        self.puts_as(start, Tag::Object)
    }

    /// The same, of an object that was recognized.
    #[inline]
    pub(super) fn puts_as(&mut self, start: usize, tag: Tag) -> Result<(), Error> {
        let index = match self.peek()? {
            op::MEMOIZE => {
                self.position += 1;
                // What is read again is in the memo already.
                if self.replays == 0 {
                    self.memo.push(Entry { start, tag });
                }
                return Ok(());
            }
            op::BINPUT => {
                self.position += 1;
                let [index] = self.array()?;
                usize::from(index)
            }
            op::LONG_BINPUT => {
                self.position += 1;
                self.size4()?
            }
            op::PUT => {
                self.position += 1;
                self.index_line()?
            }
            _ => return Ok(()),
        };
        if self.replays == 0 { self.put(index, Entry { start, tag }) } else { Ok(()) }
    }

    fn put(&mut self, index: usize, entry: Entry) -> Result<(), Error> {
        if index >= self.memo.len() {
            // Python 2 begins with 1, and its `optimize` leaves gaps.
            if index > self.position + 1024 {
                return Err(self.unknown());
            }
            self.memo.resize(index, Entry { start: 0, tag: Tag::Empty });
            self.memo.push(entry);
            return Ok(());
        }
        match &mut self.memo[index] {
            slot @ Entry { tag: Tag::Empty, .. } => {
                *slot = entry;
                Ok(())
            }
            // What was put twice would be read wrongly when the parts between are read again.
            _ => Err(self.unknown()),
        }
    }

    /// If the next object is a GET: the memo index, and where the GET ends.
    #[inline]
    pub(super) fn peek_get(&mut self) -> Result<Option<(usize, usize)>, Error> {
        match self.peek()? {
            op::BINGET => match self.input.get(self.position + 1) {
                Some(&index) => Ok(Some((usize::from(index), self.position + 2))),
                None => Err(self.unknown()),
            },
            op::LONG_BINGET => self.peek_argument(Self::size4).map(Some),
            op::GET => self.peek_argument(Self::index_line).map(Some),
            _ => Ok(None),
        }
    }

    fn peek_argument(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<usize, Error>,
    ) -> Result<(usize, usize), Error> {
        let position = self.position;
        self.position += 1;
        let index = read(self)?;
        let end = core::mem::replace(&mut self.position, position);
        Ok((index, end))
    }

    /// Goes back to the object to which the next opcode refers, if that is a GET; gives where to
    /// go on, to be handed to [`resume`](Cursor::resume).
    #[inline]
    pub(super) fn follow_get(&mut self) -> Result<Option<usize>, Error> {
        match self.peek_get()? {
            None => Ok(None),
            Some((index, end)) => self.replay(index, end).map(Some),
        }
    }

    fn replay(&mut self, index: usize, end: usize) -> Result<usize, Error> {
        let Some(&Entry { start, tag }) = self.memo.get(index) else { return Err(self.unknown()) };
        if matches!(tag, Tag::Empty) || self.depth >= self.options.limits.depth {
            return Err(self.unknown());
        }
        self.repeats = self.repeats.checked_sub(1).ok_or_else(|| self.unknown())?;
        self.position = start;
        self.replays += 1;
        self.depth += 1;
        Ok(end)
    }

    /// Goes on behind a GET.
    #[inline]
    pub(super) fn resume(&mut self, resume: Option<usize>) {
        if let Some(position) = resume {
            self.position = position;
            self.replays -= 1;
            self.depth -= 1;
        }
    }

    /// Pays for an object that is read again.
    #[inline]
    pub(super) fn visit(&mut self, parts: usize) -> Result<(), Error> {
        if self.replays > 0 {
            self.repeats = self.repeats.checked_sub(1 + parts).ok_or_else(|| self.unknown())?;
        }
        Ok(())
    }
}
