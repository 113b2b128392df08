use pickle_core::Pickle;

#[derive(Default, Pickle)]
#[pickle(transparent, default)]
struct Meters(f64);

fn main() {}
