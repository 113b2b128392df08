//! Instances, and dicts that are taken for them.

use alloc::borrow::Cow;

use super::batches::Batches;
use super::calls::Callable;
use super::items::Layout;
use super::memo::Tag;
use super::text::SHORTEST_RUN;
use super::{Cursor, op};
use crate::error::Error;
use crate::global::Class;
use crate::unpickler::decoder::UNKNOWN;

/// A walk over the parts of an instance, or of a dict taken for one.
pub struct Object {
    pub(super) class: &'static Class,
    start: usize,
    /// Where the class's run of names begins, while in the batch of a state; else with `CLOSED`.
    names: usize,
    /// The attribute that was last gone to: an index, as it is or with `IN_FULL`; or `END`.
    named: usize,
    args: Args,
    pub(super) expected_args: usize,
    state: State,
    /// How many were read of a batch.
    read: usize,
    is_replay: bool,
}

/// Beyond all names, for all that may be added to it.
const CLOSED: usize = 1 << (usize::BITS - 2);

/// The attribute's name was looked at, and is kept by the cursor.
const IN_FULL: usize = 1 << (usize::BITS - 1);

/// No index of an attribute: there are no more.
const END: usize = UNKNOWN - 1;

impl Object {
    #[inline(always)]
    fn new(class: &'static Class, run: usize, start: usize) -> Object {
        Object {
            class,
            start,
            names: run | CLOSED,
            named: UNKNOWN,
            args: Args::Done,
            expected_args: 1,
            state: State::Done,
            read: 0,
            is_replay: false,
        }
    }

    /// Goes on within the first batch of a state: what most states are.
    #[inline(always)]
    fn enter_batch(&mut self) {
        self.args = Args::Done;
        self.names ^= CLOSED;
        self.state = State::Dict { batches: Batches::of_attributes().begun(), second: false };
    }

    /// The attribute that was last gone to, if there was one.
    #[inline]
    fn index(&self) -> Option<usize> {
        match self.named {
            END => None,
            UNKNOWN => Some(UNKNOWN),
            named => Some(named & !IN_FULL),
        }
    }
}

/// Where an instance is, and of which class.
struct Found {
    index: usize,
    run: usize,
    start: usize,
    /// Whether the call that makes it is read already.
    is_called: bool,
    is_replay: bool,
}

/// The arguments of an instance.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Args {
    /// None of them is read.
    Unread,
    /// They are being read.
    Open { layout: Layout, read: usize },
    /// The keyword arguments are being read.
    Keywords(Batches),
    /// The call that makes the object is read as a whole.
    Called,
    /// They are read, or the object is a dict.
    Done,
}

/// The state of an instance.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// Nothing of it is read.
    Unread,
    /// In a dict, or the first or second half of a slots state.
    Dict { batches: Batches, second: bool },
    /// In a dict that is no state.
    Record(Batches),
    /// In a dict in MARK .. DICT; whether it is a state.
    Marked(bool),
    /// Read, or not there.
    Done,
}

