use pickle_core::Pickle;

#[derive(Debug, PartialEq)]
struct Connection(u32);

impl Connection {
    fn closed() -> Connection {
        Connection(7)
    }
}

#[derive(Debug, PartialEq, Pickle)]
struct Session {
    user: String,
    #[pickle(skip, default = Connection::closed)]
    connection: Connection,
    #[pickle(skip)]
    count: u32,
}

#[derive(Debug, PartialEq, Pickle)]
enum Event {
    Login(String, #[pickle(skip, default = Connection::closed)] Connection),
    Logout {
        #[pickle(skip)]
        count: u32,
        #[pickle(default)]
        user: String,
    },
}

#[derive(Debug, PartialEq, Pickle)]
#[pickle(default = Settings::usual)]
struct Settings {
    size: u32,
    #[pickle(skip)]
    connection: Connection,
}

impl Settings {
    fn usual() -> Settings {
        Settings { size: 3, connection: Connection::closed() }
    }
}

fn main() {
    let value = (
        Session { user: "ada".into(), connection: Connection(7), count: 0 },
        vec![
            Event::Login("ada".into(), Connection(7)),
            Event::Logout { count: 0, user: "ada".into() },
        ],
        Settings { size: 4, connection: Connection(7) },
    );
    let pickle = pickle_core::to_vec(&value).unwrap();
    let read: (Session, Vec<Event>, Settings) = pickle_core::from_slice(&pickle).unwrap();
    assert_eq!(read, value);
}
