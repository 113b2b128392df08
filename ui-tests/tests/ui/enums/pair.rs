use pickle_core::Pickle;

#[derive(Pickle)]
#[pickle(getstate = Shape::getstate, setstate = Shape::setstate)]
enum Shape {
    Circle { radius: f64 },
}

fn main() {}
