//! The items of lists, sets and tuples.

use alloc::borrow::Cow;

use super::{GraphDecoder, wrong_length};
use crate::error::Error;
use crate::unpickler::decoder::Decoder;
use crate::unpickler::graph::{Node, NodeId};

/// A walk over items.
pub struct Items<'g> {
    container: NodeId,
    items: Cow<'g, [NodeId]>,
    next: usize,
}

impl<'g> Items<'g> {
    pub(super) fn of(container: NodeId, items: Cow<'g, [NodeId]>) -> Items<'g> {
        Items { container, items, next: 0 }
    }

    /// How many are still to come.
    pub(super) fn left(&self) -> usize {
        self.items.len() - self.next
    }
}

impl<'g, 'de> GraphDecoder<'g, 'de> {
    pub(super) fn list(&mut self) -> Result<Items<'g>, Error> {
        let items = match self.node() {
            Node::List(items) => Cow::Borrowed(items.as_slice()),
            Node::Tuple(items) => Cow::Borrowed(&**items),
            _ => self.deque().ok_or_else(|| self.wrong_type("list"))?,
        };
        self.begin_items(items)
    }

    /// `collections.deque(items, maxlen)`, whose items are appended, but an argument in Python 2.
    fn deque(&self) -> Option<Cow<'g, [NodeId]>> {
        let deque = self.instance_of("collections", "deque")?;
        let first = match deque.args.first().map(|&arg| self.graph.node(arg)) {
            Some(Node::List(items)) => items.as_slice(),
            Some(Node::Tuple(items)) => items,
            _ => &[],
        };
        Some(joined(first, deque.items(self.graph)))
    }

    pub(super) fn set(&mut self) -> Result<Items<'g>, Error> {
        let items = match self.node() {
            Node::Set(items) => Cow::Borrowed(items.as_slice()),
            Node::FrozenSet(items) => Cow::Borrowed(&**items),
            _ => return Err(self.wrong_type("set")),
        };
        self.begin_items(items)
    }

    pub(super) fn tuple(&mut self, len: usize) -> Result<Items<'g>, Error> {
        let items = self.items_of_tuple()?;
        if items.len() != len {
            return Err(self.place(wrong_length("items", len, items.len())));
        }
        self.begin_items(Cow::Borrowed(items))
    }

    pub(super) fn tagged_tuple(&mut self) -> Result<Items<'g>, Error> {
        let items = self.items_of_tuple()?;
        self.begin_items(Cow::Borrowed(items))
    }

    fn items_of_tuple(&self) -> Result<&'g [NodeId], Error> {
        match self.node() {
            Node::Tuple(items) => Ok(items),
            Node::List(items) => Ok(items),
            _ => Err(self.wrong_type("tuple")),
        }
    }

    fn begin_items(&mut self, items: Cow<'g, [NodeId]>) -> Result<Items<'g>, Error> {
        let container = self.enter(items.len())?;
        Ok(Items::of(container, items))
    }

    /// Goes to the next item; `false` behind the last.
    fn advance(&mut self, items: &mut Items<'g>) -> bool {
        let Some(&item) = items.items.get(items.next) else { return false };
        items.next += 1;
        self.current = item;
        true
    }

    pub(super) fn item(&mut self, items: &mut Items<'g>) -> bool {
        let is_there = self.advance(items);
        if !is_there {
            self.leave(items.container);
        }
        is_there
    }

    pub(super) fn element(&mut self, items: &mut Items<'g>) -> Result<(), Error> {
        if self.advance(items) {
            Ok(())
        } else {
            let error = wrong_length("items", items.next + 1, items.next);
            Err(self.error_at(items.container, error))
        }
    }

    pub(super) fn end_of_tuple(&mut self, items: &Items<'g>) -> Result<(), Error> {
        if items.next < items.items.len() {
            let error = wrong_length("items", items.next, items.items.len());
            return Err(self.error_at(items.container, error));
        }
        self.leave(items.container);
        Ok(())
    }
}

/// One slice after the other.
pub(super) fn joined<'g, T: Clone>(first: &[T], second: Cow<'g, [T]>) -> Cow<'g, [T]> {
    if first.is_empty() {
        return second;
    }
    let mut all = first.to_vec();
    all.extend_from_slice(&second);
    Cow::Owned(all)
}
