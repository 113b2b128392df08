use pickle_core::Pickle;

#[derive(Pickle)]
#[pickle(getstate = "Point::getstate", setstate = "Point::setstate")]
struct Point {
    x: f64,
}

fn main() {}
