use pickle_core::Pickle;

#[derive(Pickle)]
#[pickle(crate = crate::runtime)]
struct Point {
    x: f64,
}

fn main() {}
