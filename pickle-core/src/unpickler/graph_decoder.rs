//! The decoder that walks the graph which the machine has built.

use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::any::{Any, TypeId};

use super::cycles::recursive_objects;
use super::decoder::{Decoder, Enumeration, Integer, Kind, MemberValue, UNKNOWN};
use super::graph::{Graph, Node, NodeId};
use super::hooks::PersistentLoads;
use super::instance::Instance;
use super::legacy;
use super::options::{Encoding, Options};
use super::shared::{Pointers, SharedPointer};
use super::upgrades::{Outer, Upgrades};
use crate::error::{Error, ErrorKind};
use crate::global::{Class, one_of};
use crate::int::Int;
use crate::pickler::too_deep;
use crate::registry::{AnyDecoder, Registry};
use crate::value::Value;

/// Takes values from a graph. It stands at one object, which the next read reads.
pub struct GraphDecoder<'g, 'de> {
    /// The graph in which it stands: the pickle's, or that of an upgraded instance.
    pub(super) graph: &'g Graph<'de>,
    pub(super) options: &'g Options,
    hooks: Option<&'g mut (dyn PersistentLoads + 'g)>,
    pub(super) registry: Option<&'g Registry>,
    pub(super) current: NodeId,
    /// The containers that are being read, each with how many upgrades it is inside of.
    open: Vec<(usize, NodeId)>,
    /// The pointers among the types that are being read.
    indirections: usize,
    /// A bit for each object that was read before.
    pub(super) visited: Vec<u64>,
    /// What may still be read again, in parts.
    pub(super) repeats: u64,
    /// The pointers that were given out.
    pub(super) pointers: &'g mut Pointers<NodeId>,
    /// Which objects contain themselves, once that was asked for.
    pub(super) recursive: Option<Vec<bool>>,
    /// The class that was last recognized, and the object that stands for it.
    pub(super) last_class: Option<(NodeId, &'static Class)>,
    /// The graph of the pickle itself.
    pub(super) pickle: &'g Graph<'de>,
    /// The end of the list of upgraded instances.
    pub(super) upgrades: &'g Upgrades,
    /// From where the upgraded instances were entered that are being read.
    pub(super) outer: Vec<Outer<'g, 'de>>,
    /// The number of this load, once anything is upgraded.
    pub(super) load: u32,
    /// How many objects upgrades have added to those of the pickle.
    pub(super) added: usize,
}

/// A walk over items.
pub struct Items<'g> {
    container: NodeId,
    items: Cow<'g, [NodeId]>,
    next: usize,
}

/// A walk over the entries of a dict.
pub struct Entries<'g> {
    container: NodeId,
    entries: Cow<'g, [(NodeId, NodeId)]>,
    next: usize,
    /// The key of the entry in hand.
    key: NodeId,
}

/// A walk over the parts of an instance, or of a dict taken for one.
pub struct ObjectWalk<'g> {
    pub(super) node: NodeId,
    pub(super) class: &'static Class,
    instance: Option<Instance<'g>>,
    next_arg: usize,
    next_keyword: usize,
    /// States that are not begun yet, the next one last.
    pub(super) states: Vec<NodeId>,
    /// Attributes that are at hand: of the dict in hand, then of others.
    pub(super) attributes: &'g [(NodeId, NodeId)],
    more_attributes: Vec<&'g [(NodeId, NodeId)]>,
    /// The key that was last gone to.
    name: NodeId,
}

