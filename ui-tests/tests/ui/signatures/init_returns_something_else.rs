use pickle_core::Pickle;

#[derive(Pickle)]
#[pickle(init = World::new)]
struct World {
    #[pickle(init_arg)]
    country: String,
}

impl World {
    fn new(country: String) -> Option<World> {
        Some(World { country })
    }
}

fn main() {}
