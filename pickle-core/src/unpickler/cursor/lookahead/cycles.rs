//! Which objects are referred to while they are being made: found out once for all of them, when it
//! turns out that there are any.

use alloc::vec::Vec;

use super::super::Cursor;
use super::stack::{Starts, effect};
use crate::error::Error;
use crate::opcode::Opcode;

/// Where objects begin that may contain themselves, in order.
pub(in crate::unpickler) struct Cycles(Vec<usize>);

impl Cycles {
    pub(in super::super) fn contain(&self, start: usize) -> bool {
        self.0.binary_search(&start).is_ok()
    }
}

impl Cursor<'_, '_> {
    /// Goes through the whole pickle.
    pub(in crate::unpickler) fn find_cycles(&self) -> Result<Cycles, Error> {
        let mut cycles = Vec::new();
        let mut memo = Vec::new();
        let mut stack = Starts::default();
        let mut position = self.behind_proto();
        loop {
            let opcode = self.opcode_at(position)?;
            match opcode {
                Opcode::Stop => break,
                Opcode::BinGet | Opcode::LongBinGet | Opcode::Get => {
                    let met = memo.get(self.index_at(position)?).copied().flatten();
                    cycles.extend(met.filter(|start| stack.starts.binary_search(start).is_ok()));
                }
                _ => {
                    let mut next = memo.len();
                    if let Some(index) = self.put_at(position, &mut next)? {
                        if index > position + 1024 {
                            return Err(self.unknown());
                        }
                        memo.resize(memo.len().max(index + 1), None);
                        memo[index] = stack.starts.last().copied();
                    }
                }
            }
            if !stack.run(effect(opcode), position) {
                return Err(self.unknown());
            }
            position = self.behind(opcode, position + 1)?;
        }
        cycles.sort_unstable();
        cycles.dedup();
        Ok(Cycles(cycles))
    }
}
