//! Lists, sets and tuples.

use alloc::vec::Vec;

use super::batches::Batches;
use super::calls::Filled;
use super::memo::Tag;
use super::rows::InRow;
use super::{Cursor, op};
use crate::error::Error;
use crate::opcode::Opcode;

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
    /// A list of lists.
    Lists,
    Set,
    /// The same, by a call of `set` or `frozenset` with a list.
    CalledSet,
    /// The list with which `deque` is called.
    Deque,
    /// The list of which an instance of a subclass is made.
    Base,
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

impl Layout {
    /// The opcode that stands behind the arguments or items, of which as many were `read`; 0 if
    /// there can be none.
    pub(super) fn close(self, read: usize) -> u8 {
        match (self, read) {
            (Layout::Marked(close), _) => close,
            (Layout::Postfix, 1) => op::TUPLE1,
            (Layout::Postfix, 2) => op::TUPLE2,
            (Layout::Postfix, 3) => op::TUPLE3,
            _ => 0,
        }
    }
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

    /// A walk over what is appended to an instance.
    pub(super) fn of_instance(batches: Batches) -> Items {
        Items::new(0, Layout::Batches(batches), false)
    }
}

/// How many more items there may well be, where there are several.
const LIKELY: usize = 15;

impl Cursor<'_, '_> {
    #[inline(always)]
    pub(super) fn list(&mut self, batches: Batches) -> Result<Items, Error> {
        let items = self.list_of_any(batches)?;
        if batches.is_of_lists() && items.container == Container::Sequence {
            self.lists.push(self.levels);
            return Ok(Items { container: Container::Lists, ..items });
        }
        Ok(items)
    }

    #[inline(always)]
    fn list_of_any(&mut self, batches: Batches) -> Result<Items, Error> {
        let (start, layout, is_replay) = match self.rest {
            [op::EMPTY_LIST, op::MARK, next, ..]
                if *next != op::APPENDS
                    && self.protocol >= 2
                    && batches.take_mark_before(*next) =>
            {
                let start = self.position();
                self.step(2);
                (start, Layout::Batches(batches.begun()), false)
            }
            [op::EMPTY_LIST, ..] => {
                let start = self.position();
                self.step(1);
                self.puts(start)?;
                (start, Layout::Batches(batches), false)
            }
            _ => return self.list_or_deque(batches),
        };
        // A tuple that is taken for a list could be hashed: for the machine to tell.
        self.enter_unhashable()?;
        Ok(Items::new(start, layout, is_replay))
    }

    /// Whether the list that was just entered is an item of a list of lists.
    pub(super) fn is_in_lists(&self) -> bool {
        self.lists.last() == Some(&(self.levels + 1))
    }

    /// A list in another form, or a deque.
    #[inline(never)]
    fn list_or_deque(&mut self, batches: Batches) -> Result<Items, Error> {
        self.enter_unhashable()?;
        // A GET may be that of what is called, too.
        if self.replay_get_of(|tag| matches!(tag, Tag::Tuple(_)))? {
            let (start, layout, _) = self.list_in_any_form(batches)?;
            // Its first item may be a list, too.
            return match layout {
                Layout::Batches(_) => Err(self.unknown()),
                layout => Ok(Items::new(start, layout, true)),
            };
        }
        let is_replay = self.peek_callable()?.is_none() && self.replay_get()?;
        self.peek()?;
        let start = self.position();
        let Some((filled, layout)) = self.called_deque()? else {
            let (start, layout, _) = self.list_in_any_form(batches)?;
            if is_replay && layout == Layout::Postfix {
                // It is a tuple that begins there, too.
                return Err(self.unknown());
            }
            return Ok(Items::new(start, layout, is_replay));
        };
        let items = Items::new(start, layout, is_replay);
        Ok(match filled {
            Filled::ByCall(call) => {
                self.calls.push(call);
                Items { container: Container::Deque, ..items }
            }
            Filled::Later => {
                self.puts(start)?;
                items
            }
        })
    }

    /// The list of which the instance that begins at `start` is made.
    pub(super) fn items_of_base(&mut self, start: usize) -> Result<Items, Error> {
        let layout = self.list_argument()?;
        Ok(Items { container: Container::Base, ..Items::new(start, layout, false) })
    }

