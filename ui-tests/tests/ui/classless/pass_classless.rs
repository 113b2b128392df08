use pickle_core::Pickle;
use std::collections::BTreeMap;

#[derive(Debug, PartialEq, Pickle)]
#[pickle(as_dict, rename_all = "camelCase", deny_unknown)]
struct Point {
    far_x: f64,
    #[pickle(default)]
    y: f64,
}

#[derive(Debug, PartialEq, Pickle)]
#[pickle(as_dict)]
struct Open {
    id: u32,
    #[pickle(dict)]
    rest: BTreeMap<String, u32>,
}

#[derive(Debug, PartialEq, Pickle)]
#[pickle(as_tuple)]
struct Line {
    from: Point,
    to: Point,
    #[pickle(skip)]
    length: f64,
}

#[derive(Debug, PartialEq, Pickle)]
#[pickle(as_tuple, rename_all = "snake_case")]
enum Shape {
    #[pickle(alias = "Kreis")]
    FullCircle(f64),
    Nothing,
    Line { line: Line },
}

fn main() {
    let line = Line { from: Point { far_x: 1.0, y: 2.0 }, to: Point { far_x: 3.0, y: 4.0 }, length: 0.0 };
    let open = Open { id: 1, rest: BTreeMap::from([("a".to_owned(), 2)]) };
    let value = (vec![Shape::FullCircle(1.5), Shape::Nothing, Shape::Line { line }], open);
    let pickle = pickle_core::to_vec(&value).unwrap();
    assert_eq!(pickle_core::from_slice::<(Vec<Shape>, Open)>(&pickle).unwrap(), value);
}
