use pickle_core::Pickle;

#[derive(Pickle)]
enum Shape {
    Circle {
        radius: f64,
        #[pickle(rename = "radius")]
        size: f64,
    },
}

fn main() {}
