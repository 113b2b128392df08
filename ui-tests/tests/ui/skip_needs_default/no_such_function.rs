use pickle_core::Pickle;

struct Connection;

#[derive(Pickle)]
struct Session {
    user: String,
    #[pickle(skip, default = Connection::closed)]
    connection: Connection,
}

fn main() {}
