use pickle_core::Pickle;
use std::collections::BTreeMap;

#[derive(Pickle)]
struct World {
    #[pickle(dict, rename = "attrs")]
    attributes: BTreeMap<String, u32>,
}

fn main() {}
