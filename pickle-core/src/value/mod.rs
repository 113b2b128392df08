//! Any pickle, without a type for it.
//!
//! A [`Value`] owns a graph of objects; a [`ValueRef`] points at one of them. Reading, comparing,
//! showing, writing and dropping never recurse, however deep the objects are nested, and take time
//! in proportion to their number (up to a logarithm).

mod access;
mod build;
mod compare;
mod copy;
mod display;
mod edit;
mod entries;
mod extract;
mod instance;
mod keys;
mod nodes;
mod pickle;
mod remake;

pub use access::{Entries, Items, ValueRef};
pub use instance::InstanceRef;
pub(crate) use nodes::Notes;

use crate::error::Error;
use crate::unpickle::Unpickle;
use crate::unpickler::graph::{Graph, NodeId};
use crate::unpickler::{Decoder, First};

/// Any pickle, without a type for it: an object, and all that it refers to.
///
/// A value keeps what Python would keep: which parts are one and the same object, cycles, classes,
/// the calls that make an object again, persistent ids, ints of any size. Reading a pickle into it
/// and writing it back, in whichever protocol can express it, loses nothing: Python loads the same
/// from both.
///
/// ```
/// use pickle_core::{Kind, Value};
///
/// // {'name': 'Ada', 'tags': ['x', 'y']}, by Python's pickle.dumps(.., 0)
/// let pickle = b"(dp0\nVname\np1\nVAda\np2\nsVtags\np3\n(lp4\nVx\np5\naVy\np6\nas.";
/// let value: Value = pickle_core::from_slice(pickle)?;
/// assert_eq!(value.kind(), Kind::Dict);
/// assert_eq!(value.get("name").and_then(|name| name.as_str()), Some("Ada"));
/// assert_eq!(value.to_string(), "{'name': 'Ada', 'tags': ['x', 'y']}");
///
/// let again: Value = pickle_core::from_slice(&pickle_core::to_vec(&value)?)?;
/// assert_eq!(again, value);
/// # Ok::<(), pickle_core::Error>(())
/// ```
///
/// A part of it is a [`ValueRef`], from [`root`](Value::root) on. Nothing is imported or called: an
/// object of a class, or the result of a call, is an [`InstanceRef`] that says how it is made.
///
/// # What is taken for the same
///
/// - Of a call by which an older protocol writes a value for which a newer one has an opcode, the
///   value is kept: `set([..])`, `frozenset([..])`, `bytes()`, `bytearray(..)`,
///   `_codecs.encode(.., 'latin1')`, and `getattr(Outer, 'Inner')` for a nested class. The calls of
///   `copyreg._reconstructor`, `copyreg.__newobj__`, `copyreg.__newobj_ex__` and
///   `functools.partial` by which older protocols make instances are kept, and written back, as
///   they are, but seen through by [`ValueRef::instance`] and by `==`.
/// - A `str` of Python 2 is text or bytes, by the [`Encoding`](crate::Encoding) of the
///   [`Unpickler`](crate::Unpickler). As in Python, [`Encoding::Bytes`](crate::Encoding::Bytes)
///   turns the names of attributes into bytes too.
/// - Modules and classes have the names of Python 3, and are given those of Python 2 again where
///   protocols 0 to 2 are written.
/// - A dict whose key is set twice has it once, at its first place and with its last value; an
///   item that is added to a set twice is in it once.
/// - Extension codes (EXT1, EXT2, EXT4) are the globals that they are registered for.
/// - An out-of-band buffer is kept, but written in band: as `bytes` if it is read-only, as
///   `bytearray` otherwise, which is what Python writes without a `buffer_callback`.
/// - Protocol 0 writes all NaNs alike.
///
/// # Comparing
///
/// Two values are equal if they are graphs of the same shape: equal scalars of the same type, in
/// equal containers, and the same parts shared. Floats are compared by their bits, so that NaN
/// equals itself and `0.0` is not `-0.0`; `1`, `1.0` and `True` differ. Keys and items of dicts and
/// sets are matched whatever their order, if they are scalars, globals, or tuples and frozensets of
/// such; others must come in the same order. Whether two places hold one object matters for
/// whatever has an identity that a program would notice: lists, dicts, sets, bytearrays, buffers,
/// instances and what persistent ids stand for. Of other types, only the content counts.
#[derive(Clone)]
pub struct Value {
    graph: Graph<'static>,
    root: NodeId,
}

impl Value {
    /// The outermost object, whose methods mostly are also the value's own.
    #[must_use]
    pub fn root(&self) -> ValueRef<'_> {
        ValueRef::new(&self.graph, self.root)
    }

    /// The objects, and the outermost of them.
    pub(crate) fn into_graph(self) -> (Graph<'static>, NodeId) {
        (self.graph, self.root)
    }
}

impl<'de> Unpickle<'de> for Value {
    const FIRST: First = First::Value;

    fn unpickle<D: Decoder<'de>>(decoder: &mut D) -> Result<Value, Error> {
        decoder.read_value()
    }
}

impl Default for Value {
    /// `None`.
    fn default() -> Value {
        Value::none()
    }
}
