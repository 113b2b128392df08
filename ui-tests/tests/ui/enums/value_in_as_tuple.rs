use pickle_core::Pickle;

#[derive(Pickle)]
#[pickle(as_tuple)]
enum Color {
    #[pickle(value = 1)]
    Red,
}

fn main() {}
