use pickle_core::Pickle;

#[derive(Pickle)]
struct World {
    #[pickle(listitems)]
    items: Vec<u32>,
    #[pickle(listitems)]
    more: Vec<u32>,
}

fn main() {}
