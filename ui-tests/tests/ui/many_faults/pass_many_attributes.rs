use pickle_core::Pickle;
use std::collections::BTreeMap;

#[derive(Debug, PartialEq, Pickle)]
#[pickle(module = "geo", name = "World", alias = "old_geo.World")]
#[pickle(init = World::new, newargs, slots, rename_all = "camelCase")]
struct World {
    #[pickle(init_arg)]
    country: String,
    #[pickle(init_arg = "age")]
    years: u32,
    #[pickle(rename = "secret", alias = "secretNumber", default)]
    secret_number: u32,
    #[pickle(default = World::size)]
    full_size: f64,
    #[pickle(skip)]
    visits: u32,
    #[pickle(dict)]
    attributes: BTreeMap<String, String>,
}

impl World {
    fn new(country: String, years: u32) -> Result<World, std::fmt::Error> {
        let attributes = BTreeMap::new();
        Ok(World { country, years, secret_number: 0, full_size: 0.0, visits: 0, attributes })
    }
    fn size() -> f64 {
        1.0
    }
}

fn main() {
    let attributes = BTreeMap::from([("a".to_owned(), "b".to_owned())]);
    let world = World {
        country: "Wales".into(),
        years: 3,
        secret_number: 42,
        full_size: 2.0,
        visits: 0,
        attributes,
    };
    let pickle = pickle_core::to_vec(&world).unwrap();
    assert_eq!(pickle_core::from_slice::<World>(&pickle).unwrap(), world);
}
