use pickle_core::Pickle;
use std::collections::BTreeMap;

type Attributes = BTreeMap<String, u32>;

#[derive(Debug, PartialEq, Pickle)]
#[pickle(getstate = World::getstate, setstate = World::setstate, getstate_manages_dict)]
struct World {
    secret: u32,
    #[pickle(dict)]
    attributes: Attributes,
}

impl World {
    fn getstate(&self) -> (Attributes, u32) {
        (self.attributes.clone(), self.secret)
    }
    fn setstate(&mut self, (attributes, secret): (Attributes, u32)) {
        self.attributes = attributes;
        self.secret = secret;
    }
}

fn main() {
    let world = World { secret: 42, attributes: BTreeMap::from([("age".to_owned(), 3)]) };
    let pickle = pickle_core::to_vec(&world).unwrap();
    assert_eq!(pickle_core::from_slice::<World>(&pickle).unwrap(), world);
}
