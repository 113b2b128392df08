//! Looking at the parts of a value.

use alloc::borrow::Cow;

use super::Value;
use super::instance::InstanceRef;
use crate::global::Global;
use crate::int::Int;
use crate::unpickler::Kind;
use crate::unpickler::graph::{Graph, Node, NodeId};

/// An object in a [`Value`].
///
/// Two refs are `==` if the parts of the graph from them on are, see [`Value`]; whether they are
/// one and the same object says [`is`](ValueRef::is).
///
/// ```
/// use pickle_core::Value;
///
/// let value = Value::list([Value::from(1), Value::from("two"), Value::none()]);
/// let mut items = value.items();
/// assert_eq!(items.next().and_then(|item| item.as_i64()), Some(1));
/// assert_eq!(items.next().and_then(|item| item.as_str()), Some("two"));
/// assert!(items.next().is_some_and(|item| item.is_none()));
/// assert!(items.next().is_none());
/// ```
#[derive(Clone, Copy)]
pub struct ValueRef<'v> {
    pub(super) graph: &'v Graph<'static>,
    pub(super) id: NodeId,
}

impl<'v> ValueRef<'v> {
    pub(super) fn new(graph: &'v Graph<'static>, id: NodeId) -> ValueRef<'v> {
        ValueRef { graph, id }
    }

    pub(super) fn node(self) -> &'v Node<'static> {
        self.graph.node(self.id)
    }

    fn part(self, id: NodeId) -> ValueRef<'v> {
        ValueRef::new(self.graph, id)
    }

    /// What the object is.
    #[must_use]
    pub fn kind(self) -> Kind {
        self.node().kind()
    }

    /// Whether it is `None`.
    #[must_use]
    pub fn is_none(self) -> bool {
        matches!(self.node(), Node::None)
    }

    /// The `bool`.
    #[must_use]
    pub fn as_bool(self) -> Option<bool> {
        match self.node() {
            Node::Bool(value) => Some(*value),
            _ => None,
        }
    }

    /// The `int`, of whatever size.
    #[must_use]
    pub fn as_int(self) -> Option<Int> {
        match self.node() {
            Node::Int(int) => Some(Int::from(*int)),
            Node::BigInt(int) => Some((**int).clone()),
            _ => None,
        }
    }

    /// The `int`, if it fits.
    #[must_use]
    pub fn as_i64(self) -> Option<i64> {
        match self.node() {
            Node::Int(int) => Some(*int),
            _ => None,
        }
    }

    /// The `float`.
    #[must_use]
    pub fn as_f64(self) -> Option<f64> {
        match self.node() {
            Node::Float(float) => Some(*float),
            _ => None,
        }
    }

    /// The text of a `str`.
    #[must_use]
    pub fn as_str(self) -> Option<&'v str> {
        match self.node() {
            Node::Str(text) => Some(text),
            _ => None,
        }
    }

    /// The content of `bytes`, of a `bytearray` or of an out-of-band buffer.
    #[must_use]
    pub fn as_bytes(self) -> Option<&'v [u8]> {
        match self.node() {
            Node::Bytes(bytes) | Node::ByteArray(bytes) => Some(bytes),
            Node::Buffer(buffer) => Some(&buffer.data),
            _ => None,
        }
    }

    /// How many items a list, tuple or set has, or entries a dict; 0 for anything else.
    #[must_use]
    pub fn len(self) -> usize {
        match self.node() {
            Node::List(items) | Node::Set(items) => items.len(),
            Node::Tuple(items) | Node::FrozenSet(items) => items.len(),
            Node::Dict(entries) => entries.len(),
            _ => 0,
        }
    }

    /// Whether there are no items or entries.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// The items of a list, tuple, set or frozenset; of anything else, none.
    #[must_use]
    pub fn items(self) -> Items<'v> {
        let items = match self.node() {
            Node::List(items) | Node::Set(items) => items.as_slice(),
            Node::Tuple(items) | Node::FrozenSet(items) => items,
            _ => &[],
        };
        Items::new(self.graph, items)
    }

    /// The entries of a dict, in their order; of anything else, none.
    #[must_use]
    pub fn entries(self) -> Entries<'v> {
        let entries = match self.node() {
            Node::Dict(entries) => entries.as_slice(),
            _ => &[],
        };
        Entries::new(self.graph, entries)
    }

    /// The item at `index` of a list or tuple.
    #[must_use]
    pub fn item(self, index: usize) -> Option<ValueRef<'v>> {
        let items = match self.node() {
            Node::List(items) => items.as_slice(),
            Node::Tuple(items) => items,
            _ => return None,
        };
        items.get(index).map(|&id| self.part(id))
    }

    /// The value that a dict has under a key that is a `str`.
    ///
    /// It is looked for from the first entry on: for many keys, collect the
    /// [`entries`](ValueRef::entries) into a map.
    #[must_use]
    pub fn get(self, key: &str) -> Option<ValueRef<'v>> {
        let entry = self.entries().find(|(own, _)| own.as_str() == Some(key));
        entry.map(|(_, value)| value)
    }

    /// The class or function that the pickle names here.
    #[must_use]
    pub fn global(self) -> Option<Global> {
        match self.node() {
            Node::Global(global) => {
                Some(Global { module: global.module.clone(), name: global.name.clone() })
            }
            _ => None,
        }
    }

    /// The id by which the pickle refers to an object outside of it.
    #[must_use]
    pub fn persistent_id(self) -> Option<ValueRef<'v>> {
        match self.node() {
            Node::PersistentId(id) => Some(self.part(*id)),
            _ => None,
        }
    }

    /// The object as what a class makes, or as the result of a call.
    #[must_use]
    pub fn instance(self) -> Option<InstanceRef<'v>> {
        InstanceRef::new(self)
    }

    /// An attribute of an instance; see [`InstanceRef::attribute`].
    #[must_use]
    pub fn attribute(self, name: &str) -> Option<ValueRef<'v>> {
        self.instance()?.attribute(name)
    }

    /// Whether both are one and the same object: Python's `is`.
    ///
    /// Of `None`, bools, the empty tuple, and each class and function, there is only one.
    ///
    /// ```
    /// use pickle_core::Value;
    ///
    /// // a = []; b = [a, a, []]
    /// let value: Value = pickle_core::from_slice(b"\x80\x02](]q\0h\0]e.")?;
    /// let items: Vec<_> = value.items().collect();
    /// assert!(items[0].is(items[1]));
    /// assert!(!items[0].is(items[2]));
    /// assert_eq!(items[0], items[2]);
    /// # Ok::<(), pickle_core::Error>(())
    /// ```
    #[must_use]
    pub fn is(self, other: ValueRef<'_>) -> bool {
        if core::ptr::eq(self.graph, other.graph) && self.id == other.id {
            return true;
        }
        match (self.node(), other.node()) {
            (Node::None, Node::None) => true,
            (Node::Bool(a), Node::Bool(b)) => a == b,
            (Node::Tuple(a), Node::Tuple(b)) => a.is_empty() && b.is_empty(),
            (Node::Global(a), Node::Global(b)) => a == b,
            _ => false,
        }
    }
}

