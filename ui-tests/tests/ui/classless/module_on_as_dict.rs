use pickle_core::Pickle;

#[derive(Pickle)]
#[pickle(module = "geo", as_dict)]
struct Point {
    x: f64,
}

fn main() {}
