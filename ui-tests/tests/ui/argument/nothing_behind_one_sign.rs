use pickle_core::Pickle;

#[derive(Pickle)]
#[pickle(init = , module = "geo")]
struct Point {
    x: f64,
}

fn main() {}
