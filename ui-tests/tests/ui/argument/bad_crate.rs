use pickle_core::Pickle;

#[derive(Pickle)]
#[pickle(crate = "pickle_core")]
struct Point {
    x: f64,
}

fn main() {}
