//! Damage to pickles.

use proptest::prelude::prop::sample::Index;

/// Changes the byte at the index, or inserts one before it, or removes it, or does nothing: for
/// `how` from 0 to 3.
pub fn damage(pickle: &mut Vec<u8>, at: Index, byte: u8, how: u8) {
    let at = at.index(pickle.len());
    match how {
        0 => pickle[at] = byte,
        1 => pickle.insert(at, byte),
        2 => drop(pickle.remove(at)),
        _ => {}
    }
}
