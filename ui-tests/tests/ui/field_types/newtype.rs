use pickle_core::Pickle;

struct Foreign;

#[derive(Pickle)]
struct Holder(Foreign);

fn main() {}
