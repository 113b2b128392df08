use pickle_core::Pickle;

#[derive(Pickle)]
#[pickle(init = World::from_country)]
struct World {
    #[pickle(init_arg)]
    country: String,
}

fn main() {}
