use pickle_core::Pickle;

#[derive(Pickle)]
enum Color {
    #[pickle(name = "RED")]
    Red,
    Green,
}

fn main() {}
