//! What loads as a [`Value`] is dumped in each protocol that takes it, and loads again as its equal.

#![no_main]

use libfuzzer_sys::{fuzz_mutator, fuzz_target};
use pickle_core::{Pickler, Protocol, Value, from_slice};
use pickle_fuzz::mutator::mutate;

fuzz_target!(|pickle: &[u8]| {
    let Ok(value) = from_slice::<Value>(pickle) else { return };
    let _ = value.to_string();
    assert_eq!(value, value.clone());
    for protocol in Protocol::ALL {
        let Some(pickle) = dump(&value, protocol) else { continue };
        // Python 2 has one name for what Python 3 has several for, and in decimal all NaNs are `nan`.
        // A name of Python 2 that comes in protocol 3 means nothing until it is written in protocol 2.
        let is_lossy = protocol < Protocol::V3;
        let again = match from_slice::<Value>(&pickle) {
            Ok(again) => again,
            Err(error) => {
                assert!(is_lossy, "in {protocol}: {error}");
                continue;
            }
        };
        assert!(
            again == value || is_lossy && dump(&again, protocol) == Some(pickle),
            "in {protocol}: {again} but {value}"
        );
    }
});

fn dump(value: &Value, protocol: Protocol) -> Option<Vec<u8>> {
    let mut pickler = Pickler::in_memory().protocol(protocol);
    pickler.dump(value).ok()?;
    Some(pickler.into_vec())
}

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    mutate(data, size, max_size, seed)
});
