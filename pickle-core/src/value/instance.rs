//! Instances, and the results of calls.

use alloc::borrow::Cow;
use alloc::vec::Vec;

use super::access::{Entries, Items, ValueRef};
use crate::global::Global;
use crate::pickler::Construct;
use crate::unpickler::graph::{Change, How, Node, NodeId};
use crate::unpickler::instance::Instance;

/// An object in a [`Value`](super::Value) that a class makes, or that a call results in: the five
/// parts of `__reduce__`, whichever opcodes have said them.
///
/// The calls of `copyreg._reconstructor`, `copyreg.__newobj__`, `copyreg.__newobj_ex__` and
/// `functools.partial`, by which older protocols make instances, are taken for what they stand for.
///
/// ```
/// use pickle_core::{Construct, Global, Value};
///
/// // geo.World('x'), then its attribute secret = 3
/// let pickle = b"\x80\x02cgeo\nWorld\nX\x01\0\0\0x\x85R}X\x06\0\0\0secretK\x03sb.";
/// let value: Value = pickle_core::from_slice(pickle)?;
/// let world = value.instance().unwrap();
/// assert_eq!(world.global(), Some(Global::new("geo", "World")));
/// assert_eq!(world.construct(), Construct::Call);
/// assert_eq!(world.args().next().and_then(|arg| arg.as_str()), Some("x"));
/// assert_eq!(world.attribute("secret").and_then(|secret| secret.as_i64()), Some(3));
/// assert_eq!(value.to_string(), "geo.World('x', secret=3)");
/// # Ok::<(), pickle_core::Error>(())
/// ```
#[derive(Clone, Copy)]
pub struct InstanceRef<'v> {
    value: ValueRef<'v>,
}

impl<'v> InstanceRef<'v> {
    pub(super) fn new(value: ValueRef<'v>) -> Option<InstanceRef<'v>> {
        value.graph.instance(value.id).map(|_| InstanceRef { value })
    }

    fn parts(self) -> Instance<'v> {
        self.value.graph.instance(self.value.id).expect("`new` has seen that it is an instance")
    }

    fn node(self, id: NodeId) -> ValueRef<'v> {
        ValueRef::new(self.value.graph, id)
    }

    /// The object itself.
    #[must_use]
    pub fn value(self) -> ValueRef<'v> {
        self.value
    }

    /// The class, or the function that is called: mostly a [global](ValueRef::global).
    #[must_use]
    pub fn class(self) -> ValueRef<'v> {
        self.node(self.parts().class)
    }

    /// The class, or the function that is called, if it is a global.
    #[must_use]
    pub fn global(self) -> Option<Global> {
        self.class().global()
    }

    /// How the object is made. [`Construct::Call`] for INST and OBJ too, by which Python 2 makes
    /// instances of old-style classes; without arguments, these do not call `__init__`.
    #[must_use]
    pub fn construct(self) -> Construct {
        match self.parts().how {
            How::Construct(construct) => construct,
            How::Inst => Construct::Call,
        }
    }

    /// The positional arguments.
    #[must_use]
    pub fn args(self) -> Items<'v> {
        Items::new(self.value.graph, self.parts().args)
    }

    /// The keyword arguments.
    #[must_use]
    pub fn keywords(self) -> Entries<'v> {
        Entries::new(self.value.graph, self.parts().keywords)
    }

    /// What BUILD gives to the object, one after the other: mostly one state, or none.
    #[must_use]
    pub fn states(self) -> Items<'v> {
        let states: Vec<NodeId> = self.parts().states().collect();
        Items::new(self.value.graph, states)
    }

    /// The functions that are called with the object and a state, instead of BUILD (the sixth part
    /// of `__reduce__`), and these states.
    #[must_use]
    pub fn setters(self) -> Entries<'v> {
        let setters = self.parts().changes.iter().filter_map(|change| match change {
            Change::Setter(setter, state) => Some((*setter, *state)),
            _ => None,
        });
        Entries::new(self.value.graph, setters.collect::<Vec<_>>())
    }

    /// The items that are appended or added to the object.
    #[must_use]
    pub fn list_items(self) -> Items<'v> {
        Items::new(self.value.graph, self.parts().items(self.value.graph))
    }

    /// The entries that are set on the object. A key may be there more than once, as the class
    /// decides what that means.
    #[must_use]
    pub fn dict_items(self) -> Entries<'v> {
        Entries::new(self.value.graph, self.parts().entries(self.value.graph))
    }

    /// The attributes that the states give to the object: the entries of a dict, and of both halves
    /// of the `(dict, slots)` of a class with `__slots__`. In the order in which Python sets them,
    /// so that of two with one name the last counts.
    #[must_use]
    pub fn attributes(self) -> Entries<'v> {
        let mut dicts = self.attribute_dicts();
        let entries = match (dicts.next(), dicts.next()) {
            (None, _) => Cow::Borrowed(&[][..]),
            (Some((_, only)), None) => Cow::Borrowed(only),
            (Some((_, first)), Some((_, second))) => {
                let mut all = [first, second].concat();
                dicts.for_each(|(_, entries)| all.extend_from_slice(entries));
                Cow::Owned(all)
            }
        };
        Entries::new(self.value.graph, entries)
    }

    /// The attribute of this name, if the states give it to the object.
    #[must_use]
    pub fn attribute(self, name: &str) -> Option<ValueRef<'v>> {
        let named = |(key, _): &(ValueRef<'v>, ValueRef<'v>)| key.as_str() == Some(name);
        self.attributes().rfind(named).map(|(_, value)| value)
    }

    /// The dicts of attributes, with their places.
    pub(super) fn attribute_dicts(self) -> impl Iterator<Item = (NodeId, &'v [(NodeId, NodeId)])> {
        let graph = self.value.graph;
        self.parts().states().flat_map(move |state| {
            let halves = match graph.node(state) {
                Node::Tuple(halves) if halves.len() == 2 => [halves[0], halves[1]],
                _ => [state, state],
            };
            let count = if halves == [state, state] { 1 } else { 2 };
            halves.into_iter().take(count).filter_map(move |id| match graph.node(id) {
                Node::Dict(entries) => Some((id, entries.as_slice())),
                _ => None,
            })
        })
    }

    /// The states that are more than attributes.
    pub(super) fn opaque_states(self) -> impl Iterator<Item = NodeId> {
        let graph = self.value.graph;
        self.parts().states().filter(move |&state| match graph.node(state) {
            Node::Dict(_) => false,
            Node::Tuple(halves) if halves.len() == 2 => {
                !halves.iter().all(|&half| matches!(graph.node(half), Node::None | Node::Dict(_)))
            }
            _ => true,
        })
    }
}
