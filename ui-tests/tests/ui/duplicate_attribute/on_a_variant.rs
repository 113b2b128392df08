use pickle_core::Pickle;

#[derive(Pickle)]
enum Color {
    #[pickle(value = 1, value = 2)]
    Red,
}

fn main() {}
