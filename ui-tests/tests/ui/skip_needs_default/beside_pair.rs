use pickle_core::Pickle;

struct Connection;

#[derive(Pickle)]
#[pickle(getstate = Session::getstate, setstate = Session::setstate)]
struct Session {
    user: String,
    connection: Connection,
}

impl Session {
    fn getstate(&self) -> String {
        self.user.clone()
    }
    fn setstate(&mut self, user: String) {
        self.user = user;
    }
}

fn main() {}
