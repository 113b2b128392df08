//! What an instance is given behind its arguments: the state, whole or by its attributes.

use super::{ArgsWalk, CLOSED, END_OF_RECORD, END_OF_SLOTS, IN_FULL, NO_END, Object};
use crate::error::Error;
use crate::opcode::Opcode;
use crate::unpickler::cursor::batches::Batches;
use crate::unpickler::cursor::memo::Tag;
use crate::unpickler::cursor::text::SHORTEST_RUN;
use crate::unpickler::cursor::{Cursor, op};
use crate::unpickler::decoder::UNKNOWN;

/// Which part of the state of an instance a dict of attributes is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Half {
    /// It is the state, or else the first half of a slots state in TUPLE2.
    Only,
    /// The first half of a slots state in MARK .. TUPLE.
    First,
    /// The second half, and what stands behind it.
    Second(u8),
}

/// How far the state of an instance is read.
#[derive(Clone, Copy)]
pub(super) enum StateWalk {
    /// Nothing of it is read.
    Unread,
    /// In a dict.
    Dict { batches: Batches, half: Half },
    /// In a dict that is no state.
    Record(Batches),
    /// In a dict in MARK .. DICT, which is a state or none.
    Marked(Option<Half>),
    /// In a state that is read as a whole.
    Whole,
    /// Read, or not there.
    Done,
}

impl Cursor<'_, '_> {
    /// Goes to the next attribute; `expected` is tried first.
    #[inline(always)]
    pub(in super::super) fn next_in_state(
        &mut self,
        object: &mut Object,
        expected: usize,
    ) -> Result<Option<usize>, Error> {
        // Beyond the class's run are the names of another. For most classes, that is not to be asked.
        let is_in_run = expected < SHORTEST_RUN || expected <= object.class.attribute_count();
        if is_in_run && self.accept_attribute(object.names.wrapping_add(expected)) {
            object.named = expected;
            return Ok(Some(expected));
        }
        if self.accept_end(object.end) {
            object.leave_batch();
            object.state = StateWalk::Done;
            return Ok(None);
        }
        self.next_in_any_state(object, expected)?;
        Ok(object.index())
    }

    /// Consumes what ends a state, if that comes next.
    #[inline]
    fn accept_end(&mut self, end: u32) -> bool {
        match self.rest {
            [first, second, rest @ ..]
                if u32::from(u16::from_le_bytes([*first, *second])) == end =>
            {
                self.rest = rest;
                true
            }
            _ => false,
        }
    }

    /// The same where it is not so simple. Says what it found by `named`.
    #[inline(never)]
    fn next_in_any_state(&mut self, object: &mut Object, expected: usize) -> Result<(), Error> {
        if object.names & CLOSED == 0 && self.accept_new_name(object.class, expected) {
            object.named = expected;
            return Ok(());
        }
        let is_end = match object.end {
            END_OF_SLOTS => self.accept_end_of_slots(),
            END_OF_RECORD => self.accept_end_of_record(),
            _ => false,
        };
        if is_end {
            object.end_state();
            return Ok(());
        }
        if self.accept_single(object, expected) {
            return Ok(());
        }
        loop {
            let mut is_in_batch = false;
            let is_there = match &mut object.state {
                StateWalk::Unread => {
                    self.end_base(object)?;
                    self.begin_state(object)?;
                    continue;
                }
                StateWalk::Dict { batches, half } => {
                    let half = *half;
                    let is_there = self.next_in_batches(batches, &mut object.read)?;
                    is_in_batch = batches.is_in_batch();
                    if !is_there {
                        object.leave_batch();
                        self.end_state_dict(object, half)?;
                        continue;
                    }
                    is_there
                }
                StateWalk::Record(batches) => {
                    let is_there = self.next_in_batches(batches, &mut object.read)?;
                    is_in_batch = batches.is_in_batch();
                    is_there
                }
                StateWalk::Marked(half) => {
                    let half = *half;
                    let is_there = !self.accept(op::DICT)?;
                    if let Some(half) = half.filter(|_| !is_there) {
                        let here = self.position();
                        self.puts(here)?;
                        self.end_state_dict(object, half)?;
                        continue;
                    }
                    is_there
                }
                StateWalk::Whole => return Err(self.unknown()),
                StateWalk::Done => false,
            };
            if is_in_batch {
                object.names &= !CLOSED;
            } else {
                object.leave_batch();
            }
            if is_there {
                object.named = self.attribute(object.class, expected)? | IN_FULL;
            } else {
                object.end_state();
            }
            return Ok(());
        }
    }

