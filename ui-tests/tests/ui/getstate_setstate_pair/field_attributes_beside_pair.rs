use pickle_core::Pickle;

#[derive(Pickle)]
#[pickle(getstate = World::getstate, setstate = World::setstate)]
struct World {
    #[pickle(rename = "the_secret")]
    secret: u32,
    #[pickle(default)]
    age: u32,
    #[pickle(bytes)]
    map: Vec<u8>,
}

impl World {
    fn getstate(&self) -> u32 {
        self.secret
    }
    fn setstate(&mut self, secret: u32) {
        self.secret = secret;
    }
}

fn main() {}
