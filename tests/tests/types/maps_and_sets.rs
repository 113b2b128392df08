//! Maps and sets.

use std::borrow::Cow;
use std::cell::Cell;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, LinkedList, VecDeque};
use std::fmt::Debug;
use std::rc::Rc;
use std::sync::{Arc, Mutex};

use pickle_core::ErrorKind::{Limit, OutOfRange, Recursive, Unhashable, WrongType};
use pickle_core::{
    Encoder, Error, Pickle, Pickler, Protocol, UnpickleOwned, Value, from_slice, to_vec,
};

use crate::{cannot_be_written, converts, reads, refuses, round_trips};

#[test]
fn maps() {
    for len in [0, 1, 2, 1000, 1001] {
        let map: BTreeMap<u16, String> = (0..len).map(|key| (key, key.to_string())).collect();
        converts(&map, &map.clone().into_iter().collect::<HashMap<_, _>>());
        converts(&map.clone().into_iter().collect::<HashMap<_, _>>(), &map);
        round_trips([map]);
    }
    round_trips([BTreeMap::from([(("a".to_owned(), Some(1)), BTreeMap::from([('x', 1)]))])]);
    let inputs: &[&[u8]] = &[
        b"(dp0\nVa\nI1\ns.",                                            // dict
        b"(Va\nI1\nd.",                                                 // dict at once
        b"(dVa\nI0\nsVa\nI1\ns.",                                       // the last one counts
        b"ccollections\nOrderedDict\n((lp0\n(lp1\nVa\naI1\naatR.",      // of Python 2
        b"ccollections\nOrderedDict\n(tRVa\nI1\ns.",                    // OrderedDict
        b"ccollections\ndefaultdict\n(c__builtin__\nint\ntRVa\nI1\ns.", // defaultdict(int)
        b"ccollections\nCounter\n((dVa\nI1\nstR.",                      // Counter
    ];
    for input in inputs {
        reads(input, BTreeMap::from([("a".to_owned(), 1)]));
        reads(input, HashMap::from([('a', 1)]));
    }
    refuses::<BTreeMap<u8, u8>>(b"(l.", WrongType, "expected dict, found list, at byte 1 (LIST)");
    refuses::<BTreeMap<String, u8>>(
        b"(dVa\nI1\nsVb\nI-1\ns.",
        OutOfRange,
        "[\"b\"]: the int -1 does not fit u8, at byte 12 (INT)",
    );
    refuses::<HashMap<u8, u8>>(
        b"(dVa\nI1\ns.",
        WrongType,
        "[\"a\"]: expected int, found str (in the key), at byte 2 (UNICODE)",
    );
}

#[test]
fn sets() {
    for len in [0, 1, 2, 1000, 1001] {
        let set: BTreeSet<u16> = (0..len).collect();
        converts(&set, &set.iter().copied().collect::<HashSet<_>>());
        converts(&set.iter().copied().collect::<HashSet<_>>(), &set);
        round_trips([set]);
    }
    let inputs: &[&[u8]] = &[
        b"c__builtin__\nset\n((lp0\nI1\naI2\natR.",       // set
        b"c__builtin__\nfrozenset\n((lp0\nI1\naI2\natR.", // frozenset
        b"\x80\x04\x8f(K\x01K\x02\x90.",                  // EMPTY_SET .. ADDITEMS
        b"\x80\x04(K\x01K\x02\x91.",                      // FROZENSET
        b"c__builtin__\nset\n((lp0\nI1\naI2\naI1\natR.",  // an item twice
    ];
    for input in inputs {
        reads(input, BTreeSet::from([1, 2]));
        reads(input, HashSet::from([1, 2]));
    }
    refuses::<BTreeSet<u8>>(b"(l.", WrongType, "expected set, found list, at byte 1 (LIST)");
    refuses::<HashSet<u8>>(
        b"\x80\x04\x8f(K\x01M\x00\x01\x90.",
        OutOfRange,
        "[1]: the int 256 does not fit u8, at byte 6 (BININT2)",
    );
}

const LIST: &str = "list is unhashable: no dict key or set item; \
                    use a tuple or an array";
