//! What plain values are shown as, and that they go round.

use pickle_core::{Encoding, ErrorKind, Global, Kind, Protocol, Unpickler, Value};
use pickle_tests::fixtures::fixtures;

use crate::{goes_round, read, written};

const LITERALS: &[(&[u8], &str)] = &[
    (b"N.", "None"),
    (b"I01\n.", "True"),
    (b"\x80\x02\x89.", "False"),
    (b"I-5\n.", "-5"),
    (b"L123456789012345678901234567890L\n.", "123456789012345678901234567890"),
    (b"\x8a\x09\0\0\0\0\0\0\0\0\x80.", "-2361183241434822606848"),
    (b"F1e22\n.", "1e+22"),
    (b"G\x80\0\0\0\0\0\0\0.", "-0.0"),
    (b"S'it\\'s'\n.", "\"it's\""),
    (b"S'both \\' and \"'\n.", "'both \\' and \"'"),
    (b"Va\\u000ab\\u0000\\u20ac\\U0001f600\xe9\n.", "'a\\nb\\x00€😀é'"),
    (b"V\\u200b\\u00ad\\U000e0001\n.", "'\\u200b\\xad\\U000e0001'"),
    (b"C\x05\0'\xff\t\x80.", "b\"\\x00'\\xff\\t\\x80\""),
    (b"\x96\x02\0\0\0\0\0\0\0ab.", "bytearray(b'ab')"),
    (b"].", "[]"),
    (b"(I1\nI2\nl.", "[1, 2]"),
    (b").", "()"),
    (b"I1\n\x85.", "(1,)"),
    (b"(I1\nN\x88\x89t.", "(1, None, True, False)"),
    (b"}.", "{}"),
    (b"(S'a'\nI1\nI2\n]d.", "{'a': 1, 2: []}"),
    (b"\x8f.", "set()"),
    (b"\x8f(K\x01K\x02\x90.", "{1, 2}"),
    (b"(\x91.", "frozenset()"),
    (b"(K\x01\x91.", "frozenset({1})"),
    (b"c__builtin__\nset\n(]K\x07atR.", "{7}"),
    (b"cgeo\nWorld\n.", "geo.World"),
    (b"\x8c\x03geo\x8c\x07Outer.I\x93.", "geo.Outer.I"),
    (b"c__builtin__\ngetattr\n(cgeo\nOuter\nS'I'\ntR.", "geo.Outer.I"),
    (b"cgeo\nWorld\n(S'x'\nI1\ntR.", "geo.World('x', 1)"),
    (b"cgeo\nWorld\n)\x81}S'a'\nI1\nsb.", "geo.World(a=1)"),
    (b"cgeo\nWorld\nK\x01\x85}\x8c\x01kK\x02s\x92.", "geo.World(1, k=2)"),
    (b"(igeo\nOld\n.", "geo.Old()"),
    (b"(S'x'\nigeo\nOld\n(dS'a'\nI1\nsb.", "geo.Old('x', a=1)"),
    (b"(cgeo\nOld\nK\x01o(K\x02tb.", "geo.Old(1).__setstate__((2,))"),
    (
        b"cgeo\nL\n)\x81N}S'a'\nK\x01s\x86b(K\x01K\x02e(S'k'\nK\x03u.",
        "geo.L(a=1).extend([1, 2]).update({'k': 3})",
    ),
    (
        b"ccopy_reg\n_reconstructor\n(cgeo\nD\nc__builtin__\ndict\n(dI1\nI2\nstR.",
        "geo.D().update({1: 2})",
    ),
    (b"ccopy_reg\n__newobj__\n(cgeo\nC\nI1\ntR.", "geo.C(1)"),
    (b"cgeo\nC\n)Rq\0cgeo\nsetter\nh\0K\x05\x86R0.", "geo.C() with geo.setter(..., 5)"),
    (b"Phandle-7\n.", "<persistent id 'handle-7'>"),
    (b"S'id'\nQ.", "<persistent id 'id'>"),
];

