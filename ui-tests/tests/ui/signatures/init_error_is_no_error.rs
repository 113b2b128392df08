use pickle_core::Pickle;

#[derive(Pickle)]
#[pickle(init = World::new)]
struct World {
    #[pickle(init_arg)]
    country: String,
}

impl World {
    fn new(country: String) -> Result<World, u32> {
        Ok(World { country })
    }
}

fn main() {}
