//! The decoder that walks the graph which the machine has built.

mod cycles;
mod entries;
mod items;
mod member;
mod object;
mod persistent;
mod registered;
mod scalar;
mod upgrades;

use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::any::Any;

use super::decoder::{Decoder, Integer, Kind};
use super::graph::{Graph, Node, NodeId};
use super::hooks::PersistentLoads;
use super::instance::Instance;
use super::node_set::NodeSet;
use super::options::{Encoding, Options};
use super::shared::SharedPointer;
use crate::enumeration::Enumeration;
use crate::error::{Error, ErrorKind};
use crate::global::Class;
use crate::pickler::too_deep;
use crate::pointers::Pointers;
use crate::registry::{AnyDecoder, Registry};
use crate::value::Value;
use cycles::RecursiveObjects;
use entries::Entries;
use items::Items;
use object::ObjectWalk;
use upgrades::Outer;
pub(super) use upgrades::Upgrades;

/// Takes values from a graph. It stands at one object, which the next read reads.
pub struct GraphDecoder<'g, 'de> {
    /// The graph in which it stands: the pickle's, or that of an upgraded instance.
    graph: &'g Graph<'de>,
    options: &'g Options,
    hooks: Option<&'g mut (dyn PersistentLoads + 'g)>,
    pub(super) registry: Option<&'g Registry>,
    current: NodeId,
    /// The containers that are being read, each with how many upgrades it is inside of.
    open: Vec<(usize, NodeId)>,
    /// The pointers among the types that are being read.
    indirections: usize,
    /// The objects that were read before.
    visited: NodeSet,
    /// What may still be read again, in parts.
    repeats: u64,
    /// The pointers that were given out.
    pointers: &'g mut Pointers<NodeId>,
    /// Which objects contain themselves, once that was asked for.
    recursive: Option<RecursiveObjects>,
    /// The class that was last recognized, and the object that stands for it.
    last_class: Option<(NodeId, &'static Class)>,
    /// The graph of the pickle itself.
    pickle: &'g Graph<'de>,
    /// The end of the list of upgraded instances.
    upgrades: &'g Upgrades,
    /// From where the upgraded instances were entered that are being read.
    outer: Vec<Outer<'g, 'de>>,
    /// The number of this load, once anything is upgraded.
    load: u32,
    /// How many objects upgrades have added to those of the pickle.
    added: usize,
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
            visited: NodeSet::default(),
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

    fn node(&self) -> &'g Node<'de> {
        self.graph.node(self.current)
    }

    /// The type of the current object, as messages name it.
    fn found(&self) -> String {
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

    /// Notes that the current object is read, which has so many parts: it pays for them if it was
    /// read before. It is a part itself, of what refers to it.
    fn visit(&mut self, parts: usize) -> Result<(), Error> {
        if self.visited.insert(self.current) {
            return Ok(());
        }
        if self.open.contains(&(self.outer.len(), self.current)) {
            let message = "the object contains itself: only a `Weak` can refer to it, or a cell such as \
                           `Rc<RefCell<T>>` of a `T` that has `init` or `default`";
            return Err(self.place(Error::new(ErrorKind::Recursive, message)));
        }
        pay(&mut self.repeats, parts).map_err(|error| self.place(error))
    }

    /// The same for an object that is read as a part of the current one.
    fn visit_part(&mut self, id: NodeId, parts: usize) -> Result<(), Error> {
        if self.visited.insert(id) {
            return Ok(());
        }
        pay(&mut self.repeats, parts).map_err(|error| self.error_at(id, error))
    }

    /// Enters the current object, which has so many parts.
    fn enter(&mut self, parts: usize) -> Result<NodeId, Error> {
        self.visit(parts)?;
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

    /// The instance at hand, if it is one of the class `module.name`.
    fn instance_of(&self, module: &str, name: &str) -> Option<Instance<'g>> {
        let instance = self.graph.instance(self.current)?;
        let class = self.graph.global(instance.class)?;
        (class.module == module && class.name == name).then_some(instance)
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
        self.bool()
    }

    fn read_int<T: Integer>(&mut self) -> Result<T, Error> {
        self.int()
    }

    fn read_float(&mut self) -> Result<f64, Error> {
        self.float()
    }

    fn read_str(&mut self) -> Result<Cow<'de, str>, Error> {
        self.str()
    }

    fn read_bytes(&mut self) -> Result<Cow<'de, [u8]>, Error> {
        self.bytes()
    }

    fn read_value(&mut self) -> Result<Value, Error> {
        let (visited, repeats) = (&mut self.visited, &mut self.repeats);
        Value::from_graph(self.graph, self.current, self.options.encoding, |id, parts| {
            if visited.insert(id) { Ok(()) } else { pay(repeats, 1 + parts) }
        })
    }

    fn skip(&mut self) -> Result<(), Error> {
        Ok(())
    }

    fn begin_list(&mut self) -> Result<Items<'g>, Error> {
        self.list()
    }

    fn begin_set(&mut self) -> Result<Items<'g>, Error> {
        self.set()
    }

    fn next_item(&mut self, items: &mut Items<'g>) -> Result<bool, Error> {
        Ok(self.item(items))
    }

    fn size_hint(&self, items: &Items<'g>) -> usize {
        items.left()
    }

    fn begin_tuple(&mut self, len: usize) -> Result<Items<'g>, Error> {
        self.tuple(len)
    }

    fn begin_tagged_tuple(&mut self) -> Result<Items<'g>, Error> {
        self.tagged_tuple()
    }

    fn next_element(&mut self, items: &mut Items<'g>) -> Result<(), Error> {
        self.element(items)
    }

    fn end_tuple(&mut self, items: &mut Items<'g>) -> Result<(), Error> {
        self.end_of_tuple(items)
    }

    fn begin_dict(&mut self) -> Result<Entries<'g>, Error> {
        self.dict()
    }

    fn next_key(&mut self, entries: &mut Entries<'g>) -> Result<bool, Error> {
        Ok(self.key(entries))
    }

    fn next_value(&mut self, entries: &mut Entries<'g>) -> Result<(), Error> {
        self.value(entries);
        Ok(())
    }

    fn in_entry(&self, entries: &Entries<'g>, error: Error) -> Error {
        error.in_key(self.graph.shown(entries.key))
    }

    fn entries_hint(&self, entries: &Entries<'g>) -> usize {
        entries.left()
    }

    fn begin_record(&mut self, class: &'static Class) -> Result<ObjectWalk<'g>, Error> {
        self.record(class)
    }

    fn begin_object_of(
        &mut self,
        classes: &[&'static Class],
    ) -> Result<(usize, ObjectWalk<'g>), Error> {
        self.object(classes)
    }

    fn expect_args(&mut self, object: &mut ObjectWalk<'g>, count: usize) {
        object.expect_args(count);
    }

    fn next_arg(&mut self, object: &mut ObjectWalk<'g>) -> Result<bool, Error> {
        Ok(self.argument(object))
    }

    fn next_keyword(&mut self, object: &mut ObjectWalk<'g>) -> Result<Option<usize>, Error> {
        self.keyword(object)
    }

    fn end_args(&mut self, object: &mut ObjectWalk<'g>) -> Result<(), Error> {
        self.end_of_args(object)
    }

    fn next_attribute(
        &mut self,
        object: &mut ObjectWalk<'g>,
        expected: usize,
    ) -> Result<Option<usize>, Error> {
        self.next_in_state(object, expected)
    }

    fn attribute_name(&self, object: &ObjectWalk<'g>) -> Cow<'de, str> {
        self.name_in(object)
    }

    fn next_state(&mut self, object: &mut ObjectWalk<'g>) -> Result<bool, Error> {
        let Some(state) = object.states.pop() else { return Ok(false) };
        self.current = state;
        Ok(true)
    }

    fn list_items(&mut self, object: &mut ObjectWalk<'g>) -> Result<Items<'g>, Error> {
        self.items_of_object(object)
    }

    fn dict_items(&mut self, object: &mut ObjectWalk<'g>) -> Result<Entries<'g>, Error> {
        self.entries_of_object(object)
    }

    fn before_user_code(&mut self) -> Result<(), Error> {
        Ok(())
    }

    fn end_object(&mut self, object: &mut ObjectWalk<'g>) -> Result<(), Error> {
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
        self.member(enumeration)
    }

    fn resolve<T: Any>(&mut self) -> Result<Option<T>, Error> {
        self.persistent()
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
        self.recursive.get_or_insert_with(|| RecursiveObjects::of(graph)).contain(graph, id)
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

/// Takes parts that are read again off what may be.
fn pay(repeats: &mut u64, parts: usize) -> Result<(), Error> {
    *repeats = repeats.checked_sub(parts as u64).ok_or_else(too_many_repeats)?;
    Ok(())
}

#[cold]
fn too_many_repeats() -> Error {
    let message = "shared parts are repeated too often: see `Limits::repeats`";
    Error::new(ErrorKind::Limit, message)
}

#[cold]
fn wrong_length(what: &str, expected: usize, found: usize) -> Error {
    let message = format!("expected {expected} {what}, found {found}");
    Error::new(ErrorKind::WrongLength, message)
}
