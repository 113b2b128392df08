//! Python's `MemoRecord`: a record of a database is pickled by its key, and unpickled as what the
//! database holds *then*.

use std::path::Path;

use pickle_core::{
    Error, ErrorKind, Operation, Pickle, Pickler, Protocol, Unpickler, from_slice, to_vec,
};
use pickle_tests::hex;
use pickle_tests::python::interpreters;
use rusqlite::{Connection, params};

use crate::conversation::{dump, listen, protocols, run};
use crate::folder::{Folder, literal};

const SCRIPT: &str = include_str!("memo_record.py");

/// A record of our database; in Python a named tuple.
#[derive(Pickle, Clone, Debug, PartialEq)]
#[pickle(module = "memos", newargs)]
struct MemoRecord {
    #[pickle(init_arg)]
    key: i64,
    #[pickle(init_arg)]
    task: String,
}

/// A record that is pickled by reference wherever it stands.
#[derive(Pickle, Clone, Debug, PartialEq)]
#[pickle(transparent)]
struct ByReference(#[pickle(persistent_id)] MemoRecord);

/// Records among other things.
#[derive(Pickle, Clone, Debug, PartialEq)]
#[pickle(module = "memos")]
struct Agenda {
    owner: String,
    #[pickle(persistent_id)]
    next: MemoRecord,
    records: Vec<ByReference>,
}

fn record(key: i64, task: &str) -> MemoRecord {
    MemoRecord { key, task: task.into() }
}

fn connect(path: Option<&Path>) -> Connection {
    let database = path.map_or_else(Connection::open_in_memory, Connection::open).unwrap();
    database.execute("CREATE TABLE memos(key INTEGER PRIMARY KEY, task TEXT)", []).unwrap();
    for task in ["give food to fish", "prepare group meeting", "fight with a zebra"] {
        database.execute("INSERT INTO memos VALUES(NULL, ?)", [task]).unwrap();
    }
    database
}

fn update(database: &Connection, key: i64, task: &str) {
    let changed = database.execute("UPDATE memos SET task = ? WHERE key = ?", params![task, key]);
    assert_eq!(changed.unwrap(), 1);
}

fn all(database: &Connection) -> Vec<MemoRecord> {
    let mut statement = database.prepare("SELECT key, task FROM memos ORDER BY key").unwrap();
    let row = |row: &rusqlite::Row<'_>| Ok(MemoRecord { key: row.get(0)?, task: row.get(1)? });
    statement.query_map([], row).unwrap().collect::<Result<_, _>>().unwrap()
}

/// All records, and one that is not in the database.
fn agenda(database: &Connection) -> Agenda {
    let mut records = all(database);
    let next = records[1].clone();
    records.push(record(0, "buy a pen"));
    Agenda { owner: "ada".into(), next, records: records.into_iter().map(ByReference).collect() }
}

/// The id of a record that is in the database.
fn tuple_id(record: &MemoRecord) -> Option<(&'static str, i64)> {
    (record.key != 0).then_some(("MemoRecord", record.key))
}

/// The same as one line of text, for protocol 0.
fn string_id(record: &MemoRecord) -> Option<String> {
    (record.key != 0).then(|| format!("MemoRecord:{}", record.key))
}

fn fetch(database: &Connection, tag: &str, key: i64) -> Result<MemoRecord, Error> {
    if tag != "MemoRecord" {
        return Err(Error::custom(format!("unsupported persistent object {tag:?}")));
    }
    let task = database.query_row("SELECT task FROM memos WHERE key = ?", [key], |row| row.get(0));
    Ok(MemoRecord { key, task: task.map_err(Error::custom)? })
}

fn dump_by_tuple<T: Pickle>(value: &T, protocol: Protocol) -> Result<Vec<u8>, Error> {
    let mut pickler = Pickler::in_memory().protocol(protocol).persistent_id(tuple_id);
    pickler.dump(value)?;
    Ok(pickler.into_vec())
}

fn dump_by_string<T: Pickle>(value: &T, protocol: Protocol) -> Result<Vec<u8>, Error> {
    let mut pickler = Pickler::in_memory().protocol(protocol).persistent_id(string_id);
    pickler.dump(value)?;
    Ok(pickler.into_vec())
}

fn load_by_tuple(bytes: &[u8], database: &Connection) -> Result<Agenda, Error> {
    Unpickler::new(bytes)
        .persistent_load(|(tag, key): (String, i64)| fetch(database, &tag, key))
        .load()
}

fn load_by_string(bytes: &[u8], database: &Connection) -> Result<Agenda, Error> {
    Unpickler::new(bytes)
        .persistent_load(|id: String| {
            let (tag, key) = id.split_once(':').ok_or_else(|| Error::custom("no tag"))?;
            fetch(database, tag, key.parse().map_err(Error::custom)?)
        })
        .load()
}

/// The documentation's `main`.
#[test]
fn a_record_is_what_the_database_holds_now() {
    let database = connect(None);
    let memos: Vec<ByReference> = all(&database).into_iter().map(ByReference).collect();
    for protocol in Protocol::ALL.into_iter().skip(1) {
        update(&database, 1, "give food to fish");
        let bytes = dump_by_tuple(&memos, protocol).unwrap();
        update(&database, 1, "learn italian");
        let read: Vec<ByReference> = Unpickler::new(&bytes)
            .persistent_load(|(tag, key): (String, i64)| fetch(&database, &tag, key))
            .load()
            .unwrap();
        let tasks: Vec<&str> = read.iter().map(|memo| &*memo.0.task).collect();
        assert_eq!(tasks, ["learn italian", "prepare group meeting", "fight with a zebra"]);
        assert!(!bytes.windows(4).any(|part| part == b"fish"), "no task is in the pickle");
    }
}

#[test]
fn python_pickles_and_rust_looks_up() {
    let folder = Folder::new();
    let path = folder.file("memos.db");
    let name = literal(&path);
    let database = connect(Some(&path));
    for python in interpreters() {
        update(&database, 1, "give food to fish");
        let by_tuple = listen(python, SCRIPT, &format!("say_agenda({name}, tuple_id)"));
        let by_string = listen(python, SCRIPT, &format!("say_agenda({name}, string_id)"));
        let count = protocols(python).count();
        assert_eq!((by_tuple.len(), by_string.len()), (2 * count - 2, 2 * count));

        update(&database, 1, "learn italian");
        let now = agenda(&database);
        for (_, protocol, bytes) in by_tuple {
            assert_eq!(load_by_tuple(&bytes, &database).unwrap(), now, "{python}, {protocol:?}");
        }
        for (_, protocol, bytes) in by_string {
            assert_eq!(load_by_string(&bytes, &database).unwrap(), now, "{python}, {protocol:?}");
        }
    }
}

#[test]
fn rust_pickles_and_python_looks_up() {
    let folder = Folder::new();
    let path = folder.file("memos.db");
    let name = literal(&path);
    let database = connect(Some(&path));
    let agenda = agenda(&database);
    for python in interpreters() {
        let mut lines = Vec::new();
        for protocol in protocols(python) {
            lines.push(hex::encode(&dump_by_string(&agenda, protocol).unwrap()) + "\n");
            if protocol != Protocol::V0 {
                lines.push(hex::encode(&dump_by_tuple(&agenda, protocol).unwrap()) + "\n");
            }
        }
        let call = format!("hear_agenda({name}, u'learn italian')");
        let answers = run(python, SCRIPT, &call, &lines);
        assert_eq!(answers, vec!["ok"; lines.len()], "{python}");
    }
}

/// A hook that gives `None` leaves the record to be pickled like any other object; a record that
/// was pickled by value is read as such.
#[test]
fn records_without_an_id_are_pickled_by_value() {
    let pen = ByReference(record(0, "buy a pen"));
    for protocol in Protocol::ALL {
        let bytes = dump_by_tuple(&pen, protocol).unwrap();
        assert_eq!(bytes, dump(&pen.0, protocol));
        // Nothing to look up: no hook is missed.
        assert_eq!(from_slice::<ByReference>(&bytes).unwrap(), pen);
    }
    for python in interpreters() {
        for (_, protocol, bytes) in listen(python, SCRIPT, "say(None)") {
            let read = from_slice::<ByReference>(&bytes);
            assert_eq!(read.unwrap(), pen, "{python}, {protocol:?}");
        }
    }
}

#[test]
fn a_missing_hook_is_an_error_that_names_the_field() {
    let database = connect(None);
    let agenda = agenda(&database);
    for protocol in Protocol::ALL {
        let error = Pickler::in_memory().protocol(protocol).dump(&agenda).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::PersistentId);
        assert_eq!(error.operation(), Some(Operation::Pickling));
        assert_eq!(error.path(), "memos.Agenda.next");
        assert!(error.message().contains("MemoRecord"), "{error}");

        let bytes = dump_by_string(&agenda, protocol).unwrap();
        let error = from_slice::<Agenda>(&bytes).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::PersistentId);
        assert_eq!(error.operation(), Some(Operation::Unpickling));
        assert_eq!(error.path(), "memos.Agenda.next");
        assert!(error.offset().is_some(), "{error}");
    }
    let error = to_vec(&vec![ByReference(record(1, "give food to fish"))]).unwrap_err();
    assert_eq!((error.kind(), error.path()), (ErrorKind::PersistentId, "[0]".into()));
}

