use pickle_core::Pickle;

#[derive(Pickle)]
#[pickle(init = World::new)]
struct World {
    #[pickle(init_arg)]
    country: String,
    #[pickle(init_arg)]
    age: u32,
}

impl World {
    fn new(country: String) -> World {
        World { country, age: 0 }
    }
}

fn main() {}
