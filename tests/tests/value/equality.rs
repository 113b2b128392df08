//! Which values are equal.

use pickle_core::{Global, Value};

use crate::{goes_round, read};

#[test]
fn equality() {
    let list = || Value::list([1, 2]);
    for (one, other) in [
        (Value::from(1), Value::from(1.0)),
        (Value::from(1), Value::from(true)),
        (Value::from(0.0), Value::from(-0.0)),
        (Value::from(f64::NAN), Value::from(-f64::NAN)),
        (Value::from("a"), Value::from(&b"a"[..])),
        (Value::from(&b"a"[..]), Value::bytearray(*b"a")),
        (list(), Value::tuple([1, 2])),
        (list(), Value::list([1, 3])),
        (list(), Value::list([1])),
        (Value::list([list(), list()]), read(b"((lI1\naI2\nap0\ng0\nl.")),
        (Value::set([1]).unwrap(), Value::frozenset([1]).unwrap()),
        (Value::set([1]).unwrap(), Value::set([2]).unwrap()),
        (Value::dict([(1, 2)]).unwrap(), Value::dict([(1, 3)]).unwrap()),
        (Value::dict([(1, 2)]).unwrap(), Value::dict([(2, 2)]).unwrap()),
        (Value::call(Global::new("m", "C"), [1]), Value::new_object(Global::new("m", "C"), [1])),
        (Value::call(Global::new("m", "C"), [1]), Value::call(Global::new("m", "D"), [1])),
        (Value::from(Global::new("m", "C")), Value::from(Global::new("n", "C"))),
        (Value::persistent(1), Value::persistent(2)),
        // Two cycles of other lengths.
        (read(b"]q\0h\0a."), read(b"]q\0]h\0aa.")),
    ] {
        assert_ne!(one, other);
        assert_ne!(other, one);
        assert_eq!(one, one.clone());
        assert_eq!(other, other.clone());
    }
    for (one, other) in [
        (Value::from(f64::NAN), Value::from(f64::NAN)),
        (Value::dict([("a", 1), ("b", 2)]).unwrap(), Value::dict([("b", 2), ("a", 1)]).unwrap()),
        (Value::set([1, 2, 3]).unwrap(), Value::set([3, 1, 2]).unwrap()),
        (
            Value::frozenset([Value::tuple([1]), Value::frozenset([2, 3]).unwrap()]).unwrap(),
            Value::frozenset([Value::frozenset([3, 2]).unwrap(), Value::tuple([1])]).unwrap(),
        ),
        // Only mutable objects are told apart by their identity.
        (read(b"((I1\ntp0\ng0\nl."), read(b"((I1\nt(I1\ntl.")),
        (read(b"ccopy_reg\n__newobj__\n(cm\nC\nI1\ntR."), read(b"cm\nC\nK\x01\x85\x81.")),
    ] {
        assert_eq!(one, other);
        assert_eq!(other, one);
    }
}

#[test]
fn equality_of_shared_tuples_takes_no_exponential_time() {
    // t = (t, t), 10,000 times; against one with new tuples on every second level.
    let shared = [b")".to_vec(), b"2\x86".repeat(10_000), b".".to_vec()].concat();
    let value = read(&shared);
    assert_eq!(value, value.clone());
    assert!(value.to_string().len() < 1_000_000);
    let with_list = [b"]".to_vec(), b"2\x86".repeat(10_000), b".".to_vec()].concat();
    let with_list = read(&with_list);
    assert_eq!(with_list, with_list.clone());
    assert_ne!(with_list, value);
    for value in [value, with_list] {
        goes_round(&value);
    }
}

#[test]
fn keys_that_are_set_twice() {
    let value = read(b"}(K\x01S'int'\nS'a'\nK\x00\x88S'bool'\nG\x3f\xf0\0\0\0\0\0\0S'float'\nu.");
    assert_eq!(value.to_string(), "{1: 'float', 'a': 0}");
    let value = read(b"}(S'a'\nK\x01S'b'\nK\x02S'a'\nK\x03u.");
    assert_eq!(value.to_string(), "{'a': 3, 'b': 2}");
    assert_eq!((value.len(), value.entries().len()), (2, 2));
    let value = read(b"\x8f(K\x01K\x02K\x01\x88\x90.");
    assert_eq!(value.to_string(), "{1, 2}");
    // Python cannot tell two NaNs, and so keeps both; an instance equals itself.
    let value = read(b"}(G\x7f\xf8\0\0\0\0\0\0NG\x7f\xf8\0\0\0\0\0\0Ncm\nC\n)Rq\0Nh\0Nu.");
    assert_eq!(value.to_string(), "{nan: None, nan: None, m.C(): None}");
}
