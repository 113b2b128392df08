//! Which object comes next, and the pointers to it.
//!
//! An object is known by where it begins. Others may begin at the same place: a tuple where its
//! first item does, an instance where its class does, and a class where the name of its module does.
//! What is met by a GET is told apart from them by its [`Tag`].

use core::any::Any;

use super::memo::{Recognized, Tag};
use super::{Cursor, op};
use crate::error::Error;

/// What the next object is known by.
#[derive(Clone, Copy)]
pub struct Identity {
    start: usize,
    /// Where the GET of it ends, if it was met before. It may also be a GET of what it begins with.
    get: Option<usize>,
}

impl Identity {
    pub(super) fn start(self) -> usize {
        self.start
    }
}

impl Cursor<'_, '_> {
    pub(super) fn next_identity(&mut self) -> Result<Identity, Error> {
        if let Some((index, end)) = self.peek_get()?
            && !self.begins_with(index, end)
        {
            // It takes more to tell a tuple from its first item.
            return match self.entry(index) {
                Tag::Tuple(_) | Tag::Module => Err(self.unknown()),
                // What a pointer was given out for is not looked at again.
                Tag::Object | Tag::Unread if self.hashed > 0 => Err(self.unknown()),
                _ => self.start_of(index).map(|start| Identity { start, get: Some(end) }),
            };
        }
        self.peek()?;
        if self.is_replaying() {
            // There may be a pointer to it from when it was read first, or it is being read.
            self.has_met_cycle = true;
            return Err(self.unknown());
        }
        Ok(Identity { start: self.position(), get: None })
    }

    /// That of an object to which no pointer is given out.
    pub(super) fn identity_of_boxed(&self) -> Identity {
        Identity { start: self.position(), get: None }
    }

    /// Whether the next object begins with the memo's entry, rather than be it: a class or what is
    /// called, or the module of one, as far as is seen at a glance behind the GET, which ends at
    /// `end`.
    fn begins_with(&self, index: usize, end: usize) -> bool {
        match self.entry(index) {
            Tag::Global(known) => !matches!(
                self.known.get(known).map(|known| known.global),
                Some(Recognized::Member(..))
            ),
            Tag::Text | Tag::Module => self.is_module(end),
            _ => false,
        }
    }

    /// Whether the str that ends here is the module of a global whose name comes next.
    pub(super) fn is_module(&self, end: usize) -> bool {
        let is_name =
            |opcode| matches!(opcode, op::SHORT_BINUNICODE | op::BINGET | op::LONG_BINGET);
        let behind = self
            .behind_frames(end)
            .ok()
            .filter(|&name| self.input.get(name).copied().is_some_and(is_name))
            .and_then(|name| self.behind_puts(name).ok());
        behind.is_some_and(|behind| self.input.get(behind) == Some(&op::STACK_GLOBAL))
    }

    /// Consumes the next object, if it is one that a pointer was given out for.
    pub(super) fn pointer_to<P: Any + Clone>(&mut self, identity: Identity) -> Option<P> {
        let pointer = self.pointers.get(identity.start)?;
        match identity.get {
            Some(end) => {
                self.go_to(end);
                Some(pointer)
            }
            // It is being read, and no end is in sight.
            None => {
                self.unknown();
                None
            }
        }
    }

    /// Keeps a pointer to the object that was just read, or that is being read and may be met.
    pub(super) fn keep_pointer<P: Any + Clone>(&mut self, identity: Identity, pointer: P) {
        if let Some(end) = identity.get
            && (self.replays.last().is_some_and(|replay| replay.end == end)
                || matches!(self.peek_get(), Ok(Some((_, next))) if next == end))
        {
            // It is being read again, or will be; when that is done, this is asked once more.
            return;
        }
        if self.rest.len() == self.rest_behind_class {
            // A class that stands for an instance is one object, however it is referred to.
            self.unknown();
            return;
        }
        let position = self.position();
        let is_tuple = self.rest.len() == self.rest_behind_tuple && position != identity.start;
        if is_tuple && self.pointers.get::<P>(identity.start).is_none() {
            // It would be taken for its first item; when it is met again, it is for the machine.
            return;
        }
        if is_tuple || identity.get.is_some_and(|end| end != position) {
            self.unknown();
            return;
        }
        self.pointers.insert(identity.start, pointer);
    }
}
