//! Ints as Python writes them: in two's complement, little-endian.

use alloc::vec::Vec;

use super::{Int, radix};

pub(super) fn is_negative(bytes: &[u8]) -> bool {
    bytes.last().is_some_and(|&top| top >= 0x80)
}

/// What all further bytes of the number would be.
pub(super) fn fill_of(bytes: &[u8]) -> u8 {
    if is_negative(bytes) { 0xff } else { 0 }
}

/// Without the topmost bytes that only repeat the sign.
pub(super) fn minimal(bytes: &[u8]) -> &[u8] {
    let fill = fill_of(bytes);
    let needed = bytes.iter().rposition(|&byte| byte != fill).map_or(0, |top| top + 1);
    let shortest = &bytes[..needed];
    if fill_of(shortest) == fill { shortest } else { &bytes[..=needed] }
}

/// The number in `N` bytes, or `None` if it has more.
pub(super) fn sign_extended<const N: usize>(bytes: &[u8]) -> Option<[u8; N]> {
    let mut extended = [fill_of(bytes); N];
    extended.get_mut(..bytes.len())?.copy_from_slice(bytes);
    Some(extended)
}

/// The number without its sign, in limbs of 32 bits, the lowest first, and none
/// of them a leading zero.
pub(super) fn magnitude(bytes: &[u8]) -> Vec<u32> {
    let mut limbs = Vec::with_capacity(bytes.len() / 4 + 1);
    let fill = fill_of(bytes);
    // -n is !n + 1.
    let mut carry = fill != 0;
    for chunk in bytes.chunks(4) {
        let mut limb = [fill; 4];
        limb[..chunk.len()].copy_from_slice(chunk);
        let mut limb = u32::from_le_bytes(limb);
        if fill != 0 {
            (limb, carry) = (!limb).overflowing_add(u32::from(carry));
        }
        limbs.push(limb);
    }
    // Only -2^(32n) carries out of all its limbs.
    limbs.extend(carry.then_some(1));
    radix::trim(&mut limbs);
    limbs
}

/// The inverse of [`magnitude`].
pub(super) fn from_magnitude(negative: bool, limbs: &[u32]) -> Int {
    let mut bytes = Vec::with_capacity(4 * limbs.len() + 1);
    let mut carry = true;
    for &limb in limbs {
        let mut limb = limb;
        if negative {
            (limb, carry) = (!limb).overflowing_add(u32::from(carry));
        }
        bytes.extend(limb.to_le_bytes());
    }
    let is_zero = limbs.iter().all(|&limb| limb == 0);
    bytes.push(if negative && !is_zero { 0xff } else { 0 });
    Int::from_le_bytes(&bytes)
}