const SET: &str = "set is unhashable: no dict key or set item; \
                   write it by `Encoder::frozenset`";
const DICT: &str = "dict is unhashable: no dict key or set item; \
                    use a tuple, or an instance of a class";

/// What is no key is no item either, in any protocol, whatever comes before it.
#[track_caller]
fn is_no_key<K: Pickle + Ord>(key: K, message: &str) {
    let map = BTreeMap::from([(key, 1)]);
    cannot_be_written(&map, Unhashable, &format!("[key]: {message}"));
    let set: BTreeSet<K> = map.into_keys().collect();
    cannot_be_written(&set, Unhashable, &format!("[0]: {message}"));
    cannot_be_written(&Frozen(&set), Unhashable, &format!("[0]: {message}"));
}

/// What can be written as a key comes back as one.
#[track_caller]
fn is_key<K: Pickle + UnpickleOwned + Ord + Clone + Debug>(key: K) {
    round_trips([BTreeMap::from([(key.clone(), 1)])]);
    let set = BTreeSet::from([key]);
    converts(&Frozen(&set), &set);
    round_trips([set]);
}

/// Seen by Python as a `frozenset`.
struct Frozen<'a, T>(&'a BTreeSet<T>);

impl<T: Pickle> Pickle for Frozen<'_, T> {
    fn pickle(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        encoder.frozenset(self.0)
    }
}

#[derive(Pickle, Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
#[pickle(module = "keys")]
struct Instance {
    path: Vec<i64>,
}

#[derive(Pickle, Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
#[pickle(transparent)]
struct Newtype<T>(T);

#[derive(Pickle, Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
#[pickle(as_tuple)]
struct Pair<T>(i64, T);

