//! What the machine alone can judge is left to it.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use pickle_core::Pickle;
use pickle_tests::fixtures;

use crate::agree;

#[test]
fn what_python_cannot_hash_is_left_to_the_machine() {
    type Items = HashSet<Vec<i64>>;
    for pickle in [&b"\x80\x04\x8f(](K\x01K\x02e\x90."[..], b"\x80\x04(]K\x01a\x91."] {
        assert_eq!(agree::<Items>(pickle), (None, false), "{}", pickle.escape_ascii());
    }
    let key = b"\x80\x04}]K\x01aK\x02s.";
    assert_eq!(agree::<HashMap<Vec<i64>, i64>>(key), (None, false));
    let tuples = b"\x80\x04\x8f(K\x01]\x86\x90.";
    assert_eq!(agree::<HashSet<(i64, Vec<i64>)>>(tuples), (None, false));
    let values = b"\x80\x04}K\x02]K\x01as.";
    assert!(agree::<HashMap<i64, Vec<i64>>>(values).1);
    let sets = b"\x80\x04\x8f((K\x01\x91\x90.";
    assert!(agree::<BTreeSet<BTreeSet<i64>>>(sets).1);
}

#[test]
fn both_agree_on_all_fixtures_as_whatever_type() {
    for fixture in fixtures::fixtures() {
        for (_, pickle) in &fixture.pickles {
            agree::<bool>(pickle);
            agree::<i128>(pickle);
            agree::<String>(pickle);
            agree::<Vec<u8>>(pickle);
            agree::<Vec<i64>>(pickle);
            agree::<Vec<Vec<i64>>>(pickle);
            agree::<(i64, String)>(pickle);
            agree::<((), (u8,), (u8, u8), (u8, u8, u8))>(pickle);
            agree::<BTreeMap<String, i64>>(pickle);
            agree::<HashMap<i64, Option<i64>>>(pickle);
            agree::<BTreeSet<i64>>(pickle);
            agree::<Vec<(i64, Vec<i64>)>>(pickle);
        }
    }
}

#[test]
fn what_is_below_a_mark_is_not_at_hand_where_it_is_stepped_over() {
    // `BINPUT`, `APPEND` and `BUILD`, each with nothing but a MARK above what it would take.
    for skipped in [
        &b"](q\x05e"[..],
        b"](K\x01ae",
        b"]((K\x01ee",
        b"}(K\x01K\x02su",
        b"cshapes\nSlots\n)\x81(}be",
    ] {
        let pickle = [b"\x80\x02cshapes\nSize\n)\x81}X\x01\0\0\0x", skipped, b"sb."].concat();
        assert_eq!(agree::<Lenient>(&pickle), (None, false), "{}", pickle.escape_ascii());
    }
}

#[test]
fn what_is_no_value_of_a_base_class_is_an_argument() {
    for (base, value, is_value) in [
        ("list", &b"](K\x01K\x02e"[..], true),
        ("list", b"N", false),
        ("list", b")", false),
        ("list", b"}", false),
        ("dict", b"}", true),
        ("dict", b"K\x01", false),
    ] {
        let base = format!("ccopy_reg\n_reconstructor\n(cshapes\nSize\nc__builtin__\n{base}\n");
        let pickle = [b"\x80\x02", base.as_bytes(), value, b"tR}b."].concat();
        let expected = (is_value.then_some(Lenient {}), is_value);
        assert_eq!(agree::<Lenient>(&pickle), expected, "{}", pickle.escape_ascii());
    }
}

/// What has no attributes, and takes any.
#[derive(Pickle, Debug, PartialEq)]
#[pickle(module = "shapes", name = "Size")]
struct Lenient {}

#[test]
fn a_type_that_tries_one_thing_and_then_another_is_left_to_the_machine() {
    #[derive(Debug, PartialEq)]
    enum Either {
        Text(String),
        Number(i64),
    }

    impl<'de> pickle_core::Unpickle<'de> for Either {
        fn unpickle<D: pickle_core::Decoder<'de>>(
            decoder: &mut D,
        ) -> Result<Either, pickle_core::Error> {
            match decoder.read_str() {
                Ok(text) => Ok(Either::Text(text.into_owned())),
                Err(_) => decoder.read_int().map(Either::Number),
            }
        }
    }

    // Behind the opcode of the first int stands what would be one too.
    let (read, by_cursor) = agree::<Vec<Either>>(b"\x80\x04](KKK\x01X\x01\0\0\0ae.");
    assert_eq!(read, Some(vec![Either::Number(75), Either::Number(1), Either::Text("a".into())]));
    assert!(!by_cursor);
}
