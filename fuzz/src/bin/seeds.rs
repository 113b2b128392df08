//! Writes the corpora that fuzzing starts with.

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::path::Path;
use std::{fs, io};

use arbitrary::Unstructured;
use fastrand::Rng;
use pickle_core::Protocol;
use pickle_fuzz::graphs::registry;
use pickle_fuzz::round_trip::Options;
use pickle_fuzz::subjects::SUBJECTS;
use pickle_tests::fixtures::fixtures;

/// Larger pickles take their time and tell no more.
const LARGEST: usize = 4096;

/// How many values of each type are generated.
const PER_TYPE: usize = 4;

fn main() -> io::Result<()> {
    let mut random = Rng::with_seed(0);
    let generated = generated(&mut random);
    for pickle in from_fixtures().chain(generated).filter(|pickle| pickle.len() <= LARGEST) {
        write("value", &pickle)?;
        for (number, subject) in (0_u8..).zip(&SUBJECTS) {
            let outcomes = (subject.read)(&pickle, &registry());
            if outcomes.first().is_some_and(|outcome| outcome.value.is_ok()) {
                write("sources", &[&[number][..], &pickle].concat())?;
            }
        }
    }
    for (number, _) in (0_u8..).zip(&SUBJECTS) {
        for _ in 0..PER_TYPE {
            write("round_trip", &[&[number][..], &bytes(&mut random)].concat())?;
        }
    }
    Ok(())
}

fn from_fixtures() -> impl Iterator<Item = Vec<u8>> {
    fixtures().iter().flat_map(|file| &file.pickles).map(|(_, pickle)| pickle.clone())
}

/// Pickles of values of all types, in all protocols.
fn generated(random: &mut Rng) -> Vec<Vec<u8>> {
    let mut pickles = Vec::new();
    for protocol in Protocol::ALL {
        let options = Options { protocol, clears_memo: false, dispatches: false };
        for subject in SUBJECTS.iter().flat_map(|subject| [subject; PER_TYPE]) {
            let bytes = bytes(random);
            let mut u = Unstructured::new(&bytes);
            pickles.extend((subject.round_trip)(&mut u, options, &registry()));
        }
    }
    pickles
}

/// What a value is generated of.
fn bytes(random: &mut Rng) -> Vec<u8> {
    (0..1000).map(|_| random.u8(..)).collect()
}

/// Writes a file that is named by what it holds.
fn write(target: &str, input: &[u8]) -> io::Result<()> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus").join(target);
    fs::create_dir_all(&folder)?;
    let mut hasher = DefaultHasher::new();
    input.hash(&mut hasher);
    fs::write(folder.join(format!("{:016x}", hasher.finish())), input)
}
