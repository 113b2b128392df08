//! Types by hand, for what Python has and Rust's own types are not.

use std::collections::BTreeSet;
use std::fmt::Debug;

use pickle_core::{Class, Decoder, Encoder, Error, Kind, Pickle, Unpickle};

/// A float that equals another of the same bits.
#[derive(Clone, Copy, Pickle)]
pub struct Bits(pub f64);

impl PartialEq for Bits {
    fn eq(&self, other: &Bits) -> bool {
        self.0.to_bits() == other.0.to_bits()
    }
}

impl Debug for Bits {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?} ({:016x})", self.0, self.0.to_bits())
    }
}

/// Any quiet NaN without a payload: the sign depends on the platform for which a Python was built.
#[derive(Clone, Copy, Debug, Pickle)]
pub struct NotANumber(pub f64);

impl PartialEq for NotANumber {
    fn eq(&self, other: &NotANumber) -> bool {
        self.0.abs().to_bits() == other.0.abs().to_bits()
    }
}

/// A list of items of several types, which a tuple of Rust's is when reading.
#[derive(Debug, PartialEq)]
pub struct List<T>(pub T);

impl<'de, T: Unpickle<'de>> Unpickle<'de> for List<T> {
    fn unpickle<D: Decoder<'de>>(decoder: &mut D) -> Result<List<T>, Error> {
        T::unpickle(decoder).map(List)
    }
}

macro_rules! lists {
    ($(($($item:ident)*))*) => {$(
        impl<$($item: Pickle),*> Pickle for List<($($item,)*)> {
            #[allow(non_snake_case)]
            fn pickle(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
                let List(($($item,)*)) = self;
                encoder.list([$($item as &dyn Pickle),*])
            }
        }
    )*};
}

lists!((A B C) (A B C D) (A B C D E F G));

/// A `frozenset`; Rust's sets are written as `set`.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FrozenSet<T>(pub BTreeSet<T>);

impl<T: Pickle> Pickle for FrozenSet<T> {
    fn pickle(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        encoder.frozenset(&self.0)
    }
}

impl<'de, T: Unpickle<'de> + Ord> Unpickle<'de> for FrozenSet<T> {
    fn unpickle<D: Decoder<'de>>(decoder: &mut D) -> Result<FrozenSet<T>, Error> {
        BTreeSet::unpickle(decoder).map(FrozenSet)
    }
}

/// A `bytearray`; Rust's vectors are written as `bytes`.
#[derive(Debug, PartialEq)]
pub struct ByteArray(pub Vec<u8>);

impl Pickle for ByteArray {
    fn pickle(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        encoder.bytearray(&self.0)
    }
}

impl<'de> Unpickle<'de> for ByteArray {
    fn unpickle<D: Decoder<'de>>(decoder: &mut D) -> Result<ByteArray, Error> {
        decoder.read_bytes().map(|bytes| ByteArray(bytes.into_owned()))
    }
}

/// An int or a str.
#[derive(Clone, Debug, PartialEq)]
pub enum IntOrStr {
    Int(i64),
    Str(String),
}

impl Pickle for IntOrStr {
    fn pickle(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        match self {
            IntOrStr::Int(int) => encoder.int(*int),
            IntOrStr::Str(text) => encoder.str(text),
        }
    }
}

impl<'de> Unpickle<'de> for IntOrStr {
    fn unpickle<D: Decoder<'de>>(decoder: &mut D) -> Result<IntOrStr, Error> {
        if decoder.kind()? == Kind::Int {
            i64::unpickle(decoder).map(IntOrStr::Int)
        } else {
            String::unpickle(decoder).map(IntOrStr::Str)
        }
    }
}

/// Pairs in their own order: a map, as far as `dictitems` is concerned.
#[derive(Debug, PartialEq)]
pub struct Pairs<K, V>(pub Vec<(K, V)>);

impl<K, V> Default for Pairs<K, V> {
    fn default() -> Pairs<K, V> {
        Pairs(Vec::new())
    }
}

impl<K, V> Extend<(K, V)> for Pairs<K, V> {
    fn extend<I: IntoIterator<Item = (K, V)>>(&mut self, pairs: I) {
        self.0.extend(pairs);
    }
}

impl<K, V> IntoIterator for Pairs<K, V> {
    type Item = (K, V);
    type IntoIter = std::vec::IntoIter<(K, V)>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'a, K, V> IntoIterator for &'a Pairs<K, V> {
    type Item = (&'a K, &'a V);
    type IntoIter = std::iter::Map<std::slice::Iter<'a, (K, V)>, fn(&(K, V)) -> (&K, &V)>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter().map(|(key, value)| (key, value))
    }
}

/// Writes and reads a class or another global itself, which is no instance of anything.
pub fn pickle_global(class: &'static Class, encoder: &mut Encoder<'_>) -> Result<(), Error> {
    encoder.class(class)
}

/// Reads one of the globals, and says which.
pub fn unpickle_global<'de, D: Decoder<'de>>(
    classes: &[&'static Class],
    decoder: &mut D,
) -> Result<usize, Error> {
    let (index, mut object) = decoder.begin_object_of(classes)?;
    decoder.end_args(&mut object)?;
    decoder.end_object(&mut object)?;
    Ok(index)
}
