use pickle_core::Pickle;

#[derive(Pickle)]
#[pickle]
struct Point {
    x: f64,
}

fn main() {}
