#![allow(dead_code)]

use pickle_core::Pickle;
use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};

#[derive(Pickle)]
struct All {
    nothing: (),
    flag: bool,
    small: i8,
    large: u128,
    float: f32,
    letter: char,
    text: String,
    short: Box<str>,
    bytes: Vec<u8>,
    list: Vec<String>,
    queue: VecDeque<u32>,
    slice: Box<[u32]>,
    tuple: (u8, String, (f64,)),
    array: [u16; 4],
    maybe: Option<Option<u8>>,
    map: BTreeMap<String, u8>,
    hash: HashMap<(u8, u8), String>,
    set: BTreeSet<u8>,
    hash_set: HashSet<String>,
    cell: Cell<u8>,
    ref_cell: RefCell<Vec<u8>>,
}

fn main() {}
