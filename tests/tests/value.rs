//! `Value`: any pickle, read, looked at, compared, changed, and written again.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use pickle_core::{
    Construct, Encoding, Error, ErrorKind, Global, Int, Kind, Pickle, Pickler, Protocol, Unpickler,
    Value, ValueRef,
};
use pickle_tests::fixtures::fixtures;

fn read(pickle: &[u8]) -> Value {
    match pickle_core::from_slice(pickle) {
        Ok(value) => value,
        Err(error) => panic!("{}: {error}", pickle.escape_ascii()),
    }
}

fn written(value: &(impl Pickle + ?Sized), protocol: Protocol) -> Result<Vec<u8>, Error> {
    let mut pickler = Pickler::in_memory().protocol(protocol);
    pickler.dump(value)?;
    Ok(pickler.into_vec())
}

/// Writes in each protocol, and reads again.
fn goes_round(value: &Value) {
    for protocol in Protocol::ALL {
        let pickle = written(value, protocol).unwrap_or_else(|error| panic!("{value}: {error}"));
        assert_eq!(read(&pickle), *value, "{protocol:?} {}", pickle.escape_ascii());
    }
}

/// Numbers that look random.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits") % bound
    }
}

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

/// Cycles, as Python's picklers write them or by hand, and how they are shown.
const CYCLES: &[(&[u8], &str)] = &[
    (b"]q\0h\0a.", "[[...]]"),
    (b"}q\0K\x01h\0s.", "{1: {...}}"),
    (b"cm\nC\n)\x81q\0}S'me'\nh\0sb.", "m.C(me=m.C(...))"),
    // t = ([t],), by hand and by Python.
    (b"]q\0\x85q\x01h\0h\x01a0.", "([(...)],)"),
    (b"]q\0h\0\x85q\x01a0h\x01.", "([(...)],)"),
    (b"(]q\0(h\0tq\x01a1h\x01.", "([(...)],)"),
    (b"((lp0\n(g0\ntp1\na00g1\n.", "([(...)],)"),
    // The same from the list.
    (b"]q\0h\0\x85a.", "[([...],)]"),
    // An instance that is in its own arguments, by way of a list.
    (b"cm\nC\n]q\0\x85Rq\x01h\0h\x01a0.", "m.C([m.C(...)])"),
    (b"cm\nC\n]q\0\x85\x81q\x01h\0h\x01a0.", "m.C([m.C(...)])"),
    (b"cm\nC\n]q\0\x85}\x92q\x01h\0h\x01a0.", "m.C([m.C(...)])"),
    (b"(cm\nC\n]q\0oq\x01h\0h\x01a0.", "m.C([m.C(...)])"),
    // A frozenset and a dict's key that hold an instance which knows them.
    (b"(cm\nC\n)\x81q\0\x91q\x01h\0}S'f'\nh\x01sb0.", "frozenset({m.C(f=frozenset({...}))})"),
    (b"}cm\nC\n)\x81q\0\x85q\x01K\x01sh\0}S'k'\nh\x01sb0.", "{(m.C(k=(...)),): 1}"),
    // A persistent id that leads back to its object.
    (b"]q\0\x85Qq\x01h\0h\x01a0.", "<persistent id ([<persistent id ...>],)>"),
    // Two tuples between two lists, twice.
    (b"]q\0]q\x01h\0h\x01\x86q\x02\x85q\x03h\0h\x02ah\x01h\x03a00.", "(([(...)], [(...)]),)"),
];

#[test]
fn cycles_go_round() {
    for (pickle, shown) in CYCLES {
        let value = read(pickle);
        assert_eq!(value.to_string(), *shown);
        assert_eq!(value.clone(), value);
        assert_eq!(value.root().to_value(), value);
        if value.kind() == Kind::PersistentId {
            // It is no text, so protocol 0 has no form for it.
            let pickle = written(&value, Protocol::V1).expect("it can be written");
            assert_eq!(read(&pickle), value);
        } else {
            goes_round(&value);
        }
    }
}