#[test]
fn a_failing_hook_is_an_error_that_names_the_field() {
    let database = connect(None);
    let agenda = agenda(&database);
    for protocol in Protocol::ALL {
        let mut pickler = Pickler::in_memory().protocol(protocol).persistent_id(
            |record: &MemoRecord| -> Result<Option<String>, String> {
                Err(format!("record {} is locked", record.key))
            },
        );
        let error = pickler.dump(&agenda).unwrap_err();
        assert_eq!(error.to_string(), "memos.Agenda.next: record 2 is locked");
        assert_eq!(error.kind(), ErrorKind::Custom);
        assert!(pickler.into_vec().is_empty());
    }

    database.execute("DELETE FROM memos WHERE key = 3", []).unwrap();
    for protocol in Protocol::ALL {
        let bytes = dump_by_string(&agenda, protocol).unwrap();
        let error = load_by_string(&bytes, &database).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Custom);
        assert_eq!(error.path(), "memos.Agenda.records[2]");
        assert_eq!(error.message(), "Query returned no rows");
        assert!(error.offset().is_some(), "{error}");

        // A hook may as well say that it knows no such record.
        let error = Unpickler::new(&bytes)
            .persistent_load(|_: String| None::<MemoRecord>)
            .load::<Agenda>()
            .unwrap_err();
        assert_eq!(
            (error.kind(), error.path()),
            (ErrorKind::PersistentId, "memos.Agenda.next".into())
        );
    }
}

