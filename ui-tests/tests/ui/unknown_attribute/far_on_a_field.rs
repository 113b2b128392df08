use pickle_core::Pickle;

#[derive(Pickle)]
struct Point {
    #[pickle(zip)]
    x: f64,
}

fn main() {}
