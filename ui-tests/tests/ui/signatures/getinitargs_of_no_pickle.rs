use pickle_core::Pickle;

struct Foreign;

#[derive(Pickle)]
#[pickle(init = World::new, getinitargs = World::getinitargs)]
struct World {
    country: String,
}

impl World {
    fn new(country: String) -> World {
        World { country }
    }
    fn getinitargs(&self) -> (Foreign,) {
        (Foreign,)
    }
}

fn main() {}
