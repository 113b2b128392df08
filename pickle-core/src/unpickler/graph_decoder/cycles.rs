//! Which objects contain themselves.

use alloc::vec::Vec;

use crate::unpickler::graph::{Change, Graph, Node, NodeId};
use crate::value::Notes;

/// The objects of a graph that can be reached from themselves: those of its strongly connected
/// components, by Tarjan's algorithm, with a stack of its own. It goes no further than what can be
/// reached from the objects that are asked for: the graph also holds those of earlier pickles.
pub(super) struct RecursiveObjects {
    /// One more than how many were met before the object, once it is met.
    order: Notes<u32>,
    lowest: Notes<u32>,
    recursive: Notes<bool>,
    on_stack: Notes<bool>,
    component: Vec<NodeId>,
    count: u32,
}

impl RecursiveObjects {
    pub(super) fn of(graph: &Graph<'_>) -> RecursiveObjects {
        RecursiveObjects {
            order: Notes::new(graph.len()),
            lowest: Notes::new(graph.len()),
            recursive: Notes::new(graph.len()),
            on_stack: Notes::new(graph.len()),
            component: Vec::new(),
            count: 0,
        }
    }

    /// Whether the object of the graph is one of them.
    pub(super) fn contain(&mut self, graph: &Graph<'_>, id: NodeId) -> bool {
        if self.order.get(id.index()) == 0 {
            self.search_from(graph, id);
        }
        self.recursive.get(id.index())
    }

    fn search_from(&mut self, graph: &Graph<'_>, start: NodeId) {
        let mut path = alloc::vec![(start, self.enter(graph, start))];
        while let Some((node, parts)) = path.last_mut() {
            let node = *node;
            match parts.pop() {
                Some(part) if self.order.get(part.index()) == 0 => {
                    let parts = self.enter(graph, part);
                    path.push((part, parts));
                }
                Some(part) => {
                    if self.on_stack.get(part.index()) {
                        self.lower(node, self.order.get(part.index()));
                    }
                }
                None => {
                    path.pop();
                    if let Some(&(above, _)) = path.last() {
                        self.lower(above, self.lowest.get(node.index()));
                    }
                    if self.lowest.get(node.index()) == self.order.get(node.index()) {
                        self.leave_component(node);
                    }
                }
            }
        }
    }

    /// Meets an object; gives its parts.
    fn enter(&mut self, graph: &Graph<'_>, node: NodeId) -> Vec<NodeId> {
        self.count += 1;
        self.order.set(node.index(), self.count);
        self.lowest.set(node.index(), self.count);
        self.on_stack.set(node.index(), true);
        self.component.push(node);
        let mut parts = Vec::new();
        graph.for_each_part(node, |part| parts.push(part));
        self.recursive.set(node.index(), parts.contains(&node));
        parts
    }

    fn lower(&mut self, node: NodeId, to: u32) {
        let lowest = self.lowest.at(node.index());
        *lowest = to.min(*lowest);
    }

    /// Takes the component whose first object is `first` off the stack.
    fn leave_component(&mut self, first: NodeId) {
        let size = self.component.iter().rev().take_while(|&&id| id != first).count() + 1;
        for id in self.component.drain(self.component.len() - size..) {
            self.on_stack.set(id.index(), false);
            *self.recursive.at(id.index()) |= size > 1;
        }
    }
}

impl Graph<'_> {
    /// Calls `visit` with each object that the object refers to.
    fn for_each_part(&self, id: NodeId, mut visit: impl FnMut(NodeId)) {
        match self.node(id) {
            Node::List(items) | Node::Set(items) => items.iter().copied().for_each(visit),
            Node::Tuple(items) | Node::FrozenSet(items) => items.iter().copied().for_each(visit),
            Node::Dict(entries) => entries.iter().for_each(|&(key, value)| {
                visit(key);
                visit(value);
            }),
            Node::PersistentId(part) => visit(*part),
            Node::Object(object) => {
                visit(object.callable);
                visit(object.args);
                object.keywords.into_iter().for_each(&mut visit);
                for change in &object.changes {
                    match *change {
                        Change::Build(part) | Change::Append(part) | Change::Add(part) => {
                            visit(part);
                        }
                        Change::SetItem(a, b) | Change::Setter(a, b) => {
                            visit(a);
                            visit(b);
                        }
                    }
                }
            }
            _ => {}
        }
    }
}
