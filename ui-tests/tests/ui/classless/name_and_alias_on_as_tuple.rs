use pickle_core::Pickle;

#[derive(Pickle)]
#[pickle(as_tuple, name = "Point", alias = "geo.Punkt")]
struct Point {
    x: f64,
    y: f64,
}

fn main() {}
