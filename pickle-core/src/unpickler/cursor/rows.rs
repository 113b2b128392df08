//! Numbers and bools that stand in a row, as in the list of a sensor's values.

use alloc::vec::Vec;

use super::op;
use super::scalar::wide_int;
use crate::unpickler::decoder::Integer;

/// What stands in a pickle as one opcode and its argument, so that many in a row can be taken at
/// once.
pub trait InRow: Sized {
    /// Takes those at the beginning of `bytes`, as far as they have their usual form; gives the
    /// bytes behind them.
    fn take_run<'b>(bytes: &'b [u8], run: &mut Vec<Self>) -> &'b [u8];
}

impl InRow for bool {
    fn take_run<'b>(bytes: &'b [u8], run: &mut Vec<bool>) -> &'b [u8] {
        let is_bool = |byte: &&u8| matches!(**byte, op::NEWTRUE | op::NEWFALSE);
        let (bools, rest) = bytes.split_at(bytes.iter().take_while(is_bool).count());
        run.extend(bools.iter().map(|&byte| byte == op::NEWTRUE));
        rest
    }
}

impl InRow for f64 {
    fn take_run<'b>(bytes: &'b [u8], run: &mut Vec<f64>) -> &'b [u8] {
        let (floats, rest) = floats(bytes);
        run.extend(floats.iter().map(float));
        rest
    }
}

impl InRow for f32 {
    fn take_run<'b>(bytes: &'b [u8], run: &mut Vec<f32>) -> &'b [u8] {
        #[expect(clippy::cast_possible_truncation, reason = "rounding is the purpose")]
        let round = |bytes| float(bytes) as f32;
        let (mut floats, mut rest) = floats(bytes);
        // What became infinite is looked at closer, one by one.
        if let Some(index) = floats.iter().position(|bytes| round(bytes).is_infinite()) {
            floats = &floats[..index];
            rest = &bytes[9 * index..];
        }
        run.extend(floats.iter().map(round));
        rest
    }
}

/// The floats at the beginning of `bytes`, each with its opcode, and what is behind them.
fn floats(bytes: &[u8]) -> (&[[u8; 9]], &[u8]) {
    let (chunks, _) = bytes.as_chunks::<9>();
    let count = chunks.iter().take_while(|bytes| bytes[0] == op::BINFLOAT).count();
    (&chunks[..count], &bytes[9 * count..])
}

fn float(bytes: &[u8; 9]) -> f64 {
    bytes.last_chunk().map_or(f64::NAN, |bytes| f64::from_be_bytes(*bytes))
}

/// The same for the integers of Rust.
pub fn take_ints<'b, T: Integer>(mut bytes: &'b [u8], run: &mut Vec<T>) -> &'b [u8] {
    loop {
        let (int, rest) = match bytes {
            [op::BININT1, byte, rest @ ..] => (i64::from(*byte), rest),
            [op::BININT2, low, high, rest @ ..] => {
                (i64::from(u16::from_le_bytes([*low, *high])), rest)
            }
            [op::BININT, a, b, c, d, rest @ ..] => {
                (i64::from(i32::from_le_bytes([*a, *b, *c, *d])), rest)
            }
            [op::LONG1, 8, rest @ ..] => match rest.split_first_chunk() {
                Some((word, rest)) => (i64::from_le_bytes(*word), rest),
                None => return bytes,
            },
            _ => match wide_int(bytes).and_then(|(int, rest)| Some((T::from_i128(int)?, rest))) {
                Some((int, rest)) => {
                    run.push(int);
                    bytes = rest;
                    continue;
                }
                None => return bytes,
            },
        };
        let Some(int) = T::from_i64(int) else { return bytes };
        run.push(int);
        bytes = rest;
    }
}
