//! What the opcodes ahead will do with the stack.

use alloc::vec;
use alloc::vec::Vec;

use super::memo::Tag;
use super::{Cursor, op};
use crate::error::Error;
use crate::opcode::{Layout, Opcode};
use crate::unpickler::steps::behind_short;

/// What takes the objects of the whole pickle: for each byte of it what is known of what begins
/// there.
pub(in crate::unpickler) struct Taken(Vec<u16>);

impl Taken {
    /// An item that APPEND takes.
    const ITEM: u16 = 1;
    /// A key that SETITEM takes, with its value.
    const KEY: u16 = 1 << 1;
    /// A state that BUILD takes.
    const STATE: u16 = 1 << 2;
    /// A tuple.
    const TUPLE: u16 = 1 << 3;
    /// A tuple that is memoized, and another, of which it is the first item.
    const MEMOIZED: u16 = 1 << 7;
    const MEMOIZED_TWICE: u16 = 1 << 8;
    /// A MARK that APPENDS, SETITEMS or ADDITEMS takes.
    const APPENDS: u16 = 1 << 4;
    const SETITEMS: u16 = 1 << 5;
    const ADDITEMS: u16 = 1 << 6;

    fn note(&mut self, position: usize, what: u16) {
        self.0[position] |= what;
    }

    fn note_memoized(&mut self, position: usize) {
        let is_first = !self.is(position, Taken::MEMOIZED);
        self.note(position, if is_first { Taken::MEMOIZED } else { Taken::MEMOIZED_TWICE });
    }

    fn is(&self, position: usize, what: u16) -> bool {
        self.0.get(position).is_some_and(|noted| noted & what != 0)
    }
}

/// What takes a MARK.
pub(super) struct Taker {
    pub(super) opcode: Opcode,
    pub(super) position: usize,
    /// How many objects it takes along.
    pub(super) items: usize,
}

impl Cursor<'_, '_> {
    /// Whether exactly one object comes next and is then taken by APPEND for the list that is on top
    /// of the stack now.
    ///
    /// An empty list is followed by something else: the next item of the container around it, which
    /// looks the same at first, but is not taken by APPEND. So the opcodes up to there are run, as
    /// far as the height of the stack goes.
    pub(super) fn item_follows(&mut self) -> Result<bool, Error> {
        self.single_follows(Opcode::Append, 1, Taken::ITEM)
    }

    /// The same for a key and a value, and SETITEM.
    pub(super) fn entry_follows(&mut self) -> Result<bool, Error> {
        self.single_follows(Opcode::SetItem, 2, Taken::KEY)
    }

    /// Whether the object that comes next is a state, which BUILD takes.
    pub(super) fn state_follows(&mut self) -> Result<bool, Error> {
        self.single_follows(Opcode::Build, 1, Taken::STATE)
    }

    fn single_follows(&mut self, single: Opcode, objects: usize, what: u16) -> Result<bool, Error> {
        // What takes the container itself, or what is below it.
        if let op::SETITEMS | op::APPENDS | op::BUILD | op::TUPLE | op::STOP = self.peek()? {
            return Ok(false);
        }
        if self.taken.is_none() {
            let near = self.run_ahead(|opcode, height, marks| {
                (marks == 0 && height == objects && opcode == single).then_some(true)
            })?;
            if let Some(answer) = near {
                return Ok(answer);
            }
        }
        self.is_taken(what)
    }

    /// Whether the next object is the id that BINPERSID takes.
    pub(super) fn persistent_id_follows(&mut self) -> Result<bool, Error> {
        if self.peek()? == op::PERSID {
            return Err(self.unknown());
        }
        let mut stack = Heights::default();
        let mut position = self.position();
        loop {
            let opcode = self.opcode_at(position)?;
            if opcode == Opcode::BinPersId && stack.height == 1 && stack.marks.is_empty() {
                return Ok(true);
            }
            // A whole object that something is done to is no id.
            if !stack.run(effect(opcode)) {
                return Ok(false);
            }
            position = self.next_ahead(opcode, position)?;
        }
    }

    /// Whether a tuple begins here.
    pub(super) fn tuple_follows(&mut self) -> Result<bool, Error> {
        self.peek()?;
        self.is_taken(Taken::TUPLE)
    }

    /// Whether more than one tuple begins here that is memoized.
    pub(super) fn memoized_tuples_follow(&mut self) -> Result<bool, Error> {
        self.is_taken(Taken::MEMOIZED_TWICE)
    }

    /// What takes the MARK that comes next.
    pub(super) fn taker_of_mark(&self) -> Result<Taker, Error> {
        let mut stack = Heights::default();
        let mut position = self.position();
        loop {
            let opcode = self.opcode_at(position)?;
            let effect = effect(opcode);
            if let (Effect::Collects(_), [mark]) = (effect, stack.marks.as_slice()) {
                return Ok(Taker { opcode, position, items: stack.height - mark });
            }
            if !stack.run(effect) {
                return Err(self.unknown());
            }
            position = self.next_ahead(opcode, position)?;
        }
    }

