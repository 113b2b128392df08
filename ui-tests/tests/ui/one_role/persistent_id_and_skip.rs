use pickle_core::Pickle;

#[derive(Pickle)]
struct Task {
    #[pickle(skip, persistent_id)]
    record: String,
}

fn main() {}
