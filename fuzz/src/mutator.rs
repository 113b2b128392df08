//! A mutator of whole opcodes.
//!
//! Mutated bytes seldom make a pickle that goes far; with its opcodes rearranged, one is still well
//! formed for the most part, and tells the sources apart by what it means.

use fastrand::Rng;
use libfuzzer_sys::fuzzer_mutate;
use pickle_core::opcode::{Layout, Opcode};
use pickle_tests::opcodes;

/// Changes the pickle that is the first `size` bytes of `data`: half of the time its opcodes, half
/// of the time its bytes, as libFuzzer does. Gives its new size.
pub fn mutate(data: &mut [u8], size: usize, max_size: usize, seed: u32) -> usize {
    let mut random = Rng::with_seed(u64::from(seed));
    if random.bool() {
        return fuzzer_mutate(data, size, max_size);
    }
    let mut opcodes = opcodes::split(&data[..size]).map(<[u8]>::to_vec).collect();
    for _ in 0..random.usize(1..=4) {
        rearrange(&mut opcodes, &mut random);
    }
    let pickle = opcodes.concat();
    let len = pickle.len().min(max_size);
    data[..len].copy_from_slice(&pickle[..len]);
    len
}

/// Makes one change.
fn rearrange(opcodes: &mut Vec<Vec<u8>>, random: &mut Rng) {
    let at = random.usize(..=opcodes.len());
    let Some(from) = random.choice(0..opcodes.len()) else {
        return opcodes.push(stray(random));
    };
    let last = opcodes.len() - 1;
    let batch = from..random.usize(from..=opcodes.len().min(from + 8));
    match random.u8(..9) {
        0 => opcodes.swap(from, at.min(last)),
        1 => opcodes.insert(at, opcodes[from].clone()),
        2 => drop(opcodes.remove(from)),
        3 => opcodes.insert(at, stray(random)),
        4 => opcodes.insert(at, of_memo(random)),
        5 => opcodes.insert(at, frame(opcodes.get(at..).unwrap_or_default(), random)),
        6 => opcodes[from] = stray(random),
        7 => {
            let batch = opcodes[batch].to_vec();
            opcodes.splice(at..at, batch);
        }
        _ => {
            let batch: Vec<_> = opcodes.drain(batch).collect();
            let at = at.min(opcodes.len());
            opcodes.splice(at..at, batch);
        }
    }
}

/// Any opcode, with a small argument.
fn stray(random: &mut Rng) -> Vec<u8> {
    let opcode = Opcode::ALL[random.usize(..Opcode::ALL.len())];
    with_argument(opcode, random)
}

/// An opcode that puts something into the memo or gets it from there.
fn of_memo(random: &mut Rng) -> Vec<u8> {
    use Opcode::{BinGet, BinPut, Dup, Get, LongBinGet, LongBinPut, Memoize, Put};
    // GETs more often than others, as they are what makes parts come again.
    let opcodes = [BinGet, BinGet, BinGet, Get, LongBinGet, BinPut, Put, LongBinPut, Memoize, Dup];
    with_argument(opcodes[random.usize(..opcodes.len())], random)
}

fn with_argument(opcode: Opcode, random: &mut Rng) -> Vec<u8> {
    let mut bytes = vec![opcode.byte()];
    match opcode.argument().layout() {
        Layout::Fixed(0) => {}
        Layout::Fixed(len) => {
            bytes.push(random.u8(..16));
            bytes.resize(1 + len, 0);
        }
        Layout::Prefixed { width, .. } => {
            let len = random.u8(..4);
            bytes.push(len);
            bytes.resize(1 + width, 0);
            bytes.extend((0..len).map(|_| random.alphanumeric() as u8));
        }
        Layout::Lines(count) => {
            for _ in 0..count {
                bytes.extend(random.u8(..16).to_string().bytes());
                bytes.push(b'\n');
            }
        }
    }
    bytes
}

/// A frame around the next opcodes.
fn frame(next: &[Vec<u8>], random: &mut Rng) -> Vec<u8> {
    let len: usize = next[..random.usize(..=next.len())].iter().map(Vec::len).sum();
    let mut bytes = vec![Opcode::Frame.byte()];
    bytes.extend((len as u64).to_le_bytes());
    bytes
}
