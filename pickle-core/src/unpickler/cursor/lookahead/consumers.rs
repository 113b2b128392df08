//! What consumes the objects of a pickle: found out once for all of them, where to look ahead for
//! each would take too long.

use alloc::vec;
use alloc::vec::Vec;

use super::super::Cursor;
use super::stack::{Starts, effect};
use crate::error::Error;
use crate::opcode::Opcode;

/// For each byte of the pickle what is known of what begins there.
pub(in crate::unpickler) struct Consumers(Vec<u16>);

impl Consumers {
    /// An item that APPEND takes.
    pub(super) const ITEM: u16 = 1;
    /// A key that SETITEM takes, with its value.
    pub(super) const KEY: u16 = 1 << 1;
    /// A state that BUILD takes.
    pub(super) const STATE: u16 = 1 << 2;
    /// A tuple.
    pub(super) const TUPLE: u16 = 1 << 3;
    /// A MARK that APPENDS, SETITEMS or ADDITEMS takes.
    pub(super) const APPENDS: u16 = 1 << 4;
    pub(super) const SETITEMS: u16 = 1 << 5;
    pub(super) const ADDITEMS: u16 = 1 << 6;
    /// A tuple that is memoized, and another, of which it is the first item.
    const MEMOIZED: u16 = 1 << 7;
    pub(super) const MEMOIZED_TWICE: u16 = 1 << 8;
    /// The arguments of a call, or the name of a global.
    pub(super) const OPERAND: u16 = 1 << 9;
    /// The second item of a tuple without a MARK.
    pub(super) const SECOND: u16 = 1 << 10;
    /// What is done something with to the object before it.
    pub(super) const ADDED: u16 = Consumers::ITEM
        | Consumers::KEY
        | Consumers::STATE
        | Consumers::APPENDS
        | Consumers::SETITEMS
        | Consumers::ADDITEMS;

    fn note(&mut self, position: usize, what: u16) {
        self.0[position] |= what;
    }

    fn note_memoized(&mut self, position: usize) {
        let is_first = !self.is(position, Consumers::MEMOIZED);
        self.note(position, if is_first { Consumers::MEMOIZED } else { Consumers::MEMOIZED_TWICE });
    }

    pub(super) fn is(&self, position: usize, what: u16) -> bool {
        self.0.get(position).is_some_and(|noted| noted & what != 0)
    }
}

impl Cursor<'_, '_> {
    /// What takes what, from the beginning to STOP.
    pub(super) fn find_consumers(&self) -> Result<Consumers, Error> {
        let mut consumers = Consumers(vec![0; self.input.len()]);
        let mut stack = Starts::default();
        let mut last = Opcode::Stop;
        let mut position = self.behind_proto();
        loop {
            let opcode = self.opcode_at(position)?;
            match (opcode, stack.starts.as_slice()) {
                (Opcode::Stop, _) => return Ok(consumers),
                (Opcode::Append, [.., item]) => consumers.note(*item, Consumers::ITEM),
                (Opcode::SetItem, [.., key, _]) => consumers.note(*key, Consumers::KEY),
                (Opcode::Build, [.., state]) => consumers.note(*state, Consumers::STATE),
                (
                    Opcode::Memoize | Opcode::BinPut | Opcode::LongBinPut | Opcode::Put,
                    [.., object],
                ) if is_tuple(last) => consumers.note_memoized(*object),
                (Opcode::Tuple1, [.., first]) => consumers.note(*first, Consumers::TUPLE),
                (Opcode::Tuple2, [.., first, second])
                | (Opcode::Tuple3, [.., first, second, _]) => {
                    consumers.note(*first, Consumers::TUPLE);
                    consumers.note(*second, Consumers::SECOND);
                }
                (Opcode::Reduce | Opcode::NewObj | Opcode::StackGlobal, [.., operand])
                | (Opcode::NewObjEx, [.., operand, _]) => {
                    consumers.note(*operand, Consumers::OPERAND);
                }
                _ => {}
            }
            if let Some(&(_, mark)) = stack.marks.last() {
                match opcode {
                    Opcode::Appends => consumers.note(mark, Consumers::APPENDS),
                    Opcode::SetItems => consumers.note(mark, Consumers::SETITEMS),
                    Opcode::AddItems => consumers.note(mark, Consumers::ADDITEMS),
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
}

fn is_tuple(opcode: Opcode) -> bool {
    matches!(opcode, Opcode::Tuple | Opcode::Tuple1 | Opcode::Tuple2 | Opcode::Tuple3)
}
