use pickle_core::Pickle;

#[derive(Pickle)]
#[pickle(bound(serialize = "T: Clone"))]
struct Holder<T> {
    value: T,
}

fn main() {}
