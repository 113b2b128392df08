use pickle_core::Pickle;

struct Record;

#[derive(Pickle)]
struct Task {
    #[pickle(persistent_id)]
    record: Record,
}

fn main() {}
