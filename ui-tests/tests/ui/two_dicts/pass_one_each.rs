use pickle_core::Pickle;
use std::collections::{BTreeMap, HashMap};

#[derive(Debug, PartialEq, Pickle)]
enum World {
    Old {
        #[pickle(dict)]
        attributes: BTreeMap<String, u32>,
    },
    New {
        #[pickle(dict)]
        attributes: HashMap<String, u32>,
    },
}

#[derive(Debug, PartialEq, Pickle)]
struct Stack {
    #[pickle(listitems)]
    items: Vec<u32>,
    #[pickle(dictitems)]
    entries: BTreeMap<String, u32>,
    #[pickle(dict)]
    attributes: BTreeMap<String, u32>,
}

fn main() {
    let map = BTreeMap::from([("a".to_owned(), 1)]);
    let old = World::Old { attributes: map.clone() };
    let new = World::New { attributes: HashMap::from([("b".to_owned(), 2)]) };
    let stack = Stack { items: vec![1, 2], entries: map.clone(), attributes: map };
    let value = (old, new, stack);
    let pickle = pickle_core::to_vec(&value).unwrap();
    assert_eq!(pickle_core::from_slice::<(World, World, Stack)>(&pickle).unwrap(), value);
}
