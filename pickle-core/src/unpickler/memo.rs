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
    /// That of the first dense entry: not 0 in the memo of a part of a pickle.
    first: u64,
    /// The index for MEMOIZE, in the memo of a part.
    next: Option<u64>,
}

impl Memo {
    pub(super) fn is_empty(&self) -> bool {
        self.dense.is_empty() && self.sparse.is_empty()
    }

    pub(super) fn get(&self, index: u64) -> Option<NodeId> {
        let slot = index.checked_sub(self.first).and_then(|slot| usize::try_from(slot).ok());
        match slot.and_then(|slot| self.dense.get(slot)) {
            Some(&id) => Some(id),
            None => self.sparse.get(&index).copied(),
        }
    }

    pub(super) fn put(&mut self, index: u64, id: NodeId) {
        let slot = index.checked_sub(self.first).and_then(|slot| usize::try_from(slot).ok());
        if let Some(slot) = slot.and_then(|slot| self.dense.get_mut(slot)) {
            *slot = id;
        } else if index.checked_sub(self.first) == Some(self.dense.len() as u64) {
            self.sparse.remove(&index);
            self.dense.push(id);
        } else {
            self.sparse.insert(index, id);
        }
    }

    /// MEMOIZE: the index is the number of entries.
    pub(super) fn memoize(&mut self, id: NodeId) {
        let index = match &mut self.next {
            None => (self.dense.len() + self.sparse.len()) as u64,
            Some(next) => {
                *next += 1;
                *next - 1
            }
        };
        self.put(index, id);
    }

    /// Forgets all, for a part of a pickle whose own entries are likely to begin with the index.
    pub(super) fn begin_part(&mut self, first: u64) {
        self.dense.clear();
        self.sparse.clear();
        self.first = first;
    }

    /// Says which index MEMOIZE gives next.
    pub(super) fn number_from(&mut self, next: u64) {
        self.next = Some(next);
    }
}
