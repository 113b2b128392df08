use pickle_core::Pickle;

struct Foreign;

#[derive(Pickle)]
struct Holder {
    value: Foreign,
}

fn main() {}
