//! Changing a value in place: what the upgrade of an older state needs.

use alloc::format;
use alloc::vec::Vec;

use super::build::check_hashable;
use super::copy::push;
use super::keys::{Classes, Known, Rule};
use super::{Value, ValueRef};
use crate::error::Error;
use crate::unpickler::graph::{Change, Graph, Node, NodeId};

impl Value {
    /// Sets an entry of a dict, or an attribute of an instance. A key that is there keeps its
    /// place, and gets the new value.
    ///
    /// An instance without attributes is given a state that is a dict. Where another part of the
    /// value shares the dict, it sees the change too.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::WrongType`](crate::ErrorKind::WrongType) if the value is neither dict nor
    /// instance, or if the attribute's name is no `str`;
    /// [`ErrorKind::Unhashable`](crate::ErrorKind::Unhashable) as for [`dict`](Value::dict).
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
        let dicts: Vec<NodeId> = match self.graph.node(self.root) {
            Node::Dict(_) => alloc::vec![self.root],
            _ => self.instance()?.attribute_dicts().map(|(id, _)| id).collect(),
        };
        let mut removed = None;
        for dict in dicts {
            let Node::Dict(entries) = self.graph.node(dict) else { continue };
            let named = |&(own, _): &(NodeId, NodeId)| {
                ValueRef::new(&self.graph, own).as_str() == Some(key)
            };
            let Some(place) = entries.iter().position(named) else { continue };
            if let Node::Dict(entries) = self.graph.node_mut(dict) {
                // What an earlier state has set counts only until the next sets it again.
                removed = Some(entries.remove(place).1);
            }
        }
        removed.map(|id| ValueRef::new(&self.graph, id).to_value())
    }

    /// Appends an item to a list, or to an instance (of a list's subclass).
    ///
    /// # Errors
    ///
    /// [`ErrorKind::WrongType`](crate::ErrorKind::WrongType) if the value is neither.
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
