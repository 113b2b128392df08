//! A set of objects.

use alloc::boxed::Box;
use alloc::vec::Vec;

use super::graph::NodeId;

/// A bit for each object of a graph, in pages, of which those are there in which any is set: the
/// graph of an unpickler keeps the objects of all pickles before, and a set is made for each.
#[derive(Default)]
pub(super) struct NodeSet(Vec<Option<Box<Page>>>);

type Page = [u64; 64];
const PAGE: usize = 64 * 64;

impl NodeSet {
    /// Puts the object in; `false` if it was in before.
    pub(super) fn insert(&mut self, id: NodeId) -> bool {
        let (at, in_page) = (id.index() / PAGE, id.index() % PAGE);
        if self.0.len() <= at {
            self.0.resize_with(at + 1, || None);
        }
        let page = self.0[at].get_or_insert_with(|| Box::new([0; 64]));
        let (word, bit) = (&mut page[in_page / 64], 1 << (in_page % 64));
        let is_new = *word & bit == 0;
        *word |= bit;
        is_new
    }
}
