use pickle_core::Pickle;

struct Foreign;

#[derive(Pickle)]
enum Holder {
    Full { value: Foreign },
    Empty,
}

fn main() {}
