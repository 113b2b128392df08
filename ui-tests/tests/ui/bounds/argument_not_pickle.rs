use pickle_core::Pickle;

#[derive(Pickle)]
struct Holder<T> {
    value: T,
}

struct Foreign;

fn main() {
    pickle_core::to_vec(&Holder { value: Foreign }).unwrap();
}
