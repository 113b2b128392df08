use pickle_core::Pickle;

#[derive(Debug, PartialEq, Pickle)]
struct World {
    #[pickle(init_arg)]
    planet: String,
    secret: u32,
    #[pickle(init_arg)]
    age: u32,
    #[pickle(init_arg = "country")]
    country: String,
}

#[derive(Debug, PartialEq, Pickle)]
struct Pair(u32, #[pickle(init_arg = "second")] u32);

fn main() {
    let world = World { planet: "Earth".into(), secret: 1, age: 2, country: "Wales".into() };
    let value = (world, Pair(3, 4));
    let pickle = pickle_core::to_vec(&value).unwrap();
    assert_eq!(pickle_core::from_slice::<(World, Pair)>(&pickle).unwrap(), value);
}