impl Value {
    /// What the object is.
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.root().kind()
    }

    /// Whether it is `None`.
    #[must_use]
    pub fn is_none(&self) -> bool {
        self.root().is_none()
    }

    /// The `bool`.
    #[must_use]
    pub fn as_bool(&self) -> Option<bool> {
        self.root().as_bool()
    }

    /// The `int`, of whatever size.
    #[must_use]
    pub fn as_int(&self) -> Option<Int> {
        self.root().as_int()
    }

    /// The `int`, if it fits.
    #[must_use]
    pub fn as_i64(&self) -> Option<i64> {
        self.root().as_i64()
    }

    /// The `float`.
    #[must_use]
    pub fn as_f64(&self) -> Option<f64> {
        self.root().as_f64()
    }

    /// The text of a `str`.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        self.root().as_str()
    }

    /// The content of `bytes`, of a `bytearray` or of an out-of-band buffer.
    #[must_use]
    pub fn as_bytes(&self) -> Option<&[u8]> {
        self.root().as_bytes()
    }

    /// How many items a list, tuple or set has, or entries a dict; 0 for anything else.
    #[must_use]
    pub fn len(&self) -> usize {
        self.root().len()
    }

    /// Whether there are no items or entries.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.root().is_empty()
    }

    /// The items of a list, tuple, set or frozenset; of anything else, none.
    #[must_use]
    pub fn items(&self) -> Items<'_> {
        self.root().items()
    }

    /// The entries of a dict, in their order; of anything else, none.
    #[must_use]
    pub fn entries(&self) -> Entries<'_> {
        self.root().entries()
    }

    /// The item at `index` of a list or tuple.
    #[must_use]
    pub fn item(&self, index: usize) -> Option<ValueRef<'_>> {
        self.root().item(index)
    }

    /// The value that a dict has under a key that is a `str`; see [`ValueRef::get`].
    #[must_use]
    pub fn get(&self, key: &str) -> Option<ValueRef<'_>> {
        self.root().get(key)
    }

    /// The class or function that the pickle names.
    #[must_use]
    pub fn global(&self) -> Option<Global> {
        self.root().global()
    }

    /// The id by which the pickle refers to an object outside of it.
    #[must_use]
    pub fn persistent_id(&self) -> Option<ValueRef<'_>> {
        self.root().persistent_id()
    }

    /// The object as what a class makes, or as the result of a call.
    #[must_use]
    pub fn instance(&self) -> Option<InstanceRef<'_>> {
        self.root().instance()
    }

    /// An attribute of an instance; see [`InstanceRef::attribute`].
    #[must_use]
    pub fn attribute(&self, name: &str) -> Option<ValueRef<'_>> {
        self.root().attribute(name)
    }
}

