use pickle_core::Pickle;

#[derive(Pickle)]
struct Point {
    #[pickle(init_arg = x)]
    x: f64,
}

fn main() {}
