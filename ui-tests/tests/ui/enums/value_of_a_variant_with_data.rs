use pickle_core::Pickle;

#[derive(Pickle)]
enum Shape {
    #[pickle(value = 1)]
    Circle(f64),
    Nothing,
}

fn main() {}
