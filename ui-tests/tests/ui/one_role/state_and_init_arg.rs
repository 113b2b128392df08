use pickle_core::Pickle;

#[derive(Pickle)]
struct World {
    #[pickle(state)]
    #[pickle(init_arg = "country")]
    country: String,
}

fn main() {}
