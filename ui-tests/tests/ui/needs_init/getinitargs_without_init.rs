use pickle_core::Pickle;

#[derive(Pickle)]
#[pickle(getinitargs = World::getinitargs)]
struct World {
    country: String,
}

impl World {
    fn getinitargs(&self) -> (String,) {
        (self.country.clone(),)
    }
}

fn main() {}
