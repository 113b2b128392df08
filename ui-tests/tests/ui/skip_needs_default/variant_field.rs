use pickle_core::Pickle;

struct Connection;

#[derive(Pickle)]
enum Session {
    Open {
        user: String,
        #[pickle(skip)]
        connection: Connection,
    },
    Closed,
}

fn main() {}
