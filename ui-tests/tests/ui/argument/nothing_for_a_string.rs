use pickle_core::Pickle;

#[derive(Pickle)]
#[pickle(module, init)]
struct Point {
    x: f64,
}

fn main() {}
