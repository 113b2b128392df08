use pickle_core::Pickle;

#[derive(Pickle)]
struct Task {
    #[pickle(init_arg, persistent_id)]
    record: String,
}

fn main() {}
