//! Calls of builtins that stand for values: what older protocols write where newer ones have an
//! opcode.

use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

use super::Machine;
use crate::error::{Error, ErrorKind};
use crate::unpickler::graph::{GlobalName, Node, NodeId};

impl<'de> Machine<'_, '_, 'de> {
    /// Pushes the value for which the call stands; `false` for every other call.
    pub(super) fn call_of_builtin(
        &mut self,
        callable: NodeId,
        args: NodeId,
    ) -> Result<bool, Error> {
        let graph = &self.state.graph;
        let (Some(global), Some(args)) = (graph.global(callable), graph.tuple(args)) else {
            return Ok(false);
        };
        let node = match (&*global.module, &*global.name, args) {
            ("builtins", "getattr", &[object, name]) => match self.nested_global(object, name)? {
                Some(global) => return self.push_global(global).map(|()| true),
                None => None,
            },
            ("builtins", "set", []) => Some(Node::Set(Vec::new())),
            ("builtins", "frozenset", []) => Some(Node::FrozenSet(Box::default())),
            ("builtins", "set", &[items]) => self.copy_of_list(items)?.map(Node::Set),
            ("builtins", "frozenset", &[items]) => {
                self.copy_of_list(items)?.map(|items| Node::FrozenSet(items.into()))
            }
            ("builtins", "bytes", []) => Some(Node::Bytes(Cow::Borrowed(b""))),
            ("_codecs", "encode", &[text, codec]) if self.is_latin1(codec) => {
                self.latin1(text)?.map(Node::Bytes)
            }
            ("builtins", "bytearray", []) => Some(Node::ByteArray(Cow::Borrowed(b""))),
            ("builtins", "bytearray", &[data]) => self.copy_of_bytes(data)?.map(Node::ByteArray),
            ("builtins", "bytearray", &[text, codec]) if self.is_latin1(codec) => {
                self.latin1(text)?.map(Node::ByteArray)
            }
            _ => None,
        };
        match node {
            Some(node) => self.push(node).map(|()| true),
            None => Ok(false),
        }
    }

    /// `getattr(Outer, "Inner")`, which protocols before 4 write for `Outer.Inner`.
    fn nested_global(
        &mut self,
        object: NodeId,
        name: NodeId,
    ) -> Result<Option<GlobalName<'de>>, Error> {
        let graph = &self.state.graph;
        let (Some(outer), Some(name)) = (graph.global(object), graph.text(name)) else {
            return Ok(None);
        };
        let name = Cow::Owned(alloc::format!("{}.{name}", outer.name));
        let global = GlobalName { module: outer.module.clone(), name };
        self.charge(global.module.len() + global.name.len())?;
        Ok(Some(global))
    }

    /// The items that a list has at this moment, fit for a set.
    fn copy_of_list(&mut self, list: NodeId) -> Result<Option<Vec<NodeId>>, Error> {
        let items = match self.node(list) {
            Node::List(items) => items.clone(),
            Node::Tuple(items) => items.to_vec(),
            _ => return Ok(None),
        };
        self.charge(4 * items.len())?;
        self.check_hashable(items.iter().copied())?;
        Ok(Some(items))
    }

    fn copy_of_bytes(&mut self, bytes: NodeId) -> Result<Option<Cow<'de, [u8]>>, Error> {
        let bytes = match self.node(bytes) {
            Node::Bytes(bytes) | Node::LegacyStr(bytes) => bytes.clone(),
            _ => return Ok(None),
        };
        self.charge(bytes.len())?;
        Ok(Some(bytes))
    }

    fn is_latin1(&self, codec: NodeId) -> bool {
        matches!(self.state.graph.text(codec), Some("latin1" | "latin-1"))
    }

    /// The bytes of a str whose characters stand for them.
    fn latin1(&mut self, text: NodeId) -> Result<Option<Cow<'de, [u8]>>, Error> {
        let Node::Str(text) = self.node(text) else { return Ok(None) };
        let bytes = if text.is_ascii() {
            match text {
                Cow::Borrowed(text) => Ok(Cow::Borrowed(text.as_bytes())),
                Cow::Owned(text) => Ok(Cow::Owned(text.clone().into_bytes())),
            }
        } else {
            text.chars().map(u8::try_from).collect::<Result<Vec<u8>, _>>().map(Cow::Owned)
        };
        let bytes: Cow<'de, [u8]> = bytes.map_err(|_| {
            Error::new(ErrorKind::Malformed, "the str to be encoded as latin1 has other characters")
        })?;
        self.charge(bytes.len())?;
        Ok(Some(bytes))
    }

    /// Pays for a copy, so that a short program cannot ask for many long ones.
    pub(super) fn charge(&mut self, len: usize) -> Result<(), Error> {
        self.copies = self.copies.checked_sub(len / 16).ok_or_else(|| {
            Error::new(ErrorKind::Limit, String::from("too many copies: see `Limits::repeats`"))
        })?;
        Ok(())
    }
}
