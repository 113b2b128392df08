use pickle_core::Pickle;
use std::collections::BTreeMap;

#[derive(Debug, PartialEq, Pickle)]
struct World {
    #[pickle(init_arg)]
    country: String,
    #[pickle(init_arg = "size")]
    area: f64,
    #[pickle(state)]
    secret: u32,
    #[pickle(skip)]
    visits: u32,
    #[pickle(state, dict)]
    attributes: BTreeMap<String, u32>,
}

fn main() {
    let attributes = BTreeMap::from([("age".to_owned(), 3)]);
    let world = World { country: "Wales".into(), area: 2.5, secret: 42, visits: 0, attributes };
    let pickle = pickle_core::to_vec(&world).unwrap();
    assert_eq!(pickle_core::from_slice::<World>(&pickle).unwrap(), world);
}
