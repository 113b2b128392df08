use pickle_core::Pickle;

#[derive(Pickle)]
#[pickle(getstate = World::getstate, newargs, getstate_manages_dict)]
struct World {
    #[pickle(init_arg = "a", rename = "b")]
    country: String,
    #[pickle(init_arg, skip)]
    age: u32,
    #[pickle(skip, default)]
    size: u32,
    #[pickle(state)]
    secret: u32,
}

fn main() {}
