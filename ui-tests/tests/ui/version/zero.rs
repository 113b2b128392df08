use pickle_core::Pickle;

#[derive(Pickle)]
#[pickle(version = 0)]
struct World {
    country: String,
}

fn main() {}
