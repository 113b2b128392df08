//! Which objects contain themselves.

use alloc::vec::Vec;

use crate::unpickler::graph::{Change, Graph, Node, NodeId};

/// The objects of a graph that can be reached from themselves: those of its strongly connected
/// components, by Tarjan's algorithm, with a stack of its own.
pub(super) fn recursive_objects(graph: &Graph<'_>) -> Vec<bool> {
    const NEW: u32 = u32::MAX;
    let mut order = alloc::vec![NEW; graph.len()];
    let mut lowest = alloc::vec![0; graph.len()];
    let mut recursive = alloc::vec![false; graph.len()];
    let mut on_stack = alloc::vec![false; graph.len()];
    let mut component: Vec<NodeId> = Vec::new();
    let mut path: Vec<(NodeId, Vec<NodeId>)> = Vec::new();
    let mut count = 0;

    for start in graph.ids() {
        if order[start.index()] != NEW {
            continue;
        }
        path.push((start, Vec::new()));
        let mut enter = true;
        while let Some((node, parts)) = path.last_mut() {
            let node = *node;
            if enter {
                order[node.index()] = count;
                lowest[node.index()] = count;
                count += 1;
                component.push(node);
                on_stack[node.index()] = true;
                graph.for_each_part(node, |part| parts.push(part));
                recursive[node.index()] = parts.contains(&node);
                enter = false;
            }
            match parts.pop() {
                Some(part) if order[part.index()] == NEW => {
                    path.push((part, Vec::new()));
                    enter = true;
                }
                Some(part) => {
                    if on_stack[part.index()] {
                        lowest[node.index()] = lowest[node.index()].min(order[part.index()]);
                    }
                }
                None => {
                    path.pop();
                    if let Some((above, _)) = path.last() {
                        lowest[above.index()] = lowest[above.index()].min(lowest[node.index()]);
                    }
                    if lowest[node.index()] == order[node.index()] {
                        let size = component.iter().rev().take_while(|&&id| id != node).count() + 1;
                        for id in component.drain(component.len() - size..) {
                            on_stack[id.index()] = false;
                            recursive[id.index()] |= size > 1;
                        }
                    }
                }
            }
        }
    }
    recursive
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
