//! Whether two graphs have one shape.

use alloc::vec::Vec;

use super::keys::{Classes, Known, Rule};
use super::nodes::{Notes, SHORT};
use super::{Value, ValueRef};
use crate::unpickler::graph::{Change, Graph, Node, NodeId};

impl PartialEq for Value {
    /// See [`Value`](Value#comparing).
    fn eq(&self, other: &Value) -> bool {
        self.root() == other.root()
    }
}

impl Eq for Value {}

impl PartialEq for ValueRef<'_> {
    /// See [`Value`](Value#comparing).
    fn eq(&self, other: &ValueRef<'_>) -> bool {
        Comparison::new(self.graph, other.graph).equal(self.id, other.id)
    }
}

impl Eq for ValueRef<'_> {}

/// A walk over two graphs side by side.
struct Comparison<'v> {
    a: &'v Graph<'static>,
    b: &'v Graph<'static>,
    /// One more than the place in `b` of what an object with an identity was paired with.
    forth: Notes<u32>,
    /// The same from `b` to `a`.
    back: Notes<u32>,
    /// Tuples and frozensets that are equal if all else is: a forest, in which each points to one
    /// that it equals, as one more than its place. Those of `b` come behind those of `a`.
    equals: Notes<usize>,
    classes: Classes<'v>,
    known_a: Known,
    known_b: Known,
    open: Vec<(NodeId, NodeId)>,
}