#[test]
fn a_set_in_a_cycle_of_sets_and_arguments_needs_protocol_4() {
    // s = {C(s)}
    let value = read(b"\x8fq\0(cm\nC\nh\0\x85R\x90.");
    assert_eq!(value.to_string(), "{m.C({...})}");
    for protocol in Protocol::ALL {
        match written(&value, protocol) {
            Ok(pickle) => assert_eq!(read(&pickle), value),
            Err(error) => {
                assert_eq!(error.kind(), ErrorKind::Unrepresentable);
                assert!(protocol < Protocol::V4);
            }
        }
    }
}

#[test]
fn many_cycles_through_one_tuple_take_linear_space() {
    const COUNT: usize = 20_000;
    // t = ([t], [t], ..): CPython writes it in quadratic space.
    let mut pickle = b"(".to_vec();
    pickle.extend(b"]\x94".repeat(COUNT));
    pickle.extend_from_slice(b"t\x94");
    let get = |index: usize| {
        let index = u32::try_from(index).expect("small");
        [&b"j"[..], &index.to_le_bytes()].concat()
    };
    for index in 0..COUNT {
        pickle.extend([get(index), get(COUNT), b"a0".to_vec()].concat());
    }
    pickle.push(b'.');
    let value = read(&pickle);
    assert_eq!(value.len(), COUNT);
    let again = written(&value, Protocol::V4).expect("it can be written");
    assert!(again.len() < 20 * pickle.len(), "{}", again.len());
    assert_eq!(read(&again), value);
}

#[test]
fn random_graphs_go_round() {
    for seed in 0..3000 {
        let mut numbers = Numbers(seed);
        let pickle = random_pickle(&mut numbers);
        let value = read(&pickle);
        assert_eq!(value.root().to_value(), value);
        for protocol in Protocol::ALL {
            let again = written(&value, protocol)
                .unwrap_or_else(|error| panic!("seed {seed}, {protocol:?}: {error}, {value}"));
            let again = read(&again);
            assert_eq!(again, value, "seed {seed}, {protocol:?}");
            let shown = (again.to_string(), value.to_string());
            assert_eq!(shown.0.len(), shown.1.len(), "seed {seed}: {shown:?}");
        }
    }
}

/// A program of protocol 4 that makes objects of each other, and then puts them into each other.
fn random_pickle(numbers: &mut Numbers) -> Vec<u8> {
    let mut out = Vec::new();
    let mut made: Vec<u8> = Vec::new();
    let count = 2 + numbers.below(12);
    let get = |out: &mut Vec<u8>, index: usize| {
        out.extend([b'h', u8::try_from(index).expect("few")]);
    };
    out.push(b'(');
    for _ in 0..count {
        let some = made.len().min(numbers.below(4));
        let kind = b"ltoOxfpn"[numbers.below(8)];
        match kind {
            b'l' => out.push(b']'),
            b'x' => out.push(b'}'),
            b'n' => out.extend(b"X\x02\0\0\0ab"),
            b'o' | b'O' | b'p' => {
                out.extend(b"cm\nC\n(");
                for _ in 0..some {
                    get(&mut out, numbers.below(made.len()));
                }
                out.push(b't');
                out.extend(match kind {
                    b'o' => &b"R"[..],
                    b'O' => b"\x81",
                    _ => b"}X\x01\0\0\0kK\x01s\x92",
                });
            }
            _ => {
                out.push(b'(');
                for _ in 0..some {
                    get(&mut out, numbers.below(made.len()));
                }
                out.push(b't');
            }
        }
        out.push(0x94);
        made.push(kind);
    }
    for _ in 0..numbers.below(12) {
        let (index, part) = (numbers.below(count), numbers.below(count));
        match made[index] {
            b'l' => {
                get(&mut out, index);
                get(&mut out, part);
                out.push(b'a');
            }
            b'x' => {
                get(&mut out, index);
                out.extend([b'K', u8::try_from(numbers.below(5)).expect("few")]);
                get(&mut out, part);
                out.push(b's');
            }
            b'o' | b'O' | b'p' => {
                get(&mut out, index);
                get(&mut out, part);
                out.push(b"ba"[numbers.below(2)]);
            }
            _ => {}
        }
    }
    out.push(b'1');
    get(&mut out, numbers.below(count));
    out.push(b'.');
    out
}

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

