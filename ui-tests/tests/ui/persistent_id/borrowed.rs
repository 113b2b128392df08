use pickle_core::Pickle;

#[derive(Pickle)]
struct Task<'a> {
    #[pickle(persistent_id)]
    record: &'a str,
}

fn main() {}
