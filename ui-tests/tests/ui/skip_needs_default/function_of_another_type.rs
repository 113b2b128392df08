use pickle_core::Pickle;

#[derive(Pickle)]
struct Session {
    user: String,
    #[pickle(skip, default = zero)]
    connection: String,
}

fn zero() -> u32 {
    0
}

fn main() {}
