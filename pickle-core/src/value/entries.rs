//! Dicts have each key once, and sets each item, as far as that can be told without Python.

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::vec::Vec;

use super::keys::{Classes, Known, Rule};
use super::nodes::SHORT;
use crate::unpickler::graph::{Graph, Node, NodeId};

/// Gives each dict in the graph its keys once: at the first place, with the last value. Gives each
/// set its items once.
pub(super) fn unite_equal_keys(graph: &mut Graph<'static>) {
    let mut keys = Uniter::new(graph);
    let mut united = Vec::new();
    for id in graph.ids() {
        if let Some(node) = keys.united(id) {
            united.push((id, node));
        }
    }
    for (id, node) in united {
        *graph.node_mut(id) = node;
    }
}

/// The same for one dict or set.
pub(super) fn unite_keys_of(graph: &mut Graph<'static>, id: NodeId) {
    if let Some(node) = Uniter::new(graph).united(id) {
        *graph.node_mut(id) = node;
    }
}

struct Uniter<'v> {
    graph: &'v Graph<'static>,
    classes: Classes<'v>,
    known: Known,
    texts: Vec<&'v str>,
    ints: Vec<i64>,
}

impl<'v> Uniter<'v> {
    fn new(graph: &'v Graph<'static>) -> Uniter<'v> {
        Uniter {
            graph,
            classes: Classes::new(Rule::Python),
            known: Known::new(graph.len()),
            texts: Vec::new(),
            ints: Vec::new(),
        }
    }

    /// The dict or set without equal keys; `None` if it has none.
    fn united(&mut self, id: NodeId) -> Option<Node<'static>> {
        match self.graph.node(id) {
            Node::Dict(entries) => {
                let keys = entries.iter().map(|&(key, _)| key);
                if self.differ(keys.clone()) {
                    return None;
                }
                let mut places = BTreeMap::new();
                let mut united: Vec<(NodeId, NodeId)> = Vec::new();
                for (class, &(key, value)) in self.classes(keys).into_iter().zip(entries) {
                    match *places.entry(class).or_insert(united.len()) {
                        place if place < united.len() => united[place].1 = value,
                        _ => united.push((key, value)),
                    }
                }
                Some(Node::Dict(united))
            }
            Node::Set(items) => self.united_items(items).map(Node::Set),
            Node::FrozenSet(items) => {
                self.united_items(items).map(|items| Node::FrozenSet(items.into()))
            }
            _ => None,
        }
    }

    fn united_items(&mut self, items: &[NodeId]) -> Option<Vec<NodeId>> {
        if self.differ(items.iter().copied()) {
            return None;
        }
        let classes = self.classes(items.iter().copied());
        let mut seen = BTreeSet::new();
        let is_first = |class: u32| seen.insert(class);
        let firsts: Vec<bool> = classes.into_iter().map(is_first).collect();
        let firsts = items.iter().zip(firsts).filter(|&(_, first)| first);
        Some(firsts.map(|(&item, _)| item).collect())
    }

    fn classes(&mut self, keys: impl Iterator<Item = NodeId>) -> Vec<u32> {
        // By Python's rule, everything has a class.
        keys.map(|key| self.classes.of(self.graph, &mut self.known, key).unwrap_or_default())
            .collect()
    }

    /// Whether no two keys are equal.
    fn differ(&mut self, keys: impl ExactSizeIterator<Item = NodeId> + Clone) -> bool {
        if keys.len() < 2 {
            return true;
        }
        let graph = self.graph;
        self.texts.clear();
        self.texts.extend(keys.clone().map_while(|key| match graph.node(key) {
            Node::Str(text) if text.len() <= SHORT => Some(&**text),
            _ => None,
        }));
        if self.texts.len() == keys.len() {
            return all_differ(&mut self.texts);
        }
        self.ints.clear();
        self.ints.extend(keys.clone().map_while(|key| match graph.node(key) {
            Node::Int(int) => Some(*int),
            _ => None,
        }));
        if self.ints.len() == keys.len() {
            return all_differ(&mut self.ints);
        }
        all_differ(&mut self.classes(keys))
    }
}

fn all_differ<T: Ord>(keys: &mut [T]) -> bool {
    keys.sort_unstable();
    keys.windows(2).all(|pair| pair[0] != pair[1])
}
