use pickle_core::Pickle;

struct Connection;

#[derive(Pickle)]
struct Session {
    user: String,
    #[pickle(skip)]
    connection: Connection,
}

fn main() {}
