//! Lists, dicts and sets that grow, and out-of-band buffers.

use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::vec::Vec;

use super::Machine;
use super::stack::wrong_target;
use crate::error::{Error, ErrorKind};
use crate::unpickler::graph::{Buffer, Change, Node, NodeId};

impl<'de> Machine<'_, '_, 'de> {
    pub(super) fn append(&mut self, items: &[NodeId]) -> Result<(), Error> {
        let top = self.top()?;
        match self.state.graph.node_mut(top) {
            // Nothing is done to whatever it is.
            _ if items.is_empty() => {}
            Node::List(list) => list.extend_from_slice(items),
            Node::Object(object) => {
                object.changes.extend(items.iter().map(|&item| Change::Append(item)));
            }
            other => return Err(wrong_target("append to", other)),
        }
        Ok(())
    }

    pub(super) fn set_items(&mut self, items: &[NodeId]) -> Result<(), Error> {
        let (pairs, rest) = items.as_chunks::<2>();
        if !rest.is_empty() {
            return Err(Error::new(ErrorKind::Stack, "a dict's last key has no value"));
        }
        let top = self.top()?;
        if matches!(self.node(top), Node::Dict(_)) {
            self.check_hashable(pairs.iter().map(|&[key, _]| key))?;
        }
        match self.state.graph.node_mut(top) {
            _ if pairs.is_empty() => {}
            Node::Dict(dict) => dict.extend(pairs.iter().map(|&[key, value]| (key, value))),
            Node::Object(object) => {
                let changes = pairs.iter().map(|&[key, value]| Change::SetItem(key, value));
                object.changes.extend(changes);
            }
            other => return Err(wrong_target("set items of", other)),
        }
        Ok(())
    }

    pub(super) fn add_items(&mut self, items: &[NodeId]) -> Result<(), Error> {
        let top = self.top()?;
        if matches!(self.node(top), Node::Set(_)) {
            self.check_hashable(items.iter().copied())?;
        }
        match self.state.graph.node_mut(top) {
            _ if items.is_empty() => {}
            Node::Set(set) => set.extend_from_slice(items),
            Node::Object(object) => {
                object.changes.extend(items.iter().map(|&item| Change::Add(item)));
            }
            other => return Err(wrong_target("add items to", other)),
        }
        Ok(())
    }

    /// Whether Python can hash all these, as far as their types tell. Each tuple is gone through
    /// once, however often it is asked for.
    pub(in crate::unpickler) fn check_hashable(
        &mut self,
        items: impl Iterator<Item = NodeId>,
    ) -> Result<(), Error> {
        let mut open = Vec::new();
        for item in items {
            let mut next = Some(item);
            while let Some(id) = next {
                let node = self.state.graph.node(id);
                if !node.is_hashable() {
                    return Err(Error::unhashable(node.kind(), ""));
                }
                if let Node::Tuple(parts) = node
                    && self.hashable.insert(id)
                {
                    open.extend_from_slice(parts);
                }
                next = open.pop();
            }
        }
        Ok(())
    }

    pub(super) fn next_buffer(&mut self) -> Result<(), Error> {
        let data = self.state.buffers.pop_front().ok_or_else(|| {
            Error::new(
                ErrorKind::Buffer,
                "the pickle wants more out-of-band buffers than `Unpickler::buffers` was given",
            )
        })?;
        self.push(Node::Buffer(Box::new(Buffer { data, readonly: false })))
    }

    pub(super) fn readonly_buffer(&mut self) -> Result<(), Error> {
        let top = self.top()?;
        match self.state.graph.node_mut(top) {
            Node::Buffer(buffer) => {
                if buffer.readonly {
                    return Ok(());
                }
                // No copy is made of what may be large. Of an owned buffer there is then no other
                // view, which could only have come from the memo: picklers put none there.
                if let Cow::Borrowed(data) = buffer.data {
                    self.pop()?;
                    let buffer = Buffer { data: Cow::Borrowed(data), readonly: true };
                    return self.push(Node::Buffer(Box::new(buffer)));
                }
                buffer.readonly = true;
                Ok(())
            }
            Node::Bytes(_) => Ok(()),
            other => Err(wrong_target("make a read-only buffer of", other)),
        }
    }
}
