use pickle_core::Pickle;

#[derive(Pickle)]
#[pickle(slots = true)]
struct Point {
    #[pickle(skip = "always")]
    x: f64,
}

fn main() {}