    #[inline(never)]
    pub(super) fn list_in_any_form(
        &mut self,
        batches: Batches,
    ) -> Result<(usize, Layout, bool), Error> {
        let is_replay = self.replay_get()?;
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
            op::MARK => {
                self.go_to(start);
                let consumer = self.consumer_of_mark()?;
                self.step(1);
                match consumer.opcode {
                    Opcode::List => Layout::Marked(op::LIST),
                    _ => Layout::Marked(op::TUPLE),
                }
            }
            // The first item of a tuple that has a few.
            _ if self.protocol >= 2 => {
                self.go_to(start);
                Layout::Postfix
            }
            _ => return Err(self.unknown()),
        };
        Ok((start, layout, is_replay))
    }

    pub(super) fn set(&mut self) -> Result<Items, Error> {
        // A GET may be that of what is called, too.
        let is_replay = self.peek_callable()?.is_none() && self.replay_get()?;
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

    /// Consumes the APPENDS or APPEND behind which a list ends, if that is to be seen at one glance.
    #[inline]
    fn accept_end_of_list(&mut self, items: &mut Items) -> bool {
        if let [opcode, rest @ ..] = self.rest
            && let Some(next) = rest.first()
            && let Layout::Batches(batches) = &mut items.layout
            && matches!(items.container, Container::Sequence | Container::Lists)
            && self.protocol > 0
            && !self.is_replaying()
            && batches.ends_with(*opcode, *next, items.read)
        {
            self.rest = rest;
            items.close = 0;
            return true;
        }
        false
    }

    /// How many items there may well be behind the one that was gone to.
    #[inline]
    pub(super) fn likely_items(&self, items: &Items) -> usize {
        match items.layout {
            _ if items.close == 0 => 0,
            Layout::Batches(batches) if batches.is_of_strs() => self.strs_ahead() - 1,
            _ => LIKELY,
        }
    }

    /// How many short strs the batch has, or may have if there are many or others; at least one.
    fn strs_ahead(&self) -> usize {
        let (mut rest, mut count) = (self.rest, 0);
        while count < 4 * LIKELY {
            rest = match rest {
                [op::SHORT_BINUNICODE, len, rest @ ..] if rest.len() > usize::from(*len) => {
                    count += 1;
                    &rest[usize::from(*len)..]
                }
                [op::BINGET, _, rest @ ..] => {
                    count += 1;
                    rest
                }
                [op::MEMOIZE, rest @ ..] => rest,
                [op::APPENDS, ..] => return count.max(1),
                _ => break,
            };
        }
        count.max(LIKELY)
    }

    /// How many items the rest of the input holds, if they are as long as those that were read.
    pub(super) fn items_ahead(&self, items: &Items, read: usize) -> usize {
        self.ahead(items.start, read)
    }

    /// How many objects the rest of the input holds, if they are as long as the `read` ones since
    /// `start`.
    pub(super) fn ahead(&self, start: usize, read: usize) -> usize {
        let len = self.position().saturating_sub(start);
        let ahead = self.rest.len() as u128 * read as u128 / len.max(1) as u128;
        usize::try_from(ahead).unwrap_or(usize::MAX)
    }

    /// Takes the items of a batch that stand in a row in their usual form.
    #[inline]
    pub(super) fn items_in_a_row<T: InRow>(&mut self, items: &mut Items, run: &mut Vec<T>) {
        if items.close != 0 {
            let before = run.len();
            self.rest = T::take_run(self.rest, run);
            items.read += run.len() - before;
        }
    }

    #[inline(never)]
    fn item_or_end(&mut self, items: &mut Items) -> Result<bool, Error> {
        if self.accept_end_of_list(items) {
            self.leave_list(items);
            return Ok(false);
        }
        let is_there = match &mut items.layout {
            Layout::Batches(batches) => {
                let is_there = self.next_in_batches(batches, &mut items.read)?;
                items.close = if batches.is_in_batch() { batches.many() } else { 0 };
                is_there
            }
            Layout::Marked(op::LIST) => {
                let is_there = !self.accept(op::LIST)?;
                if !is_there {
                    if items.container != Container::Sequence && self.put_follows()? {
                        // What begins there is the call.
                        return Err(self.unknown());
                    }
                    self.puts(items.start)?;
                    // It may go on.
                    items.close = 0;
                    items.layout = Layout::Batches(Batches::of_list().of_instance());
                    return self.item_or_end(items);
                }
                is_there
            }
            Layout::Marked(close) => {
                let close = *close;
                let is_there = !self.accept(close)?;
                match close {
                    _ if is_there => {}
                    op::FROZENSET => self.puts(items.start)?,
                    _ => self.puts_tuple(items)?,
                }
                is_there
            }
            Layout::Empty => {
                self.puts(items.start)?;
                false
            }
            Layout::Postfix => self.item_of_postfix_tuple(items)?,
        };
        if !is_there {
            match items.container {
                Container::CalledSet | Container::Base => {
                    self.close_last_call()?;
                    // No fewer bytes than items.
                    self.charge(4 * (self.position() - items.start))?;
                    self.puts(items.start)?;
                }
                Container::Deque => {
                    let call = self.calls.pop().ok_or_else(|| self.unknown())?;
                    self.close_deque(call)?;
                    self.puts(items.start)?;
                    items.container = Container::Sequence;
                    items.layout = Layout::Batches(Batches::of_list().of_instance());
                    return self.item_or_end(items);
                }
                Container::Sequence | Container::Lists | Container::Set => {}
            }
            self.leave_list(items);
            if matches!(items.container, Container::Set | Container::CalledSet) {
                self.hashed = self.hashed.saturating_sub(1);
            }
            self.end_replay(items.is_replay)?;
            if matches!(items.layout, Layout::Postfix | Layout::Marked(op::TUPLE)) {
                self.rest_behind_tuple = self.rest.len();
            }
        }
        Ok(is_there)
    }

    /// Leaves the list or set.
    #[inline]
    fn leave_list(&mut self, items: &Items) {
        if items.container == Container::Lists {
            self.lists.pop();
        }
        self.leave();
    }

    /// Goes to the next item of a tuple that is taken for a list.
    fn item_of_postfix_tuple(&mut self, items: &mut Items) -> Result<bool, Error> {
        if items.read > 3 {
            return Err(self.unknown());
        }
        if items.read > 0 && self.accept(items.layout.close(items.read))? {
            self.puts_tuple(items)?;
            return Ok(false);
        }
        items.read += 1;
        Ok(true)
    }

    #[inline(always)]
    pub(super) fn tuple(&mut self, len: usize) -> Result<Items, Error> {
        self.enter()?;
        // The walk is made at the end: whatever is handed over before has to be copied.
        let start = self.position();
        let (start, layout, is_replay) = match (self.rest, len) {
            ([op::MARK, rest @ ..], 4..) if self.protocol >= 2 => {
                self.rest = rest;
                (start, Layout::Marked(op::TUPLE), false)
            }
            ([opcode, ..], 1..=3) if self.protocol >= 2 && self.is_simple(*opcode) => {
                (start, Layout::Postfix, false)
            }
            _ => self.tuple_in_any_form(len)?,
        };
        Ok(Items::new(start, layout, is_replay))
    }

    /// Whether the next opcode is that of a number or str, or a GET of a str or global: no tuple.
    #[inline]
    fn is_simple(&self, opcode: u8) -> bool {
        match opcode {
            op::BININT | op::BININT1 | op::BININT2 | op::BINFLOAT | op::SHORT_BINUNICODE => true,
            op::BINGET => self.rest.get(1).is_some_and(|&index| {
                matches!(self.entry(index.into()), Tag::Text | Tag::Global(_))
            }),
            _ => false,
        }
    }

    /// A tuple that begins with a value.
    #[inline(never)]
    pub(super) fn tuple_of_wholes(&mut self, len: usize) -> Result<Items, Error> {
        self.enter()?;
        let (start, layout, is_replay) = self.tuple_in_any_form(len)?;
        Ok(Items::new(start, layout, is_replay))
    }

    #[inline(never)]
    fn tuple_in_any_form(&mut self, len: usize) -> Result<(usize, Layout, bool), Error> {
        let is_first_item = self.protocol >= 2 && self.is_first_item_met_again()?;
        let is_replay = !is_first_item && self.replay_get_of(|tag| tag == Tag::Tuple(len))?;
        let is_list_again = !is_replay && self.replay_get_of_list()?;
        let is_replay = is_replay || is_list_again;
        let opcode = self.peek()?;
        let start = self.position();
        // The first item of a short tuple may be a list, too.
        let is_list = match opcode {
            _ if is_list_again => true,
            op::EMPTY_LIST => self.protocol < 2 || len > 3 || !self.tuple_follows()?,
            op::MARK => self.pair_follows(op::MARK, op::LIST)?,
            _ => false,
        };
        if is_list {
            return self
                .list_in_any_form(Batches::of_list())
                .map(|(_, layout, _)| (start, layout, is_replay));
        }
        let layout = self.open_tuple(len)?;
        if layout == Layout::Postfix {
            self.note_entered_tuple();
        }
        Ok((start, layout, is_replay))
    }

    /// Whether a GET of a tuple comes next that is the first item of the tuple to be entered.
    fn is_first_item_met_again(&mut self) -> Result<bool, Error> {
        Ok(match self.peek_get()? {
            Some((index, _)) if matches!(self.entry(index), Tag::Tuple(_)) => {
                let position = self.position();
                self.tuple_follows()?
                    && self.entered_tuples_at(position) < self.tuples_around(position)?
            }
            _ => false,
        })
    }

    /// Goes back to a list that was memoized, if the next opcode is a GET of one.
    fn replay_get_of_list(&mut self) -> Result<bool, Error> {
        match self.peek_get()? {
            Some((index, _)) if self.entry(index).is_object() => {
                let start = self.start_of(index)?;
                if self.protocol >= 2 && self.tuple_follows()? {
                    return Ok(false);
                }
                match self.input.get(start) {
                    Some(&op::EMPTY_LIST) => self.replay_get(),
                    Some(&op::MARK) if self.is_at(start + 1, op::LIST)? => self.replay_get(),
                    _ => Ok(false),
                }
            }
            _ => Ok(false),
        }
    }

    /// Goes to the next item of what is taken for a tuple.
    #[inline]
    pub(super) fn element(&mut self, items: &mut Items) -> Result<(), Error> {
        if let Layout::Batches(_) = items.layout {
            return self.element_of_list(items);
        }
        items.read += 1;
        Ok(())
    }

    #[cold]
    #[inline(never)]
    fn element_of_list(&mut self, items: &mut Items) -> Result<(), Error> {
        if self.item(items)? { Ok(()) } else { Err(self.unknown()) }
    }

    #[cold]
    #[inline(never)]
    fn end_of_list(&mut self, items: &mut Items) -> Result<(), Error> {
        if self.item(items)? { Err(self.unknown()) } else { Ok(()) }
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

    #[inline(always)]
    pub(super) fn end_of_tuple(&mut self, items: &mut Items) -> Result<(), Error> {
        let close = items.layout.close(items.read);
        if close != 0
            && !items.is_replay
            && let [next, rest @ ..] = self.rest
            && *next == close
        {
            self.rest = rest;
            self.puts_as(items.start, Tag::Tuple(items.read))?;
            self.leave();
            self.rest_behind_tuple = self.rest.len();
            return Ok(());
        }
        self.end_of_tuple_in_any_form(items)
    }

    #[inline(never)]
    fn end_of_tuple_in_any_form(&mut self, items: &mut Items) -> Result<(), Error> {
        if let Layout::Batches(_) = items.layout {
            return self.end_of_list(items);
        }
        self.close_tuple(items.layout, items.read)?;
        self.puts_tuple(items)?;
        self.leave();
        self.end_replay(items.is_replay)?;
        self.rest_behind_tuple = self.rest.len();
        Ok(())
    }

    /// Steps over what memoizes a tuple.
    fn puts_tuple(&mut self, items: &Items) -> Result<(), Error> {
        if items.is_replay && !self.put_follows()? {
            // It is the first item of what was memoized.
            return Err(self.unknown());
        }
        self.puts_as(items.start, Tag::Tuple(items.read))
    }

    /// The layout of the tuple of `len` items that begins here, of which EMPTY_TUPLE or MARK is
    /// consumed.
    #[inline]
    pub(super) fn open_tuple(&mut self, len: usize) -> Result<Layout, Error> {
        match len {
            1..=3 if self.protocol >= 2 && !self.short_tuple_is_marked(len)? => Ok(Layout::Postfix),
            0 if self.accept(op::EMPTY_TUPLE)? => Ok(Layout::Empty),
            _ if self.accept(op::MARK)? => Ok(Layout::Marked(op::TUPLE)),
            _ => Err(self.unknown()),
        }
    }

    /// Whether the tuple that begins here is made by TUPLE, although there are shorter ways: other
    /// picklers than Python's write it so. Its first item may begin with a MARK, too.
    #[inline]
    fn short_tuple_is_marked(&mut self, len: usize) -> Result<bool, Error> {
        Ok(self.peek()? == op::MARK && self.mark_is_of_tuple(len)?)
    }

    #[inline(never)]
    fn mark_is_of_tuple(&mut self, len: usize) -> Result<bool, Error> {
        let consumer = self.consumer_of_mark()?;
        Ok(consumer.opcode == Opcode::Tuple
            && self.marked_items(&consumer)? == len
            && !self.tuple_follows()?)
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
