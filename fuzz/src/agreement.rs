//! Whether the sources of reading agree on a pickle.

use std::io::{self, Read};

use pickle_core::{Error, Limits, Pickle, Registry, Unpickle, UnpickleOwned, Unpickler};

use crate::counted::calls;

/// How many pickles are read, one behind the other, of which later ones may refer to earlier ones.
const PICKLES: usize = 3;

/// Small, as what is read is written again.
const LIMITS: Limits = Limits { depth: 64, repeats: 1000, int_digits: 400 };

/// What came of a load, in all that can be told of it.
#[derive(Debug, PartialEq)]
pub struct Outcome {
    /// What the value is pickled as, which also tells what is shared in it; or the error.
    pub value: Result<Vec<u8>, String>,
    /// The functions of the user's that ran.
    pub calls: Vec<String>,
}

/// Loads until there is an error.
fn outcomes<T: Pickle>(mut load: impl FnMut() -> Result<T, Error>) -> Vec<Outcome> {
    let mut outcomes = Vec::new();
    for _ in 0..PICKLES {
        calls();
        let value = load();
        let calls = calls();
        let value = value.and_then(|value| pickle_core::to_vec(&value));
        let value = value.map_err(|error| error.to_string());
        let is_last = value.is_err();
        outcomes.push(Outcome { value, calls });
        if is_last {
            break;
        }
    }
    outcomes
}

/// Reads from a slice by both sources.
///
/// # Panics
///
/// If they do not agree.
pub fn from_slice<'de, T: Unpickle<'de> + Pickle>(
    pickles: &'de [u8],
    registry: &Registry,
) -> Vec<Outcome> {
    let unpickler = || Unpickler::new(pickles).limits(LIMITS).registry(registry);
    let (mut cursor, mut machine) = (unpickler(), unpickler().by_machine());
    let read = outcomes(|| cursor.load::<T>());
    assert_eq!(read, outcomes(|| machine.load::<T>()), "cursor and machine");
    if read.iter().all(|outcome| outcome.value.is_ok()) {
        assert_eq!(cursor.rest(), machine.rest());
    }
    read
}

/// Reads from a slice and from a reader, by both sources.
///
/// # Panics
///
/// If they do not agree.
pub fn everywhere<T: UnpickleOwned + Pickle>(pickles: &[u8], registry: &Registry) -> Vec<Outcome> {
    let from_slice = from_slice::<T>(pickles, registry);
    let unpickler = || Unpickler::from_reader(Trickle(pickles)).limits(LIMITS).registry(registry);
    let (mut cursor, mut machine) = (unpickler(), unpickler().by_machine());
    assert_eq!(from_slice, outcomes(|| cursor.load::<T>()), "slice and reader");
    assert_eq!(from_slice, outcomes(|| machine.load::<T>()), "slice and reader, by the machine");
    from_slice
}

/// A reader that gives a few bytes at a time.
struct Trickle<'a>(&'a [u8]);

impl Read for Trickle<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let len = buffer.len().min(1 + self.0.len() % 3);
        self.0.read(&mut buffer[..len])
    }
}
