//! What picklers write never falls back to the machine.

use std::rc::Rc;

use pickle_core::{Pickler, Protocol, Unpickler};

use crate::pythons::{all, pickles};
use crate::shapes::{Bag, Drawing, Keywords, Point, Record, Slots, bag, sample};
use crate::{agree, dump, served};

#[test]
fn our_own_pickles_are_served_by_the_cursor() {
    for protocol in [Protocol::V4, Protocol::V5] {
        let drawings = vec![sample(), sample()];
        let (read, by_cursor) = agree::<Vec<Drawing>>(&dump(protocol, &drawings));
        assert_eq!(read, Some(drawings));
        assert!(by_cursor, "{protocol}");
        let record = Record { id: 7, slots: Slots { a: 1, b: "x".into() } };
        let (read, by_cursor) =
            agree::<Vec<Record>>(&dump(protocol, &[record.clone(), record.clone()][..]));
        assert_eq!(read, Some(vec![record.clone(), record]));
        assert!(by_cursor, "{protocol}");
        let keywords = Keywords { first: 1, second: "2".into(), third: true };
        let (read, by_cursor) =
            agree::<(Keywords, Keywords)>(&dump(protocol, &(keywords.clone(), keywords.clone())));
        assert_eq!(read, Some((keywords.clone(), keywords)));
        assert!(by_cursor, "{protocol}");
    }
    for protocol in [Protocol::V2, Protocol::V3] {
        let points = vec![Point { x: 1, y: 2.0 }, Point { x: 3, y: 4.0 }];
        let (_, by_cursor) = agree::<Vec<Point>>(&dump(protocol, &points));
        assert!(by_cursor, "{protocol}");
    }
}

#[test]
fn cpythons_pickles_are_served_by_the_cursor() {
    let script = "
class Point(object):
    def __init__(self, x, y): self.x, self.y = x, y
shared = Point(7, 8.0)
show([Point(i, i / 2.0) for i in range(2500)] + [shared, shared], 2)
";
    for pickle in pickles(|(major, ..)| major >= 3, script) {
        assert_eq!(served::<Vec<Point>>(&pickle).len(), 2502);
    }
}

#[test]
fn the_calls_of_early_protocols_are_served_by_the_cursor() {
    let script = "
class Bag(object): pass
class Point(object): pass
def bag(i):
    bag, point = Bag(), Point()
    point.x, point.y = i, 0.5
    bag.name, bag.data, bag.nothing = u'caf\\xe9', b'\\x00a\\xff', b''
    bag.tags, bag.frozen, bag.none = set([1, 2]), frozenset([u'a']), set()
    bag.rows, bag.pairs, bag.inner = [[], [1], [2, 3]], [(1, 0.5)], point
    return bag
bags = [bag(i) for i in range(3)]
show(bags + bags[:1])
";
    let bags = vec![bag(0), bag(1), bag(2), bag(0)];
    for pickle in pickles(all, script) {
        assert_eq!(served::<Vec<Bag>>(&pickle), bags);
    }
    for protocol in Protocol::ALL {
        assert_eq!(served::<Vec<Bag>>(&dump(protocol, &bags)), bags);
    }
}

#[test]
fn shared_parts_are_read_in_place() {
    let shared = Rc::new(Point { x: 1, y: 2.0 });
    let pickle = dump(Protocol::V4, &vec![shared.clone(), shared]);
    let mut unpickler = Unpickler::new(&pickle);
    let read: Vec<Rc<Point>> = unpickler.load().unwrap();
    assert!(unpickler.is_by_cursor());
    assert!(Rc::ptr_eq(&read[0], &read[1]));
    let (copies, by_cursor) = agree::<Vec<Point>>(&pickle);
    assert_eq!(copies.map(|copies| copies.len()), Some(2));
    assert!(by_cursor);
}

type Shared = (Rc<Point>, Vec<Rc<str>>, Vec<Rc<Point>>, Vec<Rc<str>>);

#[test]
fn instances_that_begin_with_the_same_name_are_told_apart() {
    let points: Vec<_> = (0..3).map(|x| Rc::new(Point { x, y: 2.0 })).collect();
    let texts: Vec<Rc<str>> = vec!["x".into(), "shapes".into(), "y".into()];
    let value: Shared = (points[0].clone(), texts.clone(), points, texts);
    for protocol in Protocol::ALL {
        let pickle = dump(protocol, &value);
        let mut unpickler = Unpickler::new(&pickle);
        let read: Shared = unpickler.load().unwrap();
        assert!(unpickler.is_by_cursor(), "{protocol}: {}", pickle.escape_ascii());
        assert_eq!(read, value);
        assert!(Rc::ptr_eq(&read.0, &read.2[0]));
        assert!(!Rc::ptr_eq(&read.2[0], &read.2[1]));
        for (one, other) in read.1.iter().zip(&read.3) {
            assert!(Rc::ptr_eq(one, other), "{protocol}: {}", pickle.escape_ascii());
        }
    }
}

#[test]
fn later_pickles_refer_to_those_that_the_cursor_read() {
    let mut pickler = Pickler::in_memory();
    for x in 0..3 {
        pickler.dump(&Point { x, y: 0.5 }).unwrap();
    }
    let bytes = pickler.into_vec();
    let mut unpickler = Unpickler::new(&bytes);
    for x in 0..3 {
        assert_eq!(unpickler.load::<Point>().unwrap(), Point { x, y: 0.5 });
        // The first leaves nothing in the memo, the second does.
        assert_eq!(unpickler.is_by_cursor(), x < 2);
    }
    assert!(unpickler.rest().is_empty());
}
