//! Persistent ids: which objects are found by reference.

use alloc::boxed::Box;
use alloc::collections::BTreeMap;
use core::any::{Any, TypeId};

use super::cursor::Cursor;
use crate::error::{Error, ErrorKind};
use crate::rare::Rare;
use crate::registry::{AnyDecoder, with_decoder};
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

type Load<'h> = dyn FnMut(AnyDecoder<'_, '_, '_, '_>) -> Result<Box<dyn Any>, Error> + 'h;

/// A hook.
struct Hook<'h> {
    /// Gives the object whose id the decoder is at.
    load: Box<Load<'h>>,
    /// Whether the next object is an id that the hook takes; see `Unpickle::check`.
    check: fn(&mut Cursor<'_, '_>) -> Result<(), Error>,
}

/// The hooks of an [`Unpickler`](super::Unpickler), by the type of the object.
#[derive(Default)]
pub(super) struct Hooks<'h>(Rare<BTreeMap<TypeId, Hook<'h>>>);

/// The hooks, as a decoder sees them.
pub(super) trait PersistentLoads {
    /// Gives the object, of the type that the key stands for, whose id the decoder is at.
    /// `None` if there is no hook for the type.
    fn load(
        &mut self,
        key: TypeId,
        decoder: AnyDecoder<'_, '_, '_, '_>,
    ) -> Result<Option<Box<dyn Any>>, Error>;

    /// Whether the next object is an id that the hook for the type takes.
    fn check(&self, key: TypeId, decoder: &mut Cursor<'_, '_>) -> Option<Result<(), Error>>;
}

impl<'h> Hooks<'h> {
    pub(super) fn insert<I, R>(&mut self, mut hook: impl FnMut(I) -> R + 'h)
    where
        I: UnpickleOwned,
        R: PersistentLoadResult<Object: Any>,
    {
        let load = move |decoder: AnyDecoder<'_, '_, '_, '_>| {
            let id = with_decoder!(decoder, decoder => I::unpickle(decoder))?;
            Ok(Box::new(hook(id).into_object()?) as Box<dyn Any>)
        };
        let check = |decoder: &mut Cursor<'_, '_>| I::check(decoder);
        self.0.make().insert(TypeId::of::<R::Object>(), Hook { load: Box::new(load), check });
    }
}

impl PersistentLoads for Hooks<'_> {
    fn load(
        &mut self,
        key: TypeId,
        decoder: AnyDecoder<'_, '_, '_, '_>,
    ) -> Result<Option<Box<dyn Any>>, Error> {
        match self.0.get_mut().and_then(|hooks| hooks.get_mut(&key)) {
            Some(hook) => (hook.load)(decoder).map(Some),
            None => Ok(None),
        }
    }

    fn check(&self, key: TypeId, decoder: &mut Cursor<'_, '_>) -> Option<Result<(), Error>> {
        self.0.get()?.get(&key).map(|hook| (hook.check)(decoder))
    }
}
