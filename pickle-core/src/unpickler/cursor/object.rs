//! Instances, and dicts that are taken for them.

use alloc::borrow::Cow;

use super::batches::Batches;
use super::calls::Callable;
use super::entries::Entries;
use super::items::{Items, Layout};
use super::lookahead::MarkConsumer;
use super::memo::Tag;
use super::text::SHORTEST_RUN;
use super::{Cursor, op};
use crate::error::Error;
use crate::global::Class;
use crate::opcode::Opcode;
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
    /// How many were read of the arguments, or of a batch.
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
        self.state = State::Dict { batches: Batches::of_dict().begun(), place: Place::Only };
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
    args: Args,
    is_replay: bool,
}

/// The arguments of an instance.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Args {
    /// None of them is read.
    Unread,
    /// They are being read.
    Open { layout: Layout, is_partial: bool },
    /// The call of a `partial`, as far as its arguments.
    Partial,
    /// Those of an old-style class, up to INST or OBJ.
    Old(u8),
    /// The keyword arguments are being read.
    Keywords { batches: Batches, is_marked: bool, is_partial: bool },
    /// The call that makes the object is read as a whole.
    Called,
    /// The call is read as far as the base class, whose value is the last argument.
    OfBase(Base),
    /// They are read, or the object is a dict.
    Done,
}

/// A base class with a value of its own, as `copyreg._reconstructor` is told.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Base {
    /// One whose items are the list items of the instance.
    List,
    /// One whose entries are its dict items.
    Dict,
    /// A tuple: the only argument of the instance, or else its items are the arguments.
    Tuple,
    /// The tuple is open.
    Items,
    /// One whose value is the argument.
    Value,
    /// The argument is read.
    Read,
}

/// Where a dict of attributes stands in the state of an instance.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// It is the state, or else the first half of a slots state in TUPLE2.
    Only,
    /// The first half of a slots state in MARK .. TUPLE.
    First,
    /// The second half, and what stands behind it.
    Second(u8),
}

