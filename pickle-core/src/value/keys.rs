//! Which keys of dicts and items of sets are equal.
//!
//! Each object gets the number of its class of equal objects, bottom-up, so that deep and shared
//! keys cost no more than others.

use alloc::collections::BTreeMap;
use alloc::vec::Vec;

use super::nodes::Notes;
use crate::int::Int;
use crate::unpickler::graph::{Graph, Node, NodeId};

/// What counts as equal.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Rule {
    /// As in Python: `1 == 1.0 == True`. What has no content to compare equals itself alone.
    Python,
    /// Of the same type and the same bits. What has an identity is in no class.
    Exact,
}

/// The classes of equal objects, of one graph or of several.
pub(super) struct Classes<'v> {
    rule: Rule,
    known: BTreeMap<Shape<'v>, u32>,
}

/// What objects of a class have in common.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Shape<'v> {
    None,
    Bool(bool),
    Int(i64),
    BigInt(&'v Int),
    Float(u64),
    Str(&'v str),
    Bytes(&'v [u8]),
    Global(&'v str, &'v str),
    Tuple(Vec<u32>),
    FrozenSet(Vec<u32>),
    Same(NodeId),
}

/// What is known of the nodes of a graph.
pub(super) type Known = Notes<Class>;

/// What is known of a node.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Class {
    #[default]
    Unknown,
    /// None: it is compared by its identity.
    Identity,
    Number(u32),
}

impl<'v> Classes<'v> {
    pub(super) fn new(rule: Rule) -> Classes<'v> {
        Classes { rule, known: BTreeMap::new() }
    }

    /// The number of the object's class; `None` if it has none.
    pub(super) fn of(
        &mut self,
        graph: &'v Graph<'static>,
        known: &mut Known,
        id: NodeId,
    ) -> Option<u32> {
        let mut open = alloc::vec![id];
        while let Some(&id) = open.last() {
            if known.get(id.0 as usize) == Class::Unknown {
                let (Node::Tuple(items) | Node::FrozenSet(items)) = graph.node(id) else {
                    let class = self.scalar(graph, id);
                    known.set(id.0 as usize, class);
                    continue;
                };
                let height = open.len();
                let is_unknown = |item: &&NodeId| known.get(item.0 as usize) == Class::Unknown;
                open.extend(items.iter().filter(is_unknown));
                if open.len() > height {
                    continue;
                }
                let is_tuple = matches!(graph.node(id), Node::Tuple(_));
                let class = self.compound(is_tuple, items, known, id);
                known.set(id.0 as usize, class);
            }
            open.pop();
        }
        match known.get(id.0 as usize) {
            Class::Number(number) => Some(number),
            _ => None,
        }
    }

    fn compound(&mut self, is_tuple: bool, items: &[NodeId], known: &Known, id: NodeId) -> Class {
        let number = |item: &NodeId| match known.get(item.0 as usize) {
            Class::Number(number) => Some(number),
            _ => None,
        };
        match items.iter().map(number).collect::<Option<Vec<u32>>>() {
            None => self.identity(id),
            Some(numbers) if is_tuple => self.number(Shape::Tuple(numbers)),
            Some(mut numbers) => {
                numbers.sort_unstable();
                numbers.dedup();
                self.number(Shape::FrozenSet(numbers))
            }
        }
    }

    fn scalar(&mut self, graph: &'v Graph<'static>, id: NodeId) -> Class {
        let python = self.rule == Rule::Python;
        let shape = match graph.node(id) {
            Node::None => Shape::None,
            Node::Bool(value) if python => exact_or_int(i64::from(*value)),
            Node::Bool(value) => Shape::Bool(*value),
            Node::Int(int) if python => exact_or_int(*int),
            Node::Int(int) => Shape::Int(*int),
            Node::BigInt(int) => match int.to_exact_f64() {
                Some(float) if python => Shape::Float(float.to_bits()),
                _ => Shape::BigInt(int),
            },
            Node::Float(float) if python && float.is_nan() => return self.identity(id),
            // Which of the two zeros it is does not matter there.
            Node::Float(float) if python => Shape::Float((float + 0.0).to_bits()),
            Node::Float(float) => Shape::Float(float.to_bits()),
            Node::Str(text) => Shape::Str(text),
            Node::Bytes(bytes) => Shape::Bytes(bytes),
            Node::Global(global) => Shape::Global(&global.module, &global.name),
            _ => return self.identity(id),
        };
        self.number(shape)
    }

    fn identity(&mut self, id: NodeId) -> Class {
        match self.rule {
            Rule::Python => self.number(Shape::Same(id)),
            Rule::Exact => Class::Identity,
        }
    }

    fn number(&mut self, shape: Shape<'v>) -> Class {
        // A class for each object at most, of which there are fewer than 2^32 in each graph.
        let next = u32::try_from(self.known.len()).unwrap_or(u32::MAX);
        Class::Number(*self.known.entry(shape).or_insert(next))
    }
}

/// An int as the float of its value, if there is one.
fn exact_or_int<'v>(int: i64) -> Shape<'v> {
    match Int::from(int).to_exact_f64() {
        Some(float) => Shape::Float(float.to_bits()),
        None => Shape::Int(int),
    }
}
