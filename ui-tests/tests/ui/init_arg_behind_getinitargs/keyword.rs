use pickle_core::Pickle;

#[derive(Pickle)]
#[pickle(init = World::new, getinitargs = World::getinitargs)]
struct World {
    country: String,
    #[pickle(init_arg = "age")]
    age: u32,
}

impl World {
    fn new(country: String) -> World {
        World { country, age: 0 }
    }
    fn getinitargs(&self) -> (String,) {
        (self.country.clone(),)
    }
}

fn main() {}