/// The state of an instance.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    /// Nothing of it is read.
    Unread,
    /// In a dict.
    Dict { batches: Batches, place: Place },
    /// In a dict that is no state.
    Record(Batches),
    /// In a dict in MARK .. DICT, which is a state or none.
    Marked(Option<Place>),
    /// In a state that is read as a whole.
    Whole,
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
            Some((index, run)) => Found { index, run, start, args: Args::Unread, is_replay: false },
            None => self.object_in_any_form(classes)?,
        };
        self.enter()?;
        let mut object = Object::new(classes[found.index], found.run, found.start);
        object.args = found.args;
        object.state = State::Unread;
        object.is_replay = found.is_replay;
        Ok((found.index, object))
    }

    #[inline(never)]
    fn object_in_any_form(&mut self, classes: &[&'static Class]) -> Result<Found, Error> {
        let is_replay = self.follow_get()?;
        self.peek()?;
        let start = self.position();
        let (index, args) = match self.peek_callable()? {
            Some(callable @ Callable::Reconstructor) => {
                self.accept_callable(callable)?;
                self.reconstructed(classes, start)?
            }
            Some(callable @ Callable::Partial) => {
                self.accept_callable(callable)?;
                (self.begin_partial(classes, start)?, Args::Partial)
            }
            Some(callable @ Callable::NewObj) => {
                self.accept_callable(callable)?;
                self.expect(op::MARK)?;
                let layout = Layout::Marked(op::TUPLE);
                (self.class(classes)?, Args::Open { layout, is_partial: false })
            }
            _ if self.accept(op::MARK)? => self.old_class(classes)?,
            _ => (self.class(classes)?, Args::Unread),
        };
        Ok(Found { index, run: self.run(classes[index]), start, args, is_replay })
    }

    /// The class of an instance whose arguments stand behind the MARK that was consumed, and what
    /// stands behind these: OBJ, or INST with the class.
    fn old_class(&mut self, classes: &[&'static Class]) -> Result<(usize, Args), Error> {
        self.go_to(self.position() - 1);
        let MarkConsumer { opcode, position, .. } = self.consumer_of_mark()?;
        self.step(1);
        match opcode {
            Opcode::Obj => Ok((self.class(classes)?, Args::Old(op::OBJ))),
            Opcode::Inst => {
                let args = self.position();
                self.go_to(position + 1);
                let (module, name) = self.global_lines()?;
                self.go_to(args);
                let index = classes.iter().position(|class| class.is(&module, &name));
                Ok((index.ok_or_else(|| self.unknown())?, Args::Old(op::INST)))
            }
            _ => Err(self.unknown()),
        }
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
                State::Record(batches)
            }
            op::MARK if self.accept(op::DICT)? => {
                self.puts(start)?;
                State::Record(batches)
            }
            op::MARK => State::Marked(None),
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
                if self.no_args_follow()? {
                    return Ok(false);
                }
                let layout = self.open_args(object.expected_args)?;
                object.args = Args::Open { layout, is_partial: false };
                object.read = 1;
                Ok(true)
            }
            Args::Partial => {
                let layout = self.open_partial_args(object.class, object.expected_args)?;
                object.args = Args::Open { layout, is_partial: true };
                object.read = 1;
                Ok(true)
            }
            Args::Open { layout, is_partial } => {
                let close = layout.close(object.read + usize::from(*is_partial));
                let is_there = self.peek()? != close;
                object.read += usize::from(is_there);
                Ok(is_there)
            }
            Args::Old(close) => {
                let close = *close;
                Ok(self.peek()? != close)
            }
            Args::OfBase(base @ Base::Tuple) if object.expected_args > 1 => {
                *base = Base::Items;
                self.expect(op::MARK)?;
                Ok(true)
            }
            Args::OfBase(Base::Items) => Ok(self.peek()? != op::TUPLE),
            Args::OfBase(base @ (Base::Tuple | Base::Value)) => {
                *base = Base::Read;
                Ok(true)
            }
            Args::OfBase(_) | Args::Keywords { .. } | Args::Called | Args::Done => Ok(false),
        }
    }

    pub(super) fn keyword(&mut self, object: &mut Object) -> Result<Option<usize>, Error> {
        if !matches!(object.args, Args::Keywords { .. }) {
            let is_partial = self.end_positional(object)?;
            self.peek()?;
            let start = self.position();
            let is_marked = !self.accept(op::EMPTY_DICT)? && {
                self.expect(op::MARK)?;
                !self.accept(op::DICT)?
            };
            if !is_marked {
                self.puts(start)?;
            }
            let batches = Batches::of_dict();
            object.args = Args::Keywords { batches, is_marked, is_partial };
        }
        let Args::Keywords { batches, is_marked, .. } = &mut object.args else {
            return Err(self.unknown());
        };
        let is_there = if *is_marked {
            !self.accept(op::DICT)?
        } else {
            self.next_in_batches(batches, &mut object.read)?
        };
        if !is_there {
            return Ok(None);
        }
        object.named = self.attribute(object.class, 0)? | IN_FULL;
        Ok(object.index())
    }

    /// Leaves the arguments; enters the state as well, where it is the usual one.
    #[inline(always)]
    pub(super) fn end_of_args(&mut self, object: &mut Object) -> Result<(), Error> {
        if object.args != Args::Unread {
            return self.end_of_args_in_any_form(object);
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
        self.end_of_args_in_any_form(object)
    }

    #[inline(never)]
    fn end_of_args_in_any_form(&mut self, object: &mut Object) -> Result<(), Error> {
        match object.args {
            Args::Called => {
                object.args = Args::Done;
                return Ok(());
            }
            Args::Unread if !self.args_follow()? => {
                // The class itself, or what it is called by.
                self.rest_behind_class = self.rest.len();
                object.args = Args::Done;
                object.state = State::Done;
                return Ok(());
            }
            Args::OfBase(Base::List | Base::Dict) => return Ok(()),
            Args::OfBase(base) => {
                match base {
                    Base::Items => {
                        self.expect(op::TUPLE)?;
                        let here = self.position();
                        self.puts(here)?;
                    }
                    Base::Read => {}
                    _ => return Err(self.unknown()),
                }
                self.close_last_call()?;
            }
            Args::Old(close) => {
                self.expect(close)?;
                if close == op::INST {
                    self.global_lines()?;
                }
            }
            Args::Keywords { is_partial: true, .. } => self.end_partial()?,
            Args::Keywords { is_partial: false, .. } => self.expect(op::NEWOBJ_EX)?,
            _ => {
                if self.end_positional(object)? {
                    return Err(self.unknown());
                }
                match self.peek()? {
                    op::NEWOBJ | op::REDUCE => self.step(1),
                    _ => return Err(self.unknown()),
                }
            }
        }
        object.args = Args::Done;
        self.puts(object.start)
    }

    /// Whether the arguments are an empty tuple.
    fn no_args_follow(&mut self) -> Result<bool, Error> {
        let opcode = self.peek()?;
        let next = self.behind_frames(self.position() + 1)?;
        match opcode {
            op::EMPTY_TUPLE => self.is_called_at(next),
            op::MARK if self.input.get(next) == Some(&op::TUPLE) => self.is_called_at(next + 1),
            _ => Ok(false),
        }
    }

    /// Whether what takes the tuple that ends here as arguments comes next, or keyword arguments.
    fn is_called_at(&self, end: usize) -> Result<bool, Error> {
        let end = self.end_of_puts(end)?;
        let opcode = self.input.get(end);
        Ok(matches!(opcode, Some(&(op::NEWOBJ | op::REDUCE | op::EMPTY_DICT))))
    }

    /// Enters a tuple of arguments.
    fn open_args(&mut self, expected: usize) -> Result<Layout, Error> {
        // There may be more than are expected; the first of a few may begin with a MARK, too.
        if self.protocol >= 2 && expected <= 3 && self.peek()? == op::MARK {
            let consumer = self.consumer_of_mark()?;
            if self.is_called_at(consumer.position + 1)? {
                return self.open_tuple(usize::MAX);
            }
        }
        self.open_tuple(expected)
    }

    /// Whether the class that was read is called, and does not stand for itself.
    fn args_follow(&mut self) -> Result<bool, Error> {
        Ok(match self.peek()? {
            op::EMPTY_TUPLE => self.is_called_at(self.position() + 1)?,
            op::MARK => self.consumer_of_mark()?.opcode == Opcode::Tuple,
            _ => false,
        })
    }

    /// Leaves the positional arguments; whether they are those of a `partial`.
    fn end_positional(&mut self, object: &mut Object) -> Result<bool, Error> {
        self.peek()?;
        let start = self.position();
        let is_partial = match object.args {
            Args::Unread => {
                let layout = self.open_tuple(0)?;
                self.close_tuple(layout, 0)?;
                false
            }
            Args::Partial => {
                let layout = self.open_partial_args(object.class, 0)?;
                self.close_tuple(layout, 1)?;
                true
            }
            Args::Open { layout, is_partial } => {
                self.close_tuple(layout, object.read + usize::from(is_partial))?;
                object.read = 0;
                is_partial
            }
            Args::Old(_) | Args::OfBase(_) | Args::Keywords { .. } | Args::Called | Args::Done => {
                return Err(self.unknown());
            }
        };
        self.puts(start)?;
        Ok(is_partial)
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
        self.next_in_any_state(object, expected)?;
        Ok(object.index())
    }

    /// The same where it is not so simple. Says what it found by `named`.
    #[inline(never)]
    fn next_in_any_state(&mut self, object: &mut Object, expected: usize) -> Result<(), Error> {
        loop {
            let is_there = match &mut object.state {
                State::Unread => {
                    self.end_base(object)?;
                    self.begin_state(object)?;
                    continue;
                }
                State::Dict { batches, place } => {
                    let place = *place;
                    let is_there = self.next_in_batches(batches, &mut object.read)?;
                    if !is_there {
                        self.end_state_dict(object, place)?;
                        continue;
                    }
                    is_there
                }
                State::Record(batches) => self.next_in_batches(batches, &mut object.read)?,
                State::Marked(place) => {
                    let place = *place;
                    let is_there = !self.accept(op::DICT)?;
                    if let Some(place) = place.filter(|_| !is_there) {
                        let here = self.position();
                        self.puts(here)?;
                        self.end_state_dict(object, place)?;
                        continue;
                    }
                    is_there
                }
                State::Whole => return Err(self.unknown()),
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

    /// Goes to the whole state, if there is one.
    pub(super) fn next_whole_state(&mut self, object: &mut Object) -> Result<bool, Error> {
        match object.state {
            State::Unread => self.end_base(object)?,
            State::Dict { .. } if object.names & CLOSED == 0 => self.leave_batch(object),
            State::Whole => {
                // A further one is so rare that it is not looked for: it is met as what it is not.
                self.expect(op::BUILD)?;
                object.state = State::Done;
                return Ok(false);
            }
            _ => return Ok(false),
        }
        let is_there = self.state_follows()?;
        object.state = if is_there { State::Whole } else { State::Done };
        Ok(is_there)
    }

    /// Goes back to the beginning of the state whose first batch was entered with the arguments.
    fn leave_batch(&mut self, object: &mut Object) {
        let batch = self.position() - 1;
        let is_memoized = self.input[batch - 1] == op::MEMOIZE;
        if is_memoized && self.replays.is_empty() {
            self.memo.pop();
        }
        self.go_to(batch - 1 - usize::from(is_memoized));
        object.names |= CLOSED;
        object.state = State::Unread;
    }

    /// The error of a function of the user's, at the opcode that makes the object.
    pub(super) fn error_at(&self, object: &Object, before: u64, error: Error) -> Error {
        match self.maker(object.start) {
            Some((position, opcode)) => error.at(before + position as u64, Some(opcode)),
            None => error,
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
            op::NONE if self.pair_follows(op::NONE, op::EMPTY_DICT)? => {
                self.step(1);
                self.begin_state_dict(object, Place::Second(op::TUPLE2))
            }
            op::NONE if self.pair_follows(op::NONE, op::BUILD)? => {
                self.step(1);
                object.state = State::Done;
                self.expect(op::BUILD)
            }
            op::EMPTY_DICT => self.begin_state_dict(object, Place::Only),
            op::MARK if self.pair_follows(op::MARK, op::DICT)? => {
                self.begin_state_dict(object, Place::Only)
            }
            op::MARK if self.state_follows()? => self.begin_marked_state(object),
            _ => {
                object.state = State::Done;
                self.end_of_replayed(object)
            }
        }
    }

    /// The state in MARK .. DICT, or the slots state in MARK .. TUPLE.
    fn begin_marked_state(&mut self, object: &mut Object) -> Result<(), Error> {
        match self.consumer_of_mark()?.opcode {
            Opcode::Dict => self.begin_state_dict(object, Place::Only),
            Opcode::Tuple => {
                self.step(1);
                let is_none = self.accept(op::NONE)?;
                let place = if is_none { Place::Second(op::TUPLE) } else { Place::First };
                self.begin_state_dict(object, place)
            }
            _ => Err(self.unknown()),
        }
    }

    fn begin_state_dict(&mut self, object: &mut Object, place: Place) -> Result<(), Error> {
        // The short way ends with BUILD, as only a dict by itself does.
        object.names |= CLOSED;
        self.peek()?;
        let start = self.position();
        if !self.accept(op::EMPTY_DICT)? {
            self.expect(op::MARK)?;
            if !self.accept(op::DICT)? {
                object.state = State::Marked(Some(place));
                return Ok(());
            }
        }
        self.puts(start)?;
        if place == Place::Only && self.accept_all([op::MARK]) {
            object.enter_batch();
            return Ok(());
        }
        // Python writes no state rather than an empty one, save Python 2.
        let is_empty = matches!(self.peek()?, op::BUILD | op::EMPTY_DICT | op::TUPLE2 | op::TUPLE);
        let batches = Batches::of_dict();
        let batches = if is_empty { batches } else { batches.filled() };
        object.state = State::Dict { batches, place };
        Ok(())
    }

    /// Leaves a dict of attributes, for the second one of a slots state if there is one.
    fn end_state_dict(&mut self, object: &mut Object, place: Place) -> Result<(), Error> {
        match (self.peek()?, place) {
            (op::BUILD, Place::Only) => self.step(1),
            (op::EMPTY_DICT, Place::Only) => {
                return self.begin_state_dict(object, Place::Second(op::TUPLE2));
            }
            (op::NONE, Place::Only) => {
                self.step(1);
                self.end_slots(op::TUPLE2)?;
            }
            (op::NONE, Place::First) => {
                self.step(1);
                self.end_slots(op::TUPLE)?;
            }
            (opcode, Place::Second(close)) if opcode == close => self.end_slots(close)?,
            (op::EMPTY_DICT, Place::First) => {
                return self.begin_state_dict(object, Place::Second(op::TUPLE));
            }
            (op::MARK, Place::First) if self.protocol == 0 => {
                return self.begin_state_dict(object, Place::Second(op::TUPLE));
            }
            // A dict of more than a thousand.
            (op::MARK, _) => {
                self.step(1);
                object.state = State::Dict { batches: Batches::of_dict().begun(), place };
                return Ok(());
            }
            _ => return Err(self.unknown()),
        }
        object.state = State::Done;
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
    fn end_of_unread_state(&mut self, mut object: Object) -> Result<(), Error> {
        match object.state {
            State::Unread => self.end_base(&mut object)?,
            State::Dict { .. } if object.names & CLOSED == 0 && object.named == UNKNOWN => {
                self.leave_batch(&mut object);
            }
            _ => return Err(self.unknown()),
        }
        while self.state_follows()? {
            self.skip_next()?;
            self.expect(op::BUILD)?;
        }
        self.end_of_replayed(&object)
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

    /// Steps over the value of a base class that nobody asked for.
    fn end_base(&mut self, object: &mut Object) -> Result<(), Error> {
        if let Args::OfBase(base) = object.args {
            object.args = Args::Done;
            self.skip_base(base)?;
            self.close_last_call()?;
            self.puts(object.start)?;
        }
        Ok(())
    }

    /// The list items of the instance, before its state.
    pub(super) fn items_of_object(&mut self, object: &mut Object) -> Result<Items, Error> {
        self.enter()?;
        if object.args == Args::OfBase(Base::List) {
            object.args = Args::Done;
            return self.items_of_base(object.start);
        }
        let batches = Batches::of_list().of_instance();
        let is_open = object.state == State::Unread;
        Ok(Items::of_instance(if is_open { batches } else { batches.ended() }))
    }

    /// The dict items of the instance, before its state.
    pub(super) fn entries_of_object(&mut self, object: &mut Object) -> Result<Entries, Error> {
        self.enter()?;
        if object.args == Args::OfBase(Base::Dict) {
            object.args = Args::Done;
            return self.entries_of_base(object.start);
        }
        let batches = Batches::of_dict().of_instance();
        let is_open = object.state == State::Unread;
        Ok(Entries::of_instance(if is_open { batches } else { batches.ended() }))
    }

    #[inline(always)]
    pub(super) fn end_of_object(&mut self, object: Object) -> Result<(), Error> {
        let is_replay = object.is_replay;
        if object.state != State::Done {
            self.end_of_unread_state(object)?;
        }
        self.leave();
        self.resume(is_replay)
    }
}
