use pickle_core::Pickle;

#[derive(Pickle)]
#[pickle(transparent)]
struct Nothing {}

fn main() {}
