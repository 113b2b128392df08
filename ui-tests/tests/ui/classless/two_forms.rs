use pickle_core::Pickle;

#[derive(Pickle)]
#[pickle(as_dict, as_tuple)]
struct Point {
    x: f64,
}

fn main() {}
