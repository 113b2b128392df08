use pickle_core::Pickle;

#[derive(Pickle)]
enum Shape {
    #[pickle(skip)]
    Circle { radius: f64 },
}

fn main() {}
