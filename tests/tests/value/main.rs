//! `Value`: any pickle, read, looked at, compared, changed, and written again.

mod access;
mod cycles;
mod equality;
mod limits;
mod literals;
mod remaking;
mod sharing;

use pickle_core::{Error, Pickle, Pickler, Protocol, Value};

fn read(pickle: &[u8]) -> Value {
    match pickle_core::from_slice(pickle) {
        Ok(value) => value,
        Err(error) => panic!("{}: {error}", pickle.escape_ascii()),
    }
}

fn written(value: &(impl Pickle + ?Sized), protocol: Protocol) -> Result<Vec<u8>, Error> {
    let mut pickler = Pickler::in_memory().protocol(protocol);
    pickler.dump(value)?;
    Ok(pickler.into_vec())
}

/// Writes in each protocol, and reads again.
fn goes_round(value: &Value) {
    for protocol in Protocol::ALL {
        let pickle = written(value, protocol).unwrap_or_else(|error| panic!("{value}: {error}"));
        assert_eq!(read(&pickle), *value, "{protocol:?} {}", pickle.escape_ascii());
    }
}