    /// Whether the MARK that comes next is that of a batch, which `many` (APPENDS, SETITEMS) takes,
    /// and not that of a single item or of something behind the container.
    pub(super) fn batch_follows(&mut self, many: u8) -> Result<bool, Error> {
        if self.taken.is_none() {
            let near = self.run_ahead(|opcode, _, marks| match effect(opcode) {
                Effect::Collects(_) if marks == 1 => Some(opcode.byte() == many),
                _ => None,
            })?;
            if let Some(answer) = near {
                return Ok(answer);
            }
        }
        self.is_taken(match many {
            op::APPENDS => Taken::APPENDS,
            op::SETITEMS => Taken::SETITEMS,
            _ => Taken::ADDITEMS,
        })
    }

    /// Runs the opcodes ahead, as far as the height of the stack goes and the marks on it, until
    /// `answer` has one or what is below is taken. `None` when this has been done too often: then the
    /// whole pickle is gone through, once for all.
    fn run_ahead(
        &mut self,
        answer: impl Fn(Opcode, usize, usize) -> Option<bool>,
    ) -> Result<Option<bool>, Error> {
        let mut stack = Heights::default();
        let mut position = self.position();
        while let Some(near) = self.near.checked_sub(1) {
            self.near = near;
            let opcode = self.opcode_at(position)?;
            if let Some(answer) = answer(opcode, stack.height, stack.marks.len()) {
                return Ok(Some(answer));
            }
            match effect(opcode) {
                Effect::Unknown => return Err(self.unknown()),
                effect if !stack.run(effect) => return Ok(Some(false)),
                _ => {}
            }
            position = self.next_ahead(opcode, position)?;
        }
        Ok(None)
    }

    /// Whether what begins here is taken so.
    fn is_taken(&mut self, what: u16) -> Result<bool, Error> {
        let taken = match self.taken.take() {
            Some(taken) => taken,
            None => self.find_taken()?,
        };
        let is_taken = taken.is(self.position(), what);
        self.taken = Some(taken);
        Ok(is_taken)
    }

    /// What takes what, from the beginning to STOP.
    fn find_taken(&self) -> Result<Taken, Error> {
        let mut taken = Taken(vec![0; self.input.len()]);
        let mut stack = Starts::default();
        let mut last = Opcode::Stop;
        let mut position = if self.input.first() == Some(&op::PROTO) { 2 } else { 0 };
        loop {
            let opcode = self.opcode_at(position)?;
            match (opcode, stack.starts.as_slice()) {
                (Opcode::Stop, _) => return Ok(taken),
                (Opcode::Append, [.., item]) => taken.note(*item, Taken::ITEM),
                (Opcode::SetItem, [.., key, _]) => taken.note(*key, Taken::KEY),
                (Opcode::Build, [.., state]) => taken.note(*state, Taken::STATE),
                (
                    Opcode::Memoize | Opcode::BinPut | Opcode::LongBinPut | Opcode::Put,
                    [.., object],
                ) if is_tuple(last) => taken.note_memoized(*object),
                (Opcode::Tuple1, [.., first])
                | (Opcode::Tuple2, [.., first, _])
                | (Opcode::Tuple3, [.., first, _, _]) => taken.note(*first, Taken::TUPLE),
                _ => {}
            }
            if let Some(&(_, mark)) = stack.marks.last() {
                match opcode {
                    Opcode::Appends => taken.note(mark, Taken::APPENDS),
                    Opcode::SetItems => taken.note(mark, Taken::SETITEMS),
                    Opcode::AddItems => taken.note(mark, Taken::ADDITEMS),
                    _ => {}
                }
            }
            if !stack.run(effect(opcode), position) {
                return Err(self.unknown());
            }
            position = self.behind(opcode, position + 1)?;
            last = opcode;
        }
    }

    /// Where the next object ends. All that is added to it belongs to it, so it takes a look at how
    /// far that is: up to where it is taken itself, with what stands before it.
    pub(super) fn end_of_next(&mut self) -> Result<usize, Error> {
        self.peek()?;
        self.end_of(self.position())
    }

    /// The same for the object at the position.
    pub(super) fn end_of(&self, mut position: usize) -> Result<usize, Error> {
        let mut stack = Heights::default();
        let mut end = None;
        loop {
            let opcode = self.opcode_at(position)?;
            let effect = effect(opcode);
            if matches!(effect, Effect::Unknown) {
                return Err(self.unknown());
            }
            if !stack.run(effect) {
                return end.ok_or_else(|| self.unknown());
            }
            position = self.next_ahead(opcode, position)?;
            if stack.height == 1 && stack.marks.is_empty() && opcode != Opcode::Frame {
                end = Some(position);
            }
        }
    }

