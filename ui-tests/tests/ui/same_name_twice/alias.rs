use pickle_core::Pickle;

#[derive(Pickle)]
struct Point {
    #[pickle(alias = "y")]
    x: f64,
    y: f64,
}

fn main() {}
