//! What the opcodes ahead will do with the stack.

use super::memo::Tag;
use super::{Cursor, op};
use crate::error::Error;
use crate::opcode::{Layout, Opcode};

impl Cursor<'_, '_> {
    /// Whether exactly one object comes next and is then taken by `single` (APPEND, SETITEM) for
    /// the container that is on top of the stack now; with `pairs`, a key and a value.
    ///
    /// An empty container is followed by something else: the next item of the container around it,
    /// which looks the same at first, but is not taken by `single`. So the opcodes up to there are
    /// run, as far as the height of the stack goes.
    pub(super) fn single_follows(&mut self, single: Opcode, objects: usize) -> Result<bool, Error> {
        // What takes the container itself, or what is below it.
        if let [op::SETITEMS | op::APPENDS | op::BUILD | op::TUPLE | op::STOP, ..] = self.rest {
            return Ok(false);
        }
        self.run_ahead(|opcode, height, marks| {
            (marks == 0 && height == objects && opcode == single).then_some(true)
        })
    }

    /// Whether the MARK that comes next is that of a batch, which `many` (APPENDS, SETITEMS) takes,
    /// and not that of a single item or of something behind the container.
    pub(super) fn batch_follows(&mut self, many: u8) -> Result<bool, Error> {
        self.run_ahead(|opcode, _, marks| match opcode {
            Opcode::Tuple
            | Opcode::List
            | Opcode::Dict
            | Opcode::FrozenSet
            | Opcode::Obj
            | Opcode::Inst
            | Opcode::Appends
            | Opcode::SetItems
            | Opcode::AddItems
                if marks == 1 =>
            {
                Some(opcode.byte() == many)
            }
            _ => None,
        })
    }

    /// Runs the opcodes ahead, as far as the height of the stack goes and the marks on it, until
    /// `answer` has one or what is below is taken.
    fn run_ahead(
        &mut self,
        answer: impl Fn(Opcode, usize, usize) -> Option<bool>,
    ) -> Result<bool, Error> {
        let mut height = 0_usize;
        let mut marks: alloc::vec::Vec<usize> = alloc::vec::Vec::new();
        let mut position = self.position();
        loop {
            let byte = *self.input.get(position).ok_or_else(|| self.unknown())?;
            let opcode = Opcode::from_byte(byte).ok_or_else(|| self.unknown())?;
            if let Some(answer) = answer(opcode, height, marks.len()) {
                return Ok(answer);
            }
            // How many objects the opcode takes, and whether it leaves one.
            let (takes, leaves) = match opcode {
                Opcode::Mark => {
                    marks.push(height);
                    (0, 0)
                }
                Opcode::Frame
                | Opcode::Put
                | Opcode::BinPut
                | Opcode::LongBinPut
                | Opcode::Memoize => (0, 0),
                Opcode::Tuple1 | Opcode::BinPersId | Opcode::ReadonlyBuffer => (1, 1),
                Opcode::Append
                | Opcode::Build
                | Opcode::Tuple2
                | Opcode::Reduce
                | Opcode::NewObj
                | Opcode::StackGlobal => (2, 1),
                Opcode::Tuple3 | Opcode::NewObjEx | Opcode::SetItem => (3, 1),
                Opcode::Tuple
                | Opcode::List
                | Opcode::Dict
                | Opcode::FrozenSet
                | Opcode::Obj
                | Opcode::Inst => {
                    let Some(mark) = marks.pop() else { return Ok(false) };
                    height = mark;
                    (0, 1)
                }
                Opcode::Appends | Opcode::SetItems | Opcode::AddItems => {
                    let Some(mark) = marks.pop() else { return Ok(false) };
                    height = mark;
                    (1, 1)
                }
                Opcode::Stop => return Ok(false),
                Opcode::Pop | Opcode::PopMark | Opcode::Dup | Opcode::Proto => {
                    return Err(self.unknown());
                }
                _ => (0, 1),
            };
            if takes > height {
                return Ok(false);
            }
            height = height - takes + leaves;
            let behind = self.behind(opcode, position + 1)?;
            let is_scanned = matches!(opcode.argument().layout(), Layout::Lines(_));
            self.budget(if is_scanned { 1 + (behind - position) / 8 } else { 1 })?;
            position = behind;
        }
    }

    /// The same for a list that can hold nothing but numbers and bools.
    pub(super) fn single_plain_follows(&mut self) -> Result<bool, Error> {
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
            [op::BINGET, index, ..] if self.entry(usize::from(*index)) == Tag::Text => {
                return Ok(false);
            }
            _ => return self.single_follows(Opcode::Append, 1),
        };
        Ok(self.rest.get(len) == Some(&op::APPEND))
    }

    /// Looking ahead again and again must not take long.
    fn budget(&mut self, steps: usize) -> Result<(), Error> {
        self.lookahead = self.lookahead.checked_sub(steps).ok_or_else(|| self.unknown())?;
        Ok(())
    }

    /// The position behind the argument, which begins at `position`.
    fn behind(&self, opcode: Opcode, position: usize) -> Result<usize, Error> {
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