    /// Goes to the only attribute of a state, or behind it, if that stands here as it usually does.
    fn accept_single(&mut self, object: &mut Object, expected: usize) -> bool {
        if self.protocol == 0 || self.is_replaying() {
            return false;
        }
        match object.state {
            StateWalk::Unread
                if matches!(object.args, ArgsWalk::Done)
                    && expected < object.class.attribute_count() =>
            {
                let (rest, start) = (self.rest, self.position());
                let is_memoized = match rest {
                    [op::EMPTY_DICT, op::MEMOIZE, behind @ ..] => {
                        self.rest = behind;
                        true
                    }
                    [op::EMPTY_DICT, behind @ ..] => {
                        self.rest = behind;
                        false
                    }
                    _ => return false,
                };
                if !self.accept_attribute((object.names & !CLOSED) + expected) {
                    self.rest = rest;
                    return false;
                }
                if is_memoized {
                    self.memoize(start, Tag::Object);
                }
                object.leave_batch();
                object.named = expected;
                let batches = Batches::of_dict().at_single();
                object.state = StateWalk::Dict { batches, half: Half::Only };
                true
            }
            StateWalk::Dict { batches, half: Half::Only }
                if batches.is_at_single() && self.accept_all([op::SETITEM, op::BUILD]) =>
            {
                object.end_state();
                true
            }
            _ => false,
        }
    }

    /// Enters the second half of a slots state without a first, if it comes in its usual form.
    #[inline]
    pub(super) fn accept_slots(&mut self, object: &mut Object) {
        match self.rest {
            [op::NONE, op::EMPTY_DICT, op::MARK, rest @ ..] => self.rest = rest,
            [op::NONE, op::EMPTY_DICT, op::MEMOIZE, op::MARK, rest @ ..] => {
                self.memoize(self.position() + 1, Tag::Object);
                self.rest = rest;
            }
            _ => return,
        }
        object.enter_batch_of(Half::Second(op::TUPLE2), END_OF_SLOTS);
    }

    /// Consumes what ends a slots state, if that comes in its usual form.
    fn accept_end_of_slots(&mut self) -> bool {
        match self.rest {
            [op::SETITEMS, op::TUPLE2, op::BUILD, rest @ ..] => self.rest = rest,
            [op::SETITEMS, op::TUPLE2, op::MEMOIZE, op::BUILD, rest @ ..] => {
                self.memoize(self.position() + 1, Tag::Object);
                self.rest = rest;
            }
            _ => return false,
        }
        true
    }

    /// Consumes what ends a dict, if no other batch comes behind it.
    fn accept_end_of_record(&mut self) -> bool {
        match self.rest {
            [op::SETITEMS, next, ..] if !matches!(*next, op::MARK | op::FRAME) => {
                self.step(1);
                true
            }
            _ => false,
        }
    }

    /// Steps over the attributes of an instance of which none is asked for.
    #[inline]
    pub(in super::super) fn skip_state(&mut self, object: &mut Object) -> Result<(), Error> {
        let is_read = matches!(object.args, ArgsWalk::Done) && !object.is_replay;
        if is_read
            && matches!(object.state, StateWalk::Unread)
            && let Some(next) = self.rest.first()
            && !matches!(*next, op::NONE | op::EMPTY_DICT | op::MARK | op::FRAME)
        {
            object.state = StateWalk::Done;
            return Ok(());
        }
        self.skip_any_state(object)
    }

    #[inline(never)]
    fn skip_any_state(&mut self, object: &mut Object) -> Result<(), Error> {
        while self.next_in_state(object, 0)?.is_some() {
            self.skip_next()?;
        }
        Ok(())
    }

    /// Goes to the whole state, if there is one.
    pub(in super::super) fn next_whole_state(
        &mut self,
        object: &mut Object,
    ) -> Result<bool, Error> {
        match object.state {
            StateWalk::Unread => self.end_base(object)?,
            StateWalk::Dict { .. } if object.end != NO_END => self.leave_entered_batch(object),
            StateWalk::Whole => {
                // A further one is so rare that it is not looked for: it is met as what it is not.
                self.expect(op::BUILD)?;
                object.state = StateWalk::Done;
                return Ok(false);
            }
            _ => return Ok(false),
        }
        let is_there = self.state_follows()?;
        object.state = if is_there { StateWalk::Whole } else { StateWalk::Done };
        Ok(is_there)
    }

    /// Goes back to the beginning of the state whose first batch was entered with the arguments.
    fn leave_entered_batch(&mut self, object: &mut Object) {
        let batch = self.position() - 1;
        let is_memoized = self.input[batch - 1] == op::MEMOIZE;
        if is_memoized && self.replays.is_empty() {
            self.memo.pop();
        }
        let is_behind_none = object.end == END_OF_SLOTS;
        self.go_to(batch - 1 - usize::from(is_memoized) - usize::from(is_behind_none));
        object.leave_batch();
        object.state = StateWalk::Unread;
    }

    /// Enters the state behind the arguments, if there is one.
    fn begin_state(&mut self, object: &mut Object) -> Result<(), Error> {
        match self.peek()? {
            op::NONE if self.pair_follows(op::NONE, op::EMPTY_DICT)? => {
                self.step(1);
                self.begin_state_dict(object, Half::Second(op::TUPLE2))
            }
            op::NONE if self.pair_follows(op::NONE, op::BUILD)? => {
                self.step(1);
                object.state = StateWalk::Done;
                self.expect(op::BUILD)
            }
            op::EMPTY_DICT => self.begin_state_dict(object, Half::Only),
            op::MARK if self.pair_follows(op::MARK, op::DICT)? => {
                self.begin_state_dict(object, Half::Only)
            }
            op::MARK if self.state_follows()? => self.begin_marked_state(object),
            _ => {
                object.state = StateWalk::Done;
                self.end_of_replayed(object)
            }
        }
    }

