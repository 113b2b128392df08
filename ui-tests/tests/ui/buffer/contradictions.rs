use std::collections::BTreeMap;

use pickle_core::Pickle;

#[derive(Pickle)]
struct Image {
    #[pickle(buffer, persistent_id)]
    data: Vec<u8>,
    #[pickle(buffer, skip)]
    cache: Vec<u8>,
    #[pickle(buffer, dict)]
    others: BTreeMap<String, u8>,
    #[pickle(buffer = "data")]
    more: Vec<u8>,
}

fn main() {}
