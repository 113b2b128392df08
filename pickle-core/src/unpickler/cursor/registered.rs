//! Instances that are read as trait objects.

use alloc::borrow::Cow;

use super::calls::Callable;
use super::memo::{Recognized, Replay};
use super::{Cursor, op};
use crate::error::Error;
use crate::registry::Reader;

impl<'c, 'de> Cursor<'c, 'de> {
    /// What reads the next object, by its class, as a `T`.
    pub(super) fn reader<T: ?Sized + 'static>(&mut self) -> Result<&'c dyn Reader<T>, Error> {
        let registry = self.registry.ok_or_else(|| self.unknown())?;
        let rest = self.rest;
        // What is read again is not put into the memo.
        self.replays.push(Replay::AHEAD);
        let class = self.class_ahead();
        self.replays.pop();
        self.rest = rest;
        let (module, name) = class?;
        registry.reader(&module, &name).ok_or_else(|| self.unknown())
    }

    /// The class of the next object.
    fn class_ahead(&mut self) -> Result<(Cow<'de, str>, Cow<'de, str>), Error> {
        if let Some((index, _)) = self.peek_get()?
            && self.entry(index).is_object()
        {
            let start = self.start_of(index)?;
            self.go_to(start);
        }
        if self.accept_callable(Callable::Reconstructor)? {
            self.expect(op::MARK)?;
        }
        match self.peek_known()? {
            Some((Recognized::Class(class), _)) => {
                Ok((class.module(), Cow::Borrowed(class.name())))
            }
            Some((Recognized::Unread, _)) => {
                self.peek_unread().map(|unread| (unread.module, unread.name))
            }
            Some(_) => Err(self.unknown()),
            None => self.global(),
        }
    }
}
