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
        let again: Value = from_slice(&pickle).expect("what is written is read");
        // Python 2 has one name for what Python 3 has several for, and in decimal all NaNs are `nan`.
        let is_lossy = protocol < Protocol::V3;
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
