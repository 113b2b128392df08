use pickle_core::{Pickle, Pickler, Unpickler};

#[derive(Clone, Debug, PartialEq, Pickle)]
struct Record {
    key: i64,
}

#[derive(Debug, PartialEq, Pickle)]
struct Task<R> {
    name: String,
    #[pickle(persistent_id)]
    record: Record,
    #[pickle(persistent_id)]
    other: R,
}

#[derive(Debug, PartialEq, Pickle)]
enum Event {
    Changed(#[pickle(persistent_id)] Record),
}

fn main() {
    let record = |key| Record { key };
    let task = Task { name: "x".into(), record: record(1), other: record(2) };
    let value = (task, Event::Changed(record(3)));
    let mut pickler = Pickler::new(Vec::new());
    let _ = (&mut pickler, &value);
    let _ = Unpickler::new(b".");
}
