use pickle_core::Pickle;

#[derive(Pickle)]
#[pickle(module = "geo", module = "old_geo")]
struct Point {
    x: f64,
}

fn main() {}
