use pickle_core::Pickle;

struct Connection;

#[derive(Pickle)]
#[pickle(as_dict)]
struct Session {
    user: String,
    #[pickle(skip)]
    connection: Connection,
}

fn main() {}
