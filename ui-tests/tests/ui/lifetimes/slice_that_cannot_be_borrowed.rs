use pickle_core::Pickle;

#[derive(Pickle)]
struct Numbers<'a> {
    numbers: &'a [u32],
}

fn main() {}
