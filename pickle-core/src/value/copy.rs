//! Taking a part of a graph as a value of its own.

use alloc::boxed::Box;
use alloc::vec::Vec;

use super::nodes::Notes;
use super::{Value, entries};
use crate::error::{Error, ErrorKind};
use crate::unpickler::Encoding;
use crate::unpickler::graph::{Change, Graph, Node, NodeId, Object, Origin};
use crate::unpickler::legacy;

impl Value {
    /// The part of a graph that can be reached from `root`, with its sharing and cycles.
    ///
    /// `pay` is told of each object, and how large it is beside being one.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Encoding`] for a Python 2 `str` that is not text in the encoding, and what
    /// `pay` returns; both at the offset of the object.
    pub(crate) fn from_graph(
        graph: &Graph<'_>,
        root: NodeId,
        encoding: Encoding,
        pay: impl FnMut(NodeId, usize) -> Result<(), Error>,
    ) -> Result<Value, Error> {
        Value::from_graph_with(graph, root, encoding, |id| graph.origin(id), pay)
    }

    /// The same, with other origins.
    pub(crate) fn from_graph_with(
        graph: &Graph<'_>,
        root: NodeId,
        encoding: Encoding,
        origin_of: impl Fn(NodeId) -> Origin,
        mut pay: impl FnMut(NodeId, usize) -> Result<(), Error>,
    ) -> Result<Value, Error> {
        if let Some(value) = Value::without_parts(graph, root, &origin_of, &mut pay)? {
            return Ok(value);
        }
        // A small graph is taken as a whole, of a large one most often a few objects.
        let likely = if graph.len() <= 32 { graph.len() } else { 0 };
        let mut numbers =
            Numbers { new: Notes::new(graph.len()), order: Vec::with_capacity(likely) };
        let mut copy = Graph::with_room_for(likely);
        let new_root = numbers.number(root);
        let mut next = 0;
        while let Some(&id) = numbers.order.get(next) {
            next += 1;
            let place = |error: Error| placed(graph, id, error);
            let node = graph.node(id);
            pay(id, payload(node) / 64).map_err(place)?;
            let node = match node {
                Node::LegacyStr(bytes) => legacy::node(bytes, encoding).map_err(place)?,
                node => mapped(node, |id| numbers.number(id)),
            };
            add(&mut copy, node, origin_of(id))?;
        }
        let mut value = Value { graph: copy, root: new_root };
        entries::unite_equal_keys(&mut value.graph);
        Ok(value)
    }

    /// The same for an object that refers to no others, as far as it is one.
    fn without_parts(
        graph: &Graph<'_>,
        root: NodeId,
        origin_of: impl Fn(NodeId) -> Origin,
        mut pay: impl FnMut(NodeId, usize) -> Result<(), Error>,
    ) -> Result<Option<Value>, Error> {
        let node = graph.node(root);
        if !matches!(
            node,
            Node::None | Node::Bool(_) | Node::Int(_) | Node::Float(_) | Node::Str(_)
        ) {
            return Ok(None);
        }
        pay(root, payload(node) / 64).map_err(|error| placed(graph, root, error))?;
        Ok(Some(Value::of_node(node.clone().into_owned(), origin_of(root))))
    }

    /// A value of a single object, which came from there.
    pub(crate) fn of_node(node: Node<'static>, origin: Origin) -> Value {
        let mut graph = Graph::with_room_for(1);
        let root = add(&mut graph, node, origin).expect("one object is no 2^32");
        Value { graph, root }
    }

    /// A value of a single object, or of one whose parts are in the graph already.
    pub(super) fn with_root(mut graph: Graph<'static>, root: Node<'static>) -> Value {
        let root = push(&mut graph, root);
        Value { graph, root }
    }

    /// Takes in the graph of another value, and gives the place of its root here. The smaller of
    /// both is moved, so that building a value from the inside takes n log n.
    pub(super) fn absorb(&mut self, mut other: Value) -> NodeId {
        if other.graph.len() > self.graph.len() {
            core::mem::swap(self, &mut other);
            let root = self.append(other);
            return core::mem::replace(&mut self.root, root);
        }
        self.append(other)
    }

    /// Takes in the graph of another value behind the own, and gives the place of its root here.
    ///
    /// # Panics
    ///
    /// As [`push`].
    pub(super) fn append(&mut self, other: Value) -> NodeId {
        let shift = place(self.graph.len()).0;
        for (node, origin) in other.graph.into_nodes() {
            let node = mapped_owned(node, |id| NodeId(id.0 + shift));
            add(&mut self.graph, node, origin).expect("2^32 objects exceed the memory");
        }
        NodeId(other.root.0 + shift)
    }
}

