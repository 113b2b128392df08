//! What a GET can refer to.

use alloc::collections::BTreeMap;
use alloc::vec::Vec;

use super::graph::NodeId;

/// The memo: dense where indices come in order, as picklers give them, and sparse elsewhere, so
/// that a PUT of index 4 billion costs one entry.
#[derive(Clone, Debug, Default)]
pub(super) struct Memo {
    dense: Vec<NodeId>,
    sparse: BTreeMap<u64, NodeId>,
}

impl Memo {
    pub(super) fn is_empty(&self) -> bool {
        self.dense.is_empty() && self.sparse.is_empty()
    }

    pub(super) fn get(&self, index: u64) -> Option<NodeId> {
        match usize::try_from(index).ok().and_then(|index| self.dense.get(index)) {
            Some(&id) => Some(id),
            None => self.sparse.get(&index).copied(),
        }
    }

    pub(super) fn put(&mut self, index: u64, id: NodeId) {
        let slot = usize::try_from(index).ok().and_then(|index| self.dense.get_mut(index));
        if let Some(slot) = slot {
            *slot = id;
        } else if index == self.dense.len() as u64 {
            self.sparse.remove(&index);
            self.dense.push(id);
        } else {
            self.sparse.insert(index, id);
        }
    }

    /// MEMOIZE: the index is the number of entries.
    pub(super) fn memoize(&mut self, id: NodeId) {
        self.put((self.dense.len() + self.sparse.len()) as u64, id);
    }
}
