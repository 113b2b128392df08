//! Objects that are written by reference.

use core::any::Any;

use super::encoder::Encoder;
use crate::error::{Error, ErrorKind};
use crate::pickle::Pickle;

impl Encoder<'_> {
    /// Writes the persistent id that the hook for `T` gives, or the value itself where the hook
    /// gives none.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::PersistentId`] if no hook is registered for `T`; [`ErrorKind::Custom`] if the
    /// hook fails; [`ErrorKind::Unrepresentable`] if protocol 0 is asked to write an id that is
    /// not a single-line string.
    pub fn persistent<T: Pickle + Any>(&mut self, value: &T) -> Result<(), Error> {
        let missing = || {
            Error::new(
                ErrorKind::PersistentId,
                alloc::format!(
                    "no persistent_id hook for `{}`: register one with `Pickler::persistent_id`",
                    core::any::type_name::<T>()
                ),
            )
        };
        // The hook's own id is written without hooks, as in Python.
        let hooks = self.hooks.take().ok_or_else(missing)?;
        let written = hooks.write_id(value, self);
        self.hooks = Some(hooks);
        match written? {
            Some(true) => Ok(()),
            Some(false) => value.pickle(self),
            None => Err(missing()),
        }
    }
}
