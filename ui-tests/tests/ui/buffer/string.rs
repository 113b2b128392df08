use pickle_core::Pickle;

#[derive(Pickle)]
struct Image {
    #[pickle(buffer)]
    data: String,
}

fn main() {}
