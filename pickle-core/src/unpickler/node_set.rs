//! A set of objects.

use alloc::vec::Vec;

use super::graph::NodeId;

/// A bit for each object of a graph, as far as any is set.
#[derive(Default)]
pub(super) struct NodeSet(Vec<u64>);

impl NodeSet {
    /// Puts the object in; `false` if it was in before.
    pub(super) fn insert(&mut self, id: NodeId) -> bool {
        let (at, bit) = (id.index() / 64, 1 << (id.index() % 64));
        if self.0.len() <= at {
            self.0.resize(at + 1, 0);
        }
        let word = &mut self.0[at];
        let is_new = *word & bit == 0;
        *word |= bit;
        is_new
    }
}
