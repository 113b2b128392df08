use pickle_core::Pickle;

#[derive(Debug, PartialEq, Pickle)]
#[pickle(init = World::new, getinitargs = World::getinitargs, newargs)]
struct World {
    country: String,
    #[pickle(state)]
    age: u32,
}

impl World {
    fn new(country: String, age: u32) -> Result<World, std::fmt::Error> {
        Ok(World { country, age })
    }
    fn getinitargs(&self) -> (&str, u32) {
        (&self.country, self.age)
    }
}

fn main() {
    let world = World { country: "Wales".into(), age: 3 };
    let pickle = pickle_core::to_vec(&world).unwrap();
    assert_eq!(pickle_core::from_slice::<World>(&pickle).unwrap(), world);
}
