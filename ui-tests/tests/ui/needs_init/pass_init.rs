use pickle_core::Pickle;

#[derive(Debug, PartialEq, Pickle)]
#[pickle(module = "geo", init = World::new, newargs)]
struct World {
    #[pickle(init_arg)]
    country: String,
    #[pickle(init_arg = "age")]
    age: u32,
    secret: u32,
}

impl World {
    fn new(country: String, age: u32) -> Self {
        World { country, age, secret: 0 }
    }
}

#[derive(Debug, PartialEq, Pickle)]
#[pickle(init = Nothing::new)]
struct Nothing;

impl Nothing {
    fn new() -> Nothing {
        Nothing
    }
}

fn main() {
    let world = World { country: "Wales".into(), age: 3, secret: 42 };
    let pickle = pickle_core::to_vec(&(world, Nothing)).unwrap();
    let (world, nothing): (World, Nothing) = pickle_core::from_slice(&pickle).unwrap();
    assert_eq!(world, World { country: "Wales".into(), age: 3, secret: 42 });
    assert_eq!(nothing, Nothing);
}
