//! Instances with state, however it is kept: plain classes, slots, state pairs, dataclasses.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Debug;
use std::num::TryFromIntError;

use pickle_core::Pickle;

use crate::table::{Row, row};

#[derive(Pickle, Debug, PartialEq)]
#[pickle(module = "zoo")]
struct Plain {
    name: String,
    age: u8,
    score: f64,
    active: bool,
    nickname: Option<String>,
    tags: Vec<String>,
    limits: HashMap<String, i64>,
    pair: (i64, String),
}

/// Some of the attributes, in another order and by other names; the rest goes into a map.
#[derive(Pickle, Debug, PartialEq)]
#[pickle(module = "somewhere.else", name = "Other", alias = "zoo.Plain")]
struct PlainByAlias {
    #[pickle(alias = "pair")]
    couple: (i64, String),
    #[pickle(rename = "name", alias = "title")]
    label: String,
    #[pickle(skip)]
    cache: Option<u64>,
    #[pickle(default = thirteen)]
    missing: i64,
}

fn thirteen() -> i64 {
    13
}

#[derive(Pickle, Debug, PartialEq)]
#[pickle(module = "zoo", deny_unknown)]
struct Point2 {
    x: i32,
    y: i32,
}

/// All attributes as an instance's `__dict__`.
#[derive(Pickle, Debug, PartialEq)]
#[pickle(module = "zoo", name = "Point2")]
struct AnyPoint {
    #[pickle(dict)]
    attributes: BTreeMap<String, i32>,
}

#[derive(Pickle, Debug, PartialEq)]
#[pickle(module = "zoo")]
struct Segment {
    start: Point2,
    end: Box<Point2>,
}

#[derive(Pickle, Debug, PartialEq)]
#[pickle(module = "zoo")]
struct Blob {
    name: String,
    data: Vec<u8>,
}

/// The same, by way of `bytes`.
#[derive(Pickle, Debug, PartialEq)]
#[pickle(module = "zoo", name = "Blob")]
struct BoxedBlob {
    name: String,
    #[pickle(bytes)]
    data: Box<[u8]>,
}

#[derive(Pickle, Debug, PartialEq)]
#[pickle(module = "zoo")]
struct Empty;

#[derive(Pickle, Debug, PartialEq)]
#[pickle(module = "zoo", slots)]
struct Slots {
    x: i64,
    label: String,
}

#[derive(Pickle, Debug, PartialEq)]
#[pickle(module = "zoo", slots)]
struct SlotsAndDict {
    x: i64,
    label: String,
    #[pickle(dict)]
    dict: HashMap<String, String>,
}

#[derive(Pickle, Debug, PartialEq)]
#[pickle(module = "zoo", getstate = StateDict::getstate, setstate = StateDict::setstate)]
struct StateDict {
    celsius: f64,
}

#[derive(Pickle)]
#[pickle(as_dict)]
struct Fahrenheit {
    fahrenheit: f64,
}

impl StateDict {
    fn getstate(&self) -> Fahrenheit {
        Fahrenheit { fahrenheit: self.celsius * 9.0 / 5.0 + 32.0 }
    }

    fn setstate(&mut self, Fahrenheit { fahrenheit }: Fahrenheit) {
        self.celsius = (fahrenheit - 32.0) * 5.0 / 9.0;
    }
}

#[derive(Pickle, Debug, PartialEq)]
#[pickle(module = "zoo", getstate = StateTuple::getstate, setstate = StateTuple::setstate)]
struct StateTuple {
    a: i64,
    b: String,
}

impl StateTuple {
    fn getstate(&self) -> (i64, String) {
        (self.a, self.b.clone())
    }

    fn setstate(&mut self, (a, b): (i64, String)) -> Result<(), TryFromIntError> {
        u8::try_from(a)?; // may fail
        (self.a, self.b) = (a, b);
        Ok(())
    }
}

/// A state of any type. What is not written is what the class has for a default.
#[derive(Pickle, Debug, PartialEq)]
#[pickle(
    module = "zoo",
    getstate = StateScalar::getstate,
    setstate = StateScalar::setstate,
    bound = "T: Pickle + pickle_core::UnpickleOwned + Default + Clone"
)]
struct StateScalar<T> {
    value: T,
}

impl<T: Clone> StateScalar<T> {
    fn getstate(&self) -> T {
        self.value.clone()
    }

    fn setstate(&mut self, value: T) {
        self.value = value;
    }
}

/// A state that is never written, so that `setstate` is never called.
#[derive(Pickle, Debug, PartialEq)]
#[pickle(module = "zoo", getstate = StateNone::getstate, setstate = StateNone::setstate)]
struct StateNone {
    #[pickle(default = opened)]
    opened: bool,
}

fn opened() -> bool {
    true
}

impl StateNone {
    fn getstate(&self) -> Option<i64> {
        assert!(self.opened);
        None
    }

    fn setstate(&mut self, state: Option<i64>) {
        self.opened = false;
        panic!("called with {state:?}");
    }
}

#[derive(Pickle, Debug, PartialEq)]
#[pickle(module = "zoo_py3")]
struct User {
    name: String,
    age: u8,
    email: Option<String>,
    tags: Vec<String>,
    scores: BTreeMap<String, f64>,
}

impl User {
    fn new(name: &str, age: u8) -> User {
        let name = name.to_owned();
        User { name, age, email: None, tags: Vec::new(), scores: BTreeMap::new() }
    }
}

