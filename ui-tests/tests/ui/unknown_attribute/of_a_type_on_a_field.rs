use pickle_core::Pickle;

#[derive(Pickle)]
struct Point {
    #[pickle(getstate = f)]
    x: f64,
}

fn main() {}
