use pickle_core::Pickle;

#[derive(Debug, PartialEq, Pickle)]
#[pickle(rename_all = "camelCase")]
struct Point {
    #[pickle(rename = "y", alias = "Y", alias = "ypsilon")]
    x: f64,
    #[pickle(rename = "x")]
    y: f64,
    #[pickle(init_arg)]
    far_x: f64,
    #[pickle(skip)]
    z: f64,
    #[pickle(rename = "farX")]
    other: f64,
}

#[derive(Debug, PartialEq, Pickle)]
#[allow(dead_code)]
enum Shape {
    Circle { radius: f64 },
    Square { radius: f64 },
    #[pickle(module = "other")]
    Round { radius: f64 },
}

fn main() {
    let value = (Point { x: 1.0, y: 2.0, far_x: 3.0, z: 0.0, other: 5.0 }, Shape::Square { radius: 1.0 });
    let pickle = pickle_core::to_vec(&value).unwrap();
    assert_eq!(pickle_core::from_slice::<(Point, Shape)>(&pickle).unwrap(), value);
}
