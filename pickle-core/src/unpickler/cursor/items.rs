//! Lists, sets and tuples.

use alloc::vec::Vec;

use super::batches::Batches;
use super::memo::Tag;
use super::plain::Plain;
use super::{Cursor, op};
use crate::error::Error;

/// A walk over items.
pub struct Items {
    start: usize,
    layout: Layout,
    /// The opcode behind the items; 0 where it takes a closer look to know whether one follows.
    close: u8,
    /// How many were gone to, of a tuple or in the batch at hand.
    read: usize,
    container: Container,
    is_replay: bool,
}

/// What the items are of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Container {
    /// A list or tuple.
    Sequence,
    Set,
    /// The same, by a call of `set` or `frozenset` with a list.
    CalledSet,
}

/// How the items are laid out.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Layout {
    /// There are none.
    Empty,
    /// TUPLE1, TUPLE2 or TUPLE3 comes behind them.
    Postfix,
    /// MARK stands before them, and the opcode behind them.
    Marked(u8),
    /// They are added to a container that is there already.
    Batches(Batches),
}

impl Items {
    #[inline]
    fn new(start: usize, layout: Layout, is_replay: bool) -> Items {
        let close = match layout {
            Layout::Marked(close) => close,
            Layout::Batches(batches) if batches.is_in_batch() => batches.many(),
            _ => 0,
        };
        Items { start, layout, close, read: 0, container: Container::Sequence, is_replay }
    }

    /// Goes to the next item of a tuple, which is there for the taking.
    #[inline]
    pub(super) fn element(&mut self) {
        self.read += 1;
    }

    /// How many there may well be, where there are several.
    #[inline]
    pub(super) fn likely(&self) -> usize {
        if self.close == 0 { 0 } else { 16 }
    }
}

impl Cursor<'_, '_> {
    #[inline]
    pub(super) fn list(&mut self, batches: Batches) -> Result<Items, Error> {
        let (start, layout, is_replay) = match self.rest {
            [op::EMPTY_LIST, op::MARK, next, ..] if *next != op::APPENDS && self.protocol >= 2 => {
                let start = self.position();
                self.step(2);
                (start, Layout::Batches(batches.begun()), false)
            }
            _ => self.other_list(batches)?,
        };
        // A tuple that is taken for a list could be hashed: for the machine to tell.
        self.enter_unhashable()?;
        Ok(Items::new(start, layout, is_replay))
    }

    #[inline(never)]
    pub(super) fn other_list(&mut self, batches: Batches) -> Result<(usize, Layout, bool), Error> {
        let is_replay = self.follow_get()?;
        let opcode = self.peek()?;
        let start = self.position();
        self.step(1);
        let layout = match opcode {
            op::EMPTY_LIST => {
                self.puts(start)?;
                Layout::Batches(batches)
            }
            op::EMPTY_TUPLE => Layout::Empty,
            op::MARK if self.accept(op::LIST)? => {
                self.puts(start)?;
                Layout::Batches(batches)
            }
            op::MARK => Layout::Marked(op::TUPLE),
            _ => return Err(self.unknown()),
        };
        Ok((start, layout, is_replay))
    }

    pub(super) fn set(&mut self) -> Result<Items, Error> {
        // A GET may be that of what is called, too.
        let is_replay = self.peek_callable()?.is_none() && self.follow_get()?;
        let opcode = self.peek()?;
        let start = self.position();
        if let Some((call, layout)) = self.called_set()? {
            self.enter()?;
            self.hashed += 1;
            let items = Items::new(start, layout, is_replay);
            self.calls.push(call);
            return Ok(Items { container: Container::CalledSet, ..items });
        }
        match opcode {
            op::EMPTY_SET => self.enter_unhashable()?,
            _ => self.enter()?,
        }
        self.hashed += 1;
        self.step(1);
        let layout = match opcode {
            op::EMPTY_SET => {
                self.puts(start)?;
                Layout::Batches(Batches::of_set())
            }
            op::MARK => Layout::Marked(op::FROZENSET),
            _ => return Err(self.unknown()),
        };
        Ok(Items { container: Container::Set, ..Items::new(start, layout, is_replay) })
    }

    #[inline]
    pub(super) fn item(&mut self, items: &mut Items) -> Result<bool, Error> {
        if items.close != 0
            && let Some(&next) = self.rest.first()
            && next != items.close
            && next != op::FRAME
        {
            items.read += 1;
            return Ok(true);
        }
        self.item_or_end(items)
    }

