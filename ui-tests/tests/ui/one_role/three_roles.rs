use pickle_core::Pickle;

#[derive(Pickle)]
struct World {
    #[pickle(init_arg, state, skip)]
    country: String,
}

fn main() {}
