//! Which parts are one and the same object.

use pickle_core::{Pickler, Protocol, Value, ValueRef};

use crate::{read, written};

#[test]
fn sharing_is_kept() {
    let value = read(b"(lp0\n(lp1\nag1\na(la.");
    for protocol in Protocol::ALL {
        let again = read(&written(&value, protocol).unwrap());
        let items: Vec<ValueRef<'_>> = again.items().collect();
        assert!(items[0].is(items[1]));
        assert!(!items[0].is(items[2]));
        assert_eq!(items[0], items[2]);
        // A part stands for itself as well as for the whole.
        let part = read(&written(&items[1], protocol).unwrap());
        assert_eq!(part, items[2].to_value());
    }
    assert_ne!(value, Value::list([(); 3].map(|()| Value::list([0; 0]))));
}

#[test]
fn what_is_not_shared_is_not_memoized() {
    let value = Value::list(["a", "b"]);
    assert_eq!(written(&value, Protocol::V2).unwrap(), b"\x80\x02](X\x01\0\0\0aX\x01\0\0\0be.");
}

#[test]
fn identity() {
    let value = read(b"(NN\x88\x88))cm\nC\ncm\nC\nK\x01K\x01l.");
    let items: Vec<ValueRef<'_>> = value.items().collect();
    for pair in items.chunks(2).take(4) {
        assert!(pair[0].is(pair[1]), "{}", pair[0]);
    }
    assert!(!items[8].is(items[9]));
    assert!(items[8].is(items[8]));
    assert!(!items[0].is(items[2]));
}

#[test]
fn several_values_in_one_pickle() {
    let mut pickler = Pickler::in_memory();
    pickler.dump(&vec![Value::from(1), Value::list(["x"])]).unwrap();
    let bytes = pickler.into_vec();
    let values: Vec<Value> = pickle_core::from_slice(&bytes).unwrap();
    assert_eq!(values, [Value::from(1), Value::list(["x"])]);
    let pair: (Value, String) = pickle_core::from_slice(b"N\x8c\x01x\x86.").unwrap();
    assert_eq!(pair, (Value::none(), "x".into()));
}
