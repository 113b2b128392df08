use pickle_core::{Pickle, Unpickle};

#[derive(Pickle)]
struct Holder<T> {
    #[pickle(skip)]
    value: T,
}

struct NoDefault;

fn load<'de, T: Unpickle<'de>>() {}

fn main() {
    load::<Holder<NoDefault>>();
}