#[test]
fn access() {
    let value = read(b"(lI1\naF2.5\naVx\naI01\naNa(I1\nI2\nta.");
    let items: Vec<ValueRef<'_>> = value.items().collect();
    assert_eq!(items[0].as_i64(), Some(1));
    assert_eq!(items[0].as_int(), Some(Int::from(1)));
    assert_eq!(items[0].as_f64(), None);
    assert_eq!(items[1].as_f64(), Some(2.5));
    assert_eq!(items[2].as_str(), Some("x"));
    assert_eq!(items[3].as_bool(), Some(true));
    assert!(items[4].is_none() && !items[3].is_none());
    assert_eq!(items[5].kind(), Kind::Tuple);
    assert_eq!(items[5].items().next_back().and_then(ValueRef::as_i64), Some(2));
    assert_eq!(value.item(5), Some(items[5]));
    assert_eq!(value.item(6), None);
    assert_eq!(items[5].to::<(u8, u8)>().unwrap(), (1, 2));
    assert_eq!(items[5].to::<Vec<u8>>().unwrap(), [1, 2]);
    let error = value.to::<Vec<u8>>().unwrap_err();
    assert_eq!(error.to_string(), "[1]: expected int, found float, at byte 6 (FLOAT)");
    let error = items[2].to::<u8>().unwrap_err();
    assert_eq!(error.to_string(), "expected int, found str, at byte 12 (UNICODE)");

    let big = read(b"L99999999999999999999L\n.");
    assert_eq!(big.as_i64(), None);
    assert_eq!(big.as_int().map(|int| int.to_string()).as_deref(), Some("99999999999999999999"));
    assert_eq!(Value::bytearray(*b"ab").as_bytes(), Some(&b"ab"[..]));
    assert_eq!(Value::from(&b"ab"[..]).as_bytes(), Some(&b"ab"[..]));
    let id = Value::persistent("x");
    assert_eq!(id.persistent_id().and_then(ValueRef::as_str), Some("x"));
    assert_eq!(read(b"cm\nC\n.").global(), Some(Global::new("m", "C")));
    assert!(Value::default().is_none());
}

#[test]
fn instances() {
    let value = read(b"cm\nC\n(K\x01K\x02tR}(S'a'\nK\x03S'b'\nK\x04u}S'a'\nK\x05s\x86b.");
    let instance = value.instance().unwrap();
    assert_eq!(instance.global(), Some(Global::new("m", "C")));
    assert_eq!(instance.construct(), Construct::Call);
    assert_eq!(instance.args().len(), 2);
    assert_eq!(instance.keywords().len(), 0);
    assert_eq!(instance.states().len(), 1);
    assert_eq!(instance.attributes().len(), 3);
    // The slots are set after the dict.
    assert_eq!(instance.attribute("a").and_then(ValueRef::as_i64), Some(5));
    assert_eq!(value.attribute("b").and_then(ValueRef::as_i64), Some(4));
    assert_eq!(value.attribute("c"), None);

    let partial =
        b"\x80\x02cfunctools\npartial\nc__builtin__\ngetattr\ncm\nC\nU\x07__new__\x86Rq\0\
        \x85R(h\0cm\nC\nK\x01\x86}U\x01kK\x02sNtb)R.";
    let value = read(partial);
    let instance = value.instance().unwrap();
    assert_eq!(instance.construct(), Construct::NewEx);
    assert_eq!(value.to_string(), "m.C(1, k=2)");
    assert_eq!(value, read(b"cm\nC\nK\x01\x85}U\x01kK\x02s\x92."));
    goes_round(&value);

    let value = read(b"cm\nC\n)Rq\0cm\nf\nh\0K\x05\x86R0.");
    let (setter, state) = value.instance().unwrap().setters().next().unwrap();
    assert_eq!(setter.global(), Some(Global::new("m", "f")));
    assert_eq!(state.as_i64(), Some(5));
}