#[derive(Pickle, Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
#[pickle(as_tuple)]
enum Step {
    Nothing,
    Steps(Vec<i64>),
    Data(#[pickle(bytes)] Vec<u8>),
    One(i64),
}

#[derive(Pickle, Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
#[pickle(as_dict)]
struct Attributes {
    id: i64,
}

/// A chain of tuples, of any length.
#[derive(Pickle, Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
#[pickle(as_tuple)]
struct Chain(i64, Option<Box<Chain>>);

#[test]
fn what_python_cannot_hash_is_no_key() {
    is_no_key(vec![1_i64, 2], LIST);
    is_no_key(Vec::<i64>::new(), LIST);
    is_no_key(&[1_i64][..], LIST);
    is_no_key(VecDeque::from([1_u8]), LIST);
    is_no_key(LinkedList::from([1]), LIST);
    is_no_key(BTreeSet::from([1]), SET);
    is_no_key(BTreeMap::from([(1, 1)]), DICT);
    // Behind pointers, in cells and in tuples.
    is_no_key(vec![1_i64].into_boxed_slice(), LIST);
    is_no_key(Rc::<[i64]>::from([1]), LIST);
    is_no_key(Arc::new(vec!["a"]), LIST);
    is_no_key(Cow::Borrowed(&[1_i64][..]), LIST);
    is_no_key(Cell::new(&[1_i64][..]), LIST);
    is_no_key(Reverse(Box::new(BTreeSet::from([1]))), SET);
    is_no_key((1, "a", vec![1_i64]), LIST);
    is_no_key([(1, BTreeSet::from([1]))], SET);
    // In what is derived without a class.
    is_no_key(Newtype(vec![1_i64]), LIST);
    is_no_key(Pair(1, Newtype(BTreeMap::from([(1, 1)]))), DICT);
    is_no_key(Step::Steps(vec![1]), LIST);
    is_no_key(Attributes { id: 1 }, DICT);
}

#[test]
fn hash_tables_have_no_unhashable_keys() {
    let table = HashMap::from([(vec![1_i64], 1)]);
    cannot_be_written(&table, Unhashable, &format!("[key]: {LIST}"));
    let table = HashSet::from([vec![1_i64]]);
    cannot_be_written(&table, Unhashable, &format!("[0]: {LIST}"));
}

#[test]
fn each_key_is_looked_at() {
    let map = BTreeMap::from([(None, 1), (Some(vec![1_i64]), 2)]);
    cannot_be_written(&map, Unhashable, &format!("[key]: {LIST}"));
    let set = BTreeSet::from([Step::Nothing, Step::Steps(vec![])]);
    cannot_be_written(&set, Unhashable, &format!("[1]: {LIST}"));
}

#[test]
fn a_value_is_a_key_if_python_can_hash_it() {
    struct Entry(Value);

    impl Pickle for Entry {
        fn pickle(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
            encoder.dict([(&self.0, 1)])
        }
    }

    cannot_be_written(&Entry(Value::list([1])), Unhashable, &format!("[key]: {LIST}"));
    converts(&Entry(Value::from(1)), &BTreeMap::from([(1, 1)]));
}

#[test]
fn what_python_can_hash_is_a_key() {
    is_key(vec![1_u8, 2]);
    is_key(vec![1_u8, 2].into_boxed_slice());
    is_key([1_u8, 2]);
    is_key([1_i64, 2]);
    is_key((1, "a".to_owned(), [Some(1), None]));
    is_key(Some(1));
    is_key(None::<Vec<i64>>);
    is_key(Rc::<str>::from("a"));
    is_key(Instance { path: vec![1] });
    is_key(Newtype([1_i64]));
    is_key(Pair(1, vec![1_u8]));
    is_key(Step::Nothing);
    is_key(Step::One(1));
    is_key(Step::Data(vec![1]));
    is_key((0..20).fold(Chain(0, None), |chain, id| Chain(id, Some(Box::new(chain)))));
    // Without any there is nothing to be hashed.
    round_trips([BTreeMap::<Vec<i64>, i64>::new()]);
    round_trips([BTreeSet::<BTreeSet<i64>>::new()]);
}

#[test]
fn the_dispatch_table_may_make_a_key_hashable() {
    for protocol in Protocol::ALL {
        let mut pickler = Pickler::in_memory()
            .protocol(protocol)
            .dispatch(|it: &Attributes, encoder: &mut Encoder<'_>| encoder.int(it.id));
        pickler.dump(&BTreeMap::from([(Attributes { id: 7 }, 1)])).unwrap();
        let read: BTreeMap<i64, i64> = from_slice(&pickler.into_vec()).unwrap();
        assert_eq!(read, BTreeMap::from([(7, 1)]));
    }
}

#[test]
fn a_pickler_goes_on_behind_an_unhashable_key() {
    for protocol in Protocol::ALL {
        let mut pickler = Pickler::in_memory().protocol(protocol);
        pickler.dump(&BTreeMap::from([(vec![1_i64], 1)])).unwrap_err();
        pickler.dump(&BTreeSet::from([BTreeSet::from([1])])).unwrap_err();
        pickler.dump(&BTreeMap::from([(1, 1)])).unwrap();
        let mut alone = Pickler::in_memory().protocol(protocol);
        alone.dump(&BTreeMap::from([(1, 1)])).unwrap();
        assert_eq!(pickler.into_vec(), alone.into_vec());
    }
}

/// Writes a set of the one key.
struct OnlyKey<K>(K);

impl<K: Pickle> Pickle for OnlyKey<K> {
    fn pickle(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        encoder.set([&self.0])
    }
}

#[test]
fn keys_that_lead_far_are_nested_too_deep() {
    let deep = (0..200_000).fold(Box::new(1_u8) as Box<dyn Pickle>, |inner, _| Box::new(inner));
    let deep = std::mem::ManuallyDrop::new(deep); // to drop it takes as many calls
    let error = to_vec(&OnlyKey(&**deep)).expect_err("it is too deep");
    assert_eq!(error.kind(), Limit, "{error}");
}

#[test]
fn keys_that_lead_back_are_recursive() {
    #[derive(Pickle)]
    #[pickle(as_tuple)]
    struct Node(Option<Arc<Mutex<Node>>>);

    let node = Arc::new(Mutex::new(Node(None)));
    node.lock().expect("no one has it").0 = Some(node.clone());
    let error = to_vec(&OnlyKey(&node)).expect_err("it holds itself");
    assert_eq!(error.kind(), Recursive, "{error}");
    node.lock().expect("no one has it").0 = None;
}
