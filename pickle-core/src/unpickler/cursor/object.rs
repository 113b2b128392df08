//! Instances, and dicts that are taken for them.

use super::batches::Batches;
use super::items::Layout;
use super::memo::{Return, Tag};
use super::{Cursor, op};
use crate::error::Error;
use crate::global::Class;
use crate::unpickler::decoder::UNKNOWN;

/// A walk over the parts of an instance, or of a dict taken for one.
pub struct Object {
    pub(super) class: &'static Class,
    start: usize,
    /// Where the class's run of names begins, and how many there are.
    pub(super) run: usize,
    pub(super) count: usize,
    /// The attribute that was last gone to, if by its own name.
    pub(super) named: usize,
    args: Args,
    pub(super) expected_args: usize,
    state: State,
    back: Option<Return>,
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
    /// They are read, or the object is a dict.
    Done,
}

/// The state of an instance.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// Nothing of it is read.
    Unread,
    /// In the batch of a dict: what most states are.
    Batch,
    /// In a dict, or the first or second half of a slots state.
    Dict { batches: Batches, second: bool },
    /// In a dict that is no state.
    Record(Batches),
    /// In a dict in MARK .. DICT; whether it is a state.
    Marked(bool),
    /// Read, or not there.
    Done,
}

impl Cursor<'_, '_> {
    #[inline]
    fn walk(&mut self, class: &'static Class, start: usize, back: Option<Return>) -> Object {
        Object {
            class,
            start,
            run: self.run(class),
            count: class.attribute_count(),
            named: UNKNOWN,
            args: Args::Done,
            expected_args: 1,
            state: State::Done,
            back,
        }
    }

    #[inline]
    pub(super) fn object(&mut self, classes: &[&'static Class]) -> Result<(usize, Object), Error> {
        let start = self.position();
        let Some(index) = self.accept_class(classes) else { return self.other_object(classes) };
        self.enter()?;
        let mut object = self.walk(classes[index], start, None);
        object.args = Args::Unread;
        object.state = State::Unread;
        Ok((index, object))
    }

    #[inline(never)]
    fn other_object(&mut self, classes: &[&'static Class]) -> Result<(usize, Object), Error> {
        let back = self.follow_get_of(Tag::Object)?;
        self.peek()?;
        let start = self.position();
        self.enter()?;
        let index = self.class(classes)?;
        let mut object = self.walk(classes[index], start, back);
        object.args = Args::Unread;
        object.state = State::Unread;
        Ok((index, object))
    }

    pub(super) fn record(&mut self, class: &'static Class) -> Result<Object, Error> {
        let back = self.follow_get()?;
        let opcode = self.peek()?;
        let start = self.position();
        self.enter()?;
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
        let mut object = self.walk(class, start, back);
        object.state = state;
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
            Args::Keywords(_) | Args::Done => Ok(false),
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
        if !self.next_in_batches(batches)? {
            return Ok(None);
        }
        self.attribute(object, 0).map(Some)
    }

    /// Leaves the arguments; enters the state as well, where it is the usual one.
    #[inline]
    pub(super) fn end_of_args(&mut self, object: &mut Object) -> Result<(), Error> {
        if object.args != Args::Unread {
            return self.end_of_other_args(object);
        }
        if self.accept_all([op::EMPTY_TUPLE, op::NEWOBJ, op::EMPTY_DICT, op::MARK]) {
            object.args = Args::Done;
            object.state = State::Batch;
            return Ok(());
        }
        let memoized =
            [op::EMPTY_TUPLE, op::NEWOBJ, op::MEMOIZE, op::EMPTY_DICT, op::MEMOIZE, op::MARK];
        if self.accept_all(memoized) {
            self.memoize(object.start, Tag::Object);
            self.memoize(self.position() - 3, Tag::Object);
            object.args = Args::Done;
            object.state = State::Batch;
            return Ok(());
        }
        self.end_of_other_args(object)
    }

    #[inline(never)]
    fn end_of_other_args(&mut self, object: &mut Object) -> Result<(), Error> {
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
            Args::Keywords(_) | Args::Done => return Err(self.unknown()),
        }
        self.puts(start)
    }

    /// Goes to the next attribute; `expected` is tried first.
    #[inline]
    pub(super) fn next_in_state(
        &mut self,
        object: &mut Object,
        expected: usize,
    ) -> Result<Option<usize>, Error> {
        if object.state == State::Batch {
            if self.accept_attribute(object, expected) {
                return Ok(Some(expected));
            }
            if self.accept_all([op::SETITEMS, op::BUILD]) {
                object.state = State::Done;
                return Ok(None);
            }
        }
        self.next_in_other_state(object, expected)
    }

    #[inline(never)]
    fn next_in_other_state(
        &mut self,
        object: &mut Object,
        expected: usize,
    ) -> Result<Option<usize>, Error> {
        loop {
            let is_there = match &mut object.state {
                State::Unread => {
                    self.begin_state(object)?;
                    continue;
                }
                State::Batch => {
                    let is_there = !self.accept(op::SETITEMS)?;
                    if !is_there {
                        let batches = Batches::of_dict().between();
                        object.state = State::Dict { batches, second: false };
                        continue;
                    }
                    is_there
                }
                State::Dict { batches, second } => {
                    let second = *second;
                    let is_there = self.next_in_batches(batches)?;
                    if !is_there {
                        self.end_state_dict(object, second)?;
                        continue;
                    }
                    is_there
                }
                State::Record(batches) => self.next_in_batches(batches)?,
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
                if self.accept_attribute(object, expected) {
                    return Ok(Some(expected));
                }
                return self.attribute(object, expected).map(Some);
            }
            object.state = State::Done;
            return Ok(None);
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
        let batches = Batches::of_dict();
        let batches = if is_empty { batches } else { batches.filled() };
        object.state = State::Dict { batches, second };
        Ok(())
    }

    /// MARK, DICT; or MARK, the entries, DICT.
    fn begin_marked_state(&mut self, object: &mut Object) -> Result<(), Error> {
        let start = self.position();
        self.step(1);
        if self.accept(op::DICT)? {
            self.puts(start)?;
            let batches = Batches::of_dict();
            let batches = if self.peek()? == op::BUILD { batches } else { batches.filled() };
            object.state = State::Dict { batches, second: false };
        } else if self.protocol == 0 && object.count > 0 {
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

    #[inline]
    pub(super) fn end_of_object(&mut self, object: &Object) -> Result<(), Error> {
        if object.state != State::Done {
            return Err(self.unknown());
        }
        self.leave();
        self.resume(object.back)
    }
}