    /// The opcode that makes the instance that begins at `start`, and its position.
    pub(super) fn maker(&self, start: usize) -> Option<(usize, Opcode)> {
        let mut stack = Heights::default();
        let mut position = start;
        loop {
            let opcode = self.opcode_at(position).ok()?;
            if !stack.run(effect(opcode)) {
                return None;
            }
            let is_maker = matches!(
                opcode,
                Opcode::Reduce | Opcode::NewObj | Opcode::NewObjEx | Opcode::Obj | Opcode::Inst
            );
            if is_maker && stack.height == 1 && stack.marks.is_empty() {
                return Some((position, opcode));
            }
            position = self.behind(opcode, position + 1).ok()?;
        }
    }

    /// Where the opcode stands that is the next behind that at `position`, with what memoizes its
    /// object.
    pub(super) fn behind_puts(&self, position: usize) -> Result<usize, Error> {
        let end = self.behind(self.opcode_at(position)?, position + 1)?;
        self.end_of_puts(end)
    }

    /// Where the opcode stands that is the next behind what memoizes an object, if that comes at
    /// `end`.
    pub(super) fn end_of_puts(&self, end: usize) -> Result<usize, Error> {
        let mut next = self.behind_frames(end)?;
        while let opcode @ (Opcode::Memoize | Opcode::BinPut | Opcode::LongBinPut | Opcode::Put) =
            self.opcode_at(next)?
        {
            next = self.behind_frames(self.behind(opcode, next + 1)?)?;
        }
        Ok(next)
    }

    pub(super) fn opcode_at(&self, position: usize) -> Result<Opcode, Error> {
        let byte = self.input.get(position).copied();
        byte.and_then(Opcode::from_byte).ok_or_else(|| self.unknown())
    }

    /// [`item_follows`](Cursor::item_follows) for a list that can hold nothing but strs.
    pub(super) fn single_str_follows(&mut self) -> Result<bool, Error> {
        match self.peek()? {
            op::SHORT_BINUNICODE => self.is_at(self.behind_puts(self.position())?, op::APPEND),
            op::BINGET if self.name_follows() => self.is_at(self.position() + 2, op::APPEND),
            _ => self.item_follows(),
        }
    }

    /// The same for a list that can hold nothing but instances.
    pub(super) fn single_instance_follows(&mut self) -> Result<bool, Error> {
        match self.peek()? {
            op::SHORT_BINUNICODE if !self.is_module(self.behind_puts(self.position())?) => {
                Ok(false)
            }
            op::BINGET if self.name_follows() && !self.is_module(self.position() + 2) => Ok(false),
            _ => self.item_follows(),
        }
    }

    /// Whether a GET of a str comes next, such as of the name of the next attribute.
    fn name_follows(&self) -> bool {
        matches!(
            self.rest,
            [op::BINGET, index, ..] if matches!(self.entry(usize::from(*index)), Tag::Text)
        )
    }

    /// The same for a list that can hold nothing but numbers and bools.
    pub(super) fn single_number_follows(&mut self) -> Result<bool, Error> {
        let len = match self.rest {
            [op::NEWTRUE | op::NEWFALSE, ..] => 1,
            [op::BININT1, ..] => 2,
            [op::BININT2, ..] => 3,
            [op::BININT, ..] => 5,
            [op::BINFLOAT, ..] => 9,
            [op::LONG1, len, ..] => 2 + usize::from(*len),
            // An end, a name, another list: no number.
            [op::SETITEMS | op::APPENDS | op::BUILD | op::TUPLE | op::EMPTY_LIST, ..] => {
                return Ok(false);
            }
            _ if self.name_follows() => return Ok(false),
            _ => return self.item_follows(),
        };
        match self.rest.get(len) {
            Some(&op::FRAME) => self.item_follows(),
            opcode => Ok(opcode == Some(&op::APPEND)),
        }
    }

    /// Where the opcode behind that at the position stands. Looking ahead again and again must not
    /// take long, nor must looking for the ends of lines.
    fn next_ahead(&self, opcode: Opcode, position: usize) -> Result<usize, Error> {
        let behind = self.behind(opcode, position + 1)?;
        let is_scanned = matches!(opcode.argument().layout(), Layout::Lines(_));
        let steps = if is_scanned { 1 + (behind - position) / 8 } else { 1 };
        self.lookahead.set(self.lookahead.get().checked_sub(steps).ok_or_else(|| self.unknown())?);
        Ok(behind)
    }