impl<'g, 'de> GraphDecoder<'g, 'de> {
    /// A decoder that stands at `root`, of a graph that was built from `input` bytes.
    pub(super) fn new(
        graph: &'g Graph<'de>,
        root: NodeId,
        options: &'g Options,
        hooks: Option<&'g mut (dyn PersistentLoads + 'g)>,
        pointers: &'g mut Pointers<NodeId>,
        upgrades: &'g Upgrades,
        input: u64,
    ) -> GraphDecoder<'g, 'de> {
        GraphDecoder {
            graph,
            options,
            hooks,
            registry: None,
            current: root,
            open: Vec::new(),
            indirections: 0,
            visited: alloc::vec![0; graph.len().div_ceil(64)],
            // A GET takes two bytes at least, so what they repeat directly is always paid for.
            repeats: (options.limits.repeats as u64).saturating_add(input),
            pointers,
            recursive: None,
            last_class: None,
            pickle: graph,
            upgrades,
            outer: Vec::new(),
            load: 0,
            added: 0,
        }
    }

    pub(super) fn node(&self) -> &'g Node<'de> {
        self.graph.node(self.current)
    }

    /// The type of the current object, as messages name it.
    pub(super) fn found(&self) -> String {
        match self.node() {
            Node::Object(_) => match self.graph.instance(self.current) {
                Some(instance) => match self.graph.global(instance.class) {
                    Some(class) => format!("an instance of {}.{}", class.module, class.name),
                    None => Kind::Object.to_string(),
                },
                None => Kind::Object.to_string(),
            },
            Node::Global(global) => format!("the global {}.{}", global.module, global.name),
            Node::LegacyStr(_) if self.options.encoding == Encoding::Bytes => {
                Kind::Bytes.to_string()
            }
            other => other.kind().to_string(),
        }
    }

    #[cold]
    fn wrong_type(&self, expected: &str) -> Error {
        self.place(Error::wrong_type(expected, &self.found()))
    }

    fn error_at(&self, id: NodeId, error: Error) -> Error {
        let origin = self.origin(id);
        match origin.offset() {
            Some(offset) => error.at(offset, origin.opcode()),
            None => error,
        }
    }

    /// Notes that the current object is read, and pays for it if it was read before.
    fn visit(&mut self, parts: usize) -> Result<(), Error> {
        let index = self.current.0 as usize;
        let bit = 1 << (index % 64);
        let word = &mut self.visited[index / 64];
        if *word & bit == 0 {
            *word |= bit;
            return Ok(());
        }
        if self.open.contains(&(self.outer.len(), self.current)) {
            let message = "the object contains itself: only a `Weak` can refer to it, or a cell such as \
                           `Rc<RefCell<T>>` of a `T` that has `init` or `default`";
            return Err(self.place(Error::new(ErrorKind::Recursive, message)));
        }
        match self.repeats.checked_sub(1 + parts as u64) {
            Some(rest) => {
                self.repeats = rest;
                Ok(())
            }
            None => Err(self.place(too_many_repeats())),
        }
    }

    /// Enters the current object.
    fn enter(&mut self) -> Result<NodeId, Error> {
        self.visit(0)?;
        self.open.push((self.outer.len(), self.current));
        self.check_depth()?;
        Ok(self.current)
    }

    fn check_depth(&self) -> Result<(), Error> {
        let limit = self.options.limits.depth;
        if self.open.len() + self.indirections <= limit {
            Ok(())
        } else {
            Err(self.place(too_deep(limit)))
        }
    }

    fn leave(&mut self, container: NodeId) {
        debug_assert_eq!(self.open.last(), Some(&(self.outer.len(), container)));
        self.open.pop();
        self.current = container;
    }

    fn legacy_text(&self, bytes: &Cow<'de, [u8]>) -> Result<Cow<'de, str>, Error> {
        match legacy::text(bytes, self.options.encoding) {
            Ok(Some(text)) => Ok(text),
            Ok(None) => Err(self.wrong_type("str")),
            Err(error) => Err(self.place(error)),
        }
    }

    /// Bytes that are kept as a list or tuple of ints.
    fn bytes_of_items(&mut self) -> Result<Cow<'de, [u8]>, Error> {
        let mut items = self.begin_list()?;
        let mut bytes = Vec::with_capacity(self.size_hint(&items));
        while self.next_item(&mut items)? {
            let byte = self.read_int::<u8>().map_err(|error| error.in_item(bytes.len()))?;
            bytes.push(byte);
        }
        Ok(Cow::Owned(bytes))
    }

    /// The instance at hand, if it is one of the class `module.name`.
    fn instance_of(&self, module: &str, name: &str) -> Option<Instance<'g>> {
        let instance = self.graph.instance(self.current)?;
        let class = self.graph.global(instance.class)?;
        (class.module == module && class.name == name).then_some(instance)
    }

    fn begin_items(&mut self, items: Cow<'g, [NodeId]>) -> Result<Items<'g>, Error> {
        let container = self.enter()?;
        Ok(Items { container, items, next: 0 })
    }

    fn begin_entries(
        &mut self,
        entries: Cow<'g, [(NodeId, NodeId)]>,
    ) -> Result<Entries<'g>, Error> {
        let container = self.enter()?;
        Ok(Entries { container, entries, next: 0, key: container })
    }

    /// `collections.deque(items, maxlen)`, whose items are appended, but an argument in Python 2.
    fn deque(&self) -> Option<Cow<'g, [NodeId]>> {
        let deque = self.instance_of("collections", "deque")?;
        let first = match deque.args.first().map(|&arg| self.graph.node(arg)) {
            Some(Node::List(items)) => items.as_slice(),
            Some(Node::Tuple(items)) => items,
            _ => &[],
        };
        Some(joined(first, deque.items(self.graph)))
    }

    /// The subclasses of dict in Python's `collections`.
    fn known_dict(&self) -> Option<Cow<'g, [(NodeId, NodeId)]>> {
        if let Some(dict) = self.instance_of("collections", "defaultdict") {
            return Some(dict.entries(self.graph));
        }
        let dict = self
            .instance_of("collections", "OrderedDict")
            .or_else(|| self.instance_of("collections", "Counter"))?;
        let first = match dict.args.first().map(|&arg| self.graph.node(arg)) {
            Some(Node::Dict(entries)) => Cow::Borrowed(entries.as_slice()),
            Some(Node::List(pairs)) => {
                let pairs = pairs.iter().map(|&pair| match self.graph.node(pair) {
                    Node::List(pair) => <[NodeId; 2]>::try_from(pair.as_slice()).ok(),
                    Node::Tuple(pair) => <[NodeId; 2]>::try_from(&**pair).ok(),
                    _ => None,
                });
                Cow::Owned(
                    pairs
                        .map(|pair| pair.map(|[key, value]| (key, value)))
                        .collect::<Option<_>>()?,
                )
            }
            _ => Cow::Borrowed(&[][..]),
        };
        Some(joined(&first, dict.entries(self.graph)).into_owned().into())
    }

    /// Which of the classes the object stands for.
    fn class_among(&mut self, id: NodeId, classes: &[&'static Class]) -> Option<usize> {
        if let Some((last, class)) = self.last_class
            && last == id
            && let Some(index) = classes.iter().position(|&known| core::ptr::eq(known, class))
        {
            return Some(index);
        }
        let global = self.graph.global(id)?;
        let index = classes.iter().position(|class| class.is(&global.module, &global.name))?;
        self.last_class = Some((id, classes[index]));
        Some(index)
    }

    #[cold]
    fn wrong_class(&self, classes: &[&'static Class]) -> Error {
        let is_instance = matches!(self.node(), Node::Object(_) | Node::Global(_));
        let kind = if is_instance { ErrorKind::WrongClass } else { ErrorKind::WrongType };
        let expected = one_of(classes);
        let message = format!("expected an instance of {expected}, found {}", self.found());
        self.place(Error::new(kind, message))
    }

    fn walk(&self, class: &'static Class, instance: Option<Instance<'g>>) -> ObjectWalk<'g> {
        let mut states: Vec<NodeId> = instance.iter().flat_map(Instance::states).collect();
        states.reverse();
        ObjectWalk {
            node: self.current,
            class,
            instance,
            next_arg: 0,
            next_keyword: 0,
            states,
            attributes: &[],
            more_attributes: Vec::new(),
            name: self.current,
        }
    }

    /// Lays out the attributes of a state: those of a dict, or of both halves of a slots state.
    fn open_state(&mut self, object: &mut ObjectWalk<'g>, state: NodeId) -> Result<(), Error> {
        self.current = state;
        match self.node() {
            Node::None => {}
            Node::Dict(attributes) => object.attributes = attributes,
            Node::Tuple(halves) if halves.len() == 2 => {
                for &half in halves.iter().rev() {
                    match self.graph.node(half) {
                        Node::None => {}
                        Node::Dict(attributes) => object.more_attributes.push(attributes),
                        _ => return Err(self.wrong_state(object)),
                    }
                }
            }
            _ => return Err(self.wrong_state(object)),
        }
        Ok(())
    }

    #[cold]
    fn wrong_state(&self, object: &ObjectWalk<'g>) -> Error {
        let message = format!(
            "expected a dict of the attributes of {}, found {}: a state of another form needs \
             `getstate` and `setstate`",
            object.class,
            self.found()
        );
        self.place(Error::new(ErrorKind::WrongType, message))
    }

    /// The error for a state that a function would set, which nobody calls.
    #[cold]
    fn state_by_call(&self, class: &'static Class, setter: NodeId) -> Error {
        let setter = match self.graph.global(setter) {
            Some(global) => format!("{}.{}", global.module, global.name),
            None => "a function".into(),
        };
        let message = format!(
            "the state of {class} is set by a call of {setter} (the sixth part of `__reduce__`), \
             and nothing is called when unpickling"
        );
        self.place(Error::new(ErrorKind::WrongType, message))
    }

    /// The index of the name in the object's class; it is text, or the state is malformed.
    fn index_of_name(&self, object: &ObjectWalk<'g>, expected: usize) -> Result<usize, Error> {
        let Some(name) = name_text(self.graph.node(object.name)) else {
            let found = self.graph.node(object.name).kind();
            let error = Error::wrong_type("the str of an attribute's name", &found.to_string());
            return Err(self.error_at(object.name, error));
        };
        Ok(object.class.index_of(&name, expected).unwrap_or(UNKNOWN))
    }

    fn member_of_value(&self, enumeration: &'static Enumeration, value: NodeId) -> Option<usize> {
        let is_value = |wanted: &MemberValue| match (wanted, self.graph.node(value)) {
            (MemberValue::Int(wanted), Node::Int(int)) => *wanted == i128::from(*int),
            (MemberValue::Int(wanted), Node::BigInt(int)) => Int::from(*wanted) == **int,
            (MemberValue::Str(wanted), _) => self.graph.text(value) == Some(wanted),
            _ => false,
        };
        enumeration.members.iter().position(|member| member.value.as_ref().is_some_and(is_value))
    }

    #[cold]
    fn unknown_member(&self, enumeration: &'static Enumeration, value: &str) -> Error {
        let known = one_of(enumeration.members.iter().map(|member| member.name));
        let message = format!("{} has no member {value}: expected {known}", enumeration.class);
        self.place(Error::new(ErrorKind::UnknownVariant, message))
    }
}

