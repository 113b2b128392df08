//! What picklers write never falls back to the machine.

use std::rc::Rc;

use pickle_core::{Pickler, Protocol, Unpickler};
use pickle_tests::{hex, python};

use crate::shapes::{Bag, Drawing, Keywords, Point, Record, Slots, bag, sample};
use crate::{agree, dump};

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
    let script = "import io, pickle, pickletools, sys\n\
        shapes = type(sys)('shapes')\n\
        sys.modules['shapes'] = shapes\n\
        class Point(object):\n\
        \x20   def __init__(self, x, y): self.x, self.y = x, y\n\
        Point.__module__ = 'shapes'\n\
        shapes.Point = Point\n\
        shared = Point(7, 8.0)\n\
        points = [Point(i, i / 2.0) for i in range(2500)] + [shared, shared]\n\
        for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1):\n\
        \x20   for dumps in (pickle.dumps, getattr(pickle, '_dumps', pickle.dumps)):\n\
        \x20       data = dumps(points, protocol)\n\
        \x20       for data in (data, pickletools.optimize(data)):\n\
        \x20           print(bytearray(data).hex())\n";
    for python in python::interpreters().iter().filter(|python| python.highest_protocol() >= 4) {
        for line in python.run_script(script, b"").expect("the script runs").lines() {
            let pickle = hex::decode(line).expect("hex");
            let (points, by_cursor) = agree::<Vec<Point>>(&pickle);
            assert_eq!(points.map(|points| points.len()), Some(2502));
            assert!(by_cursor, "{}: {}", python.path.display(), pickle[..80].escape_ascii());
        }
    }
}

#[test]
fn the_calls_of_early_protocols_are_served_by_the_cursor() {
    let script = "\
        import binascii, pickle, pickletools, sys, types\n\
        shapes = types.ModuleType('shapes')\n\
        sys.modules['shapes'] = shapes\n\
        class Bag(object): pass\n\
        class Point(object): pass\n\
        for cls in (Bag, Point): cls.__module__ = 'shapes'; setattr(shapes, cls.__name__, cls)\n\
        def bag(i):\n\
        \x20   bag, point = Bag(), Point()\n\
        \x20   point.x, point.y = i, 0.5\n\
        \x20   bag.name, bag.data, bag.nothing = u'caf\\xe9', b'\\x00a\\xff', b''\n\
        \x20   bag.tags, bag.frozen, bag.none = set([1, 2]), frozenset([u'a']), set()\n\
        \x20   bag.rows, bag.pairs, bag.inner = [[], [1], [2, 3]], [(1, 0.5)], point\n\
        \x20   return bag\n\
        bags = [bag(i) for i in range(3)]\n\
        bags.append(bags[0])\n\
        for protocol in range(pickle.HIGHEST_PROTOCOL + 1):\n\
        \x20   for dumps in (pickle.dumps, getattr(pickle, '_dumps', pickle.dumps)):\n\
        \x20       data = dumps(bags, protocol)\n\
        \x20       for data in (data, pickletools.optimize(data)):\n\
        \x20           print(binascii.hexlify(data).decode())\n";
    let bags = vec![bag(0), bag(1), bag(2), bag(0)];
    for python in python::interpreters() {
        for line in python.run_script(script, b"").expect("the script runs").lines() {
            let pickle = hex::decode(line).expect("hex");
            let (read, by_cursor) = agree::<Vec<Bag>>(&pickle);
            assert_eq!(read.as_ref(), Some(&bags));
            assert!(by_cursor, "{}: {}", python.path.display(), pickle.escape_ascii());
        }
    }
    for protocol in Protocol::ALL {
        let (read, by_cursor) = agree::<Vec<Bag>>(&dump(protocol, &bags));
        assert_eq!(read.as_ref(), Some(&bags));
        assert!(by_cursor, "{protocol}: {}", dump(protocol, &bags).escape_ascii());
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
        assert_eq!(unpickler.is_by_cursor(), x == 0);
    }
    assert!(unpickler.rest().is_empty());
}
