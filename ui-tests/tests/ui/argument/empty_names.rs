use pickle_core::Pickle;

#[derive(Pickle)]
#[pickle(module = "", name = "", alias = "Point")]
struct Point {
    x: f64,
}

fn main() {}
