use pickle_core::Pickle;

#[derive(Pickle)]
struct Point {
    #[pickle(rename = "X", rename = "x1")]
    x: f64,
    #[pickle(skip, skip)]
    y: f64,
}

fn main() {}
