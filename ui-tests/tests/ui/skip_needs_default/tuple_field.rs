use pickle_core::Pickle;

struct Connection;

#[derive(Pickle)]
struct Session(String, #[pickle(skip)] Connection);

fn main() {}
