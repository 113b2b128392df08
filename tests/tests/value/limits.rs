//! What deep, long and shared values cost.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use pickle_core::{ErrorKind, Int, Kind, Protocol, Value, ValueRef};

use crate::{goes_round, read, written};

#[test]
fn depth_is_no_limit() {
    let nested = |depth: usize, open: &[u8], inner: &[u8], close: &[u8]| {
        [&*open.repeat(depth), inner, &*close.repeat(depth), b"."].concat()
    };
    for (depth, pickle) in [
        (1_000_000, nested(1_000_000, b"]", b"]", b"a")),
        (1_000_000, nested(1_000_000, b"", b")", b"\x85")),
        (100_000, nested(100_000, b"}K\x01", b"N", b"s")),
        (100_000, nested(100_000, b"cm\nC\n", b"N", b"\x85R")),
        (100_000, nested(100_000, b"cm\nC\n)\x81", b"N", b"b")),
        (100_000, nested(100_000, b"", b"cm\nf\n", b")R")),
        (100_000, nested(100_000, b"", b"N", b"Q")),
        (100_000, nested(100_000, b"(", b"N", b"\x91")),
    ] {
        let value = read(&pickle);
        assert_eq!(value.clone(), value);
        assert!(value.to_string().len() > depth);
        for protocol in [Protocol::V0, Protocol::V4] {
            match written(&value, protocol) {
                Ok(pickle) => assert_eq!(read(&pickle), value),
                Err(error) => {
                    assert_eq!((value.kind(), protocol), (Kind::PersistentId, Protocol::V0));
                    assert_eq!(error.kind(), ErrorKind::Unrepresentable);
                }
            }
        }
        value.to::<Vec<Option<u8>>>().expect_err("it is nested too deep");
    }
}

#[test]
fn deep_keys_are_no_limit() {
    // {((..((),),..),): 1, ((..((),),..),): 2}: equal keys, so the last counts.
    let key = [b")".to_vec(), b"\x85".repeat(100_000)].concat();
    let pickle = [b"}", &*key, b"K\x01s", &*key, b"K\x02s."].concat();
    let value = read(&pickle);
    assert_eq!(value.len(), 1);
    assert_eq!(value.entries().next().and_then(|(_, value)| value.as_i64()), Some(2));
    goes_round(&value);
}

#[test]
fn values_are_built_from_the_inside_in_linear_time() {
    let start = Instant::now();
    let mut value = Value::none();
    for _ in 0..200_000 {
        value = Value::list([value]);
    }
    for _ in 0..200_000 {
        value.push(0).expect("it is a list");
    }
    assert_eq!(value.len(), 200_001);
    assert!(start.elapsed() < Duration::from_secs(20));
    assert_eq!(read(&pickle_core::to_vec(&value).unwrap()), value);
}

#[test]
fn values_in_typed_targets_have_a_budget() {
    // A list of n references to a list of n ints, as a Vec of values: n * n copies.
    let mut pickle = b"](]q\0(".to_vec();
    pickle.extend(b"K\x01".repeat(10_000));
    pickle.push(b'e');
    pickle.extend(b"h\0".repeat(10_000));
    pickle.extend(b"e.");
    let error = pickle_core::from_slice::<Vec<Value>>(&pickle).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Limit);
    let value = read(&pickle);
    assert_eq!(value.len(), 10_001);
    // One value each of them, as often as it takes.
    let total: usize = value.items().map(ValueRef::len).sum();
    assert_eq!(total, 10_001 * 10_000);
}

#[test]
fn long_ints_and_text_are_shown_in_linear_time() {
    let int = Int::from_le_bytes(&vec![0x7f; 1_000_000]);
    let value = Value::list([Value::from(int), Value::from("\u{7f}".repeat(1_000_000))]);
    assert!(value.to_string().starts_with("[int.from_bytes(bytes.fromhex('7f7f"));
    let mut shown = String::new();
    write!(shown, "{}", value.item(1).unwrap()).unwrap();
    assert_eq!(shown.len(), 4_000_002);
    assert_eq!(read(&written(&value, Protocol::V2).unwrap()), value);
}
