use pickle_core::Pickle;

#[derive(Pickle)]
struct Session {
    user: String,
    #[pickle(skip, default)]
    count: u32,
}

fn main() {}
