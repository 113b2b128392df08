//! Persistent ids: which objects are found by reference.

use alloc::boxed::Box;
use alloc::collections::BTreeMap;
use core::any::{Any, TypeId};

use super::graph_decoder::GraphDecoder;
use crate::error::{Error, ErrorKind};
use crate::unpickle::UnpickleOwned;

/// What a `persistent_load` hook may return: a `Result` with any error type, or an `Option`, where
/// `None` is the error that there is no such object.
pub trait PersistentLoadResult {
    /// The object's type.
    type Object;

    /// The object.
    ///
    /// # Errors
    ///
    /// What the hook returned.
    fn into_object(self) -> Result<Self::Object, Error>;
}

impl<T> PersistentLoadResult for Option<T> {
    type Object = T;

    fn into_object(self) -> Result<T, Error> {
        self.ok_or_else(|| {
            Error::new(ErrorKind::PersistentId, "the hook knows no object of this persistent id")
        })
    }
}

impl<T, E> PersistentLoadResult for Result<T, E>
where
    E: Into<Box<dyn core::error::Error + Send + Sync>>,
{
    type Object = T;

    fn into_object(self) -> Result<T, Error> {
        self.map_err(Error::custom)
    }
}

type Hook<'h> = Box<dyn FnMut(&mut GraphDecoder<'_, '_>) -> Result<Box<dyn Any>, Error> + 'h>;

/// The hooks of an [`Unpickler`](super::Unpickler), by the type of the object.
#[derive(Default)]
pub(super) struct Hooks<'h>(BTreeMap<TypeId, Hook<'h>>);

/// The hooks, as a decoder sees them.
pub(super) trait PersistentLoads {
    /// Gives the object, of the type that the key stands for, whose id the decoder is at.
    /// `None` if there is no hook for the type.
    fn load(
        &mut self,
        key: TypeId,
        decoder: &mut GraphDecoder<'_, '_>,
    ) -> Result<Option<Box<dyn Any>>, Error>;
}

impl<'h> Hooks<'h> {
    pub(super) fn insert<I, R>(&mut self, mut hook: impl FnMut(I) -> R + 'h)
    where
        I: UnpickleOwned,
        R: PersistentLoadResult<Object: Any>,
    {
        let load = move |decoder: &mut GraphDecoder<'_, '_>| {
            let object = hook(I::unpickle(decoder)?).into_object()?;
            Ok(Box::new(object) as Box<dyn Any>)
        };
        self.0.insert(TypeId::of::<R::Object>(), Box::new(load));
    }
}

impl Hooks<'_> {
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl PersistentLoads for Hooks<'_> {
    fn load(
        &mut self,
        key: TypeId,
        decoder: &mut GraphDecoder<'_, '_>,
    ) -> Result<Option<Box<dyn Any>>, Error> {
        match self.0.get_mut(&key) {
            Some(hook) => hook(decoder).map(Some),
            None => Ok(None),
        }
    }
}
