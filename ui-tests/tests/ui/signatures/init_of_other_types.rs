use pickle_core::Pickle;

#[derive(Pickle)]
#[pickle(init = World::new)]
struct World {
    #[pickle(init_arg)]
    country: String,
}

impl World {
    fn new(age: u32) -> World {
        World { country: age.to_string() }
    }
}

fn main() {}
