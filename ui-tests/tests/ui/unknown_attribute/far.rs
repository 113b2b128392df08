use pickle_core::Pickle;

#[derive(Pickle)]
#[pickle(tag = "kind")]
struct Point {
    x: f64,
}

fn main() {}
