use pickle_core::Pickle;
use std::collections::BTreeMap;

#[derive(Pickle)]
struct World {
    #[pickle(dict, skip)]
    attributes: BTreeMap<String, u32>,
}

fn main() {}
