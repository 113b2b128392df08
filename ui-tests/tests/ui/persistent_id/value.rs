use pickle_core::Pickle;

#[derive(Pickle)]
struct Task {
    #[pickle(persistent_id = "record")]
    record: String,
}

fn main() {}
