//! Calls and instances, which are kept as what they are.

use alloc::boxed::Box;
use alloc::vec::Vec;

use super::Machine;
use super::stack::wrong_target;
use crate::error::{Error, ErrorKind};
use crate::pickler::Construct;
use crate::unpickler::graph::{Change, How, Node, NodeId, Object};

impl Machine<'_, '_, '_> {
    pub(super) fn reduce(&mut self) -> Result<(), Error> {
        let (args, callable) = (self.pop()?, self.pop()?);
        if !self.call_of_builtin(callable, args)? {
            self.object(How::Construct(Construct::Call), callable, args, None)?;
        }
        self.reduced = self.source.position();
        Ok(())
    }

    pub(super) fn instance(&mut self, class: NodeId, args: Vec<NodeId>) -> Result<(), Error> {
        let args = self.add(Node::Tuple(args.into()))?;
        self.object(How::Inst, class, args, None)
    }

    pub(super) fn object(
        &mut self,
        construct: How,
        callable: NodeId,
        args: NodeId,
        keywords: Option<NodeId>,
    ) -> Result<(), Error> {
        match self.node(callable) {
            Node::Global(_) | Node::Object(_) | Node::PersistentId(_) => {}
            other => return Err(wrong_target("call", other)),
        }
        if self.state.graph.tuple(args).is_none() {
            return Err(wrong_operand("the arguments", "a tuple", self.node(args)));
        }
        if let Some(keywords) = keywords
            && !matches!(self.node(keywords), Node::Dict(_))
        {
            return Err(wrong_operand("the keyword arguments", "a dict", self.node(keywords)));
        }
        let object = Object { construct, callable, args, keywords, changes: Vec::new() };
        self.push(Node::Object(Box::new(object)))
    }

    pub(super) fn build(&mut self) -> Result<(), Error> {
        let state = self.pop()?;
        let top = self.top()?;
        match self.state.graph.node_mut(top) {
            Node::Object(object) => object.changes.push(Change::Build(state)),
            other => return Err(wrong_target("set the state of", other)),
        }
        Ok(())
    }
}

#[cold]
fn wrong_operand(what: &str, expected: &str, node: &Node<'_>) -> Error {
    Error::new(ErrorKind::Stack, alloc::format!("{what} must be {expected}, not {}", node.kind()))
}
