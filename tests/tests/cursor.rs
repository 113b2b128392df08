//! The two sources agree, and the cursor serves what picklers write.
//!
//! All unpicklers try the cursor first, save those with a `find_class`: they use the machine alone.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::fmt::Debug;
use std::rc::{Rc, Weak};
use std::time::{Duration, Instant};

use pickle_core::{
    Class, Encoding, Error, Limits, Pickle, Pickler, Protocol, UnpickleOwned, Unpickler,
};
use pickle_tests::{fixtures, hex, python};
use proptest::prelude::*;

#[derive(Pickle, Debug, PartialEq, Clone)]
#[pickle(module = "shapes")]
struct Point {
    x: i64,
    y: f64,
}

#[derive(Pickle, Debug, PartialEq, Clone)]
#[pickle(module = "shapes")]
struct Size(u32, u32);

#[derive(Pickle, Debug, PartialEq, Clone, Copy)]
#[pickle(module = "shapes")]
enum Color {
    Red = 1,
    Green = 2,
}

#[derive(Pickle, Debug, PartialEq, Clone)]
#[pickle(module = "shapes")]
enum Shape {
    Circle { center: Point, radius: f64 },
    Rect(Point, Size),
    Nothing,
}

#[derive(Pickle, Debug, PartialEq, Clone)]
#[pickle(module = "shapes")]
struct Drawing {
    name: String,
    shapes: Vec<Shape>,
    colors: Vec<Color>,
    origin: Option<(f64, f64, f64)>,
    corners: Vec<(i32, i32)>,
    tags: BTreeSet<String>,
    #[pickle(rename = "type")]
    kind: Option<Color>,
    counts: BTreeMap<String, Vec<bool>>,
    data: Vec<u8>,
    one: One,
    matrix: [[u8; 2]; 2],
    #[pickle(default)]
    empty: Vec<Vec<u16>>,
}

#[derive(Pickle, Debug, PartialEq, Clone)]
#[pickle(module = "shapes")]
struct One {
    only: Vec<Option<Box<One>>>,
}

#[derive(Pickle, Debug, PartialEq, Clone)]
#[pickle(module = "shapes", slots)]
struct Slots {
    a: u8,
    b: String,
}

#[derive(Pickle, Debug, PartialEq, Clone)]
#[pickle(as_dict)]
struct Record {
    id: u64,
    slots: Slots,
}

#[derive(Pickle, Debug, PartialEq, Clone)]
#[pickle(module = "shapes")]
struct Keywords {
    #[pickle(init_arg)]
    first: u8,
    #[pickle(init_arg = "second")]
    second: String,
    third: bool,
}

fn dump<T: Pickle + ?Sized>(protocol: Protocol, value: &T) -> Vec<u8> {
    let mut pickler = Pickler::in_memory().protocol(protocol);
    pickler.dump(value).expect("the value can be pickled");
    pickler.into_vec()
}

/// Reads by both sources, which must agree; whether the cursor served it.
fn agree<T: UnpickleOwned + PartialEq + Debug>(pickle: &[u8]) -> (Option<T>, bool) {
    let mut unpickler = Unpickler::new(pickle);
    let first = unpickler.load::<T>();
    let by_cursor = unpickler.is_by_cursor();
    let mut machine = Unpickler::new(pickle).find_class(Ok::<_, Error>);
    let second = machine.load::<T>();
    assert!(!machine.is_by_cursor());
    let mut reader = Unpickler::from_reader(pickle);
    assert_eq!(reader.load::<T>().is_ok(), first.is_ok());
    assert_eq!(reader.is_by_cursor(), by_cursor, "from a reader: {}", pickle.escape_ascii());
    match (first, second) {
        (Ok(first), Ok(second)) => {
            assert_eq!(first, second, "{}", pickle.escape_ascii());
            (Some(first), by_cursor)
        }
        (Err(first), Err(second)) => {
            assert_eq!(first.to_string(), second.to_string());
            (None, by_cursor)
        }
        (first, second) => panic!("{first:?} but {second:?}: {}", pickle.escape_ascii()),
    }
}

fn point() -> impl Strategy<Value = Point> {
    (any::<i64>(), -1e9..1e9_f64).prop_map(|(x, y)| Point { x, y })
}

fn shape() -> impl Strategy<Value = Shape> {
    prop_oneof![
        (point(), 0.0..1e3_f64).prop_map(|(center, radius)| Shape::Circle { center, radius }),
        (point(), any::<u32>(), any::<u32>()).prop_map(|(at, w, h)| Shape::Rect(at, Size(w, h))),
        Just(Shape::Nothing),
    ]
}

