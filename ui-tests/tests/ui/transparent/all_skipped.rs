use pickle_core::Pickle;

#[derive(Pickle)]
#[pickle(transparent)]
struct Meters(#[pickle(skip)] f64);

fn main() {}
