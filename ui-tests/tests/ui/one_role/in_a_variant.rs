use pickle_core::Pickle;

#[derive(Pickle)]
enum Shape {
    Circle {
        #[pickle(skip, state)]
        radius: f64,
    },
    Point(#[pickle(init_arg, skip)] f64),
}

fn main() {}