#[test]
fn an_id_of_another_type_is_an_error_that_names_the_field() {
    let database = connect(None);
    let agenda = agenda(&database);
    for protocol in Protocol::ALL {
        let bytes = dump_by_string(&agenda, protocol).unwrap();
        let error = load_by_tuple(&bytes, &database).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::WrongType, "{error}");
        assert_eq!(error.path(), "memos.Agenda.next");
    }
    let other =
        b"\x80\x04\x8c\x05memos\x8c\x06Agenda\x93)\x81}\x8c\x04next\x8c\x04Song\x4b\x01\x86Qsb.";
    let error = load_by_tuple(other, &database).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Custom, "{error}");
    assert_eq!(error.message(), "unsupported persistent object \"Song\"");
    assert_eq!(error.path(), "memos.Agenda.next");
}

/// As in Python: "persistent IDs in protocol 0 must be ASCII strings", and one line is one id.
#[test]
fn protocol_0_takes_ids_of_one_line_only() {
    fn refuses<I: Pickle + Clone>(id: &I) {
        let memo = Agenda { owner: String::new(), next: record(1, ""), records: Vec::new() };
        for protocol in Protocol::ALL {
            let hook = |_: &MemoRecord| Some(id.clone());
            let mut pickler = Pickler::in_memory().protocol(protocol).persistent_id(hook);
            let result = pickler.dump(&memo);
            if protocol != Protocol::V0 {
                result.unwrap();
                continue;
            }
            let error = result.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Unrepresentable);
            assert_eq!(error.path(), "memos.Agenda.next");
            assert!(error.message().contains("protocol 0"), "{error}");
        }
    }
    refuses(&("MemoRecord", 1));
    refuses(&1);
    refuses(&"two\nlines");
    refuses(&"\u{e9}t\u{e9}");
    refuses(&());
}