fn color() -> impl Strategy<Value = Color> {
    prop_oneof![Just(Color::Red), Just(Color::Green)]
}

fn one() -> impl Strategy<Value = One> {
    let leaf = Just(One { only: Vec::new() });
    leaf.prop_recursive(4, 12, 3, |inner| {
        prop::collection::vec(prop::option::of(inner.prop_map(Box::new)), 0..3)
            .prop_map(|only| One { only })
    })
}

fn drawing() -> impl Strategy<Value = Drawing> {
    let head =
        (".{0,300}", prop::collection::vec(shape(), 0..6), prop::collection::vec(color(), 0..4));
    let middle = (
        prop::option::of((-1.0..1.0_f64, -1.0..1.0_f64, -1.0..1.0_f64)),
        prop::collection::vec(any::<(i32, i32)>(), 0..4),
        prop::collection::btree_set("[a-z]{0,4}", 0..4),
        prop::option::of(color()),
    );
    let tail = (
        prop::collection::btree_map(
            "[a-zé]{0,4}",
            prop::collection::vec(any::<bool>(), 0..4),
            0..4,
        ),
        prop::collection::vec(any::<u8>(), 0..300),
        one(),
        any::<[[u8; 2]; 2]>(),
        prop::collection::vec(prop::collection::vec(any::<u16>(), 0..3), 0..3),
    );
    (head, middle, tail).prop_map(|(head, middle, tail)| Drawing {
        name: head.0,
        shapes: head.1,
        colors: head.2,
        origin: middle.0,
        corners: middle.1,
        tags: middle.2,
        kind: middle.3,
        counts: tail.0,
        data: tail.1,
        one: tail.2,
        matrix: tail.3,
        empty: tail.4,
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, ..ProptestConfig::default() })]

    #[test]
    fn both_read_what_we_write(drawings in prop::collection::vec(drawing(), 0..3)) {
        for protocol in Protocol::ALL {
            let pickle = dump(protocol, &drawings);
            let (read, _) = agree::<Vec<Drawing>>(&pickle);
            prop_assert_eq!(read.as_ref(), Some(&drawings));
        }
    }

    #[test]
    fn both_read_or_refuse_what_is_damaged(
        drawing in drawing(),
        protocol in 0..6_usize,
        at in any::<prop::sample::Index>(),
        byte in prop::sample::select(&b"()]}NKMG012abdehlqrstu\x81\x85\x86\x87\x88\x89\x8c\x8f\x90\x93\x94.\0\x01\x02"[..]),
        how in 0..3_u8,
    ) {
        let mut pickle = dump(Protocol::ALL[protocol], &(drawing.clone(), drawing));
        let at = at.index(pickle.len());
        match how {
            0 => pickle[at] = byte,
            1 => pickle.insert(at, byte),
            _ => drop(pickle.remove(at)),
        }
        agree::<(Drawing, Drawing)>(&pickle);
        agree::<(Drawing, Record)>(&pickle);
    }

    #[test]
    fn both_read_or_refuse_what_has_its_opcodes_rearranged(
        drawing in drawing(),
        protocol in 0..6_usize,
        changes in prop::collection::vec(
            (
                any::<prop::sample::Index>(),
                any::<prop::sample::Index>(),
                prop::sample::select(&STRAY_OPCODES[..]),
                0..5_u8,
            ),
            1..4,
        ),
    ) {
        let bag = bag(3);
        let pickle = dump(Protocol::ALL[protocol], &(drawing.clone(), drawing, bag));
        let mut opcodes: Vec<&[u8]> = opcodes(&pickle);
        for (from, to, stray, how) in changes {
            let (from, to) = (from.index(opcodes.len()), to.index(opcodes.len()));
            match how {
                0 => opcodes.swap(from, to),
                1 => opcodes.insert(to, opcodes[from]),
                2 => opcodes.insert(to, stray),
                3 => opcodes[to] = opcodes[from],
                _ => drop(opcodes.remove(from)),
            }
            if opcodes.is_empty() {
                break;
            }
        }
        let pickle = opcodes.concat();
        agree::<(Drawing, Drawing, Bag)>(&pickle);
        agree::<(Record, Drawing, Bag)>(&pickle);
        agree::<(Drawing, Box<Drawing>, Option<Bag>)>(&pickle);
    }
}

