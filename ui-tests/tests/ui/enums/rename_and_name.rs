use pickle_core::Pickle;

#[derive(Pickle)]
enum Shape {
    #[pickle(rename = "Round", name = "Circle")]
    Circle { radius: f64 },
}

fn main() {}
