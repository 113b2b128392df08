use pickle_core::Pickle;

#[derive(Pickle)]
struct Name<'a> {
    name: &'a mut String,
}

fn main() {}