/// The error, at the object.
fn placed(graph: &Graph<'_>, id: NodeId, error: Error) -> Error {
    let origin = graph.origin(id);
    match origin.offset() {
        Some(offset) => error.at(offset, origin.opcode()),
        None => error,
    }
}

fn add(graph: &mut Graph<'static>, node: Node<'static>, origin: Origin) -> Result<NodeId, Error> {
    graph
        .add(node, origin)
        .ok_or_else(|| Error::new(ErrorKind::Limit, "a value of more than 2^32 objects"))
}

/// Adds an object that the program has made.
///
/// # Panics
///
/// If there are 2^32 objects in the graph, which take 128 GiB or more.
pub(super) fn push(graph: &mut Graph<'static>, node: Node<'static>) -> NodeId {
    add(graph, node, Origin::UNKNOWN).expect("2^32 objects exceed the memory")
}

fn place(len: usize) -> NodeId {
    NodeId(u32::try_from(len).expect("2^32 objects exceed the memory"))
}

/// The new places of nodes, given out in the order in which they are met.
struct Numbers {
    /// One more than the new place.
    new: Notes<u32>,
    /// The old places.
    order: Vec<NodeId>,
}

impl Numbers {
    fn number(&mut self, id: NodeId) -> NodeId {
        let number = self.new.at(id.0 as usize);
        if *number == 0 {
            self.order.push(id);
            *number = place(self.order.len()).0;
        }
        NodeId(*number - 1)
    }
}

/// The bytes and other parts of a node that are not nodes of their own.
fn payload(node: &Node<'_>) -> usize {
    match node {
        Node::Str(text) => text.len(),
        Node::Bytes(bytes) | Node::ByteArray(bytes) | Node::LegacyStr(bytes) => bytes.len(),
        Node::Buffer(buffer) => buffer.data.len(),
        Node::BigInt(int) => usize::try_from(int.bits() / 8).unwrap_or(usize::MAX),
        Node::Global(global) => global.module.len() + global.name.len(),
        // References: 4 to 12 bytes.
        Node::List(items) | Node::Set(items) => 64 * items.len(),
        Node::Tuple(items) | Node::FrozenSet(items) => 64 * items.len(),
        Node::Dict(entries) => 128 * entries.len(),
        Node::Object(object) => 64 * object.changes.len(),
        Node::None | Node::Bool(_) | Node::Int(_) | Node::Float(_) | Node::PersistentId(_) => 0,
    }
}

/// An owned copy of the node that refers to other places.
fn mapped(node: &Node<'_>, mut to: impl FnMut(NodeId) -> NodeId) -> Node<'static> {
    match node {
        Node::List(items) => Node::List(items.iter().map(|&id| to(id)).collect()),
        Node::Tuple(items) => Node::Tuple(items.iter().map(|&id| to(id)).collect()),
        Node::Set(items) => Node::Set(items.iter().map(|&id| to(id)).collect()),
        Node::FrozenSet(items) => Node::FrozenSet(items.iter().map(|&id| to(id)).collect()),
        Node::Dict(entries) => {
            Node::Dict(entries.iter().map(|&(key, value)| (to(key), to(value))).collect())
        }
        Node::PersistentId(id) => Node::PersistentId(to(*id)),
        Node::Object(object) => Node::Object(Box::new(Object {
            construct: object.construct,
            callable: to(object.callable),
            args: to(object.args),
            keywords: object.keywords.map(&mut to),
            changes: object.changes.iter().map(|&change| change.map(&mut to)).collect(),
        })),
        node => node.clone().into_owned(),
    }
}

/// The same, in place.
fn mapped_owned(mut node: Node<'static>, mut to: impl FnMut(NodeId) -> NodeId) -> Node<'static> {
    match &mut node {
        Node::List(items) | Node::Set(items) => items.iter_mut().for_each(|id| *id = to(*id)),
        Node::Tuple(items) | Node::FrozenSet(items) => {
            items.iter_mut().for_each(|id| *id = to(*id));
        }
        Node::Dict(entries) => {
            for (key, value) in entries {
                *key = to(*key);
                *value = to(*value);
            }
        }
        Node::PersistentId(id) => *id = to(*id),
        Node::Object(object) => {
            object.callable = to(object.callable);
            object.args = to(object.args);
            object.keywords = object.keywords.map(&mut to);
            for change in &mut object.changes {
                *change = change.map(&mut to);
            }
        }
        _ => {}
    }
    node
}

impl Change {
    fn map(self, mut to: impl FnMut(NodeId) -> NodeId) -> Change {
        match self {
            Change::Build(state) => Change::Build(to(state)),
            Change::Append(item) => Change::Append(to(item)),
            Change::SetItem(key, value) => Change::SetItem(to(key), to(value)),
            Change::Add(item) => Change::Add(to(item)),
            Change::Setter(setter, state) => Change::Setter(to(setter), to(state)),
        }
    }
}
