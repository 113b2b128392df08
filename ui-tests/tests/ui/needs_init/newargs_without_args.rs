use pickle_core::Pickle;

#[derive(Pickle)]
#[pickle(newargs)]
struct World {
    country: String,
}

fn main() {}
