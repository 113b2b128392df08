//! Stepping from opcode to opcode, without a look at what they do.

use crate::opcode::{Layout, Opcode};

/// What stands behind the opcode at the front, if that is a short one and all there: none of STOP,
/// FRAME, lines of text, and what may be long.
///
/// Most lengths have a case of their own: so the processor goes on with the opcode that it expects
/// next, before it knows where this one ends, and stepping takes half the time.
#[inline]
pub(super) fn behind_short(bytes: &[u8]) -> Option<&[u8]> {
    let (&opcode, argument) = bytes.split_first()?;
    match STEPS[usize::from(opcode)] {
        Step { fixed: 0, .. } => None,
        Step { fixed: 1, .. } => Some(argument),
        Step { fixed: 2, is_counted: false } => argument.get(1..),
        Step { fixed: 5, .. } => argument.get(4..),
        Step { fixed: 9, .. } => argument.get(8..),
        Step { is_counted: false, fixed } => bytes.get(fixed..),
        Step { is_counted: true, .. } => {
            let (&len, bytes) = argument.split_first()?;
            bytes.get(usize::from(len)..)
        }
    }
}

/// How long an opcode is, with its argument.
#[derive(Clone, Copy)]
struct Step {
    /// The part that is always the same; 0 for the opcodes that are not stepped over.
    fixed: usize,
    /// Whether the first byte of the argument says how many bytes follow.
    is_counted: bool,
}

static STEPS: [Step; 256] = {
    let mut steps = [Step { fixed: 0, is_counted: false }; 256];
    let mut index = 0;
    while index < Opcode::ALL.len() {
        let opcode = Opcode::ALL[index];
        steps[opcode.byte() as usize] = match (opcode, opcode.argument().layout()) {
            (Opcode::Stop | Opcode::Frame, _) => Step { fixed: 0, is_counted: false },
            (_, Layout::Fixed(len)) => Step { fixed: 1 + len, is_counted: false },
            (_, Layout::Prefixed { width: 1, .. }) => Step { fixed: 2, is_counted: true },
            _ => Step { fixed: 0, is_counted: false },
        };
        index += 1;
    }
    steps
};