/// What is put where it was not.
const STRAY_OPCODES: [&[u8]; 24] = [
    b"0",
    b"1",
    b"2",
    b"(",
    b"]",
    b"}",
    b")",
    b"N",
    b"K\x01",
    b"h\x00",
    b"h\x03",
    b"h\x09",
    b"q\x05",
    b"\x94",
    b"\x95\x02\0\0\0\0\0\0\0",
    b"a",
    b"e",
    b"s",
    b"u",
    b"b",
    b"\x85",
    b"\x86",
    b"\x88",
    b"\x8c\x01x",
];

/// The opcodes of a pickle, each with its argument.
fn opcodes(mut pickle: &[u8]) -> Vec<&[u8]> {
    let mut opcodes = Vec::new();
    while let Some((&opcode, argument)) = pickle.split_first() {
        let little_endian = |width: usize| {
            argument[..width].iter().rev().fold(0, |len, &byte| len << 8 | usize::from(byte))
        };
        let lines = |count: usize| {
            let ends = argument.iter().enumerate().filter(|(_, byte)| **byte == b'\n');
            ends.map(|(end, _)| end + 1).nth(count - 1).expect("lines end")
        };
        let len = match opcode {
            b'K' | b'h' | b'q' | b'\x80' => 1,
            b'M' => 2,
            b'J' | b'j' | b'r' => 4,
            b'G' | b'\x95' => 8,
            b'U' | b'C' | b'\x8a' | b'\x8c' => 1 + little_endian(1),
            b'T' | b'B' | b'X' | b'\x8b' => 4 + little_endian(4),
            b'\x8d' | b'\x8e' | b'\x96' => 8 + little_endian(8),
            b'F' | b'I' | b'L' | b'S' | b'V' | b'g' | b'p' => lines(1),
            b'c' | b'i' => lines(2),
            _ => 0,
        };
        let (first, rest) = pickle.split_at(1 + len);
        opcodes.push(first);
        pickle = rest;
    }
    opcodes
}

fn sample() -> Drawing {
    let at = Point { x: -1, y: 0.5 };
    Drawing {
        name: "plan".into(),
        shapes: vec![
            Shape::Circle { center: at.clone(), radius: 2.0 },
            Shape::Rect(at, Size(3, 4)),
            Shape::Circle { center: Point { x: 1 << 40, y: 1.0 }, radius: 2.0 },
        ],
        colors: vec![Color::Red, Color::Green, Color::Red],
        origin: Some((1.0, 2.0, 3.0)),
        corners: vec![(1, 2), (3, 4)],
        tags: ["a".to_owned(), "b".to_owned()].into(),
        kind: None,
        counts: [("x".to_owned(), vec![true]), ("y".to_owned(), vec![])].into(),
        data: vec![1, 2, 3],
        one: One { only: vec![None, Some(Box::new(One { only: vec![] }))] },
        matrix: [[1, 2], [3, 4]],
        empty: vec![vec![], vec![1]],
    }
}

#[test]
fn our_own_pickles_are_served_by_the_cursor() {
    for protocol in [Protocol::V4, Protocol::V5] {
        let drawings = vec![sample(), sample()];
        let (read, by_cursor) = agree::<Vec<Drawing>>(&dump(protocol, &drawings));
        assert_eq!(read, Some(drawings));
        assert!(by_cursor, "{protocol}");
        let record = Record { id: 7, slots: Slots { a: 1, b: "x".into() } };
        let (read, by_cursor) =
            agree::<Vec<Record>>(&dump(protocol, &[record.clone(), record.clone()][..]));
        assert_eq!(read, Some(vec![record.clone(), record]));
        assert!(by_cursor, "{protocol}");
        let keywords = Keywords { first: 1, second: "2".into(), third: true };
        let (read, by_cursor) =
            agree::<(Keywords, Keywords)>(&dump(protocol, &(keywords.clone(), keywords.clone())));
        assert_eq!(read, Some((keywords.clone(), keywords)));
        assert!(by_cursor, "{protocol}");
    }
    for protocol in [Protocol::V2, Protocol::V3] {
        let points = vec![Point { x: 1, y: 2.0 }, Point { x: 3, y: 4.0 }];
        let (_, by_cursor) = agree::<Vec<Point>>(&dump(protocol, &points));
        assert!(by_cursor, "{protocol}");
    }
}

