//! The stack and the memo.

use alloc::vec::Vec;

use super::Machine;
use crate::error::{Error, ErrorKind};
use crate::pickler::Construct;
use crate::unpickler::graph::{Change, How, Node, NodeId, Object, Origin};

impl<'de> Machine<'_, '_, 'de> {
    pub(super) fn add(&mut self, node: Node<'de>) -> Result<NodeId, Error> {
        let origin = Origin::new(self.offset, self.opcode);
        self.state
            .graph
            .add(node, origin)
            .ok_or_else(|| Error::new(ErrorKind::Limit, "a pickle of more than 2^32 objects"))
    }

    pub(super) fn push(&mut self, node: Node<'de>) -> Result<(), Error> {
        let id = self.add(node)?;
        self.stack.push(id);
        Ok(())
    }

    /// The height below which opcodes must not reach: that of the topmost mark.
    fn fence(&self) -> usize {
        self.marks.last().copied().unwrap_or(0)
    }

    pub(super) fn pop(&mut self) -> Result<NodeId, Error> {
        if self.stack.len() <= self.fence() {
            return Err(underflow());
        }
        self.stack.pop().ok_or_else(underflow)
    }

    pub(super) fn top(&self) -> Result<NodeId, Error> {
        if self.stack.len() <= self.fence() {
            return Err(underflow());
        }
        self.stack.last().copied().ok_or_else(underflow)
    }

    /// Everything above the topmost mark, which goes too.
    pub(super) fn pop_mark(&mut self) -> Result<Vec<NodeId>, Error> {
        let mark = self
            .marks
            .pop()
            .ok_or_else(|| Error::new(ErrorKind::Stack, "there is no MARK on the stack"))?;
        Ok(self.stack.split_off(mark))
    }

    pub(super) fn pop_or_unmark(&mut self) -> Result<(), Error> {
        if self.marks.last() == Some(&self.stack.len()) {
            self.marks.pop();
            return Ok(());
        }
        let popped = self.pop()?;
        if self.offset == self.reduced {
            self.keep_setter_call(popped);
        }
        Ok(())
    }

    /// Where `setter(instance, state)` was called and is dropped at once, and the instance is on top
    /// then, as after a `__reduce__` of six parts: notes that with the instance.
    fn keep_setter_call(&mut self, dropped: NodeId) {
        let Node::Object(call) = self.node(dropped) else { return };
        let &Object { construct: How::Construct(Construct::Call), callable, args, .. } = &**call
        else {
            return;
        };
        let Some(&[instance, state]) = self.state.graph.tuple(args) else { return };
        if self.top().is_ok_and(|top| top == instance)
            && let Node::Object(object) = self.state.graph.node_mut(instance)
        {
            object.changes.push(Change::Setter(callable, state));
        }
    }

    pub(super) fn get(&mut self, index: u64) -> Result<(), Error> {
        let id = self.state.memo.get(index).ok_or_else(|| {
            Error::new(ErrorKind::Memo, alloc::format!("the memo has no entry {index}"))
        })?;
        self.stack.push(id);
        Ok(())
    }

    pub(super) fn put(&mut self, index: u64) -> Result<(), Error> {
        let top = self.top()?;
        self.state.memo.put(index, top);
        Ok(())
    }

    pub(super) fn node(&self, id: NodeId) -> &Node<'de> {
        self.state.graph.node(id)
    }
}

#[cold]
pub(super) fn underflow() -> Error {
    Error::new(ErrorKind::Stack, "the opcode takes more from the stack than there is")
}

#[cold]
pub(super) fn wrong_target(action: &str, node: &Node<'_>) -> Error {
    Error::new(ErrorKind::Stack, alloc::format!("cannot {action} {}", node.kind()))
}
