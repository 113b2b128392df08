use pickle_core::Pickle;

#[derive(Pickle)]
enum Shape {
    Circle {
        #[pickle(init_arg = "radius")]
        radius: f64,
        #[pickle(init_arg)]
        center: (f64, f64),
    },
}

fn main() {}
