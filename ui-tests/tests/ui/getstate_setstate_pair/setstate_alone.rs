use pickle_core::Pickle;

#[derive(Pickle)]
#[pickle(module = "geo", setstate = World::setstate)]
struct World {
    secret: u32,
}

impl World {
    fn setstate(&mut self, secret: u32) {
        self.secret = secret;
    }
}

fn main() {}
