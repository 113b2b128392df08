//! The types of `core`, `alloc`, `std` and `num-bigint`: at their full range in all protocols, in
//! every form that is accepted, and the errors for what is not.

mod addresses;
mod bytes;
mod constants;
mod floats;
mod ints;
mod maps_and_sets;
mod paths;
mod pointers_and_cells;
mod ranges;
mod sequences;
mod text;
mod times;

use std::fmt::Debug;
use std::marker::PhantomData;

use pickle_core::{
    Decoder, Encoder, Error, ErrorKind, Pickle, PickleWith, Pickler, Protocol, Unpickle,
    UnpickleOwned, from_slice,
};

fn pickle<T: Pickle + ?Sized>(value: &T, protocol: Protocol) -> Vec<u8> {
    let mut pickler = Pickler::in_memory().protocol(protocol);
    pickler.dump(value).unwrap();
    pickler.into_vec()
}

/// Writes the value in each protocol, and reads it as another type.
#[track_caller]
fn converts<T, U>(value: &T, expected: &U)
where
    T: Pickle + ?Sized,
    U: UnpickleOwned + PartialEq + Debug,
{
    for protocol in Protocol::ALL {
        let bytes = pickle(value, protocol);
        match from_slice::<U>(&bytes) {
            Ok(read) => assert_eq!(read, *expected, "{protocol:?}"),
            Err(error) => panic!("{protocol:?}: {error:?}, reading {}", bytes.escape_ascii()),
        }
    }
}

#[track_caller]
fn round_trips<T: Pickle + UnpickleOwned + PartialEq + Debug>(values: impl IntoIterator<Item = T>) {
    for value in values {
        converts(&value, &value);
    }
}

/// The input reads as the value.
#[track_caller]
#[expect(clippy::needless_pass_by_value, reason = "reads better where it is called")]
fn reads<'de, T: Unpickle<'de> + PartialEq + Debug>(input: &'de [u8], expected: T) {
    match from_slice::<T>(input) {
        Ok(read) => assert_eq!(read, expected),
        Err(error) => panic!("{error:?}"),
    }
}

/// The input is no `T`, for the reason given.
#[track_caller]
fn refuses<'de, T: Unpickle<'de> + Debug>(input: &'de [u8], kind: ErrorKind, message: &str) {
    let error = from_slice::<T>(input).unwrap_err();
    assert_eq!((error.kind(), &*error.to_string()), (kind, message));
}

/// The value cannot be written, for the reason given.
#[track_caller]
fn cannot_be_written<T: Pickle + ?Sized>(value: &T, kind: ErrorKind, message: &str) {
    for protocol in Protocol::ALL {
        let mut pickler = Pickler::in_memory().protocol(protocol);
        let error = pickler.dump(value).unwrap_err();
        assert_eq!((error.kind(), &*error.to_string()), (kind, message), "{protocol:?}");
    }
}

/// A value in the form that a suite gives it.
struct As<S, T>(T, PhantomData<S>);

fn with<S: PickleWith<T>, T>(_: S, value: T) -> As<S, T> {
    As(value, PhantomData)
}

impl<S: PickleWith<T>, T> Pickle for As<S, T> {
    fn pickle(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        S::pickle(&self.0, encoder)
    }
}

impl<'de, S: PickleWith<T>, T> Unpickle<'de> for As<S, T> {
    fn unpickle<D: Decoder<'de>>(decoder: &mut D) -> Result<As<S, T>, Error> {
        S::unpickle(decoder).map(|value| As(value, PhantomData))
    }
}

impl<S, T: PartialEq> PartialEq for As<S, T> {
    fn eq(&self, other: &As<S, T>) -> bool {
        self.0 == other.0
    }
}

impl<S, T: Debug> Debug for As<S, T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}
