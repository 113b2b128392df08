//! Instances, and dicts that are taken for them.

mod arguments;
mod entering;
mod state;

use alloc::borrow::Cow;

use super::batches::Batches;
use super::entries::Entries;
use super::items::Items;
use super::{Cursor, op};
use crate::error::Error;
use crate::global::Class;
use crate::unpickler::decoder::UNKNOWN;
pub(super) use arguments::{ArgsWalk, Base};
use state::{Half, StateWalk};

/// A walk over the parts of an instance, or of a dict taken for one.
pub struct Object {
    pub(super) class: &'static Class,
    start: usize,
    /// Where the class's run of names begins, while in a batch; else with `CLOSED`.
    names: usize,
    /// What ends the state, while in the batch that most states are; else `NO_END`.
    end: u32,
    /// The attribute that was last gone to: an index, as it is or with `IN_FULL`; or `END`.
    named: usize,
    args: ArgsWalk,
    pub(super) expected_args: usize,
    state: StateWalk,
    /// How many were read of the arguments, or of a batch.
    read: usize,
    is_replay: bool,
}

/// Beyond all names, for all that may be added to it.
const CLOSED: usize = 1 << (usize::BITS - 2);

/// SETITEMS and BUILD, as they stand in the input.
const END_OF_STATE: u32 = u16::from_le_bytes([op::SETITEMS, op::BUILD]) as u32;

/// SETITEMS, TUPLE2 and BUILD: not two bytes, so it takes a closer look.
const END_OF_SLOTS: u32 = 1 << 17;

/// SETITEMS, and no further batch.
const END_OF_RECORD: u32 = 1 << 18;

/// None that ever occurs.
const NO_END: u32 = 1 << 16;

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
            end: NO_END,
            named: UNKNOWN,
            args: ArgsWalk::Done,
            expected_args: 1,
            state: StateWalk::Done,
            read: 0,
            is_replay: false,
        }
    }

    /// Goes on within the first batch of a state: what most states are.
    #[inline(always)]
    fn enter_batch(&mut self) {
        self.args = ArgsWalk::Done;
        self.enter_batch_of(Half::Only, END_OF_STATE);
    }

    #[inline(always)]
    fn enter_batch_of(&mut self, half: Half, end: u32) {
        self.names ^= CLOSED;
        self.end = end;
        self.state = StateWalk::Dict { batches: Batches::of_dict().begun(), half };
    }

    /// Goes on within a dict that is no state.
    #[inline(always)]
    fn enter_record(&mut self, state: StateWalk) {
        if let StateWalk::Record(batches) = state
            && batches.is_in_batch()
        {
            self.names ^= CLOSED;
            self.end = END_OF_RECORD;
        }
        self.state = state;
    }

    /// Leaves the batch that it was in, if it was in one.
    fn leave_batch(&mut self) {
        self.names |= CLOSED;
        self.end = NO_END;
    }

    /// Behind the last attribute.
    fn end_state(&mut self) {
        self.leave_batch();
        self.named = END;
        self.state = StateWalk::Done;
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

impl<'de> Cursor<'_, 'de> {
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

    /// The list items of the instance, before its state.
    pub(super) fn items_of_object(&mut self, object: &mut Object) -> Result<Items, Error> {
        self.enter()?;
        if matches!(object.args, ArgsWalk::OfBase(Base::List)) {
            object.args = ArgsWalk::Done;
            return self.items_of_base(object.start);
        }
        let batches = Batches::of_list().of_instance();
        let is_open = matches!(object.state, StateWalk::Unread);
        Ok(Items::of_instance(if is_open { batches } else { batches.ended() }))
    }

    /// The dict items of the instance, before its state.
    pub(super) fn entries_of_object(&mut self, object: &mut Object) -> Result<Entries, Error> {
        self.enter()?;
        if matches!(object.args, ArgsWalk::OfBase(Base::Dict)) {
            object.args = ArgsWalk::Done;
            return self.entries_of_base(object.start);
        }
        let batches = Batches::of_dict().of_instance();
        let is_open = matches!(object.state, StateWalk::Unread);
        let batches = if is_open { batches } else { batches.ended() };
        Ok(Entries::of_instance(self.position(), batches))
    }

    #[inline(always)]
    pub(super) fn end_of_object(&mut self, object: &mut Object) -> Result<(), Error> {
        let is_replay = object.is_replay;
        if !matches!(object.state, StateWalk::Done) {
            self.end_of_unread_state(object)?;
        }
        self.leave();
        self.end_replay(is_replay)
    }
}
