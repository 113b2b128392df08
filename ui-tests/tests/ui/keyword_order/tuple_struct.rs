use pickle_core::Pickle;

#[derive(Pickle)]
struct World(#[pickle(init_arg = "country")] String, u32);

fn main() {}
