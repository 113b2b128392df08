use pickle_core::Pickle;

#[derive(Pickle)]
#[pickle(newargs)]
struct Nothing;

fn main() {}
