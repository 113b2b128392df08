use pickle_core::Pickle;

#[derive(Pickle)]
#[pickle(module = )]
struct Point {
    x: f64,
}

fn main() {}
