//! Changing a value in place: what the upgrade of an older state needs.

use alloc::borrow::Cow;
use alloc::format;
use alloc::vec::Vec;

use super::build::check_hashable;
use super::copy::push;
use super::keys::{Classes, Known, Rule};
use super::{Value, ValueRef};
use crate::error::{Error, ErrorKind};
use crate::unpickle::UnpickleOwned;
use crate::unpickler::graph::{Change, Graph, Node, NodeId};

impl Value {
    /// Sets an entry of a dict, or an attribute of an instance. A key that is there keeps its
    /// place, and gets the new value.
    ///
    /// An instance without attributes is given a state that is a dict. Where another part of the
    /// value shares the dict, it sees the change too.
    ///
    /// What is no `Into<Value>`, but can be pickled, becomes a value by
    /// [`from_pickle`](Value::from_pickle).
    ///
    /// # Errors
    ///
    /// [`ErrorKind::WrongType`] if the value is neither dict nor instance, or if the attribute's
    /// name is no `str`; [`ErrorKind::Unhashable`] as for [`dict`](Value::dict).
    ///
    /// ```
    /// use pickle_core::Value;
    ///
    /// let mut state = Value::dict([("x", 1), ("y", 2)])?;
    /// let x = state.remove("x").unwrap();
    /// state.insert("position", Value::tuple([x, Value::from(0)]))?;
    /// assert_eq!(state.to_string(), "{'y': 2, 'position': (1, 0)}");
    /// # Ok::<(), pickle_core::Error>(())
    /// ```
    pub fn insert(&mut self, key: impl Into<Value>, value: impl Into<Value>) -> Result<(), Error> {
        let (key, value) = (key.into(), value.into());
        match self.graph.node(self.root) {
            Node::Dict(_) => check_hashable(&key.graph, [key.root].into_iter())?,
            Node::Object(_) if key.as_str().is_some() => {}
            Node::Object(_) => {
                let found = format!("{}", key.kind());
                return Err(Error::wrong_type("the str of an attribute's name", &found));
            }
            _ => return Err(self.not_a("dict or an instance")),
        }
        // As one value, so that the key's place is known when the value has got its own.
        let entry = self.absorb(Value::tuple([key, value]));
        let Some(&[key, value]) = self.graph.tuple(entry) else { return Ok(()) };
        let dict = self.attributes_with(key).unwrap_or_else(|| self.add_attributes());
        let place = place_of(&self.graph, dict, key);
        if let Node::Dict(entries) = self.graph.node_mut(dict) {
            match place {
                Some(place) => entries[place].1 = value,
                None => entries.push((key, value)),
            }
        }
        Ok(())
    }

    /// Removes the entry of a dict, or the attribute of an instance, that has this name, and gives
    /// what was there.
    ///
    /// The value keeps its room until it is dropped, or copied by [`ValueRef::to_value`].
    pub fn remove(&mut self, key: &str) -> Option<Value> {
        let mut removed = None;
        for dict in self.dicts() {
            let Some(place) = self.place_of_name(dict, key) else { continue };
            if let Node::Dict(entries) = self.graph.node_mut(dict) {
                // What an earlier state has set counts only until the next sets it again.
                removed = Some(entries.remove(place).1);
            }
        }
        removed.map(|id| ValueRef::new(&self.graph, id).to_value())
    }

    /// Removes the entry of a dict, or the attribute of an instance, that has this name, and gives
    /// what was there as a typed value.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::MissingAttribute`] if there is none of this name; as [`to`](Value::to), with the
    /// name.
    ///
    /// ```
    /// use pickle_core::Value;
    ///
    /// let mut state = Value::dict([("name", "Ada Lovelace")])?;
    /// let name: String = state.take("name")?;
    /// let (first, last) = name.split_once(' ').unwrap();
    /// state.insert("first", first)?;
    /// state.insert("last", last)?;
    /// assert_eq!(state.to_string(), "{'first': 'Ada', 'last': 'Lovelace'}");
    /// # Ok::<(), pickle_core::Error>(())
    /// ```
    pub fn take<T: UnpickleOwned>(&mut self, key: &str) -> Result<T, Error> {
        match self.remove(key) {
            Some(value) => value.to().map_err(|error| error.in_key(format!("{key:?}"))),
            None => Err(Error::new(
                ErrorKind::MissingAttribute,
                format!("there is no `{key}` in {}", self.kind()),
            )),
        }
    }

