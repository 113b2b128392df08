//! How the two sides talk: one asks the other for its objects, or shows its own.

use std::fmt::Debug;

use pickle_core::{Pickle, Pickler, Protocol, UnpickleOwned, from_slice};
use pickle_tests::hex;
use pickle_tests::python::{Python, interpreters};

const CONVERSATION: &str = include_str!("conversation.py");

/// The protocols that the Python knows.
pub fn protocols(python: &Python) -> impl Iterator<Item = Protocol> {
    let known = python.protocols();
    Protocol::ALL.into_iter().filter(move |protocol| known.contains(&protocol.number()))
}

/// The value, pickled alone.
pub fn dump<T: Pickle + ?Sized>(value: &T, protocol: Protocol) -> Vec<u8> {
    let mut pickler = Pickler::in_memory().protocol(protocol);
    pickler.dump(value).unwrap_or_else(|error| panic!("{protocol:?}: {error}"));
    pickler.into_vec()
}

/// Runs `call` behind the script, with the lines on its standard input, and gives the lines that it
/// prints.
#[track_caller]
pub fn run(python: &Python, script: &str, call: &str, lines: &[String]) -> Vec<String> {
    let source = format!("{script}\n{CONVERSATION}\n{call}\n");
    let output = python
        .run_script(&source, lines.concat().as_bytes())
        .unwrap_or_else(|error| panic!("{python}: {call}: {error}"));
    output.lines().map(str::to_owned).collect()
}

/// The pickles that `call` prints, with the names of their objects. (`say(topic)` prints those of
/// the script's things: from both picklers, in each protocol.)
#[track_caller]
pub fn listen(python: &Python, script: &str, call: &str) -> Vec<(String, Protocol, Vec<u8>)> {
    let lines = run(python, script, call, &[]);
    let read = |line: &String| {
        let columns: Vec<&str> = line.split('\t').collect();
        let [name, protocol, digits] = columns[..] else { panic!("not three columns: {line}") };
        let number = protocol.parse().expect("the number of a protocol");
        let protocol = Protocol::ALL.into_iter().find(|protocol| protocol.number() == number);
        let bytes = hex::decode(digits).expect("hexadecimal digits");
        (name.to_owned(), protocol.expect("a protocol"), bytes)
    };
    lines.iter().map(read).collect()
}

/// Has Python unpickle, and compare with the things of these names.
#[track_caller]
pub fn tell(python: &Python, script: &str, topic: &str, pickles: &[(String, Protocol, Vec<u8>)]) {
    let line = |(name, protocol, bytes): &(String, Protocol, Vec<u8>)| {
        format!("{name}\t{}\t{}\n", protocol.number(), hex::encode(bytes))
    };
    let lines: Vec<String> = pickles.iter().map(line).collect();
    let answers = run(python, script, &format!("hear({topic:?})"), &lines);
    assert_eq!(answers.len(), pickles.len(), "{python} answers each line");
    for (answer, (name, protocol, bytes)) in answers.iter().zip(pickles) {
        assert_eq!(
            answer,
            "ok",
            "{python}, {topic}, {name}, {protocol:?}:\n{}",
            python.disassemble(bytes)
        );
    }
}

/// Takes all things of the topic from every Python, and gives them back: each name must have the
/// value beside it.
#[track_caller]
pub fn exchange<T>(script: &str, topic: &str, things: &[(&str, T)])
where
    T: Pickle + UnpickleOwned + PartialEq + Debug,
{
    for python in interpreters() {
        let heard = listen(python, script, &format!("say({topic:?})"));
        assert_eq!(heard.len(), 2 * protocols(python).count() * things.len(), "{python}, {topic}");
        for (name, protocol, bytes) in heard {
            let place = format!("{python}, {topic}, {name}, {protocol:?}");
            let (_, expected) = things
                .iter()
                .find(|(other, _)| *other == name)
                .unwrap_or_else(|| panic!("{place}: not expected"));
            match from_slice::<T>(&bytes) {
                Ok(read) => assert_eq!(read, *expected, "{place}"),
                Err(error) => panic!("{place}: {error}\n{}", python.disassemble(&bytes)),
            }
        }
        let pickles: Vec<_> = protocols(python)
            .flat_map(|protocol| {
                let pickle = move |(name, thing): &(&str, T)| {
                    ((*name).to_owned(), protocol, dump(thing, protocol))
                };
                things.iter().map(pickle)
            })
            .collect();
        tell(python, script, topic, &pickles);
    }
}
