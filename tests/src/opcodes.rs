//! Pickles as sequences of opcodes, to rearrange them.

use pickle_core::opcode::{Layout, Opcode};

/// The opcodes of a pickle, each with its argument. Bytes that are no opcode stand alone, and what
/// is cut off goes as far as the pickle does.
pub fn split(mut pickle: &[u8]) -> impl Iterator<Item = &[u8]> {
    std::iter::from_fn(move || {
        let (&byte, argument) = pickle.split_first()?;
        let layout =
            Opcode::from_byte(byte).map_or(Layout::Fixed(0), |opcode| opcode.argument().layout());
        let (opcode, rest) =
            pickle.split_at(1 + argument_len(layout, argument).min(argument.len()));
        pickle = rest;
        Some(opcode)
    })
}

/// How long the argument is that `bytes` begin with, as far as they tell.
fn argument_len(layout: Layout, bytes: &[u8]) -> usize {
    match layout {
        Layout::Fixed(len) => len,
        Layout::Prefixed { width, .. } => {
            let len =
                bytes.iter().take(width).rev().fold(0, |len, &byte| len << 8 | usize::from(byte));
            len.saturating_add(width)
        }
        Layout::Lines(count) => {
            bytes.split_inclusive(|&byte| byte == b'\n').take(count).map(<[u8]>::len).sum()
        }
    }
}
