//! Where objects end that are taken as they are, whatever they are: found by what takes that which
//! stands behind them.

use alloc::vec::Vec;

use super::super::{Cursor, op};
use super::consumers::Consumers;
use super::stack::{Effect, Heights, effect};
use crate::error::Error;
use crate::opcode::Opcode;

/// How it goes on behind a whole object.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Behind {
    /// With something else.
    Other,
    /// It is memoized, or something is done to it.
    Same,
    /// A tuple is made of it, which begins with it.
    Tuple,
    /// Another object is made of it.
    Made,
}

impl Cursor<'_, '_> {
    /// Where the object ends that begins at the position, inside of as many `tuples` that begin
    /// there too.
    pub(in super::super) fn end_of_whole(
        &mut self,
        position: usize,
        tuples: usize,
    ) -> Result<usize, Error> {
        let ends = self.ends_of_wholes(position)?;
        let end = ends.len().checked_sub(1 + tuples).and_then(|index| ends.get(index));
        end.copied().ok_or_else(|| self.unknown())
    }

    /// In how many tuples without a MARK the object is that begins there, as their first item.
    pub(in super::super) fn tuples_around(&mut self, position: usize) -> Result<usize, Error> {
        Ok(self.ends_of_wholes(position)?.len() - 1)
    }

    /// Where the objects end of which each begins there and is the first item of the next, but for
    /// the last one.
    fn ends_of_wholes(&mut self, mut position: usize) -> Result<Vec<usize>, Error> {
        let mut stack = Heights::default();
        let mut ends = Vec::new();
        loop {
            if stack.is_at_one() {
                match self.behind_whole(position)? {
                    Behind::Other => break,
                    Behind::Tuple => ends.push(position),
                    Behind::Same | Behind::Made => {}
                }
            }
            position = self.run_one(&mut stack, position)?;
        }
        ends.push(position);
        Ok(ends)
    }

    /// Where the object ends that is the memo's entry `index`, and begins at the position; `next` is
    /// the index that MEMOIZE gives there.
    pub(in super::super) fn end_of_entry(
        &mut self,
        mut position: usize,
        index: usize,
        mut next: usize,
    ) -> Result<usize, Error> {
        let mut stack = Heights::default();
        let mut is_met = false;
        loop {
            if is_met && stack.is_at_one() && self.behind_whole(position)? != Behind::Same {
                return Ok(position);
            }
            let put = self.put_at(self.behind_frames(position)?, &mut next)?;
            is_met |= stack.is_at_one() && put == Some(index);
            position = self.run_one(&mut stack, position)?;
        }
    }

    /// The memo index that the opcode at the position gives, if it gives one; `next` is that which
    /// MEMOIZE gives.
    pub(in super::super) fn put_at(
        &self,
        position: usize,
        next: &mut usize,
    ) -> Result<Option<usize>, Error> {
        let opcode = self.opcode_at(position)?;
        if opcode == Opcode::Memoize {
            *next += 1;
            return Ok(Some(*next - 1));
        }
        let is_put = matches!(opcode, Opcode::BinPut | Opcode::LongBinPut | Opcode::Put);
        if is_put { self.index_at(position).map(Some) } else { Ok(None) }
    }

    /// The memo index that is the argument of the opcode at the position.
    pub(in super::super) fn index_at(&self, position: usize) -> Result<usize, Error> {
        let index = match self.input.get(position..) {
            Some([op::BINPUT | op::BINGET, index, ..]) => Some(usize::from(*index)),
            Some([op::LONG_BINPUT | op::LONG_BINGET, a, b, c, d, ..]) => {
                Some(u32::from_le_bytes([*a, *b, *c, *d]) as usize)
            }
            Some([op::PUT | op::GET, line @ ..]) => {
                let digits = line.split(|&byte| byte == b'\n').next();
                digits.and_then(|digits| core::str::from_utf8(digits).ok()?.parse().ok())
            }
            _ => None,
        };
        index.ok_or_else(|| self.unknown())
    }

    /// Whether nothing is done to the object that ends there, nor anything made of it.
    pub(in super::super) fn is_whole_before(&mut self, position: usize) -> Result<bool, Error> {
        Ok(self.behind_whole(position)? == Behind::Other)
    }

    fn behind_whole(&mut self, position: usize) -> Result<Behind, Error> {
        let next = self.behind_frames(position)?;
        Ok(match self.input.get(next) {
            Some(&(op::MEMOIZE | op::BINPUT | op::LONG_BINPUT | op::PUT)) => Behind::Same,
            Some(&op::TUPLE1) => Behind::Tuple,
            Some(&op::BINPERSID) => Behind::Made,
            _ => {
                let consumers = self.consumers()?;
                if consumers.is(next, Consumers::ADDED) {
                    Behind::Same
                } else if consumers.is(next, Consumers::SECOND) {
                    Behind::Tuple
                } else if consumers.is(next, Consumers::OPERAND) {
                    Behind::Made
                } else {
                    Behind::Other
                }
            }
        })
    }

    /// Runs the opcode at the position, behind FRAMEs; where it ends.
    fn run_one(&self, stack: &mut Heights, position: usize) -> Result<usize, Error> {
        let position = self.behind_frames(position)?;
        let opcode = self.opcode_at(position)?;
        let effect = effect(opcode);
        if matches!(effect, Effect::Unknown) || !stack.run(effect) {
            return Err(self.unknown());
        }
        self.next_ahead(opcode, position)
    }
}
