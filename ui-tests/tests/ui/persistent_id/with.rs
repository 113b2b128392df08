use pickle_core::Pickle;

#[derive(Pickle)]
struct Task {
    #[pickle(persistent_id, bytes)]
    record: Vec<u8>,
}

fn main() {}
