use pickle_core::Pickle;

#[derive(Pickle)]
#[pickle(transparent)]
enum Shape {
    Circle(f64),
}

fn main() {}
