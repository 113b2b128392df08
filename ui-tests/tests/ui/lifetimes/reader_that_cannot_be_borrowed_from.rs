use pickle_core::Pickle;

#[derive(Pickle)]
struct Name<'a> {
    name: &'a str,
}

fn main() {
    let file: &[u8] = b"";
    let _name: Name = pickle_core::from_reader(file).unwrap();
}
