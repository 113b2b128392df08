//! Random programs of opcodes, run by a real CPython and by the machine: both refuse them, or both
//! make the same objects, as CPython sees from what we write of them.
//!
//! On Python's side every global is a stand-in, which records what is done to it. More cases, and
//! others, are run with `PICKLE_DIFFERENTIAL=seed:cases`.

mod program;
mod random;

use std::env;

use pickle_core::{ErrorKind, Pickler, Protocol, Value, from_reader, from_slice};
use pickle_tests::{fixtures, hex, python};

use program::Program;
use random::Random;

/// Prints a line for each pickle: the objects that it makes, or `!` and the error.
const RECORDER: &str = include_str!("recorder.py");

/// A pickle of a fixture with some bytes changed, left out or doubled.
fn mutated(random: &mut Random) -> Vec<u8> {
    let all = fixtures::fixtures();
    let fixture = loop {
        let fixture = &all[random.below(all.len())];
        if !fixture.pickles.is_empty() {
            break fixture;
        }
    };
    let mut pickle = fixture.pickles[random.below(fixture.pickles.len())].1.clone();
    for _ in 0..=random.below(2) {
        if pickle.is_empty() || pickle.len() > 2000 {
            break;
        }
        let at = random.below(pickle.len());
        match random.below(4) {
            0 => drop(pickle.remove(at)),
            1 => pickle.insert(at, b"()]}NKMaedsutlb012R\x81\x85\x86\x94"[random.below(23)]),
            2 => pickle[at] = u8::try_from(random.below(256)).unwrap(),
            _ => pickle[at] = pickle[random.below(pickle.len())],
        }
    }
    pickle
}

/// Whether CPython might reserve a table for a memo index that is out of proportion, where nothing
/// keeps it from doing so.
fn asks_for_much(pickle: &[u8]) -> bool {
    if cfg!(unix) {
        return false;
    }
    pickle.windows(5).any(|part| part[0] == b'r' && part[3..].iter().any(|&byte| byte != 0))
        || pickle.windows(7).any(|part| part[0] == b'p' && part[1..].iter().all(u8::is_ascii_digit))
}

fn rewritten(value: &Value, protocol: Protocol) -> Result<Vec<u8>, ErrorKind> {
    let mut pickler = Pickler::in_memory().protocol(protocol);
    pickler.dump(value).map_err(|error| error.kind())?;
    Ok(pickler.into_vec())
}

/// What both say to the pickles; gives those about which they differ.
fn differences(python: &python::Python, pickles: &[Vec<u8>], exact: bool) -> Vec<String> {
    let mut lines = String::new();
    let mut ours = Vec::new();
    for (index, pickle) in pickles.iter().enumerate() {
        let value = from_slice::<Value>(pickle);
        assert_eq!(value.is_ok(), from_reader::<Value>(&pickle[..]).is_ok());
        lines.extend([hex::encode(pickle), "\n".into()]);
        let protocol = Protocol::ALL[(index + 4) % 6];
        let answer = match value {
            Err(error) => Err(error),
            Ok(value) => match rewritten(&value, protocol) {
                Err(ErrorKind::Unrepresentable) if protocol < Protocol::V4 => Ok(None),
                Err(kind) => panic!("{}: {kind:?} in {protocol}", pickle.escape_ascii()),
                Ok(again) => {
                    lines.extend([hex::encode(&again), "\n".into()]);
                    Ok(Some(again))
                }
            },
        };
        ours.push(answer);
    }
    let output = python.run_script(RECORDER, lines.as_bytes()).expect("the recorder runs");
    let mut output = output.lines();
    let mut differences = Vec::new();
    let mut accepted = 0;
    for (pickle, ours) in pickles.iter().zip(ours) {
        let theirs = output.next().expect("a line for each pickle");
        let error = theirs.trim_start_matches(['\'', '"']).strip_prefix('!');
        let refused = error.is_some();
        let shown = pickle.escape_ascii();
        match ours {
            // What CPython has no memory for, we may well have.
            ours if error.is_some_and(|error| error.starts_with("MemoryError")) => {
                if let Ok(Some(_)) = ours {
                    output.next();
                }
            }
            Err(error) if !refused => {
                if !deliberate(&error) {
                    differences.push(format!("{shown}\n  Python: {theirs}\n  we: {error}"));
                }
            }
            Err(_) | Ok(None) => {}
            Ok(Some(again)) => {
                accepted += 1;
                let again_seen = output.next().expect("a line for each pickle");
                if refused {
                    // What is called may be an object that is a class, for all we know.
                    if exact && !theirs.contains("must be a type") {
                        differences.push(format!("{shown}\n  Python: {theirs}\n  we accept"));
                    }
                } else if theirs != again_seen
                    && !theirs.contains("ambiguous")
                    && !again.windows(5).any(|part| part == b"Fnan\n")
                {
                    differences.push(format!(
                        "{shown}\n  Python: {theirs}\n  of ours: {again_seen}\n  {}",
                        again.escape_ascii()
                    ));
                }
            }
        }
    }
    eprintln!("{accepted} of {} are accepted", pickles.len());
    differences
}

/// What we refuse on purpose, and CPython's C unpickler takes:
///
/// - lone surrogates, since they are no text;
/// - what is done to an object that is no instance, where its class happens to have the method, or
///   `None` as its state: persistent ids that are appended to, lists whose items are set;
/// - what C's `strtol` takes for an int and a str cut off at a NUL, such as `I010` for 8.
fn deliberate(error: &pickle_core::Error) -> bool {
    match error.kind() {
        ErrorKind::LoneSurrogate | ErrorKind::Limit => true,
        ErrorKind::Stack => error.message().starts_with("cannot "),
        ErrorKind::Malformed => error.message().starts_with("invalid "),
        _ => false,
    }
}

fn newest() -> Option<&'static python::Python> {
    python::interpreters().iter().rfind(|python| python.version >= (3, 8, 0))
}

fn seed_and_cases(default: usize) -> (u64, usize) {
    let given = env::var("PICKLE_DIFFERENTIAL").ok();
    let given = given.as_deref().and_then(|given| given.split_once(':'));
    match given {
        Some((seed, cases)) => (seed.parse().unwrap(), cases.parse().unwrap()),
        None => (1, default),
    }
}

fn run(default: usize, exact: bool, make: impl Fn(&mut Random) -> Vec<u8>) {
    let Some(python) = newest() else {
        eprintln!("skipped: no CPython 3.8 or later");
        return;
    };
    let (seed, cases) = seed_and_cases(default);
    let mut random = Random(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
    let pickles: Vec<Vec<u8>> =
        (0..cases).map(|_| make(&mut random)).filter(|pickle| !asks_for_much(pickle)).collect();
    let differences = differences(python, &pickles, exact);
    assert!(
        differences.is_empty(),
        "{python}, {} of {}:\n{}",
        differences.len(),
        pickles.len(),
        differences[..differences.len().min(20)].join("\n")
    );
}

#[test]
fn random_programs_make_what_python_makes() {
    run(4_000, true, Program::random);
}

#[test]
fn mutated_fixtures_make_what_python_makes() {
    // What a call does to its arguments, we do not know.
    run(4_000, false, mutated);
}
