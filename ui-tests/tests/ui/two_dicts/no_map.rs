use pickle_core::Pickle;

#[derive(Pickle)]
struct World {
    secret: u32,
    #[pickle(dict)]
    attributes: Vec<u32>,
}

fn main() {}
