//! Which registered type an instance is.

use alloc::format;
use core::any::type_name;

use super::GraphDecoder;
use crate::error::{Error, ErrorKind};
use crate::registry::{Reader, Registry};
use crate::unpickler::decoder::Decoder;
use crate::unpickler::graph::Node;

impl<'g> GraphDecoder<'g, '_> {
    /// The reader that is registered for the class of the current object, as a `T`.
    pub(super) fn reader<T: ?Sized + 'static>(&self) -> Result<&'g dyn Reader<T>, Error> {
        let registered = |registry: &'g Registry| {
            let instance = self.graph.instance(self.current);
            let class = instance.map_or(self.current, |instance| instance.class);
            let global = self.graph.global(class)?;
            registry.reader(&global.module, &global.name)
        };
        self.registry.and_then(registered).ok_or_else(|| self.not_registered::<T>())
    }

    #[cold]
    fn not_registered<T: ?Sized + 'static>(&self) -> Error {
        let (name, found) = (type_name::<T>(), self.found());
        if !matches!(self.node(), Node::Object(_) | Node::Global(_)) {
            return self.place(Error::wrong_type(&format!("an instance of a `{name}`"), &found));
        }
        let help = match self.registry {
            Some(registry) if registry.readers::<T>().is_empty() => {
                "no class is registered for it: see `Registry::register`"
            }
            Some(_) => "its class is not registered for it: see `Registry::register`",
            None => {
                "there is no registry: fill one with `Registry::register`, and give it to \
                 `Unpickler::registry`"
            }
        };
        let message = format!("expected a `{name}`, found {found}; {help}");
        self.place(Error::new(ErrorKind::WrongClass, message))
    }

    #[cold]
    pub(super) fn no_dangling<T: ?Sized + 'static>(&self) -> Error {
        let name = type_name::<T>();
        let message = format!(
            "`None` is a dangling `Weak` to a `{name}`, which only a registered type can make: see \
             `Registry::register`"
        );
        self.place(Error::new(ErrorKind::WrongType, message))
    }
}
