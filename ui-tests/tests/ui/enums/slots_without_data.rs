use pickle_core::Pickle;

#[derive(Pickle)]
#[pickle(slots, deny_unknown)]
enum Color {
    Red,
}

fn main() {}
