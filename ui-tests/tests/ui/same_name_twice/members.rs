use pickle_core::Pickle;

#[derive(Pickle)]
enum Color {
    Red,
    #[pickle(rename = "Red")]
    Rouge,
}

fn main() {}
