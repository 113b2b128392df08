use pickle_core::Pickle;

#[derive(Pickle)]
#[pickle = "geo"]
struct Point {
    x: f64,
}

fn main() {}
