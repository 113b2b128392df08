use pickle_core::Pickle;

#[derive(Pickle)]
#[pickle(getstate = World::save_secret, setstate = World::load_secret)]
struct World {
    secret: u32,
}

fn main() {}
