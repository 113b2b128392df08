//! Persistent ids: which objects are written by reference. Buffers: which go their own way.

use alloc::boxed::Box;
use alloc::collections::BTreeMap;
use alloc::string::String;
use core::any::{Any, TypeId};

use super::buffer::Band;
use super::encoder::{Encoder, unrepresentable};
use crate::error::Error;
use crate::opcode::Opcode;
use crate::pickle::Pickle;
use crate::protocol::Protocol;
use crate::rare::Rare;

/// What a `persistent_id` hook may return: the id or `None`, or a `Result` of that.
pub trait PersistentIdResult {
    /// The id's type.
    type Id: Pickle;

    /// The id, or `None` for an object that is pickled by value.
    ///
    /// # Errors
    ///
    /// What the hook returned.
    fn into_id(self) -> Result<Option<Self::Id>, Error>;
}

impl<I: Pickle> PersistentIdResult for Option<I> {
    type Id = I;

    fn into_id(self) -> Result<Option<I>, Error> {
        Ok(self)
    }
}

impl<I, E> PersistentIdResult for Result<Option<I>, E>
where
    I: Pickle,
    E: Into<Box<dyn core::error::Error + Send + Sync>>,
{
    type Id = I;

    fn into_id(self) -> Result<Option<I>, Error> {
        self.map_err(Error::custom)
    }
}

/// The hooks, as the encoder sees them.
pub(super) trait PersistentIds {
    /// Writes the id of the value. `Some(false)` if the hook gives none, `None` if there is no
    /// hook for the type.
    fn write_id(
        &mut self,
        value: &dyn Any,
        encoder: &mut Encoder<'_>,
    ) -> Result<Option<bool>, Error>;

    /// Where a buffer goes.
    fn band_of(&mut self, buffer: &[u8]) -> Result<Band, Error>;
}

type Hook<'h> = Box<dyn FnMut(&dyn Any, &mut Encoder<'_>) -> Result<bool, Error> + 'h>;

type BufferCallback<'h> = Box<dyn FnMut(&[u8]) -> Result<Band, Error> + 'h>;

/// The hooks of a [`Pickler`](super::Pickler).
#[derive(Default)]
pub(super) struct Hooks<'h> {
    /// By the type of the object.
    persistent_ids: Rare<BTreeMap<TypeId, Hook<'h>>>,
    buffers: Option<BufferCallback<'h>>,
}

impl<'h> Hooks<'h> {
    pub(super) fn insert<T: Any, R: PersistentIdResult>(
        &mut self,
        mut hook: impl FnMut(&T) -> R + 'h,
    ) {
        let write = move |value: &dyn Any, encoder: &mut Encoder<'_>| {
            let Some(value) = value.downcast_ref() else { return Ok(false) };
            match hook(value).into_id()? {
                Some(id) => encoder.persistent_id(&id).map(|()| true),
                None => Ok(false),
            }
        };
        self.persistent_ids.make().insert(TypeId::of::<T>(), Box::new(write));
    }

    pub(super) fn set_buffer_callback(
        &mut self,
        callback: impl FnMut(&[u8]) -> Result<Band, Error> + 'h,
    ) {
        self.buffers = Some(Box::new(callback));
    }
}

impl PersistentIds for Hooks<'_> {
    fn write_id(
        &mut self,
        value: &dyn Any,
        encoder: &mut Encoder<'_>,
    ) -> Result<Option<bool>, Error> {
        let hooks = self.persistent_ids.get_mut();
        match hooks.and_then(|hooks| hooks.get_mut(&value.type_id())) {
            Some(hook) => hook(value, encoder).map(Some),
            None => Ok(None),
        }
    }

    fn band_of(&mut self, buffer: &[u8]) -> Result<Band, Error> {
        match &mut self.buffers {
            Some(callback) => callback(buffer),
            None => Ok(Band::In),
        }
    }
}

impl Encoder<'_> {
    /// Writes a persistent id: an object that the reader's hook resolves to another.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Unrepresentable`](crate::ErrorKind::Unrepresentable) in protocol 0, if the id
    /// is not a `str` of ASCII characters on one line; what the id gives.
    pub fn persistent_id<I: Pickle + ?Sized>(&mut self, id: &I) -> Result<(), Error> {
        if self.protocol >= Protocol::V1 {
            // A shared object is what the id stands for, not the id.
            self.begin_identity();
            id.pickle(self)?;
            self.op(Opcode::BinPersId);
            return Ok(());
        }
        let text = crate::to_vec(id).and_then(|pickle| crate::from_slice::<String>(&pickle));
        self.persistent_id_line(text.as_deref().ok())
    }

    /// PERSID, of an id that is text.
    pub(super) fn persistent_id_line(&mut self, text: Option<&str>) -> Result<(), Error> {
        match text {
            Some(text) if text.is_ascii() && !text.contains('\n') => {
                self.begin()?;
                self.op(Opcode::PersId);
                self.out.extend_from_slice(text.as_bytes());
                self.out.push(b'\n');
                Ok(())
            }
            _ => Err(unrepresentable(
                "protocol 0 writes a persistent id as one line of text: give an ASCII str without \
                 line breaks, or use protocol 1 or later",
            )),
        }
    }
}