    /// The position behind the argument, which begins at `position`.
    pub(super) fn behind(&self, opcode: Opcode, position: usize) -> Result<usize, Error> {
        if let Some(behind) = self.input.get(position - 1..).and_then(behind_short) {
            return Ok(self.input.len() - behind.len());
        }
        let rest = self.input.get(position..).ok_or_else(|| self.unknown())?;
        let len = match opcode.argument().layout() {
            Layout::Fixed(len) => len,
            Layout::Prefixed { width, .. } => {
                let prefix = rest.get(..width).ok_or_else(|| self.unknown())?;
                let len = prefix.iter().rev().fold(0, |len, &byte| len << 8 | u64::from(byte));
                usize::try_from(len)
                    .ok()
                    .and_then(|len| len.checked_add(width))
                    .ok_or_else(|| self.unknown())?
            }
            Layout::Lines(lines) => {
                let mut ends =
                    rest.iter().enumerate().filter(|(_, byte)| **byte == b'\n').map(|(at, _)| at);
                ends.nth(lines - 1).ok_or_else(|| self.unknown())? + 1
            }
        };
        position.checked_add(len).ok_or_else(|| self.unknown())
    }
}

fn is_tuple(opcode: Opcode) -> bool {
    matches!(opcode, Opcode::Tuple | Opcode::Tuple1 | Opcode::Tuple2 | Opcode::Tuple3)
}

/// What an opcode does with the stack.
#[derive(Clone, Copy)]
enum Effect {
    /// It takes as many objects, and leaves as many.
    Replaces(usize, usize),
    /// It leaves a MARK.
    Marks,
    /// It takes all from the topmost MARK on, and as many objects below, and leaves one.
    Collects(usize),
    /// It ends the pickle.
    Stop,
    /// Something that no pickler writes.
    Unknown,
}

fn effect(opcode: Opcode) -> Effect {
    match opcode {
        Opcode::Mark => Effect::Marks,
        Opcode::Frame | Opcode::Put | Opcode::BinPut | Opcode::LongBinPut | Opcode::Memoize => {
            Effect::Replaces(0, 0)
        }
        Opcode::Tuple1 | Opcode::BinPersId | Opcode::ReadonlyBuffer => Effect::Replaces(1, 1),
        Opcode::Append
        | Opcode::Build
        | Opcode::Tuple2
        | Opcode::Reduce
        | Opcode::NewObj
        | Opcode::StackGlobal => Effect::Replaces(2, 1),
        Opcode::Tuple3 | Opcode::NewObjEx | Opcode::SetItem => Effect::Replaces(3, 1),
        Opcode::Tuple
        | Opcode::List
        | Opcode::Dict
        | Opcode::FrozenSet
        | Opcode::Obj
        | Opcode::Inst => Effect::Collects(0),
        Opcode::Appends | Opcode::SetItems | Opcode::AddItems => Effect::Collects(1),
        Opcode::Stop => Effect::Stop,
        Opcode::Pop | Opcode::PopMark | Opcode::Dup | Opcode::Proto => Effect::Unknown,
        _ => Effect::Replaces(0, 1),
    }
}

/// The objects above a place on the stack: how many there are.
#[derive(Default)]
struct Heights {
    height: usize,
    marks: Vec<usize>,
}

impl Heights {
    /// Whether the opcode takes nothing from below.
    fn run(&mut self, effect: Effect) -> bool {
        let (takes, leaves) = match effect {
            Effect::Replaces(takes, leaves) => (takes, leaves),
            Effect::Marks => {
                self.marks.push(self.height);
                (0, 0)
            }
            Effect::Collects(below) => {
                let Some(mark) = self.marks.pop() else { return false };
                self.height = mark;
                (below, 1)
            }
            Effect::Stop | Effect::Unknown => return false,
        };
        let Some(height) = self.height.checked_sub(takes) else { return false };
        self.height = height + leaves;
        true
    }
}

/// The objects on the stack: where each begins.
#[derive(Default)]
struct Starts {
    starts: Vec<usize>,
    /// How many objects are below each MARK, and where it stands.
    marks: Vec<(usize, usize)>,
}

impl Starts {
    /// Whether all that the opcode at the position takes is there.
    fn run(&mut self, effect: Effect, position: usize) -> bool {
        // What takes others begins where the first of them does, or the MARK before.
        let (kept, mark) = match effect {
            Effect::Replaces(_, 0) => return true,
            Effect::Replaces(takes, _) => (self.starts.len().checked_sub(takes), None),
            Effect::Marks => {
                self.marks.push((self.starts.len(), position));
                return true;
            }
            Effect::Collects(below) => match self.marks.pop() {
                Some((height, mark)) => (height.checked_sub(below), (below == 0).then_some(mark)),
                None => return false,
            },
            Effect::Stop | Effect::Unknown => return false,
        };
        let Some(kept) = kept else { return false };
        let start = mark.or_else(|| self.starts.get(kept).copied()).unwrap_or(position);
        self.starts.truncate(kept);
        self.starts.push(start);
        true
    }
}
