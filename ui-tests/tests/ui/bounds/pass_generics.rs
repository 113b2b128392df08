use pickle_core::Pickle;
use std::collections::{BTreeMap, HashMap};
use std::fmt::Debug;
use std::hash::Hash;
use std::marker::PhantomData;

struct NotPickle;

#[derive(Debug, PartialEq, Pickle)]
struct Holder<T, U = u8> {
    value: T,
    more: Vec<Option<U>>,
}

#[derive(Debug, PartialEq, Pickle)]
struct Sorted<K: Ord, V>
where
    V: Clone,
{
    entries: BTreeMap<K, V>,
}

#[derive(Debug, PartialEq, Pickle)]
struct Hashed<K>
where
    K: Eq + Hash,
{
    entries: HashMap<K, Vec<K>>,
}

#[derive(Debug, PartialEq, Pickle)]
struct Array<T, const N: usize> {
    items: [T; N],
}

#[derive(Debug, PartialEq, Pickle)]
struct Tagged<Tag> {
    value: u32,
    tag: PhantomData<Tag>,
}

#[derive(Debug, PartialEq, Pickle)]
struct Skipped<T, F> {
    value: T,
    #[pickle(skip, default = Vec::new)]
    cache: Vec<F>,
}

#[derive(Debug, PartialEq, Pickle)]
#[pickle(default)]
struct Defaulted<T> {
    value: T,
}

impl<T: Default> Default for Defaulted<T> {
    fn default() -> Self {
        Defaulted { value: T::default() }
    }
}

trait Kind {
    type Key: PartialEq + Debug;
}

#[derive(Debug, PartialEq)]
struct Text;

impl Kind for Text {
    type Key = String;
}

#[derive(Debug, PartialEq, Pickle)]
struct Keyed<K: Kind> {
    key: K::Key,
    keys: Vec<<K as Kind>::Key>,
}

#[derive(Debug, PartialEq, Pickle)]
#[pickle(bound(pickle = "K::Key: pickle_core::Pickle", unpickle = "K::Key: pickle_core::Unpickle<'de>"))]
enum Explicit<K: Kind> {
    Key(K::Key),
    Nothing,
}

#[derive(Debug, PartialEq, Pickle)]
enum Either<L, R> {
    Left(L),
    Right { right: R },
}

fn round<T: PartialEq + Debug + pickle_core::Pickle + pickle_core::UnpickleOwned>(value: T) {
    let pickle = pickle_core::to_vec(&value).unwrap();
    assert_eq!(pickle_core::from_slice::<T>(&pickle).unwrap(), value);
}

fn main() {
    round(Holder { value: 1_u8, more: vec![Some(2_u8), None] });
    round(Sorted { entries: BTreeMap::from([("a".to_owned(), 1.5)]) });
    round(Hashed { entries: HashMap::from([(1, vec![2])]) });
    round(Array { items: [1, 2, 3] });
    round(Defaulted { value: 3 });
    round(Keyed::<Text> { key: "a".into(), keys: vec!["b".into()] });
    round(Explicit::<Text>::Key("a".into()));
    round([Either::Left(1), Either::Right { right: "a".to_owned() }]);
    let tagged = Tagged::<NotPickle> { value: 1, tag: PhantomData };
    pickle_core::to_vec(&tagged).unwrap();
    let skipped = Skipped::<u8, NotPickle> { value: 1, cache: vec![] };
    pickle_core::to_vec(&skipped).unwrap();
}
