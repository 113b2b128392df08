//! Sorted sets, and how sets are read.
//!
//! | Rust | Python | Cost, limits |
//! |---|---|---|
//! | [`BTreeSet`] | `set` (a `frozenset` is accepted) | two bytes for each 1000 items |
//!
//! An item that Python cannot hash is an error, as a [map's key](super::map).

use alloc::collections::BTreeSet;

use crate::error::Error;
use crate::pickle::Pickle;
use crate::pickler::Encoder;
use crate::unpickle::{Table, Unpickle, cautious, unpickle_empty_first};
use crate::unpickler::{Decoder, First, Slot};

impl<T: Pickle> Pickle for BTreeSet<T> {
    fn pickle(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        encoder.set(self)
    }

    unhashable!(Set);
}

impl<'de, T: Unpickle<'de> + Ord> Unpickle<'de> for BTreeSet<T> {
    const FIRST: First = First::Mark;
    const IS_EMPTY_FIRST: bool = true;

    fn unpickle<D: Decoder<'de>>(decoder: &mut D) -> Result<BTreeSet<T>, Error> {
        unpickle_set(decoder, |_| BTreeSet::new(), BTreeSet::insert)
    }

    fn check<D: Decoder<'de>>(decoder: &mut D) -> Result<(), Error> {
        check_set::<D, T>(decoder)
    }

    fn unpickle_in_phases<D: Decoder<'de>, __S: Slot<D, Self>>(
        decoder: &mut D,
        slot: &mut __S,
    ) -> Result<(), Error> {
        unpickle_empty_first(decoder, slot)
    }
}

impl<T> Table for BTreeSet<T> {}

/// Reads a set into the one that `make` gives for the number of items to expect.
pub(in crate::impls) fn unpickle_set<'de, D: Decoder<'de>, S: Table, T: Unpickle<'de>, R>(
    decoder: &mut D,
    make: impl FnOnce(usize) -> S,
    mut insert: impl FnMut(&mut S, T) -> R,
) -> Result<S, Error> {
    let mut items = decoder.begin_set()?;
    let mut set = make(cautious::<T>(decoder.size_hint(&items)));
    let mut index = 0;
    while decoder.next_item(&mut items)? {
        set.grow(index, |read| decoder.more_items(&items, read));
        let item = T::unpickle(decoder).map_err(|error| error.in_item(index))?;
        insert(&mut set, item);
        index += 1;
    }
    set.trim();
    Ok(set)
}

/// [`Unpickle::check`] for what is read so.
pub(in crate::impls) fn check_set<'de, D: Decoder<'de>, T: Unpickle<'de>>(
    decoder: &mut D,
) -> Result<(), Error> {
    let mut items = decoder.begin_set()?;
    while decoder.next_item(&mut items)? {
        T::check(decoder)?;
    }
    Ok(())
}
