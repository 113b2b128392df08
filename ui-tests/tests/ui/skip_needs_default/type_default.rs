use pickle_core::Pickle;

#[derive(Pickle)]
#[pickle(default)]
struct Pen {
    width: u32,
}

fn main() {}