#[test]
fn cpythons_pickles_are_served_by_the_cursor() {
    let script = "import io, pickle, pickletools, sys\n\
        shapes = type(sys)('shapes')\n\
        sys.modules['shapes'] = shapes\n\
        class Point(object):\n\
        \x20   def __init__(self, x, y): self.x, self.y = x, y\n\
        Point.__module__ = 'shapes'\n\
        shapes.Point = Point\n\
        shared = Point(7, 8.0)\n\
        points = [Point(i, i / 2.0) for i in range(2500)] + [shared, shared]\n\
        for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1):\n\
        \x20   for dumps in (pickle.dumps, getattr(pickle, '_dumps', pickle.dumps)):\n\
        \x20       data = dumps(points, protocol)\n\
        \x20       for data in (data, pickletools.optimize(data)):\n\
        \x20           print(bytearray(data).hex())\n";
    for python in python::interpreters().iter().filter(|python| python.highest_protocol() >= 4) {
        for line in python.run_script(script, b"").expect("the script runs").lines() {
            let pickle = hex::decode(line).expect("hex");
            let (points, by_cursor) = agree::<Vec<Point>>(&pickle);
            assert_eq!(points.map(|points| points.len()), Some(2502));
            assert!(by_cursor, "{}: {}", python.path.display(), pickle[..80].escape_ascii());
        }
    }
}

/// What has opcodes of its own in late protocols only.
#[derive(Pickle, Debug, PartialEq, Clone)]
#[pickle(module = "shapes")]
struct Bag {
    name: String,
    data: Vec<u8>,
    nothing: Vec<u8>,
    tags: BTreeSet<i64>,
    frozen: BTreeSet<String>,
    none: BTreeSet<i64>,
    rows: Vec<Vec<i64>>,
    pairs: Vec<(i64, f64)>,
    inner: Option<Point>,
}

fn bag(x: i64) -> Bag {
    Bag {
        name: "caf\u{e9}".into(),
        data: b"\0a\xff".to_vec(),
        nothing: Vec::new(),
        tags: [1, 2].into(),
        frozen: ["a".to_owned()].into(),
        none: BTreeSet::new(),
        rows: vec![vec![], vec![1], vec![2, 3]],
        pairs: vec![(1, 0.5)],
        inner: Some(Point { x, y: 0.5 }),
    }
}

#[test]
fn the_calls_of_early_protocols_are_served_by_the_cursor() {
    let script = "\
        import binascii, pickle, pickletools, sys, types\n\
        shapes = types.ModuleType('shapes')\n\
        sys.modules['shapes'] = shapes\n\
        class Bag(object): pass\n\
        class Point(object): pass\n\
        for cls in (Bag, Point): cls.__module__ = 'shapes'; setattr(shapes, cls.__name__, cls)\n\
        def bag(i):\n\
        \x20   bag, point = Bag(), Point()\n\
        \x20   point.x, point.y = i, 0.5\n\
        \x20   bag.name, bag.data, bag.nothing = u'caf\\xe9', b'\\x00a\\xff', b''\n\
        \x20   bag.tags, bag.frozen, bag.none = set([1, 2]), frozenset([u'a']), set()\n\
        \x20   bag.rows, bag.pairs, bag.inner = [[], [1], [2, 3]], [(1, 0.5)], point\n\
        \x20   return bag\n\
        bags = [bag(i) for i in range(3)]\n\
        bags.append(bags[0])\n\
        for protocol in range(pickle.HIGHEST_PROTOCOL + 1):\n\
        \x20   for dumps in (pickle.dumps, getattr(pickle, '_dumps', pickle.dumps)):\n\
        \x20       data = dumps(bags, protocol)\n\
        \x20       for data in (data, pickletools.optimize(data)):\n\
        \x20           print(binascii.hexlify(data).decode())\n";
    let bags = vec![bag(0), bag(1), bag(2), bag(0)];
    for python in python::interpreters() {
        for line in python.run_script(script, b"").expect("the script runs").lines() {
            let pickle = hex::decode(line).expect("hex");
            let (read, by_cursor) = agree::<Vec<Bag>>(&pickle);
            assert_eq!(read.as_ref(), Some(&bags));
            assert!(by_cursor, "{}: {}", python.path.display(), pickle.escape_ascii());
        }
    }
    for protocol in Protocol::ALL {
        let (read, by_cursor) = agree::<Vec<Bag>>(&dump(protocol, &bags));
        assert_eq!(read.as_ref(), Some(&bags));
        assert!(by_cursor, "{protocol}: {}", dump(protocol, &bags).escape_ascii());
    }
}

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
fn shared_parts_are_read_in_place() {
    let shared = Rc::new(Point { x: 1, y: 2.0 });
    let pickle = dump(Protocol::V4, &vec![shared.clone(), shared]);
    let mut unpickler = Unpickler::new(&pickle);
    let read: Vec<Rc<Point>> = unpickler.load().unwrap();
    assert!(unpickler.is_by_cursor());
    assert!(Rc::ptr_eq(&read[0], &read[1]));
    let (copies, by_cursor) = agree::<Vec<Point>>(&pickle);
    assert_eq!(copies.map(|copies| copies.len()), Some(2));
    assert!(by_cursor);
}

