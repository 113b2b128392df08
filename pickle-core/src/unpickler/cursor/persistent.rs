//! Persistent ids, from protocol 1 on: an object, and BINPERSID behind it.

use core::any::{Any, TypeId};

use super::{Cursor, UserCode, op};
use crate::error::Error;
use crate::opcode::Opcode;
use crate::registry::AnyDecoder;
use crate::unpickler::decoder::Decoder;

impl Cursor<'_, '_> {
    /// What the hook for `T` gives, if a persistent id comes next.
    pub(super) fn persistent<T: Any>(&mut self) -> Result<Option<T>, Error> {
        if !self.persistent_id_follows()? {
            return Ok(None);
        }
        self.before_user_code()?;
        // The id itself is read without hooks, as it is written.
        let hooks = self.hooks.take().ok_or_else(|| self.unknown())?;
        let identity = self.identity()?;
        let object = hooks.load(TypeId::of::<T>(), AnyDecoder::Cursor(self, identity));
        self.hooks = Some(hooks);
        let object = object.map_err(|error| self.error_at_persistent_id(error))?;
        let object = object.ok_or_else(|| self.unknown())?;
        self.expect(op::BINPERSID)?;
        match object.downcast() {
            Ok(object) => Ok(Some(*object)),
            Err(_) => Err(self.unknown()),
        }
    }

    /// Whether a persistent id comes next, such as the hook for `T` takes.
    pub(super) fn persistent_is_taken<T: Any>(&mut self) -> Result<bool, Error> {
        if !self.persistent_id_follows()? {
            return Ok(false);
        }
        let hooks = self.hooks.take().ok_or_else(|| self.unknown())?;
        self.identity()?;
        let is_taken = hooks.check(TypeId::of::<T>(), self);
        self.hooks = Some(hooks);
        is_taken.ok_or_else(|| self.unknown())??;
        self.expect(op::BINPERSID)?;
        Ok(true)
    }

    /// The error of a hook, at the opcode behind the id that was read.
    fn error_at_persistent_id(&self, error: Error) -> Error {
        match self.user_code {
            UserCode::Permitted { before } => {
                error.at(before + self.position() as u64, Some(Opcode::BinPersId))
            }
            UserCode::Refused | UserCode::Met => error,
        }
    }
}
