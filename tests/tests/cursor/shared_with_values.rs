//! What a value, or an attribute that nobody reads, holds first and a type reads later, and what
//! values hold of each other's parts, is served with the identity that the machine gives it.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;
use std::rc::Rc;

use pickle_core::{Limits, Pickle, Registry, UnpickleOwned, Unpickler, Value};
use proptest::prelude::*;

use crate::damage::damage;
use crate::pythons::{all, pickles};
use crate::shapes::Point;
use crate::values::Exact;
use crate::{agree, agree_with, served};

#[derive(Debug, PartialEq, Clone, Pickle)]
#[pickle(module = "shapes")]
struct Note {
    title: String,
    extra: Exact,
}

/// The same without what comes between.
#[derive(Debug, PartialEq, Clone, Pickle)]
#[pickle(module = "shapes", name = "Note")]
struct Title {
    title: String,
}

type Parts<E> = (
    E,
    Vec<Point>,
    BTreeMap<String, Point>,
    BTreeSet<i64>,
    Vec<i64>,
    ((i64, String), Vec<u8>),
    Option<Point>,
    Rc<RefCell<Vec<i64>>>,
    Rc<RefCell<Vec<i64>>>,
    Exact,
);

const PARTS: &str = "
class Point(object):
    def __init__(self, x): self.x, self.y = x, 0.5
class Note(object):
    def __init__(self, title, extra): self.title, self.extra = title, extra
class Attributes(dict): pass
points = [Point(1), Point(2)]
by_name = {u'a': points[1], u'b': Point(3)}
numbers = set([1, 2])
ints = [1, 2, 3]
pair = ((1, u'text'), bytearray(b'ab'))
parts = [points, by_name, numbers, ints, pair, points[0], ints, ints, [ints, points]]
def show_parts(first):
    show(tuple([first] + parts))
";

/// Whatever reads the note in front, what it holds is read by type behind it, by the cursor.
#[track_caller]
fn is_read_by_type_behind<N: UnpickleOwned + PartialEq + Debug>() {
    let script = format!("{PARTS}show_parts(Note(u'title', [parts, points, [pair, points[1]]]))");
    for pickle in pickles(all, &script) {
        let (read, by_cursor) = agree_with::<Parts<N>>(&pickle, &Registry::new());
        assert!(by_cursor, "not by the cursor: {}", pickle.escape_ascii());
        assert!(read.is_some_and(|read| Rc::ptr_eq(&read.7, &read.8)));
    }
}

#[test]
fn what_a_value_holds_first_can_be_read_by_type() {
    is_read_by_type_behind::<Note>();
}

#[test]
fn what_an_unknown_attribute_holds_first_can_be_read_by_type() {
    is_read_by_type_behind::<Title>();
}

#[test]
fn values_may_hold_parts_of_each_other_in_any_order() {
    let script = "
class Point(object):
    def __init__(self, x): self.x, self.y = x, 0.5
a, b, c = Point(1), [2], {u'x': 3}
outer = [a, [b, c]]
inner = [outer[1], outer]
show(([outer], [b, outer, a], [c, outer[1], inner], {u'b': b, u'inner': inner, u'a': a}, (a, inner, outer)))
";
    for pickle in pickles(all, script) {
        served::<(Exact, Exact, Vec<Exact>, BTreeMap<String, Exact>, Exact)>(&pickle);
    }
}

#[test]
fn what_is_added_to_by_reference_is_no_part_that_is_read_by_type() {
    // The list is added to where it is referred to, before and behind the typed part.
    for pickle in [
        &b"\x80\x04](]\x94K\x01ae](h\x00K\x02ae\x86."[..],
        b"\x80\x04](]\x94K\x01aeh\x00K\x02a\x86.",
        b"\x80\x04](]\x94(K\x01K\x02eh\x00K\x03aeh\x00\x86.",
    ] {
        agree::<(Exact, Vec<i64>)>(pickle);
        agree::<(Exact, Vec<Vec<i64>>)>(pickle);
        agree::<(Value, Exact)>(pickle);
    }
    // It is the first item of what is memoized, too.
    let pickle = b"\x80\x04]\x94(K\x01e]\x86\x94]\x86\x94h\x00h\x01\x86\x86.";
    agree::<(Exact, (Vec<i64>, Exact))>(pickle);
    agree::<((Exact, Exact), (Vec<i64>, (Vec<i64>, Vec<i64>)))>(pickle);
    agree::<((Value, Exact), ((i64,), (Vec<i64>, ())))>(pickle);
}

fn at_limits<T: UnpickleOwned + PartialEq + Debug>(pickle: &[u8], limits: Limits) {
    let mut unpickler = Unpickler::new(pickle).limits(limits);
    let mut machine = Unpickler::new(pickle).limits(limits).by_machine();
    let read = unpickler.load::<T>().map_err(|error| error.to_string());
    assert_eq!(read, machine.load::<T>().map_err(|error| error.to_string()));
}

#[test]
fn what_is_read_again_by_type_is_paid_for() {
    let list = [&b"]\x94("[..], &b"K\x01".repeat(60), b"e"].concat();
    let pickle = [b"\x80\x04](", &list[..], b"e](", &b"h\0".repeat(8), b"e\x86."].concat();
    for repeats in (0..1000).step_by(3) {
        at_limits::<(Exact, Vec<Vec<i64>>)>(&pickle, Limits { repeats, ..Limits::default() });
    }
    for depth in 0..8 {
        at_limits::<(Exact, Vec<Vec<i64>>)>(&pickle, Limits { depth, ..Limits::default() });
    }
}

/// What the Pythons make of it, for damage.
fn written() -> &'static [Vec<u8>] {
    static WRITTEN: std::sync::OnceLock<Vec<Vec<u8>>> = std::sync::OnceLock::new();
    WRITTEN.get_or_init(|| {
        let script = format!("{PARTS}show_parts(Note(u'title', [parts, points, [pair]]))");
        pickles(all, &script)
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, ..ProptestConfig::default() })]

    #[test]
    fn the_sources_agree_whatever_is_damaged(
        which in any::<prop::sample::Index>(),
        at in any::<prop::sample::Index>(),
        byte in prop::sample::select(&b"()]}NKMG012abdehlqrstu\x81\x85\x86\x87\x88\x89\x8c\x8f\x90\x93\x94.\0\x01\x02\x05\x08\x0b"[..]),
        how in 0..3_u8,
    ) {
        if written().is_empty() {
            return Ok(());
        }
        let mut pickle = which.get(written()).clone();
        damage(&mut pickle, at, byte, how);
        agree_with::<Parts<Note>>(&pickle, &Registry::new());
        agree_with::<Parts<Title>>(&pickle, &Registry::new());
    }
}
