use pickle_core::Pickle;

struct Foreign;

#[derive(Pickle)]
struct Holder {
    values: Vec<Foreign>,
}

fn main() {}
