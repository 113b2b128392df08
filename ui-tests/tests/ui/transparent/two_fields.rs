use pickle_core::Pickle;

#[derive(Pickle)]
#[pickle(transparent)]
struct Point {
    x: f64,
    y: f64,
}

fn main() {}
