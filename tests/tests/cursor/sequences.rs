//! Lists for tuples, tuples for lists, and both for bytes.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::num::NonZero;

use num_bigint::BigInt;
use pickle_core::{Int, Pickle, Protocol, from_slice, to_vec};

use crate::pythons::{all, pickles};
use crate::shapes::Point;
use crate::{agree, dump, served};

#[test]
fn lists_are_served_as_tuples_and_arrays() {
    type Rows =
        (([u8; 0], [u8; 1], [u8; 3]), Vec<[[i64; 2]; 2]>, [Vec<u8>; 2], ([(i64, bool); 1], i64));
    let script = "
shared = [[1, 2], [3, 4]]
show([[[], [1], [1, 2, 3]], [shared, shared, [[5, 6], [7, 8]]], [[], [9]], [[(1, True)], 2]])
";
    let block = [[1, 2], [3, 4]];
    let rows: Rows = (
        ([], [1], [1, 2, 3]),
        vec![block, block, [[5, 6], [7, 8]]],
        [vec![], vec![9]],
        ([(1, true)], 2),
    );
    for pickle in pickles(all, script) {
        assert_eq!(served::<Rows>(&pickle), rows);
    }
}

#[test]
fn tuples_that_begin_with_a_list_are_served() {
    type Rows = Vec<(Vec<i64>, i64, (Vec<i64>, Vec<i64>))>;
    let script = "
shared = [1]
show([([1, 2, 3], 4, ([5], [])), (shared, 2, ([], shared)), ([], 6, (shared, [7, 8]))])
";
    let rows: Rows = vec![
        (vec![1, 2, 3], 4, (vec![5], vec![])),
        (vec![1], 2, (vec![], vec![1])),
        (vec![], 6, (vec![1], vec![7, 8])),
    ];
    for pickle in pickles(all, script) {
        assert_eq!(served::<Rows>(&pickle), rows);
    }
}

#[test]
fn tuples_are_served_as_lists() {
    type Rows = (Vec<Vec<i64>>, Vec<Vec<String>>, BTreeMap<String, Vec<bool>>);
    let script = "
shared = (1, 2)
many = ((), (1,), shared, shared, (1, 2, 3), (1, 2, 3, 4), tuple(range(2000)))
show([many, [(u'a', u'b'), (u'a',)], {u'a': (True, False)}])
";
    let many = vec![
        vec![],
        vec![1],
        vec![1, 2],
        vec![1, 2],
        vec![1, 2, 3],
        vec![1, 2, 3, 4],
        (0..2000).collect(),
    ];
    let texts = |texts: &[&str]| texts.iter().map(|&text| text.to_owned()).collect::<Vec<_>>();
    let rows: Rows = (
        many,
        vec![texts(&["a", "b"]), texts(&["a"])],
        [("a".to_owned(), vec![true, false])].into(),
    );
    for pickle in pickles(all, script) {
        assert_eq!(served::<Rows>(&pickle), rows);
    }
}

#[test]
fn what_an_object_begins_with_is_not_taken_for_it() {
    type Texts = ((String, String), String);
    type Lists = ((Vec<i64>, i64), Vec<i64>);
    type Dicts = ((BTreeMap<i64, i64>, i64), BTreeMap<i64, i64>);
    type Bytes = ((Vec<u8>, i64), Vec<u8>);
    type Arrays = (Vec<i64>, [i64; 1]);

    // Tuples of which a GET stands for the whole.
    let texts = b"\x80\x02X\x01\0\0\0aX\x01\0\0\0b\x86q\0h\0\x86.";
    assert_eq!(agree::<Texts>(texts).0, None);
    assert!(agree::<((String, String), (String, String))>(texts).1);
    assert_eq!(agree::<Lists>(b"\x80\x02](K\x01K\x02eK\x03\x86q\0h\0\x86.").0, None);
    assert_eq!(agree::<Dicts>(b"\x80\x02}K\x03\x86q\0h\0\x86.").0, None);
    assert_eq!(agree::<Bytes>(b"\x80\x03C\x01aK\x03\x86q\0h\0\x86.").0, None);
    // Lists of which a tuple is only the beginning.
    assert_eq!(agree::<Arrays>(b"((lp0\nI1\naI2\nag0\nt.").0, None);
    assert!(agree::<Arrays>(b"((lp0\nI1\nag0\nt.").1);
}

#[derive(Pickle, Debug, PartialEq, Clone)]
#[pickle(module = "shapes")]
struct Lists {
    points: Vec<Point>,
    names: Vec<String>,
    numbers: Vec<f64>,
    pairs: Vec<(String, i64)>,
    #[expect(clippy::vec_box, reason = "a box begins like what is in it")]
    boxed: Vec<Box<Point>>,
    last: Vec<Point>,
}

