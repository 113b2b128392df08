use pickle_core::Pickle;

#[derive(Pickle)]
struct World {
    #[pickle(init_arg = "country")]
    country: String,
    #[pickle(init_arg)]
    age: u32,
}

fn main() {}
