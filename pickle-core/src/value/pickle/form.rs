//! In which order the parts of an object are written.

use crate::pickler::Construct;
use crate::protocol::Protocol;
use crate::unpickler::graph::{Change, Graph, How, Node, NodeId, Object};

/// An object as the protocol writes it.
#[derive(Clone, Copy)]
pub(super) enum Form<'v> {
    /// No parts.
    Scalar,
    /// It is there, empty, before its parts are.
    Container(Contents<'v>),
    /// Its parts are there before it is.
    Whole(Whole<'v>),
}

/// What is put into an object that is there.
#[derive(Clone, Copy)]
pub(super) enum Contents<'v> {
    List(&'v [NodeId]),
    Dict(&'v [(NodeId, NodeId)]),
    Set(&'v [NodeId]),
    Instance(&'v [Change]),
}

/// What is made of its parts in one go.
#[derive(Clone, Copy)]
pub(super) enum Whole<'v> {
    Tuple(&'v [NodeId]),
    FrozenSet(&'v [NodeId]),
    /// `name([items])`, for sets before protocol 4.
    SetCall(&'static str, &'v [NodeId]),
    PersistentId(NodeId),
    Instance(Making<'v>, &'v Object),
}

/// How an instance is made.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Making<'v> {
    /// REDUCE, NEWOBJ, `NEWOBJ_EX`, with the tuple of arguments as it is.
    Opcode,
    /// `copyreg.__newobj__(class, *args)`.
    NewObj(&'v [NodeId]),
    /// `copyreg.__newobj_ex__(class, args, keywords)`.
    NewObjEx,
    /// `functools.partial(class.__new__, class, *args, **keywords)()`.
    Partial(&'v [NodeId]),
    /// OBJ, or INST.
    Inst(&'v [NodeId]),
}

impl<'v> Form<'v> {
    pub(super) fn of(graph: &'v Graph<'static>, id: NodeId, protocol: Protocol) -> Form<'v> {
        match graph.node(id) {
            Node::List(items) => Form::Container(Contents::List(items)),
            Node::Dict(entries) => Form::Container(Contents::Dict(entries)),
            Node::Set(items) if protocol >= Protocol::V4 => Form::Container(Contents::Set(items)),
            Node::Set(items) => Form::Whole(Whole::SetCall("set", items)),
            Node::FrozenSet(items) if protocol >= Protocol::V4 => {
                Form::Whole(Whole::FrozenSet(items))
            }
            Node::FrozenSet(items) => Form::Whole(Whole::SetCall("frozenset", items)),
            Node::Tuple(items) if items.is_empty() => Form::Scalar,
            Node::Tuple(items) => Form::Whole(Whole::Tuple(items)),
            Node::PersistentId(id) if protocol >= Protocol::V1 => {
                Form::Whole(Whole::PersistentId(*id))
            }
            Node::Object(object) => {
                Form::Whole(Whole::Instance(Making::of(graph, object, protocol), object))
            }
            _ => Form::Scalar,
        }
    }
}

impl<'v> Contents<'v> {
    pub(super) fn of(
        graph: &'v Graph<'static>,
        id: NodeId,
        protocol: Protocol,
    ) -> Option<Contents<'v>> {
        match Form::of(graph, id, protocol) {
            Form::Container(contents) => Some(contents),
            Form::Whole(Whole::Instance(_, object)) => Some(Contents::Instance(&object.changes)),
            _ => None,
        }
    }

    pub(super) fn is_empty(self) -> bool {
        match self {
            Contents::List(items) | Contents::Set(items) => items.is_empty(),
            Contents::Dict(entries) => entries.is_empty(),
            Contents::Instance(changes) => changes.is_empty(),
        }
    }
}

impl<'v> Making<'v> {
    fn of(graph: &'v Graph<'static>, object: &'v Object, protocol: Protocol) -> Making<'v> {
        let Some(args) = graph.tuple(object.args) else { return Making::Opcode };
        match object.construct {
            How::Inst => Making::Inst(args),
            How::Construct(Construct::New) if protocol < Protocol::V2 => Making::NewObj(args),
            How::Construct(Construct::NewEx) if protocol < Protocol::V4 => {
                match graph.node(object.callable) {
                    Node::Global(_) => Making::Partial(args),
                    _ => Making::NewObjEx,
                }
            }
            How::Construct(_) => Making::Opcode,
        }
    }
}
