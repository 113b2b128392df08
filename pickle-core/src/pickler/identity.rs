//! Identity: what is shared is written once, and referred to from then on.

use alloc::boxed::Box;
use alloc::collections::BTreeMap;
use core::any::Any;

use super::encoder::Encoder;
use crate::error::{Error, ErrorKind};

/// The shared objects that a [`Pickler`](super::Pickler) has written, by their address.
///
/// Each is kept alive, so that no other object can get its address while the memo lasts.
#[derive(Default)]
pub(super) struct Shared(BTreeMap<usize, Entry>);

struct Entry {
    /// Where the object stands in the memo; `None` until it is there.
    index: Option<usize>,
    _keep: Box<dyn Any>,
}

impl Shared {
    /// Forgets what was memoized when the memo had `len` entries or more.
    pub(super) fn truncate(&mut self, len: usize) {
        self.0.retain(|_, entry| entry.index.is_some_and(|index| index < len));
    }
}

/// How far the shared object that is being written has come to being in the memo.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Identity {
    /// The object that comes next is not shared.
    #[default]
    None,
    /// The object that comes next is the one at this address.
    Next(usize),
    /// The object at this address has begun.
    Begun(usize),
    /// The object has been memoized.
    Memoized,
}

impl Encoder<'_> {
    /// Writes what `pointer` points to, at `address`, or refers to it where it was written before.
    pub(crate) fn shared<P: Any + Clone>(
        &mut self,
        pointer: &P,
        address: usize,
        pickle: impl FnOnce(&P, &mut Self) -> Result<(), Error>,
    ) -> Result<(), Error> {
        match self.memo.shared.0.get(&address) {
            Some(Entry { index: Some(index), .. }) => return self.get(*index),
            Some(Entry { index: None, .. }) => return Err(recursive::<P>()),
            None => {}
        }
        let entry = Entry { index: None, _keep: Box::new(pointer.clone()) };
        self.memo.shared.0.insert(address, entry);
        self.descend()?;
        let outer = core::mem::replace(&mut self.identity, Identity::Next(address));
        pickle(pointer, self)?;
        if let Identity::Next(address) | Identity::Begun(address) = self.identity {
            self.memoize_shared(address)?;
        }
        self.identity = outer;
        self.ascend();
        Ok(())
    }

    /// What comes before the opcodes of an object: its parts are not the shared object.
    /// Gives the address of the object, if it is shared.
    #[inline]
    pub(super) fn begin_identity(&mut self) -> Option<usize> {
        match self.identity {
            Identity::Next(address) => {
                self.identity = Identity::Begun(address);
                Some(address)
            }
            _ => None,
        }
    }

    /// Memoizes the object that was written last as the shared one at `address`, before its items
    /// or its state are written, so that these can refer to it.
    #[inline]
    pub(super) fn end_identity(&mut self, address: Option<usize>) -> Result<(), Error> {
        match address {
            Some(address) => self.memoize_shared(address),
            None => Ok(()),
        }
    }

    #[cold]
    fn memoize_shared(&mut self, address: usize) -> Result<(), Error> {
        let index = self.memoize()?;
        if let Some(entry) = self.memo.shared.0.get_mut(&address) {
            entry.index = Some(index);
        }
        self.identity = Identity::Memoized;
        Ok(())
    }
}

#[cold]
fn recursive<P>() -> Error {
    let name = core::any::type_name::<P>();
    Error::new(
        ErrorKind::Recursive,
        alloc::format!(
            "the `{name}` contains itself before it is made: only what is reached through state, or \
             the items of a list, set or dict, may refer back"
        ),
    )
}