impl<'de> Cursor<'_, 'de> {
    /// Enters an instance of one of the classes: the class's index, and the walk.
    #[inline(always)]
    pub(super) fn object(&mut self, classes: &[&'static Class]) -> Result<(usize, Object), Error> {
        let start = self.position();
        // The walk is made at the end: whatever is handed over before has to be copied.
        let found = match self.accept_class(classes) {
            Some((index, run)) => Found { index, run, start, is_called: false, is_replay: false },
            None => self.other_object(classes)?,
        };
        self.enter()?;
        let mut object = Object::new(classes[found.index], found.run, found.start);
        object.args = if found.is_called { Args::Called } else { Args::Unread };
        object.state = State::Unread;
        object.is_replay = found.is_replay;
        Ok((found.index, object))
    }

    #[inline(never)]
    fn other_object(&mut self, classes: &[&'static Class]) -> Result<Found, Error> {
        let is_replay = self.follow_get()?;
        self.peek()?;
        let start = self.position();
        let is_called = self.accept_callable(Callable::Reconstructor)?;
        let index =
            if is_called { self.reconstructed(classes, start)? } else { self.class(classes)? };
        Ok(Found { index, run: self.run(classes[index]), start, is_called, is_replay })
    }

    pub(super) fn record(&mut self, class: &'static Class) -> Result<Object, Error> {
        let is_replay = self.follow_get()?;
        let opcode = self.peek()?;
        let start = self.position();
        self.enter_unhashable()?;
        self.step(1);
        let batches = Batches::of_dict();
        let state = match opcode {
            op::EMPTY_DICT => {
                self.puts(start)?;
                State::Record(if class.attribute_count() > 0 { batches.filled() } else { batches })
            }
            op::MARK if self.accept(op::DICT)? => {
                self.puts(start)?;
                State::Record(batches)
            }
            op::MARK => State::Marked(false),
            _ => return Err(self.unknown()),
        };
        let mut object = Object::new(class, self.run(class), start);
        object.state = state;
        object.is_replay = is_replay;
        Ok(object)
    }

    pub(super) fn argument(&mut self, object: &mut Object) -> Result<bool, Error> {
        match &mut object.args {
            Args::Unread => {
                if self.peek()? == op::EMPTY_TUPLE {
                    return Ok(false);
                }
                let layout = self.open_tuple(object.expected_args)?;
                object.args = Args::Open { layout, read: 1 };
                Ok(true)
            }
            Args::Open { read, .. } => {
                *read += 1;
                Ok(*read <= object.expected_args)
            }
            Args::Keywords(_) | Args::Called | Args::Done => Ok(false),
        }
    }

    pub(super) fn keyword(&mut self, object: &mut Object) -> Result<Option<usize>, Error> {
        if !matches!(object.args, Args::Keywords(_)) {
            self.end_positional(object)?;
            let start = self.position();
            self.expect(op::EMPTY_DICT)?;
            self.puts(start)?;
            object.args = Args::Keywords(Batches::of_dict());
        }
        let Args::Keywords(batches) = &mut object.args else { return Err(self.unknown()) };
        if !self.next_in_batches(batches, &mut object.read)? {
            return Ok(None);
        }
        object.named = self.attribute(object.class, 0)? | IN_FULL;
        Ok(object.index())
    }

    /// Leaves the arguments; enters the state as well, where it is the usual one.
    #[inline(always)]
    pub(super) fn end_of_args(&mut self, object: &mut Object) -> Result<(), Error> {
        if object.args != Args::Unread {
            return self.end_of_other_args(object);
        }
        if self.accept_all([op::EMPTY_TUPLE, op::NEWOBJ, op::EMPTY_DICT, op::MARK]) {
            object.enter_batch();
            return Ok(());
        }
        let memoized =
            [op::EMPTY_TUPLE, op::NEWOBJ, op::MEMOIZE, op::EMPTY_DICT, op::MEMOIZE, op::MARK];
        if self.accept_all(memoized) {
            self.memoize(object.start, Tag::Object);
            self.memoize(self.position() - 3, Tag::Object);
            object.enter_batch();
            return Ok(());
        }
        self.end_of_other_args(object)
    }

    #[inline(never)]
    fn end_of_other_args(&mut self, object: &mut Object) -> Result<(), Error> {
        if object.args == Args::Called {
            object.args = Args::Done;
            return Ok(());
        }
        if matches!(object.args, Args::Keywords(_)) {
            self.expect(op::NEWOBJ_EX)?;
        } else {
            self.end_positional(object)?;
            match self.peek()? {
                op::NEWOBJ | op::REDUCE => self.step(1),
                _ => return Err(self.unknown()),
            }
        }
        object.args = Args::Done;
        self.puts(object.start)
    }

    /// Leaves the positional arguments.
    fn end_positional(&mut self, object: &mut Object) -> Result<(), Error> {
        self.peek()?;
        let start = self.position();
        match object.args {
            Args::Unread => self.expect(op::EMPTY_TUPLE)?,
            Args::Open { layout, read } => {
                self.close_tuple(layout, read.min(object.expected_args))?;
            }
            Args::Keywords(_) | Args::Called | Args::Done => return Err(self.unknown()),
        }
        self.puts(start)
    }

    /// Goes to the next attribute; `expected` is tried first.
    #[inline(always)]
    pub(super) fn next_in_state(
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
        if object.names & CLOSED == 0 && self.accept_all([op::SETITEMS, op::BUILD]) {
            object.names |= CLOSED;
            object.state = State::Done;
            return Ok(None);
        }
        self.next_in_other_state(object, expected)?;
        Ok(object.index())
    }

    /// The same where it is not so simple. Says what it found by `named`.
    #[inline(never)]
    fn next_in_other_state(&mut self, object: &mut Object, expected: usize) -> Result<(), Error> {
        loop {
            let is_there = match &mut object.state {
                State::Unread => {
                    self.begin_state(object)?;
                    continue;
                }
                State::Dict { batches, second } => {
                    let second = *second;
                    let is_there = self.next_in_batches(batches, &mut object.read)?;
                    if !is_there {
                        self.end_state_dict(object, second)?;
                        continue;
                    }
                    is_there
                }
                State::Record(batches) => self.next_in_batches(batches, &mut object.read)?,
                State::Marked(is_state) => {
                    let is_state = *is_state;
                    let is_there = !self.accept(op::DICT)?;
                    if !is_there && is_state {
                        self.expect(op::BUILD)?;
                    }
                    is_there
                }
                State::Done => false,
            };
            if is_there {
                object.named = self.attribute(object.class, expected)? | IN_FULL;
            } else {
                object.names |= CLOSED;
                object.named = END;
                object.state = State::Done;
            }
            return Ok(());
        }
    }

    /// The name of the attribute that was last gone to.
    pub(super) fn name_in(&self, object: &Object) -> Cow<'de, str> {
        if object.named & IN_FULL == 0 {
            Cow::Borrowed(object.class.attribute(object.named))
        } else {
            self.attribute_name.clone()
        }
    }

    /// Enters the state behind the arguments, if there is one.
    fn begin_state(&mut self, object: &mut Object) -> Result<(), Error> {
        match self.peek()? {
            op::NONE if self.rest.get(1) == Some(&op::EMPTY_DICT) => {
                self.step(1);
                self.begin_state_dict(object, true)
            }
            op::EMPTY_DICT => self.begin_state_dict(object, false),
            op::MARK => self.begin_marked_state(object),
            _ => {
                object.state = State::Done;
                Ok(())
            }
        }
    }

    fn begin_state_dict(&mut self, object: &mut Object, second: bool) -> Result<(), Error> {
        let start = self.position();
        self.expect(op::EMPTY_DICT)?;
        self.puts(start)?;
        // Python writes no state rather than an empty one, save Python 2.
        let is_empty = matches!(self.peek()?, op::BUILD | op::EMPTY_DICT | op::TUPLE2);
        let batches = Batches::of_attributes();
        let batches = if is_empty { batches } else { batches.filled() };
        object.state = State::Dict { batches, second };
        // The short way ends with BUILD, but the second dict with TUPLE2.
        object.names |= CLOSED;
        Ok(())
    }

    /// MARK, DICT; or MARK, the entries, DICT.
    fn begin_marked_state(&mut self, object: &mut Object) -> Result<(), Error> {
        let start = self.position();
        self.step(1);
        if self.accept(op::DICT)? {
            self.puts(start)?;
            let batches = Batches::of_attributes();
            let batches = if self.peek()? == op::BUILD { batches } else { batches.filled() };
            object.state = State::Dict { batches, second: false };
        } else if self.protocol == 0 && object.class.attribute_count() > 0 {
            object.state = State::Marked(true);
        } else {
            return Err(self.unknown());
        }
        Ok(())
    }

    /// Leaves a dict of attributes, for the second one of a slots state if there is one.
    fn end_state_dict(&mut self, object: &mut Object, second: bool) -> Result<(), Error> {
        match self.peek()? {
            op::BUILD if !second => self.step(1),
            op::EMPTY_DICT if !second => return self.begin_state_dict(object, true),
            op::NONE if !second => {
                self.step(1);
                self.end_slots()?;
            }
            op::TUPLE2 if second => self.end_slots()?,
            _ => return Err(self.unknown()),
        }
        object.state = State::Done;
        Ok(())
    }

    fn end_slots(&mut self) -> Result<(), Error> {
        let start = self.position();
        self.expect(op::TUPLE2)?;
        self.puts(start)?;
        self.expect(op::BUILD)
    }

    #[inline(always)]
    pub(super) fn end_of_object(&mut self, object: &Object) -> Result<(), Error> {
        if object.state != State::Done {
            return Err(self.unknown());
        }
        self.leave();
        self.resume(object.is_replay)
    }
}
