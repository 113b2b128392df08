use pickle_core::Pickle;

#[derive(Pickle)]
#[pickle(as_dict, slots)]
struct Point {
    x: f64,
}

fn main() {}
