use pickle_core::Pickle;

#[derive(Pickle)]
enum Shape {
    Circle { radius: f64 },
    #[pickle(rename = "Circle")]
    Round { radius: f64 },
}

fn main() {}
