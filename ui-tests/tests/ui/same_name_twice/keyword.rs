use pickle_core::Pickle;

#[derive(Pickle)]
struct Point {
    #[pickle(init_arg = "y")]
    x: f64,
    y: f64,
}

fn main() {}