/// The items of a list, tuple or set, or the arguments of a call.
#[derive(Clone)]
pub struct Items<'v> {
    graph: &'v Graph<'static>,
    all: Cow<'v, [NodeId]>,
    next: usize,
    end: usize,
}

impl<'v> Items<'v> {
    pub(super) fn new(graph: &'v Graph<'static>, items: impl Into<Cow<'v, [NodeId]>>) -> Items<'v> {
        let all = items.into();
        Items { graph, next: 0, end: all.len(), all }
    }
}

impl<'v> Iterator for Items<'v> {
    type Item = ValueRef<'v>;

    fn next(&mut self) -> Option<ValueRef<'v>> {
        let id = *self.all.get(self.next..self.end)?.first()?;
        self.next += 1;
        Some(ValueRef::new(self.graph, id))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.end - self.next, Some(self.end - self.next))
    }
}

impl DoubleEndedIterator for Items<'_> {
    fn next_back(&mut self) -> Option<Self::Item> {
        let id = *self.all.get(self.next..self.end)?.last()?;
        self.end -= 1;
        Some(ValueRef::new(self.graph, id))
    }
}

impl ExactSizeIterator for Items<'_> {}

/// The entries of a dict, the keyword arguments of a call, or the attributes of an instance: keys
/// and values.
#[derive(Clone)]
pub struct Entries<'v> {
    graph: &'v Graph<'static>,
    all: Cow<'v, [(NodeId, NodeId)]>,
    next: usize,
    end: usize,
}

impl<'v> Entries<'v> {
    pub(super) fn new(
        graph: &'v Graph<'static>,
        entries: impl Into<Cow<'v, [(NodeId, NodeId)]>>,
    ) -> Entries<'v> {
        let all = entries.into();
        Entries { graph, next: 0, end: all.len(), all }
    }

    fn entry(&self, (key, value): (NodeId, NodeId)) -> (ValueRef<'v>, ValueRef<'v>) {
        (ValueRef::new(self.graph, key), ValueRef::new(self.graph, value))
    }
}

impl<'v> Iterator for Entries<'v> {
    type Item = (ValueRef<'v>, ValueRef<'v>);

    fn next(&mut self) -> Option<Self::Item> {
        let entry = *self.all.get(self.next..self.end)?.first()?;
        self.next += 1;
        Some(self.entry(entry))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.end - self.next, Some(self.end - self.next))
    }
}

impl DoubleEndedIterator for Entries<'_> {
    fn next_back(&mut self) -> Option<Self::Item> {
        let entry = *self.all.get(self.next..self.end)?.last()?;
        self.end -= 1;
        Some(self.entry(entry))
    }
}

impl ExactSizeIterator for Entries<'_> {}
