use pickle_core::Pickle;
use std::collections::BTreeMap;

#[derive(Pickle)]
struct World(u32, #[pickle(dict)] BTreeMap<String, u32>);

fn main() {}
