//! Values made by a program.

use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

use super::copy::push;
use super::{Value, entries};
use crate::error::Error;
use crate::global::Global;
use crate::int::Int;
use crate::pickler::Construct;
use crate::unpickler::graph::{Change, GlobalName, Graph, How, Node, NodeId, Object};

/// Making values.
///
/// ```
/// use pickle_core::{Global, Value};
///
/// let value = Value::list([
///     Value::none(),
///     Value::from(1.5),
///     Value::from(&b"raw"[..]),
///     Value::dict([("key", Value::tuple([1, 2]))])?,
///     Value::call(Global::new("geo", "World"), ["x"]).with_state(Value::dict([("secret", 3)])?)?,
/// ]);
/// assert_eq!(
///     value.to_string(),
///     "[None, 1.5, b'raw', {'key': (1, 2)}, geo.World('x', secret=3)]",
/// );
/// # Ok::<(), pickle_core::Error>(())
/// ```
impl Value {
    /// `None`.
    #[must_use]
    pub fn none() -> Value {
        Value::single(Node::None)
    }

    fn single(node: Node<'static>) -> Value {
        Value::with_root(Graph::default(), node)
    }

    /// A `list`.
    #[must_use]
    pub fn list<T: Into<Value>>(items: impl IntoIterator<Item = T>) -> Value {
        let (graph, items) = merged(items);
        Value::with_root(graph, Node::List(items))
    }

    /// A `tuple`.
    #[must_use]
    pub fn tuple<T: Into<Value>>(items: impl IntoIterator<Item = T>) -> Value {
        let (graph, items) = merged(items);
        Value::with_root(graph, Node::Tuple(items.into()))
    }

    /// A `dict`. Of several entries with one key, the last counts.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Unhashable`](crate::ErrorKind::Unhashable) for a key that is a list, dict, set or
    /// bytearray, or a tuple with one of these in it.
    pub fn dict<K: Into<Value>, V: Into<Value>>(
        entries: impl IntoIterator<Item = (K, V)>,
    ) -> Result<Value, Error> {
        let flat = entries.into_iter().flat_map(|(key, value)| [key.into(), value.into()]);
        let (graph, flat) = merged(flat);
        let entries: Vec<_> = flat.chunks_exact(2).map(|entry| (entry[0], entry[1])).collect();
        check_hashable(&graph, entries.iter().map(|&(key, _)| key))?;
        Ok(Value::with_distinct(graph, Node::Dict(entries)))
    }

    /// A `set`.
    ///
    /// # Errors
    ///
    /// As [`dict`](Value::dict), for the items.
    pub fn set<T: Into<Value>>(items: impl IntoIterator<Item = T>) -> Result<Value, Error> {
        let (graph, items) = merged(items);
        check_hashable(&graph, items.iter().copied())?;
        Ok(Value::with_distinct(graph, Node::Set(items)))
    }

    /// A `frozenset`.
    ///
    /// # Errors
    ///
    /// As [`dict`](Value::dict), for the items.
    pub fn frozenset<T: Into<Value>>(items: impl IntoIterator<Item = T>) -> Result<Value, Error> {
        let (graph, items) = merged(items);
        check_hashable(&graph, items.iter().copied())?;
        Ok(Value::with_distinct(graph, Node::FrozenSet(items.into())))
    }

    fn with_distinct(graph: Graph<'static>, node: Node<'static>) -> Value {
        let mut value = Value::with_root(graph, node);
        entries::unite_keys_of(&mut value.graph, value.root);
        value
    }

    /// A `bytearray`.
    #[must_use]
    pub fn bytearray(bytes: impl Into<Vec<u8>>) -> Value {
        Value::single(Node::ByteArray(Cow::Owned(bytes.into())))
    }

    /// What `function(*args)` gives, or an instance of the class: REDUCE.
    #[must_use]
    pub fn call<T: Into<Value>>(function: Global, args: impl IntoIterator<Item = T>) -> Value {
        Value::object(Construct::Call, function, args)
    }

    /// What `class.__new__(class, *args)` gives: NEWOBJ.
    #[must_use]
    pub fn new_object<T: Into<Value>>(class: Global, args: impl IntoIterator<Item = T>) -> Value {
        Value::object(Construct::New, class, args)
    }

    fn object<T: Into<Value>>(
        construct: Construct,
        class: Global,
        args: impl IntoIterator<Item = T>,
    ) -> Value {
        let (mut graph, args) = merged(args);
        let callable = push(&mut graph, global(class));
        let args = push(&mut graph, Node::Tuple(args.into()));
        let object = Object {
            construct: How::Construct(construct),
            callable,
            args,
            keywords: None,
            changes: Vec::new(),
        };
        Value::with_root(graph, Node::Object(Box::new(object)))
    }

