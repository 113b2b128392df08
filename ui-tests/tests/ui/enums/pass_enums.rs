use pickle_core::Pickle;

#[derive(Debug, PartialEq, Pickle)]
#[pickle(module = "shapes", rename_all = "UPPERCASE", alias = "old.Colour")]
enum Color {
    Red = 1,
    #[pickle(rename = "green", alias = "GREEN", alias = "Gruen")]
    Green,
    #[pickle(value = "azure")]
    Blue,
}

#[derive(Debug, PartialEq, Pickle)]
#[pickle(module = "shapes", slots, deny_unknown, rename_all_fields = "camelCase")]
enum Shape {
    Circle { full_radius: f64, center: (f64, f64) },
    #[pickle(rename = "Box", rename_all = "UPPERCASE")]
    Rectangle { width: f64 },
    #[pickle(module = "lines", name = "Segment", alias = "lines.Line")]
    Line(f64, f64),
    Mixed { #[pickle(init_arg)] color: Color, #[pickle(init_arg = "size")] size: f64, #[pickle(skip)] n: u8 },
    Nothing,
    Empty {},
    AlsoEmpty(),
}

#[derive(Debug, PartialEq, Pickle)]
enum Single {
    Only,
}

#[derive(Debug, PartialEq, Pickle)]
enum SingleWithData {
    Only(u8),
}

#[derive(Debug, PartialEq, Pickle)]
enum Never {}

#[derive(Debug, PartialEq, Pickle)]
#[pickle(as_tuple)]
enum NeverTagged {}

fn main() {
    let value = (
        vec![
            Shape::Circle { full_radius: 1.0, center: (0.0, 0.0) },
            Shape::Rectangle { width: 2.0 },
            Shape::Line(1.0, 2.0),
            Shape::Mixed { color: Color::Green, size: 1.0, n: 0 },
            Shape::Nothing,
            Shape::Empty {},
            Shape::AlsoEmpty(),
        ],
        vec![Color::Red, Color::Green, Color::Blue],
        Single::Only,
        SingleWithData::Only(1),
        None::<Never>,
        None::<NeverTagged>,
    );
    let pickle = pickle_core::to_vec(&value).unwrap();
    let read: (Vec<Shape>, Vec<Color>, Single, SingleWithData, Option<Never>, Option<NeverTagged>) =
        pickle_core::from_slice(&pickle).unwrap();
    assert_eq!(read, value);
}
