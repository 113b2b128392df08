//! What opcodes do with the stack: how high it is, and where the objects on it begin.

use alloc::vec::Vec;

use crate::opcode::Opcode;

/// What an opcode does with the stack.
#[derive(Clone, Copy)]
pub(super) enum Effect {
    /// It takes as many objects, and leaves as many.
    Replaces(u8, u8),
    /// It leaves a MARK.
    Marks,
    /// It takes all from the topmost MARK on, and as many objects below, and leaves one.
    Collects(u8),
    /// It ends the pickle.
    Stop,
    /// Something that no pickler writes.
    Unknown,
}

#[inline]
pub(super) fn effect(opcode: Opcode) -> Effect {
    effect_of(opcode.byte())
}

/// The same for the byte of an opcode, or for one that is none.
#[inline]
pub(super) fn effect_of(byte: u8) -> Effect {
    EFFECTS[usize::from(byte)]
}

static EFFECTS: [Effect; 256] = {
    let mut effects = [Effect::Unknown; 256];
    let mut index = 0;
    while index < Opcode::ALL.len() {
        let opcode = Opcode::ALL[index];
        effects[opcode.byte() as usize] = match opcode {
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
        };
        index += 1;
    }
    effects
};

/// The objects above a place on the stack: how many there are.
#[derive(Default)]
pub(super) struct Heights {
    pub(super) height: usize,
    pub(super) marks: Vec<usize>,
}

impl Heights {
    /// Whether there is one whole object.
    pub(super) fn is_at_one(&self) -> bool {
        self.height == 1 && self.marks.is_empty()
    }

    /// Whether the opcode takes nothing from below.
    pub(super) fn run(&mut self, effect: Effect) -> bool {
        let (takes, leaves) = match effect {
            Effect::Replaces(takes, leaves) => (takes, usize::from(leaves)),
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
        let Some(kept) = self.height.checked_sub(usize::from(takes)) else { return false };
        self.height = kept + leaves;
        true
    }
}

/// The objects on the stack: where each begins.
#[derive(Default)]
pub(super) struct Starts {
    pub(super) starts: Vec<usize>,
    /// How many objects are below each MARK, and where it stands.
    pub(super) marks: Vec<(usize, usize)>,
}

impl Starts {
    /// Whether all that the opcode at the position takes is there.
    pub(super) fn run(&mut self, effect: Effect, position: usize) -> bool {
        // What takes others begins where the first of them does, or the MARK before.
        let (kept, mark) = match effect {
            Effect::Replaces(_, 0) => return true,
            Effect::Replaces(takes, _) => (self.starts.len().checked_sub(takes.into()), None),
            Effect::Marks => {
                self.marks.push((self.starts.len(), position));
                return true;
            }
            Effect::Collects(below) => match self.marks.pop() {
                Some((height, mark)) => {
                    (height.checked_sub(below.into()), (below == 0).then_some(mark))
                }
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