impl<'v> Comparison<'v> {
    fn new(a: &'v Graph<'static>, b: &'v Graph<'static>) -> Comparison<'v> {
        Comparison {
            a,
            b,
            forth: Notes::new(a.len()),
            back: Notes::new(b.len()),
            equals: Notes::new(a.len() + b.len()),
            classes: Classes::new(Rule::Exact),
            known_a: Known::new(a.len()),
            known_b: Known::new(b.len()),
            open: Vec::new(),
        }
    }

    fn equal(mut self, a: NodeId, b: NodeId) -> bool {
        self.open.push((a, b));
        while let Some((a, b)) = self.open.pop() {
            if self.pair(a, b).is_none() {
                return false;
            }
        }
        true
    }

    /// Compares what two objects are, and leaves their parts for later; `None` if they differ.
    fn pair(&mut self, a: NodeId, b: NodeId) -> Option<()> {
        let same = match (self.a.node(a), self.b.node(b)) {
            (Node::None, Node::None) => true,
            (Node::Bool(a), Node::Bool(b)) => a == b,
            (Node::Int(a), Node::Int(b)) => a == b,
            (Node::BigInt(one), Node::BigInt(other)) => {
                self.same_bytes(a, b, &one.to_le_bytes(), &other.to_le_bytes())
            }
            (Node::Float(a), Node::Float(b)) => a.to_bits() == b.to_bits(),
            (Node::Str(one), Node::Str(other)) => {
                self.same_bytes(a, b, one.as_bytes(), other.as_bytes())
            }
            (Node::Bytes(one), Node::Bytes(other)) => self.same_bytes(a, b, one, other),
            (Node::Global(a), Node::Global(b)) => a == b,
            (Node::Tuple(items), Node::Tuple(others)) => {
                if items.len() == others.len() && self.assume_equal(a, b) {
                    self.sequence(items, others)?;
                }
                items.len() == others.len()
            }
            (Node::FrozenSet(items), Node::FrozenSet(others)) => {
                if self.assume_equal(a, b) {
                    self.set(items, others)?;
                }
                true
            }
            (one, other) => {
                if self.identify(a, b)? {
                    self.contents(a, one, b, other)?;
                }
                true
            }
        };
        same.then_some(())
    }

    /// Whether scalars have the same bytes. Long ones are compared once, however often they are met.
    fn same_bytes(&mut self, a: NodeId, b: NodeId, one: &[u8], other: &[u8]) -> bool {
        one.len() == other.len() && (one.len() > SHORT && !self.assume_equal(a, b) || one == other)
    }

    /// The contents of two objects with identities, which are met for the first time.
    fn contents(
        &mut self,
        a: NodeId,
        one: &'v Node<'static>,
        b: NodeId,
        other: &'v Node<'static>,
    ) -> Option<()> {
        match (one, other) {
            (Node::List(items), Node::List(others)) => self.sequence(items, others),
            (Node::Set(items), Node::Set(others)) => self.set(items, others),
            (Node::Dict(entries), Node::Dict(others)) => self.dict(entries, others),
            (Node::ByteArray(a), Node::ByteArray(b)) => (a == b).then_some(()),
            (Node::Buffer(a), Node::Buffer(b)) => (a == b).then_some(()),
            (Node::PersistentId(a), Node::PersistentId(b)) => {
                self.open.push((*a, *b));
                Some(())
            }
            (Node::Object(_), Node::Object(_)) => self.instance(a, b),
            _ => None,
        }
    }

    /// Pairs two objects; `None` if one of them has another partner, and `false` if they are a
    /// pair already.
    fn identify(&mut self, a: NodeId, b: NodeId) -> Option<bool> {
        let forth = self.forth.get(a.0 as usize);
        let back = self.back.get(b.0 as usize);
        if forth == 0 && back == 0 {
            self.forth.set(a.0 as usize, b.0 + 1);
            self.back.set(b.0 as usize, a.0 + 1);
            return Some(true);
        }
        (forth == b.0 + 1 && back == a.0 + 1).then_some(false)
    }

    /// Notes that the two are equal; `false` if that was noted before, be it by way of others.
    fn assume_equal(&mut self, a: NodeId, b: NodeId) -> bool {
        let one = self.representative(a.0 as usize);
        let other = self.representative(self.a.len() + b.0 as usize);
        if one != other {
            self.equals.set(one, other + 1);
        }
        one != other
    }

    fn representative(&mut self, mut place: usize) -> usize {
        loop {
            let next = self.equals.get(place);
            if next == 0 {
                return place;
            }
            // Halving the way keeps it short.
            let after = self.equals.get(next - 1);
            if after == 0 {
                return next - 1;
            }
            self.equals.set(place, after);
            place = after - 1;
        }
    }

    fn sequence(&mut self, items: &[NodeId], others: &[NodeId]) -> Option<()> {
        let pairs = items.iter().copied().zip(others.iter().copied());
        self.open.extend(pairs);
        (items.len() == others.len()).then_some(())
    }

    fn set(&mut self, items: &'v [NodeId], others: &'v [NodeId]) -> Option<()> {
        let own = items.iter().map(|&item| (item, item));
        let other = others.iter().map(|&item| (item, item));
        self.matched(own, other)
    }

    fn dict(
        &mut self,
        entries: &'v [(NodeId, NodeId)],
        others: &'v [(NodeId, NodeId)],
    ) -> Option<()> {
        self.matched(entries.iter().copied(), others.iter().copied())
    }

    /// Matches keys by their content where they have any, and others by their order; pairs the
    /// values.
    fn matched(
        &mut self,
        own: impl ExactSizeIterator<Item = (NodeId, NodeId)>,
        other: impl ExactSizeIterator<Item = (NodeId, NodeId)>,
    ) -> Option<()> {
        if own.len() != other.len() {
            return None;
        }
        let (graph, known) = (self.a, &mut self.known_a);
        let (own, own_rest) = classified(&mut self.classes, graph, known, own);
        let (graph, known) = (self.b, &mut self.known_b);
        let (other, other_rest) = classified(&mut self.classes, graph, known, other);
        if own.len() != other.len() {
            return None;
        }
        for (&(class, value), &(other_class, other_value)) in own.iter().zip(&other) {
            if class != other_class {
                return None;
            }
            self.open.push((value, other_value));
        }
        for (&(key, value), &(other_key, other_value)) in own_rest.iter().zip(&other_rest) {
            self.open.extend([(key, other_key), (value, other_value)]);
        }
        Some(())
    }

    fn instance(&mut self, a: NodeId, b: NodeId) -> Option<()> {
        let (one, other) = (self.a.instance(a)?, self.b.instance(b)?);
        if one.how != other.how || one.changes.len() != other.changes.len() {
            return None;
        }
        self.open.push((one.class, other.class));
        self.sequence(one.args, other.args)?;
        self.dict(one.keywords, other.keywords)?;
        match (one.base, other.base) {
            (None, None) => {}
            (Some(base), Some(other)) => self.open.push((base, other)),
            _ => return None,
        }
        for (&change, &other) in one.changes.iter().zip(other.changes) {
            match (change, other) {
                (Change::Build(a), Change::Build(b))
                | (Change::Append(a), Change::Append(b))
                | (Change::Add(a), Change::Add(b)) => self.open.push((a, b)),
                (Change::SetItem(key, value), Change::SetItem(other_key, other_value))
                | (Change::Setter(key, value), Change::Setter(other_key, other_value)) => {
                    self.open.extend([(key, other_key), (value, other_value)]);
                }
                _ => return None,
            }
        }
        Some(())
    }
}

/// A class of keys, and the value.
type Classified = Vec<(u32, NodeId)>;

/// The entries whose keys have a class, by class, and the others in their order.
fn classified<'v>(
    classes: &mut Classes<'v>,
    graph: &'v Graph<'static>,
    known: &mut Known,
    entries: impl Iterator<Item = (NodeId, NodeId)>,
) -> (Classified, Vec<(NodeId, NodeId)>) {
    let (mut with_class, mut without) = (Vec::new(), Vec::new());
    for (key, value) in entries {
        match classes.of(graph, known, key) {
            Some(class) => with_class.push((class, value)),
            None => without.push((key, value)),
        }
    }
    with_class.sort_unstable();
    (with_class, without)
}