impl<'g, 'de> Decoder<'de> for GraphDecoder<'g, 'de> {
    type Items = Items<'g>;
    type Entries = Entries<'g>;
    type Object = ObjectWalk<'g>;
    type Identity = NodeId;

    fn kind(&mut self) -> Result<Kind, Error> {
        Ok(match self.node() {
            Node::LegacyStr(_) if self.options.encoding == Encoding::Bytes => Kind::Bytes,
            other => other.kind(),
        })
    }

    fn read_none(&mut self) -> Result<bool, Error> {
        Ok(matches!(self.node(), Node::None))
    }

    fn read_bool(&mut self) -> Result<bool, Error> {
        match self.node() {
            Node::Bool(value) => Ok(*value),
            _ => Err(self.wrong_type("bool")),
        }
    }

    fn read_int<T: Integer>(&mut self) -> Result<T, Error> {
        let value = match self.node() {
            Node::Int(int) => T::from_i64(*int),
            Node::BigInt(int) => T::from_int(int),
            _ => return Err(self.wrong_type("int")),
        };
        value.ok_or_else(|| {
            let shown = match self.node() {
                Node::Int(int) => int.to_string(),
                Node::BigInt(int) if int.bits() <= 256 => int.to_string(),
                Node::BigInt(int) => format!("of {} bits", int.bits()),
                other => other.kind().to_string(),
            };
            let message = format!("the int {shown} does not fit {}", T::NAME);
            self.place(Error::new(ErrorKind::OutOfRange, message))
        })
    }

    fn read_float(&mut self) -> Result<f64, Error> {
        let exact = match self.node() {
            Node::Float(float) => return Ok(*float),
            Node::Int(int) => Int::from(*int).to_exact_f64(),
            Node::BigInt(int) => int.to_exact_f64(),
            _ => return Err(self.wrong_type("float")),
        };
        exact.ok_or_else(|| {
            let message = "the int has no exact float";
            self.place(Error::new(ErrorKind::OutOfRange, message))
        })
    }

    fn read_str(&mut self) -> Result<Cow<'de, str>, Error> {
        match self.node() {
            Node::Str(text) => {
                self.visit(text.len() / 64)?;
                Ok(text.clone())
            }
            Node::LegacyStr(bytes) => {
                self.visit(bytes.len() / 64)?;
                self.legacy_text(bytes)
            }
            _ => Err(self.wrong_type("str")),
        }
    }

    fn read_bytes(&mut self) -> Result<Cow<'de, [u8]>, Error> {
        let bytes = match self.node() {
            Node::Bytes(bytes) | Node::ByteArray(bytes) | Node::LegacyStr(bytes) => bytes,
            Node::Buffer(buffer) => &buffer.data,
            Node::List(_) | Node::Tuple(_) => return self.bytes_of_items(),
            _ => return Err(self.wrong_type("bytes")),
        };
        self.visit(bytes.len() / 64)?;
        Ok(bytes.clone())
    }

    fn read_value(&mut self) -> Result<Value, Error> {
        let (visited, repeats) = (&mut self.visited, &mut self.repeats);
        Value::from_graph(self.graph, self.current, self.options.encoding, |id, parts| {
            let (word, bit) = (&mut visited[id.0 as usize / 64], 1 << (id.0 % 64));
            if *word & bit == 0 {
                *word |= bit;
                return Ok(());
            }
            *repeats = repeats.checked_sub(1 + parts as u64).ok_or_else(too_many_repeats)?;
            Ok(())
        })
    }

    fn skip(&mut self) -> Result<(), Error> {
        Ok(())
    }

    fn begin_list(&mut self) -> Result<Items<'g>, Error> {
        let items = match self.node() {
            Node::List(items) => Cow::Borrowed(items.as_slice()),
            Node::Tuple(items) => Cow::Borrowed(&**items),
            _ => self.deque().ok_or_else(|| self.wrong_type("list"))?,
        };
        self.begin_items(items)
    }

    fn begin_set(&mut self) -> Result<Items<'g>, Error> {
        let items = match self.node() {
            Node::Set(items) => Cow::Borrowed(items.as_slice()),
            Node::FrozenSet(items) => Cow::Borrowed(&**items),
            _ => return Err(self.wrong_type("set")),
        };
        self.begin_items(items)
    }

    fn next_item(&mut self, items: &mut Items<'g>) -> Result<bool, Error> {
        match items.items.get(items.next) {
            Some(&item) => {
                items.next += 1;
                self.current = item;
                Ok(true)
            }
            None => {
                self.leave(items.container);
                Ok(false)
            }
        }
    }

    fn size_hint(&self, items: &Items<'g>) -> usize {
        items.items.len() - items.next
    }

    fn begin_tuple(&mut self, len: usize) -> Result<Items<'g>, Error> {
        let items = match self.node() {
            Node::Tuple(items) => &**items,
            Node::List(items) => items,
            _ => return Err(self.wrong_type("tuple")),
        };
        if items.len() != len {
            return Err(self.place(wrong_length("items", len, items.len())));
        }
        self.begin_items(Cow::Borrowed(items))
    }

    fn begin_tagged_tuple(&mut self) -> Result<Items<'g>, Error> {
        let items = match self.node() {
            Node::Tuple(items) => &**items,
            Node::List(items) => items,
            _ => return Err(self.wrong_type("tuple")),
        };
        self.begin_items(Cow::Borrowed(items))
    }

    fn next_element(&mut self, items: &mut Items<'g>) -> Result<(), Error> {
        match items.items.get(items.next) {
            Some(&item) => {
                items.next += 1;
                self.current = item;
                Ok(())
            }
            None => {
                let error = wrong_length("items", items.next + 1, items.next);
                Err(self.error_at(items.container, error))
            }
        }
    }

    fn end_tuple(&mut self, items: Items<'g>) -> Result<(), Error> {
        if items.next < items.items.len() {
            let error = wrong_length("items", items.next, items.items.len());
            return Err(self.error_at(items.container, error));
        }
        self.leave(items.container);
        Ok(())
    }

    fn begin_dict(&mut self) -> Result<Entries<'g>, Error> {
        let entries = match self.node() {
            Node::Dict(entries) => Cow::Borrowed(entries.as_slice()),
            _ => self.known_dict().ok_or_else(|| self.wrong_type("dict"))?,
        };
        self.begin_entries(entries)
    }

    fn next_key(&mut self, entries: &mut Entries<'g>) -> Result<bool, Error> {
        match entries.entries.get(entries.next) {
            Some(&(key, _)) => {
                self.current = key;
                entries.key = key;
                Ok(true)
            }
            None => {
                self.leave(entries.container);
                Ok(false)
            }
        }
    }

    fn next_value(&mut self, entries: &mut Entries<'g>) -> Result<(), Error> {
        self.current = entries.entries[entries.next].1;
        entries.next += 1;
        Ok(())
    }

    fn in_entry(&self, entries: &Entries<'g>, error: Error) -> Error {
        error.in_key(self.graph.shown(entries.key))
    }

    fn entries_hint(&self, entries: &Entries<'g>) -> usize {
        entries.entries.len() - entries.next
    }

    fn begin_record(&mut self, class: &'static Class) -> Result<ObjectWalk<'g>, Error> {
        let Node::Dict(attributes) = self.node() else {
            return Err(self.wrong_type("dict"));
        };
        self.enter()?;
        Ok(ObjectWalk { attributes, ..self.walk(class, None) })
    }

    fn begin_object_of(
        &mut self,
        classes: &[&'static Class],
    ) -> Result<(usize, ObjectWalk<'g>), Error> {
        let instance = self.graph.instance(self.current);
        let class = instance.as_ref().map_or(self.current, |instance| instance.class);
        let Some(index) = self.class_among(class, classes) else {
            return Err(self.wrong_class(classes));
        };
        if let Some(setter) = instance.as_ref().and_then(Instance::setter) {
            return Err(self.state_by_call(classes[index], setter));
        }
        self.enter()?;
        Ok((index, self.walk(classes[index], instance)))
    }

    fn expect_args(&mut self, object: &mut ObjectWalk<'g>, count: usize) {
        if let Some(instance) = &mut object.instance
            && let Some(fields) = instance.fields
            && count > 1
        {
            instance.args = fields;
        }
    }

    fn next_arg(&mut self, object: &mut ObjectWalk<'g>) -> Result<bool, Error> {
        let Some(instance) = &object.instance else { return Ok(false) };
        let Some(&arg) = instance.args.get(object.next_arg) else { return Ok(false) };
        object.next_arg += 1;
        self.current = arg;
        Ok(true)
    }

    fn next_keyword(&mut self, object: &mut ObjectWalk<'g>) -> Result<Option<usize>, Error> {
        let Some(instance) = &object.instance else { return Ok(None) };
        let Some(&(key, value)) = instance.keywords.get(object.next_keyword) else {
            return Ok(None);
        };
        object.next_keyword += 1;
        object.name = key;
        let index = self.index_of_name(object, object.next_keyword - 1)?;
        self.current = value;
        Ok(Some(index))
    }

    fn end_args(&mut self, object: &mut ObjectWalk<'g>) -> Result<(), Error> {
        let Some(instance) = &object.instance else { return Ok(()) };
        if object.next_arg < instance.args.len() {
            let error = wrong_length("init args", object.next_arg, instance.args.len());
            return Err(self.error_at(object.node, error));
        }
        if object.next_keyword < instance.keywords.len() {
            object.name = instance.keywords[object.next_keyword].0;
            self.current = object.name;
            return Err(self.unknown_attribute(object, object.class));
        }
        Ok(())
    }

    fn next_attribute(
        &mut self,
        object: &mut ObjectWalk<'g>,
        expected: usize,
    ) -> Result<Option<usize>, Error> {
        loop {
            if let Some((&(name, value), rest)) = object.attributes.split_first() {
                object.attributes = rest;
                object.name = name;
                let index = self.index_of_name(object, expected)?;
                self.current = value;
                return Ok(Some(index));
            }
            if let Some(attributes) = object.more_attributes.pop() {
                object.attributes = attributes;
            } else if let Some(state) = object.states.pop() {
                self.open_state(object, state)?;
            } else {
                return Ok(None);
            }
        }
    }

    fn attribute_name(&self, object: &ObjectWalk<'g>) -> Cow<'de, str> {
        name_text(self.graph.node(object.name)).unwrap_or_default()
    }

    fn next_state(&mut self, object: &mut ObjectWalk<'g>) -> Result<bool, Error> {
        match object.states.pop() {
            Some(state) => {
                self.current = state;
                Ok(true)
            }
            None => Ok(false),
        }
    }

    fn list_items(&mut self, object: &mut ObjectWalk<'g>) -> Result<Items<'g>, Error> {
        let items = match &object.instance {
            Some(instance) => instance.items(self.graph),
            None => Cow::Borrowed(&[][..]),
        };
        self.open.push((self.outer.len(), object.node));
        Ok(Items { container: object.node, items, next: 0 })
    }

    fn dict_items(&mut self, object: &mut ObjectWalk<'g>) -> Result<Entries<'g>, Error> {
        let entries = match &object.instance {
            Some(instance) => instance.entries(self.graph),
            None => Cow::Borrowed(&[][..]),
        };
        self.open.push((self.outer.len(), object.node));
        Ok(Entries { container: object.node, entries, next: 0, key: object.node })
    }

    fn before_user_code(&mut self) -> Result<(), Error> {
        Ok(())
    }

    fn end_object(&mut self, object: ObjectWalk<'g>) -> Result<(), Error> {
        self.leave(object.node);
        Ok(())
    }

    fn older_version(
        &mut self,
        object: &mut ObjectWalk<'g>,
        current: u32,
    ) -> Result<Option<u32>, Error> {
        self.find_older_version(object, current)
    }

    fn take_older(&mut self, object: ObjectWalk<'g>) -> Result<Value, Error> {
        self.leave(object.node);
        self.copy_for_upgrade()
    }

    fn begin_upgraded(&mut self, value: Value, version: u32) -> Result<(), Error> {
        self.enter_upgraded(value, version)
    }

    fn end_upgraded<T>(&mut self, read: Result<T, Error>) -> Result<T, Error> {
        self.leave_upgraded();
        read.map_err(|error| self.place(error))
    }

    fn read_member(&mut self, enumeration: &'static Enumeration) -> Result<usize, Error> {
        if let Node::Global(global) = self.node() {
            return enumeration.member_named(&global.module, &global.name).ok_or_else(
                || match global.name.rsplit_once('.') {
                    Some((class, name)) if enumeration.class.is(&global.module, class) => {
                        self.unknown_member(enumeration, name)
                    }
                    _ => self.wrong_class(&[enumeration.class]),
                },
            );
        }
        let Some(instance) = self.graph.instance(self.current) else {
            return Err(self.wrong_class(&[enumeration.class]));
        };
        let class = self.class_among(instance.class, &[enumeration.class]);
        let (Some(_), &[value]) = (class, instance.args) else {
            return Err(self.wrong_class(&[enumeration.class]));
        };
        self.member_of_value(enumeration, value).ok_or_else(|| {
            let shown = match self.graph.node(value) {
                Node::Int(int) => format!("of value {int}"),
                Node::Str(text) => format!("of value {text:?}"),
                other => format!("whose value is {}", other.kind()),
            };
            self.unknown_member(enumeration, &shown)
        })
    }

    fn resolve<T: Any>(&mut self) -> Result<Option<T>, Error> {
        let &Node::PersistentId(id) = self.node() else { return Ok(None) };
        let place = self.current;
        let missing = || {
            let name = core::any::type_name::<T>();
            Error::new(
                ErrorKind::PersistentId,
                format!(
                    "no persistent_load hook for `{name}`: register one with \
                     `Unpickler::persistent_load`"
                ),
            )
        };
        // The id itself is read without hooks, as it is written.
        let Some(hooks) = self.hooks.take() else {
            return Err(self.error_at(place, missing()));
        };
        self.current = id;
        let object = hooks.load(TypeId::of::<T>(), AnyDecoder::Graph(self, id));
        self.hooks = Some(hooks);
        self.current = place;
        let object = object.map_err(|error| self.place(error))?;
        match object.map(Box::<dyn Any>::downcast) {
            Some(Ok(object)) => Ok(Some(*object)),
            _ => Err(self.place(missing())),
        }
    }

    fn read_registered<T: ?Sized + 'static>(&mut self) -> Result<Box<T>, Error> {
        let reader = self.reader()?;
        self.descend(1)?;
        let identity = self.current;
        let value = reader.read_box(AnyDecoder::Graph(self, identity))?;
        self.ascend(1);
        Ok(value)
    }

    fn read_registered_pointer<T: ?Sized + 'static, P: SharedPointer<T>>(
        &mut self,
        identity: NodeId,
    ) -> Result<P, Error> {
        let reader = self.reader()?;
        P::read_registered(reader, AnyDecoder::Graph(self, identity))
    }

    fn registered_dangling<T: ?Sized + 'static, P: SharedPointer<T>>(
        &mut self,
    ) -> Result<P::Weak, Error> {
        let readers = self.registry.map_or(&[][..], Registry::readers);
        let dangling = readers.iter().find_map(|reader| P::registered_dangling(&**reader));
        dangling.ok_or_else(|| self.no_dangling::<T>())
    }

    fn identity(&mut self) -> Result<NodeId, Error> {
        Ok(self.original(self.current))
    }

    fn shared<P: Any + Clone>(&mut self, identity: NodeId) -> Option<P> {
        self.pointers.get(identity)
    }

    fn share<P: Any + Clone>(&mut self, identity: NodeId, pointer: &P) {
        self.pointers.insert(identity, pointer.clone());
    }

    fn is_recursive(&mut self, identity: NodeId) -> bool {
        let graph = self.graph;
        // Of an upgraded instance, it is the current object that is asked about.
        let id = if self.outer.is_empty() { identity } else { self.current };
        self.recursive.get_or_insert_with(|| recursive_objects(graph))[id.index()]
    }

    fn descend(&mut self, levels: usize) -> Result<(), Error> {
        self.indirections += levels;
        self.check_depth()
    }

    fn ascend(&mut self, levels: usize) {
        self.indirections -= levels;
    }

    fn place(&self, error: Error) -> Error {
        self.error_at(self.current, error)
    }

    fn place_object(&self, object: &ObjectWalk<'g>, error: Error) -> Error {
        self.error_at(object.node, error)
    }
}

/// One slice after the other.
fn joined<'g, T: Clone>(first: &[T], second: Cow<'g, [T]>) -> Cow<'g, [T]> {
    if first.is_empty() {
        return second;
    }
    let mut all = first.to_vec();
    all.extend_from_slice(&second);
    Cow::Owned(all)
}

/// The name of an attribute. Those of Python 2 are `str` of that, in UTF-8 if not in ASCII.
fn name_text<'de>(node: &Node<'de>) -> Option<Cow<'de, str>> {
    match node {
        Node::Str(text) => Some(text.clone()),
        Node::LegacyStr(bytes) => super::utf8::into_text(bytes.clone()).ok(),
        _ => None,
    }
}

#[cold]
pub(super) fn too_many_repeats() -> Error {
    let message = "shared parts are repeated too often: see `Limits::repeats`";
    Error::new(ErrorKind::Limit, message)
}

#[cold]
fn wrong_length(what: &str, expected: usize, found: usize) -> Error {
    let message = format!("expected {expected} {what}, found {found}");
    Error::new(ErrorKind::WrongLength, message)
}
