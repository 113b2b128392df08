use pickle_core::Pickle;

#[derive(Pickle)]
#[pickle(init = Shape::new)]
enum Shape {
    Circle { radius: f64 },
}

fn main() {}
