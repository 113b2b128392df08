//! The objects of a pickle, as an arena: sharing and cycles are equal indices.

use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

use super::decoder::Kind;
use crate::int::Int;
use crate::opcode::Opcode;
use crate::pickler::Construct;

/// An object's index in its [`Graph`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NodeId(pub(crate) u32);

/// Objects that refer to each other.
#[derive(Clone, Debug, Default)]
pub(crate) struct Graph<'de> {
    nodes: Vec<Node<'de>>,
    origins: Vec<Origin>,
}

/// Where an object came from: the offset of its opcode in the input, and the opcode. Or, where it is
/// part of an instance that is about to be upgraded, the object that it is a copy of.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Origin(u64);

/// One object.
#[derive(Clone, Debug)]
pub(crate) enum Node<'de> {
    None,
    Bool(bool),
    Int(i64),
    /// Beyond `i64`.
    BigInt(Box<Int>),
    Float(f64),
    Str(Cow<'de, str>),
    Bytes(Cow<'de, [u8]>),
    ByteArray(Cow<'de, [u8]>),
    /// A `str` of Python 2: text or bytes, as the reader decides.
    LegacyStr(Cow<'de, [u8]>),
    List(Vec<NodeId>),
    Tuple(Box<[NodeId]>),
    Dict(Vec<(NodeId, NodeId)>),
    Set(Vec<NodeId>),
    FrozenSet(Box<[NodeId]>),
    Global(Box<GlobalName<'de>>),
    Object(Box<Object>),
    PersistentId(NodeId),
    Buffer(Box<Buffer<'de>>),
}

/// The module and the qualified name of a class or function, as of Python 3.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct GlobalName<'de> {
    pub(crate) module: Cow<'de, str>,
    pub(crate) name: Cow<'de, str>,
}

/// An out-of-band buffer (PEP 574).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Buffer<'de> {
    pub(crate) data: Cow<'de, [u8]>,
    pub(crate) readonly: bool,
}

/// The result of a call or of `__new__`, and what was done to it since.
#[derive(Clone, Debug)]
pub(crate) struct Object {
    pub(crate) construct: How,
    pub(crate) callable: NodeId,
    /// A tuple.
    pub(crate) args: NodeId,
    /// A dict, for NEWOBJ_EX.
    pub(crate) keywords: Option<NodeId>,
    pub(crate) changes: Vec<Change>,
}

/// The opcodes that make an instance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum How {
    /// REDUCE, NEWOBJ, NEWOBJ_EX.
    Construct(Construct),
    /// INST and OBJ: `C(*args)`, or, without arguments and `__getinitargs__`, `C.__new__(C)`.
    Inst,
}

/// What an opcode does to an instance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Change {
    /// BUILD.
    Build(NodeId),
    /// APPEND, APPENDS.
    Append(NodeId),
    /// SETITEM, SETITEMS.
    SetItem(NodeId, NodeId),
    /// ADDITEMS.
    Add(NodeId),
    /// A call of the first with the instance and the second, whose result is dropped: the sixth
    /// part of `__reduce__`.
    Setter(NodeId, NodeId),
}

impl NodeId {
    pub(crate) fn index(self) -> usize {
        self.0 as usize
    }
}

impl Origin {
    pub(crate) const UNKNOWN: Origin = Origin(u64::MAX);

    pub(crate) fn new(offset: u64, opcode: Opcode) -> Origin {
        Origin(offset << 8 | u64::from(opcode.byte()))
    }

    /// Set in what is no offset. The rest is the number of the load, and of the object.
    const COPY: u64 = 1 << 63;

    /// A copy of an object, as the load `load`, which is below 2^31 - 1, numbers objects.
    pub(crate) fn copy_of(load: u32, object: NodeId) -> Origin {
        Origin(Origin::COPY | u64::from(load) << 32 | u64::from(object.0))
    }

    /// The object of which the load has made a copy.
    #[allow(clippy::cast_possible_truncation)] // the low half is what is wanted
    pub(crate) fn original(self, load: u32) -> Option<NodeId> {
        let is_copy = self.0 >> 32 == (Origin::COPY >> 32 | u64::from(load));
        is_copy.then_some(NodeId(self.0 as u32))
    }

    pub(crate) fn offset(self) -> Option<u64> {
        (self.0 & Origin::COPY == 0).then_some(self.0 >> 8)
    }

    #[allow(clippy::cast_possible_truncation)] // the low byte is what is wanted
    pub(crate) fn opcode(self) -> Option<Opcode> {
        self.offset().and_then(|_| Opcode::from_byte(self.0 as u8))
    }
}

impl<'de> Graph<'de> {
    pub(crate) fn with_room_for(objects: usize) -> Graph<'de> {
        Graph { nodes: Vec::with_capacity(objects), origins: Vec::with_capacity(objects) }
    }

    pub(crate) fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Adds an object; `None` if there are 2^32 already.
    pub(crate) fn add(&mut self, node: Node<'de>, origin: Origin) -> Option<NodeId> {
        let id = NodeId(u32::try_from(self.nodes.len()).ok()?);
        self.nodes.push(node);
        self.origins.push(origin);
        Some(id)
    }

    pub(crate) fn node(&self, id: NodeId) -> &Node<'de> {
        &self.nodes[id.0 as usize]
    }

    pub(crate) fn node_mut(&mut self, id: NodeId) -> &mut Node<'de> {
        &mut self.nodes[id.0 as usize]
    }

    pub(crate) fn origin(&self, id: NodeId) -> Origin {
        self.origins[id.0 as usize]
    }

    pub(crate) fn set_origin(&mut self, id: NodeId, origin: Origin) {
        self.origins[id.0 as usize] = origin;
    }

    /// All objects, in the order in which they were added.
    pub(crate) fn ids(&self) -> impl Iterator<Item = NodeId> + use<'de> {
        // There are never more than 2^32, see `add`.
        #[allow(clippy::cast_possible_truncation)]
        (0..self.nodes.len()).map(|index| NodeId(index as u32))
    }

    /// All objects, taken out.
    pub(crate) fn into_nodes(self) -> impl Iterator<Item = (Node<'de>, Origin)> {
        self.nodes.into_iter().zip(self.origins)
    }

    /// Forgets the objects from index `len` on, which nothing may refer to.
    pub(crate) fn truncate(&mut self, len: usize) {
        self.nodes.truncate(len);
        self.origins.truncate(len);
    }

    /// The global, if the object is one.
    pub(crate) fn global(&self, id: NodeId) -> Option<&GlobalName<'de>> {
        match self.node(id) {
            Node::Global(global) => Some(global),
            _ => None,
        }
    }

    /// The items, if the object is a tuple.
    pub(crate) fn tuple(&self, id: NodeId) -> Option<&[NodeId]> {
        match self.node(id) {
            Node::Tuple(items) => Some(items),
            _ => None,
        }
    }

    /// A dict's key as Python would show it, as far as it is simple.
    pub(crate) fn shown(&self, id: NodeId) -> String {
        match self.node(id) {
            Node::None => String::from("None"),
            Node::Bool(value) => String::from(if *value { "True" } else { "False" }),
            Node::Int(int) => alloc::format!("{int}"),
            Node::Str(text) => alloc::format!("{text:?}"),
            other => match self.text(id) {
                Some(text) => alloc::format!("{text:?}"),
                None => alloc::format!("<{}>", other.kind()),
            },
        }
    }

    /// The text, if the object is a `str`; of Python 2's, if it is ASCII.
    pub(crate) fn text(&self, id: NodeId) -> Option<&str> {
        match self.node(id) {
            Node::Str(text) => Some(text),
            Node::LegacyStr(bytes) if bytes.is_ascii() => core::str::from_utf8(bytes).ok(),
            _ => None,
        }
    }
}