    /// The instance, after it was given a state: BUILD. Most classes take a dict of attributes.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::WrongType`](crate::ErrorKind::WrongType) if the value is no instance.
    pub fn with_state(mut self, state: impl Into<Value>) -> Result<Value, Error> {
        if !matches!(self.graph.node(self.root), Node::Object(_)) {
            return Err(Error::wrong_type(
                "an instance that takes a state",
                &alloc::format!("{}", self.kind()),
            ));
        }
        let state = self.absorb(state.into());
        if let Node::Object(object) = self.graph.node_mut(self.root) {
            object.changes.push(Change::Build(state));
        }
        Ok(self)
    }

    /// What the reader's `persistent_load` gives for the id.
    #[must_use]
    pub fn persistent(id: impl Into<Value>) -> Value {
        let Value { graph, root } = id.into();
        Value::with_root(graph, Node::PersistentId(root))
    }
}

pub(super) fn global(global: Global) -> Node<'static> {
    Node::Global(Box::new(GlobalName { module: global.module, name: global.name }))
}

/// The graphs of all values as one, and the places of their roots there.
fn merged<T: Into<Value>>(values: impl IntoIterator<Item = T>) -> (Graph<'static>, Vec<NodeId>) {
    let mut values: Vec<Value> = values.into_iter().map(Into::into).collect();
    let largest = values.iter().enumerate().max_by_key(|(_, value)| value.graph.len());
    let Some((largest, _)) = largest else { return (Graph::default(), Vec::new()) };
    // All others go behind the largest, which so is not moved.
    let placeholder = Value { graph: Graph::default(), root: NodeId(0) };
    let mut whole = core::mem::replace(&mut values[largest], placeholder);
    let roots = values
        .into_iter()
        .enumerate()
        .map(|(index, value)| if index == largest { whole.root } else { whole.append(value) })
        .collect();
    (whole.graph, roots)
}

/// Whether Python can hash all these, as far as their types tell.
///
/// # Errors
///
/// [`ErrorKind::Unhashable`](crate::ErrorKind::Unhashable).
pub(super) fn check_hashable(
    graph: &Graph<'static>,
    keys: impl Iterator<Item = NodeId>,
) -> Result<(), Error> {
    let mut seen = super::nodes::Notes::new(graph.len());
    let mut open: Vec<NodeId> = keys.collect();
    while let Some(id) = open.pop() {
        let node = graph.node(id);
        if !node.is_hashable() {
            return Err(Error::unhashable(node.kind(), ""));
        }
        if let Node::Tuple(items) = node
            && !core::mem::replace(seen.at(id.0 as usize), true)
        {
            open.extend_from_slice(items);
        }
    }
    Ok(())
}

macro_rules! from_ints {
    ($($int:ty)*) => {$(
        impl From<$int> for Value {
            /// An `int`.
            fn from(int: $int) -> Value {
                Value::from(Int::from(int))
            }
        }
    )*};
}

from_ints!(i8 i16 i32 i64 i128 isize u8 u16 u32 u64 u128 usize);

impl From<Int> for Value {
    /// An `int`.
    fn from(int: Int) -> Value {
        Value::single(match int.as_i64() {
            Some(small) => Node::Int(small),
            None => Node::BigInt(Box::new(int)),
        })
    }
}

impl From<bool> for Value {
    /// A `bool`.
    fn from(value: bool) -> Value {
        Value::single(Node::Bool(value))
    }
}

impl From<f64> for Value {
    /// A `float`.
    fn from(float: f64) -> Value {
        Value::single(Node::Float(float))
    }
}

impl From<f32> for Value {
    /// A `float`.
    fn from(float: f32) -> Value {
        Value::from(f64::from(float))
    }
}

impl From<String> for Value {
    /// A `str`.
    fn from(text: String) -> Value {
        Value::single(Node::Str(Cow::Owned(text)))
    }
}

impl From<&str> for Value {
    /// A `str`.
    fn from(text: &str) -> Value {
        Value::from(String::from(text))
    }
}

impl From<Vec<u8>> for Value {
    /// `bytes`.
    fn from(bytes: Vec<u8>) -> Value {
        Value::single(Node::Bytes(Cow::Owned(bytes)))
    }
}

impl From<&[u8]> for Value {
    /// `bytes`.
    fn from(bytes: &[u8]) -> Value {
        Value::from(bytes.to_vec())
    }
}

impl From<Global> for Value {
    /// A class or function.
    fn from(name: Global) -> Value {
        Value::single(global(name))
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    /// What the option holds, or `None`.
    fn from(option: Option<T>) -> Value {
        option.map_or_else(Value::none, Into::into)
    }
}

impl From<super::ValueRef<'_>> for Value {
    /// The object, and all that it refers to, as a value of its own.
    fn from(part: super::ValueRef<'_>) -> Value {
        part.to_value()
    }
}

impl From<&Value> for Value {
    /// A clone.
    fn from(value: &Value) -> Value {
        value.clone()
    }
}