#[test]
fn lists_of_one_are_told_from_empty_ones() {
    let script = "
class Lists(object): pass
class Point(object): pass
def point(x):
    point = Point()
    point.x, point.y = x, 0.5
    return point
def lists(bits, text):
    lists = Lists()
    lists.points = [point(1)] * (bits & 1)
    lists.names = [text] * (bits >> 1 & 1)
    lists.numbers = [0.5] * (bits >> 2 & 1)
    lists.pairs = [(text, 2)] * (bits >> 3 & 1)
    lists.boxed = [point(3)] * (bits >> 4 & 1)
    lists.last = [point(4)] * (bits >> 5 & 1)
    return lists
# Alone, so that no name was met before; and together.
for bits in range(64): show([(bits, text, lists(bits, text)) for text in TEXTS[:1]])
show([(bits, text, lists(bits, text)) for text in TEXTS for bits in range(64)])
";
    // Names of attributes are the same objects as equal strs of the program.
    let script = script.replace("TEXTS", "['new', 'names', 'numbers', 'last']");
    let point = |x| Point { x, y: 0.5 };
    let lists = |bits: usize, text: &str| Lists {
        points: vec![point(1); bits & 1],
        names: vec![text.to_owned(); bits >> 1 & 1],
        numbers: vec![0.5; bits >> 2 & 1],
        pairs: vec![(text.to_owned(), 2); bits >> 3 & 1],
        boxed: vec![Box::new(point(3)); bits >> 4 & 1],
        last: vec![point(4); bits >> 5 & 1],
    };
    for pickle in pickles(all, &script) {
        for (bits, text, found) in served::<Vec<(usize, String, Lists)>>(&pickle) {
            assert_eq!(found, lists(bits, &text));
        }
    }
}

/// All lists of up to two of the items.
fn lists_of<T: Clone>(items: &[T]) -> Vec<Vec<T>> {
    let pairs = items.iter().flat_map(|a| items.iter().map(|b| vec![a.clone(), b.clone()]));
    let singles = items.iter().map(|item| vec![item.clone()]);
    [vec![]].into_iter().chain(singles).chain(pairs).collect()
}

#[test]
fn nested_lists_are_told_from_empty_ones() {
    type Lists<T> = Vec<Vec<Vec<T>>>;
    type Items = Vec<(Lists<i64>, Lists<i64>, Lists<String>, Lists<bool>, Lists<Point>)>;
    // Behind a list, another of the same type stands, or of one with more or less levels.
    type Pairs<T> = Vec<(Vec<Vec<T>>, Vec<Lists<T>>, Vec<Vec<T>>, Vec<T>, Lists<T>)>;
    let script = "
class Point(object): pass
point = Point()
point.x, point.y = 1, 0.5
def lists(items):
    return [[]] + [[a] for a in items] + [[a, b] for a in items for b in items]
def levels(make): return lists(lists(make()))
makes = (lambda: [5], lambda: [u'a'], lambda: [True], lambda: [point])
columns = [lists(levels(make)) for make in makes]
show([
    [(a, a, b, c, d) for a, b, c, d in zip(*columns)],
    [(a, [b], a, a[-1:] and a[-1], b) for a in levels(lambda: [5]) for b in columns[0][:6]],
])
";
    let point = Point { x: 1, y: 0.5 };
    let ints = lists_of(&lists_of(&lists_of(&[5])));
    let texts = lists_of(&lists_of(&lists_of(&["a".to_owned()])));
    let bools = lists_of(&lists_of(&lists_of(&[true])));
    let points = lists_of(&lists_of(&lists_of(&[point])));
    let items: Items = ints
        .iter()
        .zip(&texts)
        .zip(bools.iter().zip(&points))
        .map(|((a, b), (c, d))| (a.clone(), a.clone(), b.clone(), c.clone(), d.clone()))
        .collect();
    let pairs: Pairs<i64> = lists_of(&lists_of(&[5]))
        .iter()
        .flat_map(|a| ints[..6].iter().map(move |b| (a, b)))
        .map(|(a, b)| {
            let last = a.last().cloned().unwrap_or_default();
            (a.clone(), vec![b.clone()], a.clone(), last, b.clone())
        })
        .collect();
    for pickle in pickles(|(major, minor, _)| major < 3 || minor >= 13, script) {
        assert_eq!(served::<(Items, Pairs<i64>)>(&pickle), (items.clone(), pairs.clone()));
    }
    for protocol in Protocol::ALL {
        let pickle = dump(protocol, &(&items, &pairs));
        assert_eq!(served::<(Items, Pairs<i64>)>(&pickle), (items.clone(), pairs.clone()));
    }
}

#[test]
fn a_table_does_not_keep_the_room_that_what_follows_would_have_taken() {
    type Read = (HashMap<u32, u32>, HashSet<u32>, Vec<u32>);
    let written: Read = ((0..1100).map(|i| (i, i)).collect(), (0..1100).collect(), vec![1; 50_000]);
    let (map, set, _) = from_slice::<Read>(&to_vec(&written).unwrap()).unwrap();
    assert_eq!((&map, &set), (&written.0, &written.1));
    assert!(map.capacity() <= 4 * map.len() && set.capacity() <= 4 * set.len());
}

#[test]
fn ints_of_every_length_are_served() {
    for len in 0..=18_u8 {
        for fill in [0, 1, 0x7f, 0x80, 0xff] {
            for top in [0, 1, 0x7f, 0x80, 0xff] {
                let mut int = vec![0x8a, len];
                int.resize(usize::from(len) + 2, fill);
                if len > 0 {
                    *int.last_mut().unwrap() = top;
                }
                let one = [b"\x80\x04", &int[..], b"."].concat();
                let list = [b"\x80\x04](K\x01", &int[..], &int, b"K\x02e."].concat();
                macro_rules! agree_as {
                    ($($type:ty)*) => {$(
                        let (read, by_cursor) = agree::<$type>(&one);
                        assert_eq!(by_cursor, read.is_some());
                        let (read, by_cursor) = agree::<Vec<$type>>(&list);
                        assert_eq!(by_cursor, read.is_some());
                    )*};
                }
                agree_as!(i8 i64 u64 i128 u128 NonZero<u64> Int BigInt);
                // Cut short anywhere, it is none.
                for cut in 0..one.len() {
                    assert_eq!(agree::<u64>(&one[..cut]), (None, false));
                    agree::<Vec<i128>>(&list[..cut]);
                }
            }
        }
    }
}
