use pickle_core::Pickle;

#[derive(Debug, PartialEq, Pickle)]
#[pickle(module = "geo", getstate = World::getstate, setstate = World::setstate)]
struct World {
    #[pickle(init_arg)]
    country: String,
    secret: u32,
}

impl World {
    fn getstate(&self) -> u32 {
        self.secret
    }
    fn setstate(&mut self, secret: u32) {
        self.secret = secret;
    }
}

fn main() {
    let world = World { country: "Wales".into(), secret: 42 };
    let pickle = pickle_core::to_vec(&world).unwrap();
    assert_eq!(pickle_core::from_slice::<World>(&pickle).unwrap(), world);
}
