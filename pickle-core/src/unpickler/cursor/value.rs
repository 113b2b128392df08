//! Parts of a pickle that have no type: the machine runs them, as far as they go.
//!
//! What a part refers to that stands before it is run again for it, so that it is whole by itself, as
//! the machine would copy it. What is not whole where it is referred to contains the part in turn:
//! that is left to the machine.

use alloc::borrow::Cow;
use alloc::collections::BTreeMap;
use alloc::vec::Vec;
use core::cmp::Reverse;

use super::Cursor;
use super::memo::Tag;
use super::skip::Stack;
use crate::error::Error;
use crate::opcode::Opcode;
use crate::unpickler::globals::Globals;
use crate::unpickler::graph::{Node, NodeId, Origin};
use crate::unpickler::machine::{Machine, State};
use crate::unpickler::source::Source;
use crate::value::Value;

/// Where the last tuples without a MARK were entered that begin at one place, and how many, as far
/// as it matters: what is their first item cannot be told from them.
#[derive(Clone, Copy, Default)]
pub(super) struct EnteredTuples {
    position: usize,
    count: usize,
}

/// From how many bytes on it is asked whether there is much else than values: if not, the machine is
/// faster, which reads them all at once.
const MANY: usize = 16 << 10;

/// What it takes to read a value, kept for the next one.
#[derive(Default)]
pub(super) struct RoomForValues<'de> {
    state: State<'de>,
    stack: Stack,
}

/// A part of the pickle.
#[derive(Clone, Copy)]
pub(super) struct Part {
    pub(super) start: usize,
    pub(super) end: usize,
    /// The index that MEMOIZE gives at the start.
    pub(super) next: usize,
}