thread_local! { static CALLS: Cell<u32> = const { Cell::new(0) }; }

#[test]
fn what_runs_user_code_is_left_to_the_machine_before_it_runs() {
    #[derive(Pickle)]
    #[pickle(module = "shapes", init = Counted::new)]
    struct Counted {
        #[pickle(init_arg)]
        number: u8,
    }

    impl Counted {
        fn new(number: u8) -> Counted {
            CALLS.set(CALLS.get() + 1);
            Counted { number }
        }
    }

    let pickle = dump(Protocol::V4, &[Counted { number: 1 }, Counted { number: 2 }][..]);
    let mut unpickler = Unpickler::new(&pickle);
    let read: Vec<Counted> = unpickler.load().unwrap();
    assert_eq!(read.iter().map(|counted| counted.number).collect::<Vec<_>>(), [1, 2]);
    assert!(!unpickler.is_by_cursor());
    assert_eq!(CALLS.get(), 2, "each constructor runs once");
}

#[test]
fn later_pickles_refer_to_those_that_the_cursor_read() {
    let mut pickler = Pickler::in_memory();
    for x in 0..3 {
        pickler.dump(&Point { x, y: 0.5 }).unwrap();
    }
    let bytes = pickler.into_vec();
    let mut unpickler = Unpickler::new(&bytes);
    for x in 0..3 {
        assert_eq!(unpickler.load::<Point>().unwrap(), Point { x, y: 0.5 });
        assert_eq!(unpickler.is_by_cursor(), x == 0);
    }
    assert!(unpickler.rest().is_empty());
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

#[test]
fn calls_of_bytearray_within_each_other_do_not_exhaust_the_stack() {
    let calls = 300_000;
    let mut pickle = b"\x80\x02".to_vec();
    pickle.extend(b"c__builtin__\nbytearray\n".repeat(calls));
    pickle.extend(b"C\x01a");
    pickle.extend(b"\x85R".repeat(calls));
    pickle.push(b'.');
    assert_eq!(agree::<Vec<u8>>(&pickle), (None, false));
    let one_of_another = b"\x80\x05cbuiltins\nbytearray\n\x96\x01\0\0\0\0\0\0\0a\x85R.";
    assert_eq!(agree::<Vec<u8>>(one_of_another), (None, false));
    let one = b"\x80\x02c__builtin__\nbytearray\nC\x01a\x85R.";
    assert_eq!(agree::<Vec<u8>>(one), (Some(b"a".to_vec()), true));
}

#[derive(Pickle, Debug, PartialEq, Clone, Default)]
#[pickle(module = "shapes", default)]
struct Dot {
    x: i64,
}

const DOT: &[u8] = b"\x8c\x06shapes\x8c\x03Dot\x93"; // its class

#[test]
fn what_begins_at_one_place_is_told_apart_when_it_is_met_again() {
    type Lists = (Vec<i64>, Vec<i64>);

    // A tuple, and its first item.
    let lists = b"\x80\x04]]\x86\x94h\0\x86.";
    let (read, _) = agree::<(Lists, Vec<Vec<i64>>)>(lists);
    assert_eq!(read, Some(((vec![], vec![]), vec![vec![], vec![]])));
    let text = b"\x80\x04\x8c\x01aK\x01\x86\x94h\0\x86.";
    assert_eq!(agree::<((String, i64), String)>(text), (None, false));
    assert!(agree::<((String, i64), (String, i64))>(text).1);
    // An instance, its class, and the module of that.
    let dot = |met: &[u8]| [b"\x80\x04", DOT, b"\x94)\x81\x94", met, b"\x86."].concat();
    assert_eq!(agree::<(Dot, String)>(&dot(b"h\0")), (None, false));
    assert_eq!(agree::<(Dot, String)>(&dot(b"h\x01")), (None, false));
    assert!(agree::<(Dot, Dot)>(&dot(b"h\x01")).1);
    // The arguments of a call, and the first of them.
    let encode = b"\x80\x02c_codecs\nencode\nX\x01\0\0\0aX\x06\0\0\0latin1\x86q\0Rh\0\x86.";
    assert_eq!(agree::<(Vec<u8>, String)>(encode), (None, false));
}

/// Reads by both sources, which must agree on what is read and on which parts are one; whether they
/// are, and whether the cursor served it.
fn agree_on_sharing<T: UnpickleOwned + PartialEq + Debug>(
    pickle: &[u8],
    are_one: impl Fn(&T) -> bool,
) -> (Option<bool>, bool) {
    let mut unpickler = Unpickler::new(pickle);
    let first = unpickler.load::<T>().ok();
    let second = Unpickler::new(pickle).find_class(Ok::<_, Error>).load::<T>().ok();
    assert_eq!(first, second, "{}", pickle.escape_ascii());
    let (first, second) = (first.as_ref().map(&are_one), second.as_ref().map(&are_one));
    assert_eq!(first, second, "{}", pickle.escape_ascii());
    (first, unpickler.is_by_cursor())
}

#[expect(clippy::ptr_arg, reason = "it is what was read")]
fn are_one<T>(pointers: &Vec<Rc<T>>) -> bool {
    Rc::ptr_eq(&pointers[0], &pointers[1])
}

#[test]
fn a_pointer_is_to_its_object_and_not_to_what_that_begins_with() {
    let twice = |first: &[u8], then: &[u8]| [b"\x80\x04](", first, then, b"e."].concat();
    let dot = |then| twice(&[DOT, b"\x94)\x81\x94}\x8c\x01xK\x01sb"].concat(), then);
    assert_eq!(agree_on_sharing(&dot(b"h\x01"), are_one::<Dot>), (Some(true), true));
    // Its class stands for an instance too.
    assert_eq!(agree_on_sharing(&dot(b"h\0"), are_one::<Dot>), (Some(false), false));
    assert_eq!(agree_on_sharing(&dot(b"h\0)\x81"), are_one::<Dot>), (Some(false), true));
    let module = twice(b"\x8c\x06shapes\x94\x8c\x03Dot\x93)\x81", b"h\0");
    assert_eq!(agree_on_sharing(&module, are_one::<Dot>), (None, false));
    let again = twice(b"\x8c\x06shapes\x94\x8c\x03Dot\x93)\x81", b"h\0\x8c\x03Dot\x93)\x81");
    assert_eq!(agree_on_sharing(&again, are_one::<Dot>), (Some(false), true));

    let text = twice(b"\x8c\x01a\x94K\x01\x86\x94", b"h\0");
    assert_eq!(agree_on_sharing(&text, are_one::<(String, i64)>), (None, false));
    let tuple = twice(b"\x8c\x01a\x94K\x01\x86\x94", b"h\x01");
    assert_eq!(agree_on_sharing(&tuple, are_one::<(String, i64)>), (Some(true), false));
    let tuples = twice(b"\x8c\x01a\x94K\x01\x86\x94", b"h\0K\x02\x86");
    assert_eq!(agree_on_sharing(&tuples, are_one::<(String, i64)>), (Some(false), true));
    let nested = twice(b"K\x01K\x02\x86\x94K\x03\x86", b"h\0");
    assert_eq!(agree_on_sharing(&nested, are_one::<((i64, i64), i64)>), (None, false));
    let member = twice(b"cshapes\nColor.Red\n\x94", b"h\0");
    assert_eq!(agree_on_sharing(&member, are_one::<Color>), (Some(true), true));
}

#[test]
fn pointers_within_what_is_met_again_are_the_same() {
    let pickle = [b"\x80\x04](]\x94(", DOT, b")\x81eh\0e."].concat();
    let is_one = |lists: &Vec<Vec<Rc<Dot>>>| Rc::ptr_eq(&lists[0][0], &lists[1][0]);
    assert_eq!(agree_on_sharing(&pickle, is_one), (Some(true), false));
}

#[test]
fn a_weak_pointer_read_alone_lasts_as_long_as_the_unpickler() {
    let pickle = [b"\x80\x04", DOT, b")\x81\x94."].concat();
    let mut unpickler = Unpickler::new(&pickle);
    let weak: Weak<Dot> = unpickler.load().unwrap();
    assert!(unpickler.is_by_cursor());
    assert_eq!(weak.upgrade().as_deref(), Some(&Dot { x: 0 }));
    drop(unpickler);
    assert_eq!(weak.upgrade(), None);
}

#[test]
fn the_second_dict_of_a_slots_state_ends_in_a_tuple() {
    let state = b")\x81}(\x8c\x01aK\x01u}(\x8c\x01b\x8c\x01cu";
    let slots = |end: &[u8]| [b"\x80\x04cshapes\nSlots\n", &state[..], end, b"."].concat();
    assert_eq!(agree::<Slots>(&slots(b"b")), (None, false));
    assert_eq!(agree::<Slots>(&slots(b"\x86b")), (Some(Slots { a: 1, b: "c".into() }), true));
}

#[test]
fn memoize_counts_entries_and_not_indices() {
    let pickle = |index| [b"\x80\x04\x8c\x01aq\x01\x8c\x01b\x94h", &[index][..], b"\x87."].concat();
    for index in 0..3 {
        agree::<(String, String, String)>(&pickle(index));
    }
    let python2 = b"\x80\x02U\x01aq\x01U\x01bq\x02h\x01\x87.";
    assert!(agree::<(String, String, String)>(python2).1);
}

#[test]
fn the_value_of_a_member_is_one_object() {
    #[derive(Pickle, Debug, PartialEq)]
    #[pickle(module = "shapes")]
    enum Tone {
        #[pickle(value = "dark")]
        Dark,
    }

    let int = b"\x8a\x11\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01";
    let tone = |int: &[u8]| [b"\x80\x04cshapes\nTone\n", int, b"\x8c\x04dark\x85R."].concat();
    assert_eq!(agree::<Tone>(&tone(int)), (None, false));
    assert_eq!(agree::<Tone>(&tone(b"")), (Some(Tone::Dark), true));
}

#[test]
fn the_argument_of_a_set_is_no_set() {
    let pickle = b"\x80\x02c__builtin__\nset\n(K\x01tq\0\x85Rh\0\x86.";
    assert_eq!(agree::<(HashSet<i64>, HashSet<i64>)>(pickle), (None, false));
}

#[test]
fn the_str_of_python_2_is_text_where_the_machine_takes_it_for_text() {
    for encoding in [Encoding::Ascii, Encoding::Latin1, Encoding::Utf8, Encoding::Bytes] {
        let global = b"\x80\x04U\x06shapesU\x03Dot\x93)\x81.";
        agree_under(&Limits::default(), encoding, global, |dot: &Dot| dot.x);
        let encode = b"\x80\x02c_codecs\nencode\nU\x01aX\x06\0\0\0latin1\x86R.";
        agree_under(&Limits::default(), encoding, encode, Vec::<u8>::len);
    }
}

/// Reads by both sources under the limits, which must agree; whether the cursor served it.
fn agree_under<T: UnpickleOwned, S: PartialEq + Debug>(
    limits: &Limits,
    encoding: Encoding,
    pickle: &[u8],
    shown: impl Fn(&T) -> S,
) -> bool {
    let mut unpickler = Unpickler::new(pickle).limits(*limits).encoding(encoding);
    let mut machine =
        Unpickler::new(pickle).limits(*limits).encoding(encoding).find_class(Ok::<_, Error>);
    let (first, second) = (unpickler.load::<T>(), machine.load::<T>());
    let result = |read: Result<T, Error>| read.as_ref().map(&shown).map_err(Error::to_string);
    assert_eq!(result(first), result(second), "{}", pickle.escape_ascii());
    unpickler.is_by_cursor()
}

#[test]
fn both_refuse_what_exceeds_the_limits() {
    let none = Limits { repeats: 0, ..Limits::default() };
    let long = "a".repeat(255);
    let strs =
        [b"\x80\x04](\x8c\xff", long.as_bytes(), b"\x94", &b"h\0".repeat(500), b"e."].concat();
    assert!(!agree_under(&none, Encoding::Ascii, &strs, Vec::<String>::len));
    let latin1 = [b"\x80\x02](V", &b"\xe9".repeat(640)[..], b"\nq\0", &b"h\0".repeat(500), b"e."];
    assert!(!agree_under(&none, Encoding::Ascii, &latin1.concat(), Vec::<String>::len));
    for repeats in 0..4 {
        let limits = Limits { repeats, ..Limits::default() };
        let encode = b"\x80\x02c_codecs\nencode\nX\x20\0\0\0aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaX\x06\0\0\0latin1\x86R.";
        agree_under(&limits, Encoding::Ascii, encode, Vec::<u8>::len);
        let array = b"\x80\x02c__builtin__\nbytearray\nC\x20aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\x85R.";
        agree_under(&limits, Encoding::Ascii, array, Vec::<u8>::len);
        let set = b"\x80\x02c__builtin__\nset\n](K\x01K\x02K\x03K\x04K\x05K\x06K\x07K\x08e\x85R.";
        agree_under(&limits, Encoding::Ascii, set, HashSet::<u8>::len);
        let class = b"\x80\x04\x8c\x06shapes\x8c\x0bLongNamedOf\x93)\x81.";
        agree_under(&limits, Encoding::Ascii, class, |_: &LongNamed| ());
    }
}

#[derive(Pickle)]
#[pickle(module = "shapes", name = "LongNamedOf")]
struct LongNamed;

#[test]
fn what_is_met_again_as_another_type_is_read_to_its_end() {
    // A list that contains itself, behind what is no number.
    assert_eq!(agree::<Vec<Vec<i64>>>(b"(lq\0]ah\0a."), (None, false));
    // States of two short batches, and of a single attribute and a batch.
    for first in [&b"(\x8c\x01xK\x01\x8c\x01yK\x02u"[..], b"\x8c\x01xK\x01s"] {
        let state = [b"}\x94", first, b"(\x8c\x01yK\x03ub"].concat();
        let pickle = [b"\x80\x04cshapes\nPoint\n)\x81", &state[..], b"h\0\x86."].concat();
        let (read, _) = agree::<(Point, BTreeMap<String, i64>)>(&pickle);
        let entries = BTreeMap::from([("x".into(), 1), ("y".into(), 3)]);
        assert_eq!(read, Some((Point { x: 1, y: 3.0 }, entries)));
    }
}

#[test]
fn a_pointer_to_what_python_cannot_hash_is_no_item_of_a_set() {
    type Lists = (Rc<Vec<i64>>, BTreeSet<Rc<Vec<i64>>>);
    type Texts = (Rc<str>, BTreeSet<Rc<str>>);

    let first = |(list, set): &Lists| set.first().is_some_and(|item| Rc::ptr_eq(list, item));
    let lists = b"\x80\x04]\x94\x8f(h\0\x90\x86.";
    assert_eq!(agree_on_sharing::<Lists>(lists, first), (None, false));
    let first = |(text, set): &Texts| set.first().is_some_and(|item| Rc::ptr_eq(text, item));
    let texts = b"\x80\x04\x8c\x01a\x94\x8f(h\0\x90\x86.";
    assert_eq!(agree_on_sharing::<Texts>(texts, first), (Some(true), true));
}

#[test]
fn a_type_that_expects_names_beyond_its_class_gets_its_own_names_only() {
    static COUNTED: Class = Class::new("shapes", "Counted").names(&["a"]);

    /// How many attributes there were, and which.
    #[derive(Debug, PartialEq)]
    struct Counted(Vec<usize>, Option<Box<Dot>>);

    impl<'de> pickle_core::Unpickle<'de> for Counted {
        fn unpickle<D: pickle_core::Decoder<'de>>(decoder: &mut D) -> Result<Counted, Error> {
            let mut object = decoder.begin_object(&COUNTED)?;
            decoder.end_args(&mut object)?;
            let mut counted = Counted(Vec::new(), None);
            while let Some(index) = decoder.next_attribute(&mut object, counted.0.len())? {
                assert!(decoder.attribute_name(&object).len() == 1);
                if counted.0.is_empty() {
                    counted.1 = Some(decoder.attribute(&COUNTED, "a")?);
                } else {
                    decoder.skip()?;
                }
                counted.0.push(index);
            }
            decoder.end_object(object)?;
            Ok(counted)
        }
    }

    // The only name that is known is that of another class's attribute.
    let dot = [DOT, b")\x81}(\x8c\x01x\x94K\x01ub"].concat();
    let others = b"h\0K\x01".repeat(20);
    let pickle = [b"\x80\x04cshapes\nCounted\n)\x81}(\x8c\x01a", &dot[..], &others, b"ub."];
    let (read, _) = agree::<Counted>(&pickle.concat());
    let indices = [&[0][..], &[pickle_core::UNKNOWN; 20]].concat();
    assert_eq!(read, Some(Counted(indices, Some(Box::new(Dot { x: 1 })))));
}

#[test]
fn looking_ahead_over_a_long_line_again_and_again_is_given_up() {
    // Behind each of the lists, it takes a look at the line to know that they are empty.
    let line = "a".repeat(1 << 20);
    let pickle = [b"(", &b"(l".repeat(2000)[..], b"S'", line.as_bytes(), b"'\nt."].concat();
    let start = Instant::now();
    assert_eq!(agree::<Vec<Vec<i64>>>(&pickle), (None, false));
    assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
}
