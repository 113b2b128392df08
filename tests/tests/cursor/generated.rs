//! Generated values, through every protocol; damaged, and with their opcodes rearranged.

use pickle_core::{Pickle, Protocol, Value};
use pickle_tests::opcodes;
use proptest::prelude::*;

use crate::damage::damage;
use crate::shapes::{Bag, Color, Drawing, One, Point, Record, Shape, Size, bag};
use crate::values::Exact;
use crate::{agree, dump};

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

/// Parts without a type, in all places.
#[derive(Pickle, Debug, PartialEq, Clone)]
#[pickle(module = "shapes")]
struct Noted {
    title: String,
    extra: Exact,
    pairs: Vec<(Value, i64)>,
    list: Vec<Exact>,
    nested: ((Value, u8), Option<Exact>),
    point: Point,
}

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::none()),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        "[a-z]{0,3}".prop_map(Value::from),
        prop::collection::vec(any::<u8>(), 0..3).prop_map(|bytes| Value::from(&bytes[..])),
    ];
    leaf.prop_recursive(3, 16, 4, |inner| {
        let values = prop::collection::vec(inner.clone(), 0..4);
        let entries = prop::collection::btree_map("[a-z]{0,2}", inner.clone(), 0..3);
        prop_oneof![
            values.clone().prop_map(Value::list),
            values.clone().prop_map(Value::tuple),
            inner.prop_map(|value| Value::tuple([Value::list([value.clone()]), value])),
            entries.prop_map(|entries| Value::dict(entries).expect("strs are hashable")),
            values.prop_map(|args| {
                Value::new_object(pickle_core::Global::new("shapes", "Thing"), args)
            }),
        ]
    })
}

fn noted() -> impl Strategy<Value = Noted> {
    let values = || prop::collection::vec(value(), 0..3);
    (("[a-z]{0,3}", value(), value()), values(), values(), point()).prop_map(
        |((title, extra, nested), pairs, list, point)| Noted {
            title,
            extra: Exact(extra.clone()),
            pairs: pairs.into_iter().zip(0..).collect(),
            list: list.into_iter().map(Exact).collect(),
            nested: ((nested, 1), Some(Exact(extra)).filter(|extra| !extra.0.is_none())),
            point,
        },
    )
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
        damage(&mut pickle, at, byte, how);
        agree::<(Drawing, Drawing)>(&pickle);
        agree::<(Drawing, Record)>(&pickle);
    }

    #[test]
    fn both_read_parts_without_a_type(noted in prop::collection::vec(noted(), 0..3)) {
        for protocol in Protocol::ALL {
            // Where the parts were is compared, too: those that are written were nowhere.
            prop_assert!(agree::<Vec<Noted>>(&dump(protocol, &noted)).0.is_some());
        }
    }

    #[test]
    fn both_read_or_refuse_parts_without_a_type_that_are_damaged(
        noted in noted(),
        protocol in 0..6_usize,
        at in any::<prop::sample::Index>(),
        byte in prop::sample::select(&b"()]}NKMG012abdehlqrstu\x81\x85\x86\x87\x88\x89\x8c\x8f\x90\x93\x94.\0\x01\x02"[..]),
        how in 0..3_u8,
    ) {
        let mut pickle = dump(Protocol::ALL[protocol], &(noted.clone(), noted));
        damage(&mut pickle, at, byte, how);
        agree::<(Noted, Noted)>(&pickle);
        agree::<(Noted, Exact)>(&pickle);
        agree::<(Value, Exact)>(&pickle);
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
        let mut opcodes: Vec<&[u8]> = opcodes::split(&pickle).collect();
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
        agree::<(Exact, Drawing, Exact)>(&pickle);
        agree::<(Value, Exact, Bag)>(&pickle);
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
