//! The two other writers of pickles in Rust: serde-pickle and deser-pickle.

use std::collections::{BTreeMap, BTreeSet};

use deser_pickle::{Form, Global, Kind, Object, SerializerConfig};
use pickle_core::Pickle;
use serde_pickle::{HashableValue, SerOptions, Value};

use crate::served;

/// Protocols 2 and 3, each with both forms of enums.
fn options() -> [SerOptions; 4] {
    let new = SerOptions::new;
    [new(), new().proto_v2(), new().compat_enum_repr(), new().proto_v2().compat_enum_repr()]
}

/// What both write.
fn pickles<T: serde::Serialize + deser::Serialize>(value: &T) -> Vec<Vec<u8>> {
    let by_serde = options().map(|options| serde_pickle::to_vec(value, options).unwrap());
    by_serde.into_iter().chain(by_deser(value)).collect()
}

#[derive(Pickle, serde::Serialize, deser::Serialize, Debug, PartialEq, Clone)]
#[pickle(as_dict)]
struct Reading {
    sensor: String,
    values: Vec<f64>,
    unit: Option<String>,
    at: (u16, i64),
    matrix: [[u8; 2]; 2],
    rows: Vec<(Vec<i32>, f32)>,
    only: (bool,),
    corners: [(u8, u8, u8); 2],
    wide: (i8, i16, i32, u64, bool),
    counts: BTreeMap<String, Vec<Vec<u8>>>,
    by_number: BTreeMap<i64, Option<Inner>>,
    tags: Vec<String>,
    nothing: (),
    letter: char,
}

#[derive(Pickle, serde::Serialize, deser::Serialize, Debug, PartialEq, Clone)]
#[pickle(as_dict)]
struct Inner {
    id: u32,
}

#[derive(Pickle, serde::Serialize, deser::Serialize, Debug, PartialEq, Clone, Default)]
#[pickle(as_dict, default)]
struct Lenient {
    first: u32,
    second: Vec<u8>,
}

fn reading(fill: usize) -> Reading {
    Reading {
        sensor: "north".repeat(fill),
        values: [0.5, f64::INFINITY].repeat(fill),
        unit: (fill > 0).then(|| "caf\u{e9}".into()),
        at: (7, -1 << 40),
        matrix: [[1, 2], [3, 4]],
        rows: vec![(vec![1, -2], 0.5), (vec![], 1.5), (vec![3], 2.5)],
        only: (true,),
        corners: [(1, 2, 3), (4, 5, 6)],
        wide: (-1, 300, -70_000, u64::MAX, false),
        counts: (0..fill)
            .map(|n| (format!("key {n}"), vec![vec![], vec![1], vec![2; n]]))
            .collect(),
        by_number: [(1, None), (2, Some(Inner { id: u32::MAX }))].into(),
        tags: vec!["tag".into(); fill],
        nothing: (),
        letter: '\u{1f980}',
    }
}

#[test]
fn structs_as_dicts_are_served() {
    for fill in 0..4 {
        let readings = vec![reading(fill), reading(1)];
        for pickle in pickles(&readings) {
            assert_eq!(served::<Vec<Reading>>(&pickle), readings);
        }
    }
}

#[test]
fn empty_and_partial_dicts_are_served() {
    for pickle in pickles(&vec![BTreeMap::<String, u32>::new(), [("first".into(), 5)].into()]) {
        let read: Vec<Lenient> = served(&pickle);
        assert_eq!(read, [Lenient::default(), Lenient { first: 5, second: vec![] }]);
    }
}

#[test]
fn batches_are_served_wherever_they_end() {
    for len in [0, 1, 2, 998, 999, 1000, 1001, 1999, 2000, 2001, 3001] {
        let list: Vec<u32> = (0..len).collect();
        for pickle in pickles(&list) {
            assert_eq!(served::<Vec<u32>>(&pickle), list);
            let texts: Vec<String> = list.iter().map(u32::to_string).collect();
            for pickle in pickles(&texts) {
                assert_eq!(served::<Vec<String>>(&pickle), texts);
            }
        }
        let map: BTreeMap<u32, bool> = (0..len).map(|key| (key, key % 2 == 0)).collect();
        for pickle in pickles(&map) {
            assert_eq!(served::<BTreeMap<u32, bool>>(&pickle), map);
        }
        for pickle in pickles(&(list.clone(), map.clone(), list.clone())) {
            let read: (Vec<u32>, BTreeMap<u32, bool>, Vec<u32>) = served(&pickle);
            assert_eq!(read, (list.clone(), map.clone(), list.clone()));
        }
    }
}

#[test]
fn values_of_serde_pickle_are_served() {
    type Sets = (BTreeSet<i64>, BTreeSet<String>, BTreeMap<i64, BTreeSet<(i64, bool)>>);
    for len in [0, 1, 998, 999, 1000, 2500] {
        let ints: BTreeSet<i64> = (0..len).collect();
        let texts: BTreeSet<String> = ints.iter().map(|int| format!("{int:04}")).collect();
        let pairs: BTreeSet<(i64, bool)> = (0..2).map(|int| (int, true)).collect();
        let sets =
            (ints.clone(), texts.clone(), (0..len).map(|key| (key, pairs.clone())).collect());
        let value = Value::Tuple(vec![
            Value::Set(ints.into_iter().map(HashableValue::I64).collect()),
            Value::FrozenSet(texts.into_iter().map(HashableValue::String).collect()),
            Value::Dict(
                (0..len)
                    .map(|key| {
                        let pairs = pairs.iter().map(|&(int, flag)| {
                            HashableValue::Tuple(vec![
                                HashableValue::I64(int),
                                HashableValue::Bool(flag),
                            ])
                        });
                        (HashableValue::I64(key), Value::Set(pairs.collect()))
                    })
                    .collect(),
            ),
        ]);
        for options in options() {
            let pickle = serde_pickle::value_to_vec(&value, options).unwrap();
            assert_eq!(served::<Sets>(&pickle), sets);
        }
    }
}

