use pickle_core::Pickle;

#[derive(Pickle)]
#[pickle(bound = "T: Clone")]
struct Holder<T> {
    value: T,
}

fn main() {}