    /// How many items the rest of the input holds, if they are as long as those that were read.
    pub(super) fn items_ahead(&self, items: &Items, read: usize) -> usize {
        let len = self.position().saturating_sub(items.start);
        let ahead = self.rest.len() as u128 * read as u128 / len.max(1) as u128;
        usize::try_from(ahead).unwrap_or(usize::MAX)
    }

    /// Takes the items of a batch that stand in a row in their usual form.
    #[inline]
    pub(super) fn items_in_a_row<T: Plain>(&mut self, items: &mut Items, run: &mut Vec<T>) {
        if items.close != 0 {
            let before = run.len();
            self.rest = T::take_run(self.rest, run);
            items.read += run.len() - before;
        }
    }

    #[inline(never)]
    fn item_or_end(&mut self, items: &mut Items) -> Result<bool, Error> {
        let is_there = match &mut items.layout {
            Layout::Batches(batches) => {
                let is_there = self.next_in_batches(batches, &mut items.read)?;
                items.close = if batches.is_in_batch() { batches.many() } else { 0 };
                is_there
            }
            Layout::Marked(close) => {
                let close = *close;
                let is_there = !self.accept(close)?;
                if !is_there {
                    self.puts(items.start)?;
                }
                is_there
            }
            Layout::Empty => {
                self.puts(items.start)?;
                false
            }
            Layout::Postfix => return Err(self.unknown()),
        };
        if !is_there {
            if items.container == Container::CalledSet {
                let call = self.calls.pop().ok_or_else(|| self.unknown())?;
                self.close_call(call, 1)?;
                // No fewer bytes than items.
                self.charge(4 * (self.position() - items.start))?;
                self.puts(items.start)?;
            }
            self.leave();
            if items.container != Container::Sequence {
                self.hashed = self.hashed.saturating_sub(1);
            }
            self.resume(items.is_replay)?;
        }
        Ok(is_there)
    }

    #[inline]
    pub(super) fn tuple(&mut self, len: usize) -> Result<Items, Error> {
        self.enter()?;
        let (start, layout, is_replay) = match self.rest {
            [op::BINGET | op::LONG_BINGET | op::GET | op::FRAME, ..] => self.other_tuple(len)?,
            _ => (self.position(), self.open_tuple(len)?, false),
        };
        Ok(Items::new(start, layout, is_replay))
    }

    #[inline(never)]
    fn other_tuple(&mut self, len: usize) -> Result<(usize, Layout, bool), Error> {
        let is_replay = self.follow_get_of(|tag| tag == Tag::Tuple(len))?;
        self.peek()?;
        Ok((self.position(), self.open_tuple(len)?, is_replay))
    }

    pub(super) fn tagged_tuple(&mut self) -> Result<Items, Error> {
        self.enter()?;
        let next = self.peek()?;
        let start = self.position();
        let layout = if next == op::MARK {
            self.step(1);
            Layout::Marked(op::TUPLE)
        } else if self.protocol >= 2 {
            Layout::Postfix
        } else {
            return Err(self.unknown());
        };
        Ok(Items::new(start, layout, false))
    }

    #[inline]
    pub(super) fn end_of_tuple(&mut self, items: &Items) -> Result<(), Error> {
        self.close_tuple(items.layout, items.read)?;
        self.puts_as(items.start, Tag::Tuple(items.read))?;
        self.leave();
        self.resume(items.is_replay)?;
        self.tuple_rest = self.rest.len();
        Ok(())
    }

    /// The layout of the tuple of `len` items that begins here, of which EMPTY_TUPLE or MARK is
    /// consumed.
    #[inline]
    pub(super) fn open_tuple(&mut self, len: usize) -> Result<Layout, Error> {
        match len {
            1..=3 if self.protocol >= 2 => Ok(Layout::Postfix),
            0 if self.accept(op::EMPTY_TUPLE)? => Ok(Layout::Empty),
            _ if self.accept(op::MARK)? => Ok(Layout::Marked(op::TUPLE)),
            _ => Err(self.unknown()),
        }
    }

    /// Consumes the opcode that makes a tuple of what was read.
    #[inline]
    pub(super) fn close_tuple(&mut self, layout: Layout, read: usize) -> Result<(), Error> {
        match (layout, read) {
            (Layout::Empty, 0) => Ok(()),
            (Layout::Postfix, 1) => self.expect(op::TUPLE1),
            (Layout::Postfix, 2) => self.expect(op::TUPLE2),
            (Layout::Postfix, 3) => self.expect(op::TUPLE3),
            (Layout::Marked(close), _) => self.expect(close),
            _ => Err(self.unknown()),
        }
    }
}