#[test]
fn literals_are_shown_and_go_round() {
    for (pickle, shown) in LITERALS {
        let value = read(pickle);
        assert_eq!(value.to_string(), *shown, "{}", pickle.escape_ascii());
        assert_eq!(format!("{value:?}"), *shown);
        goes_round(&value);
        assert_eq!(value, value.clone());
        assert_eq!(value, value.root().to_value());
    }
}

#[test]
fn literals_differ_from_each_other() {
    let values: Vec<Value> = LITERALS.iter().map(|(pickle, _)| read(pickle)).collect();
    for (index, one) in values.iter().enumerate() {
        for (other_index, other) in values.iter().enumerate() {
            // The same class, named in two ways.
            let same = index == other_index
                || LITERALS[index].1 == LITERALS[other_index].1 && one.kind() == Kind::Global;
            assert_eq!(one == other, same, "{one} and {other}");
        }
    }
}

#[test]
fn fixtures_go_round() {
    let mut count = 0;
    for fixture in fixtures() {
        for (name, pickle) in &fixture.pickles {
            let mut unpickler = Unpickler::new(pickle).encoding(Encoding::Latin1);
            for (code, name) in [(0x80, "Ext1"), (0x1234, "Ext2"), (0x1_2345, "Ext4")] {
                unpickler =
                    unpickler.extension(code, Global::new("zoo", name)).expect("the code is new");
            }
            let value: Value = match unpickler.load() {
                Ok(value) => value,
                Err(error) if error.kind() == ErrorKind::LoneSurrogate => continue,
                Err(error) => panic!("{}, {name}: {error}", fixture.file),
            };
            for protocol in Protocol::ALL {
                let place = format!("{}, {name}, to {protocol:?}", fixture.file);
                let again = match written(&value, protocol) {
                    Ok(pickle) => read(&pickle),
                    Err(error) => {
                        // Ids that are no text.
                        let is_id = name.starts_with("persistent");
                        assert!(is_id && protocol == Protocol::V0, "{place}: {error}");
                        assert_eq!(error.kind(), ErrorKind::Unrepresentable);
                        continue;
                    }
                };
                if name == "global_moved" && protocol < Protocol::V3 {
                    // `_functools.reduce` has no name of its own in Python 2.
                    assert_eq!(again.len(), value.len());
                } else if name.starts_with("float_nan") && protocol == Protocol::V0 {
                    assert!(again.as_f64().is_some_and(f64::is_nan));
                } else {
                    assert_eq!(again, value, "{place}");
                }
                count += 1;
            }
        }
    }
    assert!(count > 10_000, "{count}");
}

#[test]
fn class_names_with_empty_parts() {
    // CPython refuses an empty line of GLOBAL, and does not take a name apart before protocol 4.
    for (name, is_empty) in [(".C", false), ("C.", false), ("C..D", false), ("", true)] {
        let value = Value::call(Global::new("m", name), [1]);
        for protocol in Protocol::ALL {
            match written(&value, protocol) {
                Ok(pickle) => assert_eq!(read(&pickle), value, "{name} in {protocol}"),
                Err(error) => {
                    assert!(is_empty && protocol < Protocol::V4, "{name} in {protocol}: {error}");
                    assert_eq!(error.kind(), ErrorKind::Unrepresentable);
                }
            }
        }
    }
}

#[test]
fn python_2_str() {
    let pickle = b"(dS'caf\\xe9'\nI1\ns.";
    let load = |encoding| Unpickler::new(pickle).encoding(encoding).load::<Value>();
    let error = load(Encoding::Ascii).unwrap_err();
    assert_eq!((error.kind(), error.offset()), (ErrorKind::Encoding, Some(2)));
    assert_eq!(load(Encoding::Utf8).unwrap_err().kind(), ErrorKind::Encoding);
    assert_eq!(load(Encoding::Latin1).unwrap().to_string(), "{'café': 1}");
    assert_eq!(load(Encoding::Bytes).unwrap().to_string(), "{b'caf\\xe9': 1}");
}
