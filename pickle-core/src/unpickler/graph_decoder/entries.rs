//! The entries of dicts.

use alloc::borrow::Cow;

use super::GraphDecoder;
use super::items::joined;
use crate::error::Error;
use crate::unpickler::graph::{Node, NodeId};

/// A walk over the entries of a dict.
pub struct Entries<'g> {
    container: NodeId,
    entries: Cow<'g, [(NodeId, NodeId)]>,
    next: usize,
    /// The key of the entry in hand.
    pub(super) key: NodeId,
}

impl<'g> Entries<'g> {
    pub(super) fn of(container: NodeId, entries: Cow<'g, [(NodeId, NodeId)]>) -> Entries<'g> {
        Entries { container, entries, next: 0, key: container }
    }

    /// How many are still to come.
    pub(super) fn left(&self) -> usize {
        self.entries.len() - self.next
    }
}

impl<'g, 'de> GraphDecoder<'g, 'de> {
    pub(super) fn dict(&mut self) -> Result<Entries<'g>, Error> {
        let entries = match self.node() {
            Node::Dict(entries) => Cow::Borrowed(entries.as_slice()),
            _ => self.known_dict().ok_or_else(|| self.wrong_type("dict"))?,
        };
        self.begin_entries(entries)
    }

    /// The subclasses of dict in Python's `collections`.
    fn known_dict(&self) -> Option<Cow<'g, [(NodeId, NodeId)]>> {
        if let Some(dict) = self.instance_of("collections", "defaultdict") {
            return Some(dict.entries(self.graph));
        }
        let dict = self
            .instance_of("collections", "OrderedDict")
            .or_else(|| self.instance_of("collections", "Counter"))?;
        let first = match dict.args.first().map(|&arg| self.graph.node(arg)) {
            Some(Node::Dict(entries)) => Cow::Borrowed(entries.as_slice()),
            Some(Node::List(pairs)) => {
                let pairs = pairs.iter().map(|&pair| match self.graph.node(pair) {
                    Node::List(pair) => <[NodeId; 2]>::try_from(pair.as_slice()).ok(),
                    Node::Tuple(pair) => <[NodeId; 2]>::try_from(&**pair).ok(),
                    _ => None,
                });
                let entries = pairs.map(|pair| pair.map(|[key, value]| (key, value)));
                Cow::Owned(entries.collect::<Option<_>>()?)
            }
            _ => Cow::Borrowed(&[][..]),
        };
        Some(joined(&first, dict.entries(self.graph)).into_owned().into())
    }

    fn begin_entries(
        &mut self,
        entries: Cow<'g, [(NodeId, NodeId)]>,
    ) -> Result<Entries<'g>, Error> {
        let container = self.enter(2 * entries.len())?;
        Ok(Entries::of(container, entries))
    }

    pub(super) fn key(&mut self, entries: &mut Entries<'g>) -> bool {
        match entries.entries.get(entries.next) {
            Some(&(key, _)) => {
                self.current = key;
                entries.key = key;
                true
            }
            None => {
                self.leave(entries.container);
                false
            }
        }
    }

    pub(super) fn value(&mut self, entries: &mut Entries<'g>) {
        self.current = entries.entries[entries.next].1;
        entries.next += 1;
    }
}
