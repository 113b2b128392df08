//! Persistent ids: an object, and BINPERSID behind it; in protocol 0, PERSID and a line of text.

use alloc::vec::Vec;
use core::any::{Any, TypeId};

use super::{Cursor, Given, Named, UserCode, op};
use crate::error::Error;
use crate::opcode::Opcode;
use crate::pointers::Pointers;
use crate::registry::AnyDecoder;
use crate::unpickler::decoder::Decoder;
use crate::unpickler::hooks::Hooks;

impl Cursor<'_, '_> {
    /// What the hook for `T` gives, if a persistent id comes next.
    pub(super) fn persistent<T: Any>(&mut self) -> Result<Option<T>, Error> {
        if !self.persistent_id_follows()? {
            return Ok(None);
        }
        self.before_user_code()?;
        // The id itself is read without hooks, as it is written.
        let hooks = self.hooks.take().ok_or_else(|| self.unknown())?;
        let start = self.position();
        let object = self.at_persistent_id(|cursor| {
            let identity = cursor.identity_of_boxed();
            hooks.load(TypeId::of::<T>(), AnyDecoder::Cursor(cursor, identity))
        });
        self.hooks = Some(hooks);
        let object = object.map_err(|error| self.error_at_persistent_id(start, error))?;
        let object = object.ok_or_else(|| self.unknown())?;
        self.end_of_persistent_id(start)?;
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
        let start = self.position();
        let is_taken = self.at_persistent_id(|cursor| Ok(hooks.check(TypeId::of::<T>(), cursor)));
        self.hooks = Some(hooks);
        is_taken?.ok_or_else(|| self.unknown())??;
        self.end_of_persistent_id(start)?;
        Ok(true)
    }

    /// Has the id read that comes next: here, or where the line of PERSID stands as a str.
    fn at_persistent_id<R>(
        &mut self,
        read: impl FnOnce(&mut Cursor<'_, '_>) -> Result<R, Error>,
    ) -> Result<R, Error> {
        if !self.accept(op::PERSID)? {
            return read(self);
        }
        let line = self.line()?;
        let len = u32::try_from(line.len()).ok().filter(|_| line.is_ascii());
        let len = len.ok_or_else(|| self.unknown())?;
        let mut input = Vec::with_capacity(5 + line.len());
        input.push(op::BINUNICODE);
        input.extend_from_slice(&len.to_le_bytes());
        input.extend_from_slice(line);
        let (mut pointers, mut hooks) = (Pointers::default(), Hooks::default());
        let given = Given {
            options: self.options,
            registry: self.registry,
            hooks: &mut hooks,
            buffers: None,
            before: 0,
            cycles: None,
            named: Named::Taken,
        };
        let mut cursor = Cursor::new(&input, &mut pointers, given);
        cursor.levels = self.levels;
        cursor.user_code = self.user_code;
        let read = read(&mut cursor);
        if cursor.has_failed.get() || read.is_ok() && !cursor.rest.is_empty() {
            return Err(self.unknown());
        }
        read
    }

    /// Consumes what makes a persistent id of what was read, unless that stood before it.
    fn end_of_persistent_id(&mut self, start: usize) -> Result<(), Error> {
        if self.input.get(start) != Some(&op::PERSID) {
            return self.expect(op::BINPERSID);
        }
        // It would be another object when it is met again.
        if self.put_follows()? { Err(self.unknown()) } else { Ok(()) }
    }

    /// The error of a hook, at the opcode that makes the id which begins at `start`.
    fn error_at_persistent_id(&self, start: usize, error: Error) -> Error {
        let (position, opcode) = match self.input.get(start) {
            Some(&op::PERSID) => (start, Opcode::PersId),
            _ => (self.position(), Opcode::BinPersId),
        };
        match self.user_code {
            UserCode::Permitted { before } => error.at(before + position as u64, Some(opcode)),
            UserCode::Refused | UserCode::Met => error,
        }
    }
}