/// What deser-pickle writes as a tuple, set, frozenset or bytearray.
struct OfKind<T>(Kind, T);

impl<T: deser::Serialize> deser::Serialize for OfKind<T> {
    fn serialize<'a>(
        this: &'a Self,
        state: &mut deser::State,
    ) -> Result<deser::ser::Emit<'a>, deser::Error> {
        let emit = T::serialize(&this.1, state)?;
        deser_pickle::set_kind(state, this.0);
        Ok(emit)
    }
}

fn by_deser(value: &impl deser::Serialize) -> Vec<Vec<u8>> {
    let configs = (2..=5).map(|protocol| SerializerConfig::builder().protocol(protocol).build());
    configs.map(|config| config.to_vec(value).unwrap()).collect()
}

#[test]
fn tuples_and_sets_of_deser_pickle_are_served() {
    for len in [0, 1, 5, 1000, 1001] {
        let list: Vec<u32> = (0..len).collect();
        let set: BTreeSet<u32> = list.iter().copied().collect();
        for kind in [Kind::Set, Kind::FrozenSet] {
            for pickle in by_deser(&vec![OfKind(kind, list.clone()), OfKind(kind, list.clone())]) {
                assert_eq!(served::<Vec<BTreeSet<u32>>>(&pickle), [set.clone(), set.clone()]);
            }
        }
        for pickle in by_deser(&vec![OfKind(Kind::Tuple, list.clone())]) {
            assert_eq!(served::<[Vec<u32>; 1]>(&pickle)[0], list);
        }
    }
    for pickle in by_deser(&vec![OfKind(Kind::Tuple, vec![1, 2]), OfKind(Kind::Tuple, vec![3, 4])])
    {
        assert_eq!(served::<Vec<(i32, i32)>>(&pickle), [(1, 2), (3, 4)]);
    }
    for pickle in by_deser(&OfKind(Kind::Tuple, Vec::<u8>::new())) {
        assert_eq!(served::<[u8; 0]>(&pickle), []);
    }
}

#[derive(Pickle, Debug, PartialEq)]
#[pickle(module = "shapes")]
struct Point {
    x: i64,
    y: f64,
}

#[derive(Pickle, Debug, PartialEq)]
#[pickle(module = "shapes")]
struct Size(u32, u32);

#[derive(Pickle, Debug, PartialEq)]
#[pickle(module = "shapes", slots)]
struct Slots {
    x: i64,
    y: f64,
}

#[test]
fn objects_of_deser_pickle_are_served() {
    #[derive(deser::Serialize)]
    struct Attributes {
        x: i64,
        y: f64,
    }

    fn object<T>(name: &str, form: Form, value: T) -> Object<T> {
        Object::with_form(Global::new("shapes", name), form, value)
    }

    let attributes = || Attributes { x: 1 << 40, y: 0.5 };
    for pickle in by_deser(&(
        object("Point", Form::State, attributes()),
        object("Slots", Form::Slots, attributes()),
    )) {
        let read: (Point, Slots) = served(&pickle);
        assert_eq!(read, (Point { x: 1 << 40, y: 0.5 }, Slots { x: 1 << 40, y: 0.5 }));
    }
    for pickle in by_deser(&vec![object("Size", Form::Arguments, OfKind(Kind::Tuple, vec![3, 4]))])
    {
        assert_eq!(served::<Vec<Size>>(&pickle), [Size(3, 4)]);
    }
}

/// What is tagged as serde-pickle's older form of enums is.
#[derive(Pickle, serde::Serialize, Debug, PartialEq, Clone)]
#[pickle(as_tuple)]
enum Shape {
    Nothing,
    Disk(f64),
}

#[test]
fn enums_of_serde_pickle_are_served_as_tuples() {
    let shapes = vec![Shape::Nothing, Shape::Disk(0.5), Shape::Nothing];
    for options in options().into_iter().skip(2) {
        let pickle = serde_pickle::to_vec(&shapes, options).unwrap();
        assert_eq!(served::<Vec<Shape>>(&pickle), shapes);
    }
}

#[derive(Pickle, serde::Serialize, deser::Serialize, Debug, PartialEq, Clone, Default)]
#[pickle(as_dict, default)]
struct Tagged {
    number: Option<u8>,
    pair: Option<Vec<u8>>,
    fields: Option<Inner>,
}

#[test]
fn enums_as_dicts_are_served() {
    #[derive(serde::Serialize)]
    #[serde(rename_all = "lowercase")]
    enum Either {
        Number(u8),
        Pair(u8, u8),
        Fields { id: u32 },
    }

    let eithers = [Either::Number(1), Either::Pair(2, 3), Either::Fields { id: 4 }];
    let expected = [
        Tagged { number: Some(1), ..Tagged::default() },
        Tagged { pair: Some(vec![2, 3]), ..Tagged::default() },
        Tagged { fields: Some(Inner { id: 4 }), ..Tagged::default() },
    ];
    for options in options().into_iter().take(2) {
        let pickle = serde_pickle::to_vec(&eithers, options).unwrap();
        assert_eq!(served::<[Tagged; 3]>(&pickle), expected);
    }
}
