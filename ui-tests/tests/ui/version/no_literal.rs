use pickle_core::Pickle;

const TODAY: u32 = 3;

#[derive(Pickle)]
#[pickle(version = TODAY)]
struct World {
    country: String,
}

fn main() {}
