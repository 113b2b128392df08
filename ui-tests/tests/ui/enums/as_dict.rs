use pickle_core::Pickle;

#[derive(Pickle)]
#[pickle(as_dict)]
enum Shape {
    Circle { radius: f64 },
}

fn main() {}
