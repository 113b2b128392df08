use pickle_core::Pickle;
use std::collections::BTreeMap;

#[derive(Pickle)]
#[pickle(getstate_manages_dict)]
struct World {
    secret: u32,
    #[pickle(dict)]
    attributes: BTreeMap<String, String>,
}

fn main() {}
