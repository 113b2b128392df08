use pickle_core::Pickle;

#[derive(Pickle)]
enum Shape {
    #[pickle(rename_all = "camelCase")]
    Circle(f64),
}

fn main() {}
