use pickle_core::Pickle;

#[derive(Pickle)]
#[pickle(modul = "geo", getstate = "f")]
struct World {
    #[pickle(init_arg, skip)]
    country: String,
    #[pickle(with = Suite, bytes)]
    age: u32,
    #[pickle(skipp)]
    size: u32,
}

fn main() {}
