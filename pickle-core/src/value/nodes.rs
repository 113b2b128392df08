//! Notes on the nodes of a graph.

use alloc::collections::BTreeMap;
use alloc::vec::Vec;

/// How many bytes are compared again each time that they are met. What is longer is compared once,
/// since two long strings can be met as often as there are bytes in a pickle.
pub(super) const SHORT: usize = 64;

/// One note for each node, `T::default()` where there is none yet. Notes on a few nodes of a large
/// graph cost no more than these; notes on most of them are a plain table.
pub(crate) struct Notes<T> {
    len: usize,
    dense: Vec<T>,
    sparse: BTreeMap<usize, T>,
}

/// In a table of up to this many notes, all of them are allocated at once.
const SMALL: usize = 64;

impl<T: Copy + Default> Notes<T> {
    /// For nodes with indices below `len`.
    pub(crate) fn new(len: usize) -> Notes<T> {
        Notes { len, dense: Vec::new(), sparse: BTreeMap::new() }
    }

    pub(crate) fn get(&self, index: usize) -> T {
        match self.dense.get(index) {
            Some(note) => *note,
            None => self.sparse.get(&index).copied().unwrap_or_default(),
        }
    }

    pub(crate) fn at(&mut self, index: usize) -> &mut T {
        if self.dense.is_empty() && (self.len <= SMALL || self.sparse.len() >= self.len / 16) {
            self.dense = alloc::vec![T::default(); self.len];
            for (index, note) in core::mem::take(&mut self.sparse) {
                self.dense[index] = note;
            }
        }
        if self.dense.is_empty() {
            self.sparse.entry(index).or_default()
        } else {
            &mut self.dense[index]
        }
    }

    pub(crate) fn set(&mut self, index: usize, note: T) {
        *self.at(index) = note;
    }
}
