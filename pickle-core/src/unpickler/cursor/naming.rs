//! Which globals the input names, for the hook that is shown them before they are used.

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;

use super::Cursor;
use crate::error::Error;
use crate::global::Global;

/// What becomes of the globals that the input names.
pub(in crate::unpickler) enum Named<'c> {
    /// They are taken as they are.
    Taken,
    /// They are refused.
    Refused,
    /// They are taken as they are, and noted, each with where it is complete: they are not always
    /// come to in their order, and some again and again.
    Noted(&'c mut Vec<(usize, Global)>),
}

impl<'de> Cursor<'_, 'de> {
    /// Whether each global has to be seen.
    pub(super) fn is_naming(&self) -> bool {
        !matches!(self.named, Named::Taken)
    }

    /// Gives the global that was just read, if it may be named.
    #[inline(never)]
    pub(super) fn named(
        &mut self,
        module: Cow<'de, str>,
        name: Cow<'de, str>,
    ) -> Result<(Cow<'de, str>, Cow<'de, str>), Error> {
        let position = self.position();
        match &mut self.named {
            Named::Taken => {}
            Named::Refused => return Err(self.unknown()),
            Named::Noted(globals) => {
                let (module, name) = (String::from(&*module), String::from(&*name));
                globals.push((position, Global { module: module.into(), name: name.into() }));
            }
        }
        Ok((module, name))
    }
}
