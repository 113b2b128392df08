use pickle_core::Pickle;

#[derive(Pickle)]
struct World {
    #[pickle(init_arg)]
    planet: String,
    #[pickle(init_arg = "country")]
    country: String,
    secret: u32,
    #[pickle(init_arg)]
    age: u32,
    #[pickle(init_arg)]
    size: u32,
}

fn main() {}
