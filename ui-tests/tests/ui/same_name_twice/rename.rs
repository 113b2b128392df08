use pickle_core::Pickle;

#[derive(Pickle)]
struct Point {
    x: f64,
    #[pickle(rename = "x")]
    y: f64,
}

fn main() {}
