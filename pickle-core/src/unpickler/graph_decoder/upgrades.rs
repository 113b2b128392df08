//! Instances of older versions, which a function of the user's turns into today's form.
//!
//! Such an instance is handed out as a [`Value`]: a copy of the part of the graph that it reaches.
//! What comes back is a graph of its own, which the decoder then stands in until the instance is
//! read. So that shared objects stay shared across these graphs, each object of a copy says of which
//! object it is a copy, and keeps saying that wherever the function moves it.

use alloc::boxed::Box;
use core::cell::OnceCell;
use core::sync::atomic::{AtomicU32, Ordering};

use super::GraphDecoder;
use super::cycles::RecursiveObjects;
use super::object::ObjectWalk;
use crate::error::{Error, ErrorKind};
use crate::global::Class;
use crate::unpickler::decoder::{Decoder, Kind};
use crate::unpickler::graph::{Graph, Node, NodeId, Origin};
use crate::unpickler::node_set::NodeSet;
use crate::value::Value;

/// The attribute that holds the version of an instance.
pub(super) const VERSION: &str = "__version__";

/// The graphs of upgraded instances: a list that can grow while its graphs are in use.
#[derive(Default)]
pub(in crate::unpickler) struct Upgrades(OnceCell<Box<(Graph<'static>, Upgrades)>>);

impl Upgrades {
    /// Keeps the graph, and gives it back with the new end of the list.
    fn push(&self, graph: Graph<'static>) -> (&Graph<'static>, &Upgrades) {
        let (graph, end) = &**self.0.get_or_init(|| Box::new((graph, Upgrades::default())));
        (graph, end)
    }
}

impl Drop for Upgrades {
    /// One after the other, as there may be many.
    fn drop(&mut self) {
        let mut next = self.0.take();
        while let Some(mut this) = next {
            next = this.1.0.take();
        }
    }
}

/// Where a decoder was before it went into the graph of an upgraded instance.
pub(super) struct Outer<'g, 'de> {
    graph: &'g Graph<'de>,
    current: NodeId,
    visited: NodeSet,
    recursive: Option<RecursiveObjects>,
    last_class: Option<(NodeId, &'static Class)>,
}

/// Tells the loads of a program apart that upgrade anything.
fn new_load() -> u32 {
    static LAST: AtomicU32 = AtomicU32::new(0);
    LAST.fetch_add(1, Ordering::Relaxed) % 0x7fff_fffe + 1
}

impl<'g, 'de> GraphDecoder<'g, 'de> {
    fn is_in_upgraded(&self) -> bool {
        !self.outer.is_empty()
    }

    /// The object that the current one is, whichever copy of it.
    pub(super) fn original(&self, id: NodeId) -> NodeId {
        if self.is_in_upgraded() {
            self.graph.origin(id).original(self.load).unwrap_or(id)
        } else {
            id
        }
    }

    /// Where the object came from in the input.
    pub(super) fn origin(&self, id: NodeId) -> Origin {
        let id = self.original(id);
        if id.index() < self.pickle.len() { self.pickle.origin(id) } else { Origin::UNKNOWN }
    }

    /// The version that the state holds. Of several, the first counts.
    fn version(&mut self, object: &ObjectWalk<'g>) -> Result<Option<u32>, Error> {
        let graph = self.graph;
        let in_dict = |id: NodeId| match graph.node(id) {
            Node::Dict(attributes) => version_in(graph, attributes),
            _ => None,
        };
        let in_state = |&state: &NodeId| match graph.node(state) {
            Node::Tuple(halves) if halves.len() == 2 => in_dict(halves[0]).or(in_dict(halves[1])),
            _ => in_dict(state),
        };
        let found = version_in(graph, object.attributes)
            .or_else(|| object.states.iter().rev().find_map(in_state));
        let Some(version) = found else { return Ok(None) };
        self.current = version;
        let number = self.read_int::<u32>()?;
        self.current = object.node;
        Ok(Some(number))
    }

    pub(super) fn find_older_version(
        &mut self,
        object: &ObjectWalk<'g>,
        current: u32,
    ) -> Result<Option<u32>, Error> {
        let version = match self.version(object) {
            Ok(version) => version.unwrap_or(0),
            Err(error) => return Err(error.in_attribute(object.class, VERSION)),
        };
        if version > current {
            let message = alloc::format!(
                "version {version} of {} is newer than {current}, the newest that is known here",
                object.class,
            );
            let error = Error::new(ErrorKind::Version, message);
            return Err(self.place_object(object, error.in_attribute(object.class, VERSION)));
        }
        Ok((version < current).then_some(version))
    }

    /// The current object, and all that it refers to, as a value that knows what it is a copy of.
    pub(super) fn copy_for_upgrade(&mut self) -> Result<Value, Error> {
        if self.load == 0 {
            self.load = new_load();
        }
        let (graph, load, in_upgraded) = (self.graph, self.load, self.is_in_upgraded());
        let origin_of = |id| if in_upgraded { graph.origin(id) } else { Origin::copy_of(load, id) };
        let (visited, repeats) = (&mut self.visited, &mut self.repeats);
        // What is in an upgraded instance is a copy already: each further copy of it costs.
        let pay = |id: NodeId, parts: usize| {
            if !in_upgraded && visited.insert(id) { Ok(()) } else { super::pay(repeats, 1 + parts) }
        };
        let value =
            Value::from_graph_with(graph, self.current, self.options.encoding, origin_of, pay)
                .map_err(|error| self.place(error))?;
        // The class itself, which is taken for an instance of it.
        Ok(match value.global() {
            Some(class) => Value::new_object(class, [0; 0]),
            None => value,
        })
    }

    /// Goes to the root of the value, which stands for the current object from now on.
    pub(super) fn enter_upgraded(&mut self, mut value: Value, version: u32) -> Result<(), Error> {
        if !matches!(value.kind(), Kind::Dict | Kind::Object) {
            let found = alloc::format!("{}, which `upgrade` gave", value.kind());
            return Err(self.place(Error::wrong_type("an instance or a dict", &found)));
        }
        value.remove(VERSION);
        value.insert(VERSION, version)?;
        let (mut graph, root) = value.into_graph();
        self.number(&mut graph, root)?;
        let (graph, end) = self.upgrades.push(graph);
        self.upgrades = end;
        self.outer.push(Outer {
            graph: core::mem::replace(&mut self.graph, graph),
            current: core::mem::replace(&mut self.current, root),
            visited: core::mem::take(&mut self.visited),
            recursive: self.recursive.take(),
            last_class: self.last_class.take(),
        });
        Ok(())
    }

    pub(super) fn leave_upgraded(&mut self) {
        if let Some(outer) = self.outer.pop() {
            self.graph = outer.graph;
            self.current = outer.current;
            self.visited = outer.visited;
            self.recursive = outer.recursive;
            self.last_class = outer.last_class;
        }
    }

    /// Numbers the objects that are no copies. A root that is none takes the place of the object
    /// that is upgraded.
    fn number(&mut self, graph: &mut Graph<'static>, root: NodeId) -> Result<(), Error> {
        let upgraded = self.original(self.current);
        let mut is_kept = false;
        for id in graph.ids() {
            match graph.origin(id).original(self.load) {
                Some(original) => is_kept |= original == upgraded,
                None => {
                    let number = u32::try_from(self.pickle.len() + self.added);
                    let number = number.map_err(|_| {
                        Error::new(ErrorKind::Limit, "a pickle of more than 2^32 objects")
                    })?;
                    graph.set_origin(id, Origin::copy_of(self.load, NodeId(number)));
                    self.added += 1;
                }
            }
        }
        if !is_kept {
            graph.set_origin(root, Origin::copy_of(self.load, upgraded));
        }
        Ok(())
    }

    /// Forgets the pointers to objects that only upgrades have made: their numbers end with the
    /// load.
    pub(in crate::unpickler) fn end(&mut self) {
        if self.added > 0 {
            let known = self.pickle.len();
            self.pointers.retain(|id| id.index() < known);
        }
    }
}

fn version_in(graph: &Graph<'_>, attributes: &[(NodeId, NodeId)]) -> Option<NodeId> {
    let is_version = |&&(name, _): &&(NodeId, NodeId)| graph.text(name) == Some(VERSION);
    attributes.iter().find(is_version).map(|&(_, version)| version)
}
