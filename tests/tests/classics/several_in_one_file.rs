//! Several pickles in one file, of which each stands alone, or all are from one pickler that kept
//! its memo.

use std::fs::{self, File};
use std::io::{BufReader, Read, Seek, SeekFrom, Write};
use std::path::Path;

use pickle_core::{
    Decoder, Encoder, Error, ErrorKind, Pickle, PickleWith, Pickler, Protocol, Unpickle, Unpickler,
    Value, from_reader, from_slice, to_writer,
};
use pickle_tests::python::{Python, interpreters};

use crate::conversation::{protocols, run};
use crate::folder::{Folder, literal};

const SCRIPT: &str = include_str!("several_in_one_file.py");
const BEHIND: &[u8] = b"not a pickle";

#[derive(Pickle, Clone, Debug, PartialEq)]
#[pickle(module = "bank")]
struct Account {
    owner: String,
    balance: i64,
}

#[derive(Pickle, Clone, Debug, PartialEq)]
#[pickle(module = "bank")]
struct Transfer {
    source: Account,
    target: Account,
    amount: i64,
}

fn accounts() -> [Account; 2] {
    let account = |owner: &str, balance| Account { owner: owner.into(), balance };
    [account("ada", 100), account("grace", 20)]
}

fn transfer(amount: i64) -> Transfer {
    let [source, target] = accounts();
    Transfer { source, target, amount }
}

fn files(folder: &Path) -> Vec<std::path::PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<_> = entries.collect();
    files.sort();
    files
}

fn call(python: &Python, function: &str, path: &Path) {
    let printed = run(python, SCRIPT, &format!("{function}({})", literal(path)), &[]);
    assert!(printed.is_empty(), "{python}: {printed:?}");
}

// One pickler, one unpickler.

#[test]
fn what_one_python_pickler_wrote() {
    for python in interpreters() {
        let folder = Folder::new();
        call(python, "write_with_one_pickler", folder.path());
        let files = files(folder.path());
        assert_eq!(files.len(), 2 * protocols(python).count());
        for path in files {
            let place = format!("{python}, {}", path.display());
            let bytes = fs::read(&path).unwrap();

            let mut unpickler = Unpickler::new(&bytes);
            assert_eq!(unpickler.load::<[Account; 2]>().unwrap(), accounts(), "{place}");
            let behind_first = unpickler.rest();
            assert_eq!(unpickler.load::<Transfer>().unwrap(), transfer(10), "{place}");
            assert_eq!(unpickler.rest(), BEHIND, "{place}");

            // The second dump does not stand alone.
            let error = from_slice::<Transfer>(behind_first).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Memo, "{place}: {error}");

            // From the file itself, without reading ahead.
            let mut unpickler = Unpickler::from_reader(File::open(&path).unwrap());
            assert_eq!(unpickler.load::<[Account; 2]>().unwrap(), accounts(), "{place}");
            assert_eq!(unpickler.load::<Transfer>().unwrap(), transfer(10), "{place}");
            let mut behind = Vec::new();
            unpickler.into_inner().read_to_end(&mut behind).unwrap();
            assert_eq!(behind, BEHIND, "{place}");
        }
    }
}

#[test]
fn what_one_rust_pickler_wrote() {
    for python in interpreters() {
        let folder = Folder::new();
        for protocol in protocols(python) {
            let path = folder.file(&protocol.number().to_string());
            let mut pickler = Pickler::new(File::create(&path).unwrap()).protocol(protocol);
            pickler.dump(&accounts().to_vec()).unwrap();
            pickler.dump(&transfer(10)).unwrap();
            pickler.into_inner().write_all(BEHIND).unwrap();

            // The second does not stand alone; the names of the first are its own.
            let bytes = fs::read(&path).unwrap();
            let mut unpickler = Unpickler::new(&bytes);
            unpickler.load::<Vec<Account>>().unwrap();
            let second = unpickler.rest();
            assert!(!second.windows(5).any(|part| part == b"owner"), "{protocol:?}");
            assert_eq!(from_slice::<Transfer>(second).unwrap_err().kind(), ErrorKind::Memo);
        }
        call(python, "read_with_one_unpickler", folder.path());
    }
}

#[test]
fn a_cleared_memo_makes_pickles_stand_alone() {
    for python in interpreters() {
        let folder = Folder::new();
        for protocol in protocols(python) {
            let mut pickler = Pickler::in_memory().protocol(protocol);
            pickler.dump(&accounts().to_vec()).unwrap();
            let mut bytes = pickler.take();
            pickler.clear_memo();
            pickler.dump(&transfer(10)).unwrap();
            let second = pickler.into_vec();
            assert_eq!(from_slice::<Transfer>(&second).unwrap(), transfer(10));
            bytes.extend([&second, BEHIND].concat());
            fs::write(folder.file(&protocol.number().to_string()), bytes).unwrap();
        }
        call(python, "read_with_an_unpickler_for_each", folder.path());
    }
}

// Each alone.

type Entry = (u8, Account, Transfer);

fn entry(protocol: Protocol) -> Entry {
    let [ada, _] = accounts();
    (protocol.number(), ada, transfer(5))
}

