use pickle_core::Pickle;
use std::collections::HashMap;

#[derive(Debug, PartialEq, Pickle)]
struct World {
    secret: u32,
    #[pickle(dict)]
    attributes: HashMap<Box<str>, String>,
}

fn main() {
    let world = World { secret: 42, attributes: HashMap::from([("age".into(), "3".into())]) };
    let pickle = pickle_core::to_vec(&world).unwrap();
    assert_eq!(pickle_core::from_slice::<World>(&pickle).unwrap(), world);
}
