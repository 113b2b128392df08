use pickle_core::Pickle;

#[derive(Pickle)]
struct Session {
    user: String,
    #[pickle(skip, rename = "number", alias = "n")]
    count: u32,
}

fn main() {}
