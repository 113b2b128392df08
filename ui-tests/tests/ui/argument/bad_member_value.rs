use pickle_core::Pickle;

#[derive(Pickle)]
enum Color {
    #[pickle(value = 1.5)]
    Red,
}

fn main() {}
