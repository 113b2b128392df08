//! Changing how an instance is made.

use alloc::boxed::Box;
use alloc::vec::Vec;

use super::Value;
use super::build::{check_hashable, global};
use super::copy::push;
use crate::error::Error;
use crate::global::Global;
use crate::pickler::Construct;
use crate::unpickler::graph::{Change, How, Node, NodeId};

impl Value {
    /// Gives an instance other positional arguments. Its class, keyword arguments and state stay.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::WrongType`](crate::ErrorKind::WrongType) if the value is no instance.
    ///
    /// ```
    /// use pickle_core::{Global, Value};
    ///
    /// // What was an attribute becomes an init arg.
    /// let mut world = Value::new_object(Global::new("geo", "World"), [0; 0])
    ///     .with_state(Value::dict([("country", "Peru"), ("secret", "x")])?)?;
    /// let country = world.remove("country");
    /// world.set_args(country)?;
    /// assert_eq!(world.to_string(), "geo.World('Peru', secret='x')");
    /// # Ok::<(), pickle_core::Error>(())
    /// ```
    pub fn set_args<T: Into<Value>>(
        &mut self,
        args: impl IntoIterator<Item = T>,
    ) -> Result<(), Error> {
        self.normalize()?;
        let args = self.absorb(Value::tuple(args));
        if let Node::Object(object) = self.graph.node_mut(self.root) {
            object.args = args;
        }
        Ok(())
    }

    /// Gives an instance other keyword arguments, which go to `class.__new__`.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::WrongType`](crate::ErrorKind::WrongType) if the value is no instance.
    pub fn set_keywords<V: Into<Value>>(
        &mut self,
        keywords: impl IntoIterator<Item = (&'static str, V)>,
    ) -> Result<(), Error> {
        self.normalize()?;
        let keywords = Value::dict(keywords)?;
        let is_empty = keywords.is_empty();
        let keywords = self.absorb(keywords);
        if let Node::Object(object) = self.graph.node_mut(self.root) {
            object.keywords = (!is_empty).then_some(keywords);
            if !is_empty {
                object.construct = How::Construct(Construct::NewEx);
            } else if object.construct == How::Construct(Construct::NewEx) {
                object.construct = How::Construct(Construct::New);
            }
        }
        Ok(())
    }

    /// Makes an instance one of another class. Its arguments and its state stay.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::WrongType`](crate::ErrorKind::WrongType) if the value is no instance.
    pub fn set_class(&mut self, class: Global) -> Result<(), Error> {
        self.normalize()?;
        let class = push(&mut self.graph, global(class));
        if let Node::Object(object) = self.graph.node_mut(self.root) {
            object.callable = class;
        }
        Ok(())
    }

    /// Makes the instance in the way of protocol 4, where an older protocol makes it by a call of
    /// something else than its class.
    fn normalize(&mut self) -> Result<(), Error> {
        let Some(instance) = self.graph.instance(self.root) else {
            let found = alloc::format!("{}", self.kind());
            return Err(Error::wrong_type("an instance", &found));
        };
        let Node::Object(object) = self.graph.node(self.root) else { return Ok(()) };
        if instance.class == object.callable {
            return Ok(());
        }
        let (class, how) = (instance.class, instance.how);
        let (args, keywords) = (instance.args.to_vec(), instance.keywords.to_vec());
        let mut changes: Vec<Change> = match instance.base.map(|base| self.graph.node(base)) {
            Some(Node::List(items)) => items.iter().map(|&item| Change::Append(item)).collect(),
            Some(Node::Dict(entries)) => {
                entries.iter().map(|&(key, value)| Change::SetItem(key, value)).collect()
            }
            _ => Vec::new(),
        };
        check_hashable(&self.graph, keywords.iter().map(|&(key, _)| key))?;
        let args = push(&mut self.graph, Node::Tuple(args.into()));
        let keywords: Option<NodeId> = match how {
            How::Construct(Construct::NewEx) => Some(push(&mut self.graph, Node::Dict(keywords))),
            _ => None,
        };
        if let Node::Object(object) = self.graph.node_mut(self.root) {
            changes.append(&mut object.changes);
            let object: &mut Box<_> = object;
            object.callable = class;
            object.construct = how;
            object.args = args;
            object.keywords = keywords;
            object.changes = changes;
        }
        Ok(())
    }
}
