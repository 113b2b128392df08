use pickle_core::Pickle;

#[derive(Pickle)]
struct Name<'a> {
    name: &'a str,
}

fn load(input: Vec<u8>) -> Name<'static> {
    pickle_core::from_slice(&input).unwrap()
}

fn main() {}
