//! Any pickle, without a type for it.
use crate::error::Error;
use crate::unpickler::Encoding;
use crate::unpickler::graph::{Graph, NodeId};
/// Any pickle.
#[derive(Clone, Debug)]
pub struct Value {
    graph: Graph<'static>,
    root: NodeId,
}
impl Value {
    pub(crate) fn from_graph(_graph: &Graph<'_>, _root: NodeId, _encoding: Encoding) -> Result<Value, Error> { todo!() }
}
