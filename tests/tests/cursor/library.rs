//! What CPython pickles of its library's types and of classes of all kinds is served wherever it
//! is: shared, in parts that are values or that nobody reads, and as the only item of a list.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fmt::Debug;
use std::path::PathBuf;

use pickle_core::{Pickle, Protocol, UnpickleOwned, Value};

use crate::pythons::{all, pickles};
use crate::values::Exact;
use crate::{dump, served};

#[derive(Debug, PartialEq, Clone, Pickle)]
#[pickle(module = "shapes")]
struct Holder<T> {
    first: T,
    second: T,
}

/// The same, of which only the second is read.
#[derive(Debug, PartialEq, Clone, Pickle)]
#[pickle(module = "shapes", name = "Holder")]
struct Half<T> {
    second: T,
}

/// The same, of which the first is read as it is.
#[derive(Debug, PartialEq, Clone, Pickle)]
#[pickle(module = "shapes", name = "Holder")]
struct Any<T> {
    first: Exact,
    second: T,
}

const HOLDER: &str = "
class Holder(object):
    def __init__(self, first, second): self.first, self.second = first, second
def show_in_holders(one, other):
    share()
    show([Holder(one, other), Holder(other, one), Holder(one, one)])
";

/// Whether what the script shows, in holders, is served as a `T`, as a value, and not read at all.
fn served_in_holders<T>(fits: impl Fn((u8, u8, u8)) -> bool, script: &str)
where
    T: UnpickleOwned + PartialEq + Debug + Clone,
{
    for pickle in pickles(fits, &format!("{HOLDER}{script}")) {
        let holders = served::<Vec<Holder<T>>>(&pickle);
        let halves: Vec<_> =
            holders.iter().map(|holder| Half { second: holder.second.clone() }).collect();
        assert_eq!(served::<Vec<Half<T>>>(&pickle), halves);
        let read = served::<Vec<Any<T>>>(&pickle);
        let seconds = read.into_iter().map(|any| Half { second: any.second });
        assert_eq!(seconds.collect::<Vec<_>>(), halves);
    }
}

fn python_3((major, ..): (u8, u8, u8)) -> bool {
    major >= 3
}

#[test]
fn frozensets_are_served() {
    let script = "show_in_holders(frozenset([1, 2]), frozenset())";
    served_in_holders::<BTreeSet<i64>>(all, script);
    served_in_holders::<HashSet<i64>>(all, script);
}

#[test]
fn members_of_enumerations_are_served() {
    #[derive(Debug, PartialEq, Clone, Pickle)]
    #[pickle(module = "shapes")]
    enum Color {
        Red = 1,
        Green = 2,
    }
    let script = "
import enum
Color = enum.Enum('Color', 'Red Green')
show_in_holders(Color.Red, Color.Green)
";
    served_in_holders::<Color>(python_3, script);
    let script = "
import enum
class Color(enum.IntEnum):
    Red, Green = 1, 2
show_in_holders(Color.Red, Color.Green)
";
    served_in_holders::<Color>(python_3, script);
}

#[test]
fn dicts_that_make_what_is_missing_are_served() {
    let script = "
import collections
show_in_holders(collections.defaultdict(int, {u'a': 1}), collections.defaultdict(Holder))
";
    served_in_holders::<BTreeMap<String, i64>>(all, script);
    let script = "
import collections
show_in_holders(collections.defaultdict(set, {u'a': set([1])}), collections.defaultdict(set))
";
    served_in_holders::<BTreeMap<String, BTreeSet<i64>>>(all, script);
}

#[test]
fn paths_are_served() {
    let script = "
import pathlib
show_in_holders(pathlib.PurePosixPath('/a/b'), pathlib.PurePosixPath('c'))
";
    served_in_holders::<PathBuf>(python_3, script);
}

#[test]
fn empty_bytearrays_are_served() {
    served_in_holders::<Vec<u8>>(all, "show_in_holders(bytearray(), bytearray())");
}

#[test]
fn subclasses_of_list_are_served() {
    #[derive(Debug, PartialEq, Clone, Pickle)]
    #[pickle(module = "shapes")]
    struct List {
        #[pickle(listitems)]
        items: Vec<i64>,
        #[pickle(default)]
        tag: Option<String>,
    }
    let script = "
class List(list): pass
one = List([1, 2])
one.tag = u't'
show_in_holders(one, List())
";
    served_in_holders::<List>(all, script);
}

#[test]
fn subclasses_of_str_are_served() {
    #[derive(Debug, PartialEq, Clone, Pickle)]
    #[pickle(module = "shapes")]
    struct Text {
        #[pickle(init_arg)]
        text: String,
        tag: i64,
    }
    let script = "
class Text(type(u'')): pass
one, other = Text(u'a'), Text(u'b')
one.tag = other.tag = 1
show_in_holders(one, other)
";
    served_in_holders::<Text>(all, script);
}

#[test]
fn named_tuples_are_served() {
    #[derive(Debug, PartialEq, Clone, Pickle)]
    #[pickle(module = "shapes", newargs)]
    struct Pair {
        #[pickle(init_arg)]
        x: i64,
        #[pickle(init_arg)]
        y: String,
    }
    let script = "
import collections
Pair = collections.namedtuple('Pair', 'x y')
show_in_holders(Pair(1, u'a'), Pair(2, u'a'))
";
    served_in_holders::<Pair>(all, script);
}

/// The dict items are declared before the list items.
#[derive(Debug, PartialEq, Clone, Pickle)]
#[pickle(module = "shapes")]
struct Items {
    #[pickle(init_arg)]
    a: i64,
    b: i64,
    #[pickle(dictitems)]
    entries: BTreeMap<String, i64>,
    #[pickle(listitems)]
    items: Vec<i64>,
}

#[test]
fn list_items_come_before_dict_items_however_they_are_declared() {
    let script = "
class Items(object):
    def __init__(self, a): self.a = a
    def append(self, item): pass
    def extend(self, items): pass
    def __setitem__(self, key, value): pass
    def __reduce__(self): return Items, (self.a,), {'b': 2}, iter([1, 2]), iter([(u'k', 1)])
show_in_holders(Items(1), Items(2))
";
    served_in_holders::<Items>(all, script);
    let items = Items { a: 1, b: 2, entries: [("k".to_owned(), 3)].into(), items: vec![4, 5] };
    for protocol in Protocol::ALL {
        assert_eq!(served::<Items>(&dump(protocol, &items)), items);
    }
}

#[test]
fn the_only_item_of_a_list_may_begin_with_a_mark() {
    type Four = (i64, i64, i64, i64);
    type Frozen = BTreeSet<i64>;
    type Read = (Vec<Four>, Vec<[i64; 5]>, Vec<Option<Four>>, Vec<(Four, i64)>, Vec<Frozen>);
    let script = "
four = (1, 2, 3, 4)
def lists(n): return [four] * n, [four + (5,)] * n, [four] * n, [(four, 5)] * n, [frozenset([n])] * n
show([lists(n) for n in (1, 0, 2, 3)])
";
    for pickle in pickles(all, script) {
        served::<Vec<Read>>(&pickle);
    }
    let four = (1, 2, 3, 4);
    for count in 0..4 {
        let read: Read = (
            vec![four; count],
            vec![[1, 2, 3, 4, 5]; count],
            vec![Some(four); count],
            vec![(four, 5); count],
            vec![Frozen::from([1]); count],
        );
        for protocol in Protocol::ALL {
            assert_eq!(served::<Read>(&dump(protocol, &read)), read);
            let values = (read.clone(), Value::none());
            served::<(Read, Exact)>(&dump(protocol, &values));
        }
    }
}
