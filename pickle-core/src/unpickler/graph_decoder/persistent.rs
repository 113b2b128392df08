//! Objects that are kept elsewhere, by persistent id.

use alloc::boxed::Box;
use alloc::format;
use core::any::{Any, TypeId};

use super::GraphDecoder;
use crate::error::{Error, ErrorKind};
use crate::registry::AnyDecoder;
use crate::unpickler::decoder::Decoder;
use crate::unpickler::graph::Node;

impl GraphDecoder<'_, '_> {
    pub(super) fn persistent<T: Any>(&mut self) -> Result<Option<T>, Error> {
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
}
