use pickle_core::Pickle;

#[derive(Pickle)]
#[pickle(getstate = Shape::getstate)]
enum Shape {
    Circle { radius: f64 },
}

fn main() {}
