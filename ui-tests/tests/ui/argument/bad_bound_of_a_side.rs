use pickle_core::Pickle;

#[derive(Pickle)]
#[pickle(bound(pickle = "T Clone"))]
struct Holder<T> {
    value: T,
}

#[derive(Pickle)]
#[pickle(bound(unpickle = Clone))]
struct Other<T> {
    value: T,
}

fn main() {}
