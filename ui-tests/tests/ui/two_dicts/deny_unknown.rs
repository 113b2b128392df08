use pickle_core::Pickle;
use std::collections::BTreeMap;

#[derive(Pickle)]
#[pickle(deny_unknown)]
struct World {
    #[pickle(dict)]
    attributes: BTreeMap<String, u32>,
}

fn main() {}
