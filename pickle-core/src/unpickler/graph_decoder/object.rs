//! The parts of instances, and of dicts taken for them.

use alloc::borrow::Cow;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::entries::Entries;
use super::items::Items;
use super::{GraphDecoder, wrong_length};
use crate::error::{Error, ErrorKind};
use crate::global::{Class, one_of};
use crate::unpickler::decoder::{Decoder, UNKNOWN};
use crate::unpickler::graph::{GlobalName, Node, NodeId};
use crate::unpickler::instance::Instance;
use crate::unpickler::utf8::into_text;

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

impl ObjectWalk<'_> {
    /// Takes the fields of a named tuple of protocols 0 and 1 for its arguments.
    pub(super) fn expect_args(&mut self, count: usize) {
        if let Some(instance) = &mut self.instance
            && let Some(fields) = instance.fields
            && count > 1
        {
            instance.args = fields;
        }
    }
}

impl<'g, 'de> GraphDecoder<'g, 'de> {
    pub(super) fn object(
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
        self.enter(instance.as_ref().map_or(0, Instance::parts))?;
        Ok((index, self.walk(classes[index], instance)))
    }

    /// Which of the classes the object stands for.
    pub(super) fn class_among(&mut self, id: NodeId, classes: &[&'static Class]) -> Option<usize> {
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
    pub(super) fn wrong_class(&self, classes: &[&'static Class]) -> Error {
        let is_instance = matches!(self.node(), Node::Object(_) | Node::Global(_));
        let kind = if is_instance { ErrorKind::WrongClass } else { ErrorKind::WrongType };
        let expected = one_of(classes);
        let advice =
            self.namesake(classes).map_or_else(String::new, |GlobalName { module, name }| {
                format!(
                    "; if that is the same class, from another module, say so: \
                 `#[pickle(alias = \"{module}.{name}\")]`"
                )
            });
        let found = self.found();
        let message = format!("expected an instance of {expected}, found {found}{advice}");
        self.place(Error::new(kind, message))
    }

    /// The class that is found, if one of those expected has its name: what a script defines is of
    /// the module `__main__`, and modules are renamed.
    fn namesake(&self, classes: &[&Class]) -> Option<&'g GlobalName<'de>> {
        let class = self.graph.instance(self.current).map_or(self.current, |found| found.class);
        let found = self.graph.global(class)?;
        classes.iter().any(|class| class.name() == found.name).then_some(found)
    }

    pub(super) fn record(&mut self, class: &'static Class) -> Result<ObjectWalk<'g>, Error> {
        let Node::Dict(attributes) = self.node() else {
            return Err(self.wrong_type("dict"));
        };
        self.enter(2 * attributes.len())?;
        Ok(ObjectWalk { attributes, ..self.walk(class, None) })
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

    pub(super) fn argument(&mut self, object: &mut ObjectWalk<'g>) -> bool {
        let Some(instance) = &object.instance else { return false };
        let Some(&arg) = instance.args.get(object.next_arg) else { return false };
        object.next_arg += 1;
        self.current = arg;
        true
    }

    pub(super) fn keyword(&mut self, object: &mut ObjectWalk<'g>) -> Result<Option<usize>, Error> {
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

    pub(super) fn end_of_args(&mut self, object: &mut ObjectWalk<'g>) -> Result<(), Error> {
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

    pub(super) fn next_in_state(
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

    pub(super) fn name_in(&self, object: &ObjectWalk<'g>) -> Cow<'de, str> {
        name_text(self.graph.node(object.name)).unwrap_or_default()
    }

    /// Lays out the attributes of a state: those of a dict, or of both halves of a slots state.
    fn open_state(&mut self, object: &mut ObjectWalk<'g>, state: NodeId) -> Result<(), Error> {
        self.current = state;
        match self.node() {
            Node::None => {}
            Node::Dict(attributes) => {
                self.visit_part(state, 2 * attributes.len())?;
                object.attributes = attributes;
            }
            Node::Tuple(halves) if halves.len() == 2 => {
                for &half in halves.iter().rev() {
                    match self.graph.node(half) {
                        Node::None => {}
                        Node::Dict(attributes) => {
                            self.visit_part(half, 2 * attributes.len())?;
                            object.more_attributes.push(attributes);
                        }
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
    fn index_of_name(&mut self, object: &ObjectWalk<'g>, expected: usize) -> Result<usize, Error> {
        let len = match self.graph.node(object.name) {
            Node::Str(name) => name.len(),
            Node::LegacyStr(name) => name.len(),
            _ => 0,
        };
        if len >= 64 {
            self.visit_part(object.name, len / 64)?;
        }
        let Some(name) = name_text(self.graph.node(object.name)) else {
            let found = self.graph.node(object.name).kind();
            let error = Error::wrong_type("the str of an attribute's name", &found.to_string());
            return Err(self.error_at(object.name, error));
        };
        Ok(object.class.index_of(&name, expected).unwrap_or(UNKNOWN))
    }

    pub(super) fn items_of_object(
        &mut self,
        object: &mut ObjectWalk<'g>,
    ) -> Result<Items<'g>, Error> {
        let items = match &object.instance {
            Some(instance) => {
                let items = instance.items(self.graph);
                if let Some(base) = instance.base {
                    self.visit_part(base, items.len())?;
                }
                items
            }
            None => Cow::Borrowed(&[][..]),
        };
        self.open.push((self.outer.len(), object.node));
        Ok(Items::of(object.node, items))
    }

    pub(super) fn entries_of_object(
        &mut self,
        object: &mut ObjectWalk<'g>,
    ) -> Result<Entries<'g>, Error> {
        let entries = match &object.instance {
            Some(instance) => {
                let entries = instance.entries(self.graph);
                if let Some(base) = instance.base {
                    self.visit_part(base, 2 * entries.len())?;
                }
                entries
            }
            None => Cow::Borrowed(&[][..]),
        };
        self.open.push((self.outer.len(), object.node));
        Ok(Entries::of(object.node, entries))
    }
}

/// The name of an attribute. Those of Python 2 are `str` of that, in UTF-8 if not in ASCII.
fn name_text<'de>(node: &Node<'de>) -> Option<Cow<'de, str>> {
    match node {
        Node::Str(text) => Some(text.clone()),
        Node::LegacyStr(bytes) => into_text(bytes.clone()).ok(),
        _ => None,
    }
}