    /// The state in MARK .. DICT, or the slots state in MARK .. TUPLE.
    fn begin_marked_state(&mut self, object: &mut Object) -> Result<(), Error> {
        match self.consumer_of_mark()?.opcode {
            Opcode::Dict => self.begin_state_dict(object, Half::Only),
            Opcode::Tuple => {
                self.step(1);
                let is_none = self.accept(op::NONE)?;
                let half = if is_none { Half::Second(op::TUPLE) } else { Half::First };
                self.begin_state_dict(object, half)
            }
            _ => Err(self.unknown()),
        }
    }

    fn begin_state_dict(&mut self, object: &mut Object, half: Half) -> Result<(), Error> {
        self.peek()?;
        let start = self.position();
        if !self.accept(op::EMPTY_DICT)? {
            self.expect(op::MARK)?;
            if !self.accept(op::DICT)? {
                object.state = StateWalk::Marked(Some(half));
                return Ok(());
            }
        }
        self.puts(start)?;
        if half == Half::Only && self.accept_all([op::MARK]) {
            object.enter_batch();
            return Ok(());
        }
        // Python writes no state rather than an empty one, save Python 2.
        let is_empty = matches!(self.peek()?, op::BUILD | op::EMPTY_DICT | op::TUPLE2 | op::TUPLE);
        let batches = Batches::of_dict();
        let batches = if is_empty { batches } else { batches.filled() };
        object.state = StateWalk::Dict { batches, half };
        Ok(())
    }

    /// Leaves a dict of attributes, for the second one of a slots state if there is one.
    fn end_state_dict(&mut self, object: &mut Object, half: Half) -> Result<(), Error> {
        match (self.peek()?, half) {
            (op::BUILD, Half::Only) => self.step(1),
            (op::EMPTY_DICT, Half::Only) => {
                return self.begin_state_dict(object, Half::Second(op::TUPLE2));
            }
            (op::NONE, Half::Only) => {
                self.step(1);
                self.end_slots(op::TUPLE2)?;
            }
            (op::NONE, Half::First) => {
                self.step(1);
                self.end_slots(op::TUPLE)?;
            }
            (opcode, Half::Second(close)) if opcode == close => self.end_slots(close)?,
            (op::EMPTY_DICT, Half::First) => {
                return self.begin_state_dict(object, Half::Second(op::TUPLE));
            }
            (op::MARK, Half::First) if self.protocol == 0 => {
                return self.begin_state_dict(object, Half::Second(op::TUPLE));
            }
            // A dict of more than a thousand.
            (op::MARK, _) => {
                self.step(1);
                object.state = StateWalk::Dict { batches: Batches::of_dict().begun(), half };
                return Ok(());
            }
            _ => return Err(self.unknown()),
        }
        object.state = StateWalk::Done;
        Ok(())
    }

    fn end_slots(&mut self, close: u8) -> Result<(), Error> {
        let start = self.position();
        self.expect(close)?;
        self.puts(start)?;
        self.expect(op::BUILD)
    }

    /// Steps over the states that nobody asked for.
    #[cold]
    #[inline(never)]
    pub(super) fn end_of_unread_state(&mut self, object: &mut Object) -> Result<(), Error> {
        match object.state {
            StateWalk::Unread => self.end_base(object)?,
            StateWalk::Dict { .. } if object.end != NO_END && object.named == UNKNOWN => {
                self.leave_entered_batch(object);
            }
            _ => return Err(self.unknown()),
        }
        while self.unread_state_follows()? {
            self.skip_next()?;
            self.expect(op::BUILD)?;
        }
        self.end_of_replayed(object)
    }

    /// Whether a state follows that nobody asked for. One that begins with a class, a number or a str
    /// is so rare that it is not looked for: it is met as what it is not.
    fn unread_state_follows(&mut self) -> Result<bool, Error> {
        let is_next = match self.peek()? {
            op::BININT1 | op::BININT2 | op::BININT | op::BINFLOAT | op::SHORT_BINUNICODE => true,
            _ => self.peek_known()?.is_some(),
        };
        if is_next && !self.is_replaying() { Ok(false) } else { self.state_follows() }
    }

    /// Sees to it that nothing more is done to an instance without a state that is read again. When it
    /// is read first, that shows in what stands behind.
    fn end_of_replayed(&mut self, object: &Object) -> Result<(), Error> {
        let goes_on = object.is_replay
            && (self.item_follows()?
                || self.entry_follows()?
                || self.peek()? == op::MARK
                    && (self.batch_follows(op::APPENDS)? || self.batch_follows(op::SETITEMS)?));
        if goes_on { Err(self.unknown()) } else { Ok(()) }
    }
}
