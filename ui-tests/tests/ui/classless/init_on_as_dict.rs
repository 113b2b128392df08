use pickle_core::Pickle;

#[derive(Pickle)]
#[pickle(as_dict, init = Point::new)]
struct Point {
    x: f64,
}

impl Point {
    fn new() -> Point {
        Point { x: 0.0 }
    }
}

fn main() {}
