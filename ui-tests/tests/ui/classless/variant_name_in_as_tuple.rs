use pickle_core::Pickle;

#[derive(Pickle)]
#[pickle(as_tuple)]
enum Shape {
    #[pickle(name = "Kreis")]
    Circle(f64),
    Nothing,
}

fn main() {}
