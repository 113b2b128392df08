//! The types that are read.

use std::collections::{BTreeMap, BTreeSet};

use pickle_core::Pickle;

#[derive(Pickle, Debug, PartialEq, Clone)]
#[pickle(module = "shapes")]
pub struct Point {
    pub x: i64,
    pub y: f64,
}

#[derive(Pickle, Debug, PartialEq, Clone)]
#[pickle(module = "shapes")]
pub struct Size(pub u32, pub u32);

#[derive(Pickle, Debug, PartialEq, Clone, Copy)]
#[pickle(module = "shapes")]
pub enum Color {
    Red = 1,
    Green = 2,
}

#[derive(Pickle, Debug, PartialEq, Clone)]
#[pickle(module = "shapes")]
pub enum Shape {
    Circle { center: Point, radius: f64 },
    Rect(Point, Size),
    Nothing,
}

#[derive(Pickle, Debug, PartialEq, Clone)]
#[pickle(module = "shapes")]
pub struct Drawing {
    pub name: String,
    pub shapes: Vec<Shape>,
    pub colors: Vec<Color>,
    pub origin: Option<(f64, f64, f64)>,
    pub corners: Vec<(i32, i32)>,
    pub tags: BTreeSet<String>,
    #[pickle(rename = "type")]
    pub kind: Option<Color>,
    pub counts: BTreeMap<String, Vec<bool>>,
    pub data: Vec<u8>,
    pub one: One,
    pub matrix: [[u8; 2]; 2],
    #[pickle(default)]
    pub empty: Vec<Vec<u16>>,
}

#[derive(Pickle, Debug, PartialEq, Clone)]
#[pickle(module = "shapes")]
pub struct One {
    pub only: Vec<Option<Box<One>>>,
}

#[derive(Pickle, Debug, PartialEq, Clone)]
#[pickle(module = "shapes", slots)]
pub struct Slots {
    pub a: u8,
    pub b: String,
}

#[derive(Pickle, Debug, PartialEq, Clone)]
#[pickle(as_dict)]
pub struct Record {
    pub id: u64,
    pub slots: Slots,
}

#[derive(Pickle, Debug, PartialEq, Clone)]
#[pickle(module = "shapes")]
pub struct Keywords {
    #[pickle(init_arg)]
    pub first: u8,
    #[pickle(init_arg = "second")]
    pub second: String,
    pub third: bool,
}

pub fn sample() -> Drawing {
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

/// What has opcodes of its own in late protocols only.
#[derive(Pickle, Debug, PartialEq, Clone)]
#[pickle(module = "shapes")]
pub struct Bag {
    pub name: String,
    pub data: Vec<u8>,
    pub nothing: Vec<u8>,
    pub tags: BTreeSet<i64>,
    pub frozen: BTreeSet<String>,
    pub none: BTreeSet<i64>,
    pub rows: Vec<Vec<i64>>,
    pub pairs: Vec<(i64, f64)>,
    pub inner: Option<Point>,
}

pub fn bag(x: i64) -> Bag {
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
