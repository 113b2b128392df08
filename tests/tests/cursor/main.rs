//! The two sources agree, and the cursor serves what picklers write.
//!
//! All unpicklers try the cursor first, save those that are told not to.

mod buffers;
mod counted;
mod cycles;
mod damage;
mod exact;
mod first_use;
mod generated;
mod globals;
mod library;
mod named_like_plain_ones;
mod picklers;
mod pythons;
mod refused;
mod sequences;
mod shapes;
mod shared_with_values;
mod trait_objects;
mod user_code;
mod values;
mod versions;
mod writers;

use std::fmt::Debug;

use pickle_core::{Pickle, Pickler, Protocol, Registry, UnpickleOwned, Unpickler};

use counted::calls;

fn dump<T: Pickle + ?Sized>(protocol: Protocol, value: &T) -> Vec<u8> {
    let mut pickler = Pickler::in_memory().protocol(protocol);
    pickler.dump(value).expect("the value can be pickled");
    pickler.into_vec()
}

/// Reads by both sources, which must agree; whether the cursor served it.
fn agree<T: UnpickleOwned + PartialEq + Debug>(pickle: &[u8]) -> (Option<T>, bool) {
    let (read, by_cursor) = agree_with(pickle, &Registry::new());
    let mut reader = Unpickler::from_reader(pickle);
    let _ = reader.load::<T>();
    calls();
    assert_eq!(reader.is_by_cursor(), by_cursor, "from a reader: {}", pickle.escape_ascii());
    (read, by_cursor)
}

/// The same, with types registered for traits. The sources must agree on what they call, too.
///
/// An unpickler over a reader may leave it to the machine, for the sake of further pickles, where
/// there are pointers that share.
fn agree_with<T: UnpickleOwned + PartialEq + Debug>(
    pickle: &[u8],
    registry: &Registry,
) -> (Option<T>, bool) {
    calls();
    let mut unpickler = Unpickler::new(pickle).registry(registry);
    let first = unpickler.load::<T>();
    let by_cursor = unpickler.is_by_cursor();
    let first_calls = calls();
    let mut machine = Unpickler::new(pickle).registry(registry).by_machine();
    let second = machine.load::<T>();
    assert!(!machine.is_by_cursor());
    assert_eq!(first_calls, calls(), "{}", pickle.escape_ascii());
    let mut reader = Unpickler::from_reader(pickle).registry(registry);
    assert_eq!(reader.load::<T>().is_ok(), first.is_ok());
    assert!(by_cursor || !reader.is_by_cursor(), "from a reader: {}", pickle.escape_ascii());
    assert_eq!(first_calls, calls(), "from a reader: {}", pickle.escape_ascii());
    match (first, second) {
        (Ok(first), Ok(second)) => {
            assert_eq!(first, second, "{}", pickle.escape_ascii());
            (Some(first), by_cursor)
        }
        (Err(first), Err(second)) => {
            assert_eq!(first.to_string(), second.to_string());
            (None, by_cursor)
        }
        (first, second) => panic!("{first:?} but {second:?}: {}", pickle.escape_ascii()),
    }
}

/// Reads by both sources, which must agree, and of which the cursor must not fail.
#[track_caller]
fn served<T: UnpickleOwned + PartialEq + Debug>(pickle: &[u8]) -> T {
    let (read, by_cursor) = agree(pickle);
    assert!(by_cursor, "not by the cursor: {}", pickle.escape_ascii());
    read.expect("what the cursor serves is a value")
}
