//! Persistent ids and extension codes.

use pickle_core::{Pickle, Protocol};

use crate::forms::List;
use crate::table::{Row, row};

#[derive(Pickle, Debug, Clone, PartialEq)]
#[pickle(module = "zoo")]
pub struct Handle {
    number: i64,
}

impl Handle {
    pub fn id(&self) -> String {
        format!("handle-{}", self.number)
    }
}

#[derive(Pickle, Debug, Clone, PartialEq)]
#[pickle(module = "zoo", newargs)]
pub struct MemoRecord {
    #[pickle(init_arg)]
    key: i64,
    #[pickle(init_arg)]
    task: String,
}

impl MemoRecord {
    /// A record with a negative key is not in the database.
    pub fn id(&self) -> Option<(&'static str, i64)> {
        (self.key >= 0).then_some(("MemoRecord", self.key))
    }
}

pub fn load_handle(id: String) -> Result<Handle, String> {
    let number = id.strip_prefix("handle-").and_then(|number| number.parse().ok());
    number.map(|number| Handle { number }).ok_or(id)
}

pub fn load_memo((tag, key): (String, i64)) -> Option<MemoRecord> {
    let task = match key {
        1 => "give food to fish",
        2 => "prepare group meeting",
        3 => "fight with a zebra",
        _ => return None,
    };
    (tag == "MemoRecord").then(|| MemoRecord { key, task: task.to_owned() })
}

/// A root that is pickled by reference: `persistent_id` is a role of fields.
#[derive(Pickle, Debug, PartialEq)]
#[pickle(transparent)]
struct ByReference<T: std::any::Any>(#[pickle(persistent_id)] T);

#[derive(Pickle, Debug, PartialEq)]
#[pickle(module = "zoo")]
struct Ext1 {
    value: i64,
}

#[derive(Pickle, Debug, PartialEq)]
#[pickle(module = "zoo")]
struct Ext2 {
    value: i64,
}

#[derive(Pickle, Debug, PartialEq)]
#[pickle(module = "zoo")]
struct Ext4 {
    value: i64,
}

fn memo(key: i64) -> ByReference<MemoRecord> {
    ByReference(load_memo(("MemoRecord".into(), key)).expect("one of three"))
}

fn handle(number: i64) -> ByReference<Handle> {
    ByReference(Handle { number })
}

#[test]
fn extension_codes_are_written() {
    let codes: [(&str, &[u8]); 3] =
        [("ext_1", b"\x82\x80"), ("ext_2", b"\x83\x34\x12"), ("ext_4", b"\x84\x45\x23\x01\x00")];
    for (row, (case, code)) in rows().iter().filter(|row| row.case.starts_with("ext")).zip(codes) {
        assert_eq!(row.case, case);
        for protocol in Protocol::ALL {
            let pickle = row.pickle(protocol).expect(case);
            let is_there = pickle.windows(code.len()).any(|window| window == code);
            assert_eq!(is_there, protocol >= Protocol::V2, "{case}, {protocol:?}");
        }
    }
}

pub fn rows() -> Vec<Row> {
    let one_line = "an id that is no line of text has no form in protocol 0";
    vec![
        row("persistent_str", || handle(7)),
        row("persistent_str_list", || List((handle(7), "between".to_owned(), handle(8))))
            .by_machine("a type written by hand around a hook", |_| true),
        row("persistent_tuple", || memo(1)).unwritten(one_line, |place| place.protocol == 0),
        row("persistent_memos", || vec![memo(1), memo(2), memo(3)])
            .unwritten(one_line, |place| place.protocol == 0),
        row("persistent_by_value", || {
            let task = "not in the database".to_owned();
            vec![memo(2), ByReference(MemoRecord { key: -1, task })]
        })
        .unwritten(one_line, |place| place.protocol == 0),
        row("memo_record", || MemoRecord { key: 5, task: "by value".into() }),
        row("ext_1", || Ext1 { value: 1 }),
        row("ext_2", || Ext2 { value: 2 }),
        row("ext_4", || Ext4 { value: 4 }),
    ]
}
