//! Hash tables.
//!
//! | Rust | Python | Cost, limits |
//! |---|---|---|
//! | [`HashMap`] | `dict`, as [`BTreeMap`](std::collections::BTreeMap) | in the table's order |
//! | [`HashSet`] | `set`, as [`BTreeSet`](std::collections::BTreeSet) | in the table's order |
//!
//! With the default hasher the order differs from table to table: equal tables have different
//! pickles. The sorted kinds do not.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasher, Hash};

use crate::error::Error;
use crate::impls::alloc::map::{check_dict, unpickle_dict};
use crate::impls::alloc::set::{check_set, unpickle_set};
use crate::pickle::Pickle;
use crate::pickler::Encoder;
use crate::unpickle::{Table, Unpickle, unpickle_empty_first};
use crate::unpickler::{Decoder, First, Slot};

impl<K: Pickle, V: Pickle, S> Pickle for HashMap<K, V, S> {
    fn pickle(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        encoder.dict(self)
    }

    unhashable!(Dict);
}

impl<'de, K, V, S> Unpickle<'de> for HashMap<K, V, S>
where
    K: Unpickle<'de> + Eq + Hash,
    V: Unpickle<'de>,
    S: BuildHasher + Default,
{
    const IS_EMPTY_FIRST: bool = true;

    fn unpickle<D: Decoder<'de>>(decoder: &mut D) -> Result<HashMap<K, V, S>, Error> {
        unpickle_dict(
            decoder,
            |len| HashMap::with_capacity_and_hasher(len, S::default()),
            HashMap::insert,
        )
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

impl<T: Pickle, S> Pickle for HashSet<T, S> {
    fn pickle(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        encoder.set(self)
    }

    unhashable!(Set);
}

impl<'de, T, S> Unpickle<'de> for HashSet<T, S>
where
    T: Unpickle<'de> + Eq + Hash,
    S: BuildHasher + Default,
{
    const FIRST: First = First::Mark;
    const IS_EMPTY_FIRST: bool = true;

    fn unpickle<D: Decoder<'de>>(decoder: &mut D) -> Result<HashSet<T, S>, Error> {
        unpickle_set(
            decoder,
            |len| HashSet::with_capacity_and_hasher(len, S::default()),
            HashSet::insert,
        )
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

macro_rules! tables {
    ($([$($parameter:ident)*] $table:ty;)*) => {$(
        impl<T: Eq + Hash, S: BuildHasher $(, $parameter)*> Table for $table {
            #[inline]
            fn grow(&mut self, read: usize, more: impl FnOnce(usize) -> usize) {
                let _ = self.try_reserve(growth(read, more));
            }

            fn trim(&mut self) {
                if self.len() < self.capacity() / 4 {
                    self.shrink_to_fit();
                }
            }
        }
    )*};
}

tables! {
    [V] HashMap<T, V, S>;
    [] HashSet<T, S>;
}

/// By how many more items a hash table that has as many `read` is to grow; if by any.
#[inline]
fn growth(read: usize, more: impl FnOnce(usize) -> usize) -> usize {
    /// From where on it pays: 1024, 8192 and so on.
    const LONG: u32 = 10;
    let is_step = read.is_power_of_two()
        && read.ilog2().checked_sub(LONG).is_some_and(|steps| steps.is_multiple_of(3));
    if is_step { more(read).min(read.saturating_mul(7)) } else { 0 }
}
