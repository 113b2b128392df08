use pickle_core::Pickle;

struct Foreign;

#[derive(Pickle)]
#[pickle(as_tuple)]
struct Holder(u32, Foreign);

fn main() {}
