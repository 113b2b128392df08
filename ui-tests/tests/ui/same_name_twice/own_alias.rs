use pickle_core::Pickle;

#[derive(Pickle)]
struct Point {
    #[pickle(alias = "x")]
    x: f64,
}

fn main() {}
