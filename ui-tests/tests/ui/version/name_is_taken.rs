use pickle_core::Pickle;

#[derive(Pickle)]
#[pickle(version = 1)]
struct Package {
    name: String,
    __version__: String,
}

fn main() {}