#[test]
fn what_python_appended_in_all_protocols() {
    for python in interpreters() {
        let folder = Folder::new();
        let path = folder.file("log.pkl");
        call(python, "write_mixed", &path);
        let expected: Vec<Entry> = protocols(python).map(entry).collect();

        // One reader, until there is nothing more: Python's `EOFError`.
        let mut file = BufReader::new(File::open(&path).unwrap());
        let mut found: Vec<Entry> = Vec::new();
        let error = loop {
            match from_reader(&mut file) {
                Ok(entry) => found.push(entry),
                Err(error) => break error,
            }
        };
        assert_eq!(found, expected, "{python}");
        assert_eq!(error.kind(), ErrorKind::Truncated);
        assert_eq!(file.stream_position().unwrap(), fs::metadata(&path).unwrap().len());

        // The same from a slice: whoever reads says where the next begins.
        let bytes = fs::read(&path).unwrap();
        let mut rest = bytes.as_slice();
        for entry in expected {
            let mut unpickler = Unpickler::new(rest);
            assert_eq!(unpickler.load::<Entry>().unwrap(), entry, "{python}");
            rest = unpickler.rest();
        }
        assert!(rest.is_empty());
    }
}

#[test]
fn what_rust_appended_in_all_protocols() {
    for python in interpreters() {
        let folder = Folder::new();
        let path = folder.file("log.pkl");
        for protocol in protocols(python) {
            let file = File::options().create(true).append(true).open(&path).unwrap();
            Pickler::new(file).protocol(protocol).dump(&entry(protocol)).unwrap();
        }
        call(python, "read_mixed", &path);
    }
}

#[test]
fn bytes_behind_stop_are_left_alone() {
    for protocol in Protocol::ALL {
        let mut file = Vec::new();
        Pickler::new(&mut file).protocol(protocol).dump(&accounts()).unwrap();
        let end = file.len() as u64;
        file.extend_from_slice(BEHIND);

        assert_eq!(from_slice::<[Account; 2]>(&file).unwrap(), accounts());
        let mut reader = std::io::Cursor::new(&file);
        assert_eq!(from_reader::<[Account; 2]>(&mut reader).unwrap(), accounts());
        assert_eq!(reader.position(), end, "{protocol:?}");
        // They may be anything else, and be written over.
        reader.seek(SeekFrom::Start(0)).unwrap();
        let mut unpickler = Unpickler::from_reader(&mut reader);
        unpickler.load::<[Account; 2]>().unwrap();
        let error = unpickler.load::<[Account; 2]>().unwrap_err();
        assert!(error.offset().is_some_and(|offset| offset >= end), "{error}");
    }
}

// The documentation's `data.pkl`.

#[derive(Pickle, Clone, Debug, PartialEq)]
#[pickle(module = "builtins", name = "complex")]
struct Complex(f64, f64);

#[derive(Pickle, Clone, Debug, PartialEq)]
#[pickle(as_dict)]
struct Data {
    #[pickle(with = AsList)]
    a: Numbers,
    b: (String, String),
    c: (),
}

type Numbers = (i32, f64, i32, Complex);

/// Four numbers of three types: a tuple in Rust, but a list in Python.
struct AsList;

impl PickleWith<Numbers> for AsList {
    fn pickle((a, b, c, d): &Numbers, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        encoder.list([a as &dyn Pickle, b, c, d])
    }

    fn unpickle<'de, D: Decoder<'de>>(decoder: &mut D) -> Result<Numbers, Error> {
        Numbers::unpickle(decoder) // which takes lists too
    }
}

#[test]
fn two_pickles_of_two_protocols_in_one_file() {
    let data = Data {
        a: (1, 2.0, 3, Complex(4.0, 6.0)),
        b: ("string".into(), "Unicode string".into()),
        c: (),
    };
    for python in interpreters() {
        let folder = Folder::new();
        let path = folder.file("data.pkl");
        call(python, "write_data", &path);

        let mut pkl_file = BufReader::new(File::open(&path).unwrap());
        let data1: Data = from_reader(&mut pkl_file).unwrap();
        assert_eq!(data1, data, "{python}");
        // A list that contains itself is no typed value, but it is a `Value`.
        let selfref_list: Value = from_reader(&mut pkl_file).unwrap();

        let mut output = File::create(&path).unwrap();
        Pickler::new(&mut output).protocol(Protocol::V0).dump(&data1).unwrap();
        let highest = protocols(python).last().unwrap();
        Pickler::new(&mut output).protocol(highest).dump(&selfref_list).unwrap();
        drop(output);
        call(python, "read_data", &path);
    }
}

#[test]
fn to_writer_and_from_reader_take_turns() {
    let mut file = Vec::new();
    for amount in 0..100 {
        to_writer(&mut file, &transfer(amount)).unwrap();
    }
    let mut reader = file.as_slice();
    for amount in 0..100 {
        assert_eq!(from_reader::<Transfer>(&mut reader).unwrap(), transfer(amount));
    }
    assert!(reader.is_empty());
}