    /// Renames the entry of a dict, or the attribute of an instance, which keeps its place and its
    /// value; another one that has the new name is removed. Gives whether there is one.
    ///
    /// ```
    /// use pickle_core::Value;
    ///
    /// let mut state = Value::dict([("mail", "ada@example.org")])?;
    /// assert!(state.rename("mail", "email"));
    /// assert!(!state.rename("mail", "email"));
    /// assert_eq!(state.to_string(), "{'email': 'ada@example.org'}");
    /// # Ok::<(), pickle_core::Error>(())
    /// ```
    pub fn rename(&mut self, from: &str, to: &str) -> bool {
        let dicts = self.dicts();
        let has =
            |value: &Value, dict: NodeId, name: &str| value.place_of_name(dict, name).is_some();
        if from == to || !dicts.iter().any(|&dict| has(self, dict, from)) {
            return dicts.iter().any(|&dict| has(self, dict, from));
        }
        for &dict in &dicts {
            if let Some(place) = self.place_of_name(dict, to)
                && let Node::Dict(entries) = self.graph.node_mut(dict)
            {
                entries.remove(place);
            }
        }
        let name = push(&mut self.graph, Node::Str(Cow::Owned(to.into())));
        for &dict in &dicts {
            if let Some(place) = self.place_of_name(dict, from)
                && let Node::Dict(entries) = self.graph.node_mut(dict)
            {
                entries[place].0 = name;
            }
        }
        true
    }

    /// Appends an item to a list, or to an instance (of a list's subclass).
    ///
    /// # Errors
    ///
    /// [`ErrorKind::WrongType`] if the value is neither.
    pub fn push(&mut self, item: impl Into<Value>) -> Result<(), Error> {
        if !matches!(self.graph.node(self.root), Node::List(_) | Node::Object(_)) {
            return Err(self.not_a("list or an instance"));
        }
        let item = self.absorb(item.into());
        match self.graph.node_mut(self.root) {
            Node::List(items) => items.push(item),
            Node::Object(object) => object.changes.push(Change::Append(item)),
            _ => {}
        }
        Ok(())
    }

    /// The dict, or the dicts of the instance's attributes.
    fn dicts(&self) -> Vec<NodeId> {
        match (self.graph.node(self.root), self.instance()) {
            (Node::Dict(_), _) => alloc::vec![self.root],
            (_, Some(instance)) => instance.attribute_dicts().map(|(id, _)| id).collect(),
            _ => Vec::new(),
        }
    }

    fn place_of_name(&self, dict: NodeId, name: &str) -> Option<usize> {
        let Node::Dict(entries) = self.graph.node(dict) else { return None };
        let named =
            |&(own, _): &(NodeId, NodeId)| ValueRef::new(&self.graph, own).as_str() == Some(name);
        entries.iter().position(named)
    }

    fn not_a(&self, expected: &str) -> Error {
        Error::wrong_type(&format!("a {expected}"), &format!("{}", self.kind()))
    }

    /// Gives the instance a state that is an empty dict.
    fn add_attributes(&mut self) -> NodeId {
        let dict = push(&mut self.graph, Node::Dict(Vec::new()));
        if let Node::Object(object) = self.graph.node_mut(self.root) {
            object.changes.push(Change::Build(dict));
        }
        dict
    }

    /// The dict in which the entry or attribute is, or, if there is none of that name, belongs.
    fn attributes_with(&self, key: NodeId) -> Option<NodeId> {
        if let Node::Dict(_) = self.graph.node(self.root) {
            return Some(self.root);
        }
        let name = ValueRef::new(&self.graph, key).as_str();
        let mut found = None;
        for (dict, entries) in self.instance()?.attribute_dicts() {
            let named =
                |&(own, _): &(NodeId, NodeId)| ValueRef::new(&self.graph, own).as_str() == name;
            let has_it = entries.iter().any(named);
            // The last dict that has it is the one that counts.
            found = match found {
                Some((known, true)) if !has_it => Some((known, true)),
                _ => Some((dict, has_it)),
            };
        }
        found.map(|(dict, _)| dict)
    }
}

/// The place of the entry that has the key.
fn place_of(graph: &Graph<'static>, dict: NodeId, key: NodeId) -> Option<usize> {
    let Node::Dict(entries) = graph.node(dict) else { return None };
    if let Node::Str(text) = graph.node(key) {
        return entries
            .iter()
            .position(|&(own, _)| matches!(graph.node(own), Node::Str(own) if own == text));
    }
    let mut classes = Classes::new(Rule::Python);
    let mut known = Known::new(graph.len());
    let class = classes.of(graph, &mut known, key);
    entries.iter().position(|&(own, _)| classes.of(graph, &mut known, own) == class)
}
