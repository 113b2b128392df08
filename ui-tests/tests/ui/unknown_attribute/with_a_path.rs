use pickle_core::Pickle;

#[derive(Pickle)]
#[pickle(python::module = "geo")]
struct Point {
    x: f64,
}

fn main() {}
