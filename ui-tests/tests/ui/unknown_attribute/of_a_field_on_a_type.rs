use pickle_core::Pickle;

#[derive(Pickle)]
#[pickle(init_arg)]
struct Point {
    x: f64,
}

fn main() {}
