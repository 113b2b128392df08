use pickle_core::Pickle;

#[derive(Pickle)]
#[pickle(slots)]
#[pickle(name = "Point")]
#[pickle(slots)]
struct Point {
    x: f64,
}

fn main() {}
