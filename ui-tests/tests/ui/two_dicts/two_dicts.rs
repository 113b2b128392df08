use pickle_core::Pickle;
use std::collections::BTreeMap;

#[derive(Pickle)]
struct World {
    #[pickle(dict)]
    attributes: BTreeMap<String, u32>,
    #[pickle(dict)]
    more: BTreeMap<String, u32>,
}

fn main() {}
