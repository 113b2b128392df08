use pickle_core::Pickle;

#[derive(Pickle)]
#[pickle(module = "geo" name = "Point")]
struct Point {
    x: f64,
}

fn main() {}
