use pickle_core::Pickle;

#[derive(Pickle)]
#[pickle(as_tuple, deny_unknown)]
struct Point {
    x: f64,
    y: f64,
}

fn main() {}