impl<'de> Cursor<'_, 'de> {
    /// Notes that a tuple without a MARK begins here.
    pub(super) fn note_entered_tuple(&mut self) {
        let position = self.position();
        let count = self.entered_tuples_at(position) + 1;
        self.entered_tuples = EnteredTuples { position, count };
    }

    /// The same for arguments, which no other tuple has for its first item.
    pub(super) fn note_entered_args(&mut self) {
        self.entered_tuples = EnteredTuples { position: self.position(), count: 1 };
    }

    /// How many tuples that begin at the position were entered.
    pub(super) fn entered_tuples_at(&self, position: usize) -> usize {
        let entered = self.entered_tuples;
        if entered.position == position { entered.count } else { 0 }
    }

    /// For when the same position is come to anew.
    pub(super) fn forget_entered_tuples(&mut self) {
        self.entered_tuples = EnteredTuples::default();
    }

    /// Any object.
    #[inline(never)]
    pub(super) fn value(&mut self) -> Result<Value, Error> {
        self.peek()?;
        let start = self.position();
        let tuples = self.entered_tuples_at(start);
        self.forget_entered_tuples();
        if tuples == 0 && self.is_beginning(start)? {
            // It is all there is: the machine alone is faster.
            return Err(self.unknown());
        }
        if let Some(value) = self.simple_value(start)? {
            return Ok(value);
        }
        let next = self.memoized_before(start)?;
        if !self.is_replaying() {
            self.wholes.push((start, next));
        }
        let end = self.end_of_whole(start, tuples)?;
        self.in_values += end - start;
        if end >= MANY && self.in_values > end / 4 * 3 {
            return Err(self.unknown());
        }
        if self.is_replaying() {
            self.pay_for_copy(end - start)?;
        }
        let mut room = self.room_for_values.take().unwrap_or_default();
        self.skip_judged(end, &mut room.stack)?;
        let object =
            self.run_stepped_over(&mut room.state, &Part { start, end, next }, &room.stack)?;
        let encoding = self.options.encoding;
        let value = Value::from_graph(&room.state.graph, object, encoding, |_, _| Ok(()));
        self.room_for_values = Some(room);
        value.map_err(|_| self.unknown())
    }

    /// A value of a single opcode, if one of the usual ones comes next and nothing is made of it.
    fn simple_value(&mut self, start: usize) -> Result<Option<Value>, Error> {
        let opcode = self.opcode_at(start)?;
        let is_simple = matches!(
            opcode,
            Opcode::None
                | Opcode::NewTrue
                | Opcode::NewFalse
                | Opcode::BinInt
                | Opcode::BinInt1
                | Opcode::BinInt2
                | Opcode::BinFloat
                | Opcode::ShortBinUnicode
                | Opcode::BinUnicode
        );
        let behind = if is_simple { self.behind_puts(start)? } else { return Ok(None) };
        if !self.is_whole_before(behind)? {
            return Ok(None);
        }
        let node = match opcode {
            Opcode::None => {
                self.step(1);
                Node::None
            }
            Opcode::NewTrue | Opcode::NewFalse => Node::Bool(self.bool()?),
            Opcode::BinFloat => Node::Float(self.float()?),
            Opcode::ShortBinUnicode | Opcode::BinUnicode => {
                Node::Str(Cow::Owned(self.unicode_str(Tag::Text)?.into_owned()))
            }
            _ => Node::Int(self.int()?),
        };
        self.puts(start)?;
        Ok(Some(Value::of_node(node, Origin::new(self.before + start as u64, opcode))))
    }

    /// Whether the first opcode of the pickle stands there that leaves anything.
    fn is_beginning(&self, position: usize) -> Result<bool, Error> {
        Ok(self.behind_frames(self.behind_proto())? == position)
    }

    /// How many objects were memoized before the position, if they are by MEMOIZE.
    pub(super) fn memoized_before(&self, position: usize) -> Result<usize, Error> {
        if position == self.position() && !self.is_replaying() || self.indexed > 0 {
            return Ok(self.memo.len());
        }
        let behind = self.wholes.partition_point(|&(start, _)| start <= position);
        let known = behind.checked_sub(1).and_then(|last| self.wholes.get(last));
        let (mut next, mut count) = known.copied().unwrap_or((self.behind_proto(), 0));
        while next < position {
            let opcode = self.opcode_at(next)?;
            count += usize::from(opcode == Opcode::Memoize);
            next = self.next_ahead(opcode, next)?;
        }
        Ok(count)
    }

    /// Pays for a part that is copied again. Of each object the machine counts the references, too:
    /// of both there are no more than bytes.
    fn pay_for_copy(&mut self, len: usize) -> Result<(), Error> {
        self.pay(2 * len)
    }

    /// Whether the machine takes a part, which was stepped over.
    pub(super) fn judge(&mut self, part: &Part, stack: &Stack) -> Result<(), Error> {
        let mut room = self.room_for_values.take().unwrap_or_default();
        self.run_stepped_over(&mut room.state, part, stack)?;
        self.room_for_values = Some(room);
        Ok(())
    }

    /// Has the machine run a part, which was stepped over.
    fn run_stepped_over(
        &mut self,
        state: &mut State<'de>,
        part: &Part,
        stack: &Stack,
    ) -> Result<NodeId, Error> {
        state.graph.truncate(0);
        state.memo.begin_part(part.next as u64);
        let mut outer = Vec::new();
        for &(index, get) in &stack.gets {
            if self.start_of(index)? < part.start {
                outer.push((index, get));
            }
        }
        self.provide(state, outer)?;
        self.run_part(state, part)
    }

    /// Sees to it that the objects are in the memo to which the GETs lead, each an index and where it
    /// stands. What contains others is run before them, so that none is there twice.
    fn provide(&mut self, state: &mut State<'de>, gets: Vec<(usize, usize)>) -> Result<(), Error> {
        if gets.is_empty() {
            return Ok(());
        }
        let needed = self.all_needed(gets)?;
        let mut needed: Vec<(usize, Part)> = needed.into_iter().collect();
        needed.sort_by_key(|(_, part)| (part.start, Reverse(part.end)));
        for (index, part) in needed {
            if state.memo.get(index as u64).is_none() {
                self.pay_for_copy(part.end - part.start)?;
                let id = self.run_part(state, &part)?;
                state.memo.put(index as u64, id);
            }
        }
        Ok(())
    }

    /// The memo's entries to which the GETs lead, and those in these.
    fn all_needed(
        &mut self,
        mut gets: Vec<(usize, usize)>,
    ) -> Result<BTreeMap<usize, Part>, Error> {
        let mut needed: BTreeMap<usize, Part> = BTreeMap::new();
        while let Some((index, position)) = gets.pop() {
            let part = match needed.get(&index) {
                Some(&part) => part,
                None => {
                    let part = self.part_of_entry(index)?;
                    needed.insert(index, part);
                    if !self.entry(index).is_text() {
                        self.add_outer_gets(&part, &mut gets)?;
                    }
                    part
                }
            };
            // What is not whole where it is referred to contains that.
            if part.end > position {
                return Err(self.unknown());
            }
        }
        Ok(needed)
    }

    /// Has the machine run a part, all of whose objects from before are in the memo.
    fn run_part(&mut self, state: &mut State<'de>, part: &Part) -> Result<NodeId, Error> {
        state.memo.number_from(part.next as u64);
        let mut source = Source::new(self.input, None).part(part.start, self.before);
        let mut globals = Globals::All;
        let mut machine = Machine::new(state, &mut source, self.options, &mut globals);
        machine.copies = self.copies;
        let root = machine.run_part(self.protocol, self.before + part.end as u64);
        let is_hashable = self.hashed == 0
            || root.as_ref().is_ok_and(|&root| machine.check_hashable([root].into_iter()).is_ok());
        self.copies = machine.copies;
        match root {
            Ok(root) if is_hashable => Ok(root),
            _ => Err(self.unknown()),
        }
    }

    /// Adds the GETs in the part that lead out of it.
    fn add_outer_gets(&self, part: &Part, gets: &mut Vec<(usize, usize)>) -> Result<(), Error> {
        let mut position = part.start;
        while position < part.end {
            let opcode = self.opcode_at(position)?;
            if let Opcode::BinGet | Opcode::LongBinGet | Opcode::Get = opcode {
                let index = self.index_at(position)?;
                if self.start_of(index)? < part.start {
                    gets.push((index, position));
                }
            }
            position = self.next_ahead(opcode, position)?;
        }
        Ok(())
    }

    /// The part that is the object of the memo's entry.
    pub(super) fn part_of_entry(&mut self, index: usize) -> Result<Part, Error> {
        let start = self.start_of(index)?;
        let (next, end) = match self.entry(index) {
            Tag::Text | Tag::Module => (0, self.behind(self.opcode_at(start)?, start + 1)?),
            _ => {
                let next = self.memoized_before_entry(index)?;
                (next, self.end_of_entry(start, index, next)?)
            }
        };
        Ok(Part { start, end, next })
    }
}