impl Node<'_> {
    pub(crate) fn kind(&self) -> Kind {
        match self {
            Node::None => Kind::None,
            Node::Bool(_) => Kind::Bool,
            Node::Int(_) | Node::BigInt(_) => Kind::Int,
            Node::Float(_) => Kind::Float,
            Node::Str(_) | Node::LegacyStr(_) => Kind::Str,
            Node::Bytes(_) => Kind::Bytes,
            Node::ByteArray(_) => Kind::ByteArray,
            Node::List(_) => Kind::List,
            Node::Tuple(_) => Kind::Tuple,
            Node::Dict(_) => Kind::Dict,
            Node::Set(_) => Kind::Set,
            Node::FrozenSet(_) => Kind::FrozenSet,
            Node::Global(_) => Kind::Global,
            Node::Object(_) => Kind::Object,
            Node::PersistentId(_) => Kind::PersistentId,
            Node::Buffer(_) => Kind::Buffer,
        }
    }

    /// Whether Python can hash the object, as far as its own type tells.
    pub(crate) fn is_hashable(&self) -> bool {
        !matches!(self, Node::List(_) | Node::Dict(_) | Node::Set(_) | Node::ByteArray(_))
    }

    pub(crate) fn into_owned(self) -> Node<'static> {
        fn text(text: Cow<'_, str>) -> Cow<'static, str> {
            Cow::Owned(text.into_owned())
        }
        fn data(data: Cow<'_, [u8]>) -> Cow<'static, [u8]> {
            Cow::Owned(data.into_owned())
        }
        match self {
            Node::None => Node::None,
            Node::Bool(value) => Node::Bool(value),
            Node::Int(value) => Node::Int(value),
            Node::BigInt(value) => Node::BigInt(value),
            Node::Float(value) => Node::Float(value),
            Node::Str(value) => Node::Str(text(value)),
            Node::Bytes(value) => Node::Bytes(data(value)),
            Node::ByteArray(value) => Node::ByteArray(data(value)),
            Node::LegacyStr(value) => Node::LegacyStr(data(value)),
            Node::List(items) => Node::List(items),
            Node::Tuple(items) => Node::Tuple(items),
            Node::Dict(entries) => Node::Dict(entries),
            Node::Set(items) => Node::Set(items),
            Node::FrozenSet(items) => Node::FrozenSet(items),
            Node::Global(global) => Node::Global(Box::new(GlobalName {
                module: text(global.module),
                name: text(global.name),
            })),
            Node::Object(object) => Node::Object(object),
            Node::PersistentId(id) => Node::PersistentId(id),
            Node::Buffer(buffer) => Node::Buffer(Box::new(Buffer {
                data: data(buffer.data),
                readonly: buffer.readonly,
            })),
        }
    }
}
