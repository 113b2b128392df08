//! Sorted maps, and how maps are read.
//!
//! | Rust | Python | Cost, limits |
//! |---|---|---|
//! | [`BTreeMap`] | `dict` | two bytes for each 1000 entries, beside these |
//!
//! Python's own subclasses of `dict` are accepted: `OrderedDict`, `defaultdict` and `Counter`.
//! Of several values for one key the last counts, as in Python.
//!
//! A key that Python cannot hash, which is a list, dict or set, or a tuple with such a part, is an
//! error of kind [`Unhashable`](crate::ErrorKind::Unhashable): take an array or a tuple for a `Vec`,
//! and a type that is written by [`Encoder::frozenset`] for a set. What types do not tell is not
//! seen: see [`Encoder::set`].

use alloc::collections::BTreeMap;

use crate::error::Error;
use crate::pickle::Pickle;
use crate::pickler::Encoder;
use crate::unpickle::{Table, Unpickle, cautious, unpickle_empty_first};
use crate::unpickler::{Decoder, Slot};

impl<K: Pickle, V: Pickle> Pickle for BTreeMap<K, V> {
    fn pickle(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        encoder.dict(self)
    }

    unhashable!(Dict);
}

impl<'de, K: Unpickle<'de> + Ord, V: Unpickle<'de>> Unpickle<'de> for BTreeMap<K, V> {
    const IS_EMPTY_FIRST: bool = true;

    fn unpickle<D: Decoder<'de>>(decoder: &mut D) -> Result<BTreeMap<K, V>, Error> {
        unpickle_dict(decoder, |_| BTreeMap::new(), BTreeMap::insert)
    }

    fn check<D: Decoder<'de>>(decoder: &mut D) -> Result<(), Error> {
        check_dict::<D, K, V>(decoder)
    }

    fn unpickle_in_phases<D: Decoder<'de>, __S: Slot<D, Self>>(
        decoder: &mut D,
        slot: &mut __S,
    ) -> Result<(), Error> {
        unpickle_empty_first(decoder, slot)
    }
}

impl<K, V> Table for BTreeMap<K, V> {}

/// Reads a dict into the map that `make` gives for the number of entries to expect.
pub(in crate::impls) fn unpickle_dict<'de, D, M, K, V, R>(
    decoder: &mut D,
    make: impl FnOnce(usize) -> M,
    mut insert: impl FnMut(&mut M, K, V) -> R,
) -> Result<M, Error>
where
    D: Decoder<'de>,
    M: Table,
    K: Unpickle<'de>,
    V: Unpickle<'de>,
{
    let mut entries = decoder.begin_dict()?;
    let mut map = make(cautious::<(K, V)>(decoder.entries_hint(&entries)));
    let mut read = 0;
    while decoder.next_key(&mut entries)? {
        map.grow(read, |read| decoder.more_entries(&entries, read));
        // The path is the same as that of its value.
        let key = K::unpickle(decoder)
            .map_err(|error| decoder.in_entry(&entries, error).remark("in the key"))?;
        decoder.next_value(&mut entries)?;
        let value = V::unpickle(decoder).map_err(|error| decoder.in_entry(&entries, error))?;
        insert(&mut map, key, value);
        read += 1;
    }
    map.trim();
    Ok(map)
}

/// [`Unpickle::check`] for what is read so.
pub(in crate::impls) fn check_dict<'de, D, K, V>(decoder: &mut D) -> Result<(), Error>
where
    D: Decoder<'de>,
    K: Unpickle<'de>,
    V: Unpickle<'de>,
{
    let mut entries = decoder.begin_dict()?;
    while decoder.next_key(&mut entries)? {
        K::check(decoder)?;
        decoder.next_value(&mut entries)?;
        V::check(decoder)?;
    }
    Ok(())
}
