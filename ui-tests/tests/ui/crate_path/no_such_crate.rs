use pickle_core::Pickle;

#[derive(Pickle)]
#[pickle(crate = ::nowhere)]
struct Point {
    x: f64,
}

fn main() {}
