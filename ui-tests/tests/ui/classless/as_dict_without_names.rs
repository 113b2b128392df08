use pickle_core::Pickle;

#[derive(Pickle)]
#[pickle(as_dict)]
struct Point(f64, f64);

fn main() {}