#[derive(Pickle, Debug, PartialEq)]
#[pickle(module = "zoo_py3")]
struct Team {
    title: String,
    lead: User,
    members: Vec<User>,
}

#[derive(Pickle, Debug, PartialEq)]
#[pickle(module = "zoo_py3")]
struct FrozenUser {
    name: String,
    age: u8,
}

#[derive(Pickle, Debug, PartialEq)]
#[pickle(module = "zoo_py3")]
struct KeywordOnlyUser {
    name: String,
    age: u8,
}

#[derive(Pickle, Debug, PartialEq)]
#[pickle(module = "zoo_py3", slots)]
struct SlotsUser {
    name: String,
    age: u8,
}

/// Frozen dataclasses with slots have a list for a state.
#[derive(Pickle, Debug, PartialEq)]
#[pickle(
    module = "zoo_py3",
    getstate = FrozenSlotsUser::getstate,
    setstate = FrozenSlotsUser::setstate
)]
struct FrozenSlotsUser {
    name: String,
    age: u8,
}

impl FrozenSlotsUser {
    fn getstate(&self) -> (String, u8) {
        (self.name.clone(), self.age)
    }

    fn setstate(&mut self, (name, age): (String, u8)) {
        (self.name, self.age) = (name, age);
    }
}

/// The outer one of the nested classes.
#[derive(Pickle, Debug, PartialEq)]
#[pickle(module = "zoo", name = "Outer.Inner")]
struct Inner {
    value: i64,
}

#[derive(Pickle, Debug, PartialEq)]
#[pickle(module = "zoo", name = "Outer.Inner.Core")]
struct Core {
    depth: i64,
}

fn scalar<T: Default>(value: T) -> StateScalar<T> {
    StateScalar { value }
}

pub fn rows() -> Vec<Row> {
    let mut rows = plain();
    rows.extend(states());
    rows.extend(dataclasses());
    rows
}

fn plain() -> Vec<Row> {
    vec![
        row("plain", || Plain {
            name: "Ada".into(),
            age: 36,
            score: 1.5,
            active: true,
            nickname: None,
            tags: vec!["x".into(), "y".into()],
            limits: HashMap::from([("low".into(), 1), ("high".into(), 9)]),
            pair: (7, "seven".into()),
        }),
        row("plain", || PlainByAlias {
            couple: (7, "seven".into()),
            label: "Ada".into(),
            cache: None,
            missing: 13,
        })
        .read_only("another class is written"),
        row("plain_list", || {
            vec![Point2 { x: 1, y: 2 }, Point2 { x: 3, y: 4 }, Point2 { x: -5, y: 6 }]
        }),
        row("plain_list", || {
            let point = |x, y| {
                let attributes = BTreeMap::from([("x".to_owned(), x), ("y".to_owned(), y)]);
                AnyPoint { attributes }
            };
            vec![point(1, 2), point(3, 4), point(-5, 6)]
        }),
        row("plain_nested", || Segment {
            start: Point2 { x: 0, y: 0 },
            end: Box::new(Point2 { x: 10, y: -10 }),
        }),
        row("plain_dict_of", || {
            BTreeMap::from([('a', Point2 { x: 1, y: 2 }), ('b', Point2 { x: 3, y: 4 })])
        }),
        row("plain_with_bytes", || Blob { name: "raw".into(), data: b"\x00\x7f\x80\xff".into() }),
        row("plain_with_bytes", || BoxedBlob {
            name: "raw".into(),
            data: Box::from(*b"\x00\x7f\x80\xff"),
        }),
        row("empty_instance", || Empty),
        row("slots", || Slots { x: 1, label: "slot".into() }),
        row("slots_and_dict", || SlotsAndDict {
            x: 1,
            label: "slot".into(),
            dict: HashMap::from([("extra".into(), "extra".into())]),
        }),
        row("nested", || Inner { value: 5 }),
        row("nested_twice", || Core { depth: 2 }),
    ]
}

fn states() -> Vec<Row> {
    vec![
        row("state_dict", || StateDict { celsius: 100.0 }),
        row("state_tuple", || StateTuple { a: 1, b: "b".into() }),
        row("state_int", || scalar(42)),
        row("state_str", || scalar("text".to_owned())),
        row("state_list", || scalar(vec![1, 2])),
        row("state_zero", || scalar(0)),
        row("state_empty_tuple", || scalar([0; 0])),
        row("state_false", || scalar(false)),
        row("state_none", || StateNone { opened: true }),
    ]
}

fn dataclasses() -> Vec<Row> {
    vec![
        row("dataclass", || User {
            email: Some("ada@example.org".into()),
            tags: vec!["admin".into()],
            scores: BTreeMap::from([("chess".into(), 9.5)]),
            ..User::new("Ada", 36)
        }),
        row("dataclass_defaults", || User::new("Bob", 7)),
        row("dataclass_nested", || Team {
            title: "core".into(),
            lead: User::new("Ada", 36),
            members: vec![User::new("Bob", 7), User::new("Cyd", 8)],
        }),
        row("dataclass_frozen", || FrozenUser { name: "Ada".into(), age: 36 }),
        row("dataclass_slots", || SlotsUser { name: "Ada".into(), age: 36 }),
        row("dataclass_frozen_slots", || FrozenSlotsUser { name: "Ada".into(), age: 36 }),
        row("dataclass_keyword_only", || KeywordOnlyUser { name: "Ada".into(), age: 36 }),
    ]
}
