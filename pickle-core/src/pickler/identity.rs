//! Identity: what is shared is written once, and referred to from then on.

use alloc::collections::BTreeMap;
use core::any::{Any, TypeId};
use core::ops::Deref;

use super::addresses::{Addresses, Progress};
use super::encoder::Encoder;
use crate::error::{Error, ErrorKind};
use crate::pickle::Pickle;
use crate::pointers::Pointers;
use crate::rare::Rare;

/// The shared objects that a [`Pickler`](super::Pickler) has written, by their address.
///
/// Each is kept alive, so that no other object can get its address while the memo lasts.
#[derive(Default)]
pub(super) struct Shared {
    objects: Addresses,
    /// By how long the memo was when the object began, and its address.
    alive: Pointers<(usize, usize)>,
    /// What stands for the address of an object that is one of several there, by the type of
    /// pointers to it.
    stand_ins: Rare<BTreeMap<(usize, TypeId), usize>>,
}

impl Shared {
    /// Forgets what was memoized when the memo had `len` entries or more.
    pub(super) fn truncate(&mut self, len: usize) {
        self.objects.truncate(len);
        self.alive.retain(|(begun, _)| begun < len);
    }

    /// What stands for the address of a `T` behind a pointer `P`.
    ///
    /// At an address there may be several objects for Python, if there is nothing in them: what
    /// `Arc<[T]>::default()` and `Arc<str>::default()` give is one allocation for all. And what an
    /// `Rc<[u8]>` was made of may still be there as an `Rc<str>`.
    #[inline]
    fn address<P: Any, T: ?Sized + 'static>(&mut self, address: usize, value: &T) -> usize {
        if size_of_val(value) > 0 && TypeId::of::<T>() != TypeId::of::<[u8]>() {
            return address;
        }
        // An odd number, which no counted allocation has for an address.
        let stand_ins = self.stand_ins.make();
        let next = stand_ins.len() * 2 + 1;
        *stand_ins.entry((address, TypeId::of::<P>())).or_insert(next)
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
    pub(crate) fn shared<P, T>(&mut self, pointer: &P, address: usize) -> Result<(), Error>
    where
        P: Any + Clone + Deref<Target = T>,
        T: Pickle + ?Sized + 'static,
    {
        let value = &**pointer;
        let address = self.memo.shared.address::<P, T>(address, value);
        let place = match self.memo.shared.objects.begin(address) {
            Progress::Memoized(index) => return self.get(index),
            Progress::Begun => return Err(recursive::<P>()),
            Progress::New(place) => place,
        };
        let begun = self.memo.len();
        self.memo.shared.alive.insert((begun, address), pointer.clone());
        if let Some(index) = self.put_shared(value) {
            self.memo.shared.objects.memoize_at(place, index);
            return Ok(());
        }
        self.descend_in_place()?;
        let outer = core::mem::replace(&mut self.identity, Identity::Next(address));
        value.pickle(self)?;
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
        self.memo.shared.objects.memoize(address, index);
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