#[test]
fn building_and_editing() {
    let mut state = Value::dict([("name", Value::from("Ada")), ("age", Value::from(36))]).unwrap();
    state.insert("age", 37).unwrap();
    state.insert(1, Value::list([Value::none()])).unwrap();
    state.insert(1.0, "one").unwrap();
    assert_eq!(state.to_string(), "{'name': 'Ada', 'age': 37, 1: 'one'}");
    assert_eq!(state.remove("name"), Some(Value::from("Ada")));
    assert_eq!(state.remove("name"), None);
    assert_eq!(
        state.insert(Value::tuple([Value::list([1])]), 1).unwrap_err().kind(),
        ErrorKind::Unhashable
    );

    let mut user = Value::new_object(Global::new("app", "User"), [0; 0]);
    user.insert("name", "Ada").unwrap();
    user.insert("tags", Value::list(["x"])).unwrap();
    user.insert("name", "Bob").unwrap();
    assert_eq!(user.to_string(), "app.User(name='Bob', tags=['x'])");
    assert_eq!(user.remove("tags"), Some(Value::list(["x"])));
    user.push(1).unwrap();
    assert_eq!(user.to_string(), "app.User(name='Bob').extend([1])");
    assert_eq!(user.insert(1, 2).unwrap_err().kind(), ErrorKind::WrongType);
    goes_round(&user);

    // Two states that both have the name.
    let mut twice = read(b"cm\nC\n)\x81}S'a'\nK\x01sb}S'a'\nK\x02sb.");
    twice.insert("a", 3).unwrap();
    assert_eq!(twice.attribute("a").and_then(ValueRef::as_i64), Some(3));
    assert_eq!(twice.remove("a"), Some(Value::from(3)));
    assert_eq!(twice.attribute("a"), None);

    assert_eq!(Value::from(1).push(1).unwrap_err().kind(), ErrorKind::WrongType);
    assert_eq!(Value::from(1).insert(1, 1).unwrap_err().kind(), ErrorKind::WrongType);
    assert_eq!(Value::from(1).with_state(1).unwrap_err().kind(), ErrorKind::WrongType);
    assert_eq!(Value::set([Value::bytearray(*b"")]).unwrap_err().kind(), ErrorKind::Unhashable);
    assert_eq!(Value::dict([(Value::list([1]), 1)]).unwrap_err().kind(), ErrorKind::Unhashable);
    assert_eq!(Value::dict([(1, 1), (1, 2)]).unwrap(), Value::dict([(1, 2)]).unwrap());
    assert_eq!(Value::from(None::<u8>), Value::none());
    assert_eq!(Value::from(Some("x")), Value::from("x"));
    assert_eq!(Value::from(u128::MAX).as_int(), Some(Int::from(u128::MAX)));
    assert_eq!(Value::from_pickle("x").unwrap(), Value::from("x"));
    assert_eq!(Value::list([user.root()]).item(0), Some(user.root()));
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
fn several_values_in_one_pickle() {
    let mut pickler = Pickler::in_memory();
    pickler.dump(&vec![Value::from(1), Value::list(["x"])]).unwrap();
    let bytes = pickler.into_vec();
    let values: Vec<Value> = pickle_core::from_slice(&bytes).unwrap();
    assert_eq!(values, [Value::from(1), Value::list(["x"])]);
    let pair: (Value, String) = pickle_core::from_slice(b"N\x8c\x01x\x86.").unwrap();
    assert_eq!(pair, (Value::none(), "x".into()));
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
