use pickle_core::Pickle;

#[derive(Pickle)]
#[pickle(default)]
enum Shape {
    Circle { radius: f64 },
}

fn main() {}
