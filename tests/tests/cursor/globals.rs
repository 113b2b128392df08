//! The hook that sees globals sees the same of them, in the same order, whichever source serves the
//! load; and it may do so without the machine.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};
use std::fmt::Debug;

use pickle_core::{Global, Pickle, Pickler, Protocol, UnpickleOwned, Unpickler};
use proptest::prelude::*;

use crate::counted::{Everything, calls, everything};
use crate::damage::damage;
use crate::dump;
use crate::pythons::{all, pickles};
use crate::shapes::{Bag, Color, Drawing, Keywords, Point, Shape, bag, sample};
use crate::values::Exact;

/// What the hook does with the `at`th global that it sees.
#[derive(Clone, Copy, Debug)]
enum Answer {
    Same,
    Moved,
    Refused,
}

/// Reads with a hook by both sources, which must agree on what is read, and on what the hook sees
/// and when; whether the cursor served it.
fn agree_on_globals<T: UnpickleOwned + PartialEq + Debug>(
    pickle: &[u8],
    answer: Answer,
    at: usize,
) -> bool {
    let load = |by_machine: bool| {
        let seen = RefCell::new(Vec::new());
        let hook = |global: Global| {
            seen.borrow_mut().push(format!("{global} behind {:?}", calls()));
            match answer {
                _ if seen.borrow().len() != at + 1 => Ok(global),
                Answer::Same => Ok(global),
                Answer::Moved => Ok(Global::new("elsewhere", "Moved")),
                Answer::Refused => Err(format!("not {global}")),
            }
        };
        let unpickler = Unpickler::new(pickle).find_class(hook);
        let mut unpickler = if by_machine { unpickler.by_machine() } else { unpickler };
        let read = unpickler.load::<T>().map_err(|error| error.to_string());
        let by_cursor = unpickler.is_by_cursor();
        drop(unpickler);
        (read, seen.into_inner(), calls(), by_cursor)
    };
    let (read, seen, called, by_cursor) = load(false);
    let machine = load(true);
    assert!(!machine.3);
    assert_eq!(
        (read, seen, called),
        (machine.0, machine.1, machine.2),
        "{}",
        pickle.escape_ascii()
    );
    by_cursor
}

type Shapes = (Vec<Drawing>, Bag, Vec<Keywords>, Vec<Color>, Vec<Exact>);

fn shapes() -> Shapes {
    let keywords = |first| Keywords { first, second: "a".to_owned(), third: true };
    let value = pickle_core::Value::new_object(Global::new("geo", "World"), ["a"]);
    (
        vec![sample(), sample()],
        bag(1),
        vec![keywords(1), keywords(2)],
        vec![Color::Red, Color::Green],
        vec![Exact(value.clone()), Exact(value)],
    )
}

#[test]
fn the_cursor_shows_what_the_machine_would() {
    for protocol in Protocol::ALL {
        let pickle = dump(protocol, &shapes());
        assert!(agree_on_globals::<Shapes>(&pickle, Answer::Same, 0), "{protocol}");
        let pickle = dump(protocol, &vec![everything(1), everything(2)]);
        assert!(agree_on_globals::<Vec<Everything>>(&pickle, Answer::Same, 0), "{protocol}");
    }
}

#[test]
fn what_the_hook_has_said_is_not_asked_again_by_the_machine() {
    for protocol in Protocol::ALL {
        for at in 0..30 {
            for answer in [Answer::Moved, Answer::Refused] {
                let pickle = dump(protocol, &shapes());
                agree_on_globals::<Shapes>(&pickle, answer, at);
                let pickle = dump(protocol, &everything(1));
                agree_on_globals::<Everything>(&pickle, answer, at);
            }
        }
    }
}

#[derive(Pickle, Debug, PartialEq)]
#[pickle(as_dict)]
struct Row {
    points: Vec<Point>,
    sets: BTreeSet<i64>,
}

#[test]
fn cpythons_globals_are_shown_by_the_cursor() {
    let script = "
class Outer(object):
    class Point(object): pass
class Point(object):
    def __init__(self, x): self.x, self.y = x, 0.5
class Old:
    def __init__(self): self.x, self.y = 1, 0.5
class Keywords(object):
    def __init__(self, first): self.first = first
show([{'points': [Point(1), Point(2)], 'sets': set([1])}, {'points': [Point(3)], 'sets': set()}])
";
    for pickle in pickles(all, script) {
        assert!(
            agree_on_globals::<Vec<Row>>(&pickle, Answer::Same, 0),
            "{}",
            pickle.escape_ascii()
        );
    }
    // Old-style instances, whose class stands behind their arguments or before them.
    for pickle in [
        &b"(ishapes\nPoint\n(V\x78\nI1\nVy\nF0.5\ndb."[..],
        b"(cshapes\nPoint\no(Vx\nI1\nVy\nF0.5\ndb.",
    ] {
        assert!(agree_on_globals::<Point>(pickle, Answer::Same, 0), "{}", pickle.escape_ascii());
    }
    let extension = b"\x80\x02(\x82\x70cshapes\nPoint\ne.";
    agree_on_globals::<Vec<Exact>>(extension, Answer::Same, 0);
}

type Plain = (Vec<(String, i64)>, HashMap<String, Vec<f64>>, Option<Exact>);

#[test]
fn a_pickle_without_globals_is_served_where_none_may_be_named() {
    let plain: Plain = (
        vec![("a".to_owned(), 1), ("b".to_owned(), 2)],
        [("x".to_owned(), vec![1.5])].into(),
        Some(Exact(pickle_core::Value::list([1, 2]))),
    );
    for protocol in Protocol::ALL {
        let pickle = dump(protocol, &plain);
        let mut unpickler = Unpickler::new(&pickle).no_globals();
        assert!(unpickler.load::<Plain>().is_ok());
        assert!(unpickler.is_by_cursor(), "{protocol}");
        let shape = Shape::Circle { center: Point { x: 1, y: 2.0 }, radius: 3.0 };
        for pickle in [dump(protocol, &shape), dump(protocol, &(1, Color::Red))] {
            let load = |by_machine: bool| {
                let unpickler = Unpickler::new(&pickle).no_globals();
                let mut unpickler = if by_machine { unpickler.by_machine() } else { unpickler };
                let read = unpickler.load::<Exact>().map_err(|error| error.to_string());
                assert!(!unpickler.is_by_cursor());
                read.unwrap_err()
            };
            assert_eq!(load(false), load(true));
        }
    }
    // An old-style instance, and an extension code.
    for pickle in [&b"(ishapes\nPoint\n(V\x78\nI1\nVy\nF0.5\ndb."[..], b"(cshapes\nPoint\no."] {
        assert!(Unpickler::new(pickle).no_globals().load::<Point>().is_err());
    }
}

#[test]
fn globals_are_shown_once_though_later_pickles_refer_to_what_was_read() {
    let mut pickler = Pickler::in_memory();
    let point = std::rc::Rc::new(Point { x: 1, y: 2.0 });
    pickler.dump(&vec![Point { x: 3, y: 4.0 }]).unwrap();
    pickler.dump(&(point.clone(), point)).unwrap();
    let both = pickler.into_vec();
    let seen = RefCell::new(Vec::new());
    let hook = |global: Global| {
        seen.borrow_mut().push(global.to_string());
        Ok::<_, String>(global)
    };
    let mut unpickler = Unpickler::new(&both).find_class(hook);
    assert_eq!(unpickler.load::<Vec<Point>>().unwrap(), [Point { x: 3, y: 4.0 }]);
    assert!(unpickler.is_by_cursor());
    assert_eq!(unpickler.load::<(Point, Point)>().unwrap().0, Point { x: 1, y: 2.0 });
    drop(unpickler);
    assert_eq!(seen.into_inner(), ["shapes.Point"]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn globals_are_shown_alike_whatever_is_damaged(
        protocol in 0..6_usize,
        at in any::<prop::sample::Index>(),
        byte in prop::sample::select(&b"()]}NKMG012abdehlqrstuco\x81\x85\x86\x87\x88\x89\x8c\x8f\x90\x93\x94.\0\x01\x02"[..]),
        how in 0..4_u8,
        answer in prop::sample::select(&[Answer::Same, Answer::Moved, Answer::Refused][..]),
        nth in 0..20_usize,
    ) {
        let mut pickle = dump(Protocol::ALL[protocol], &(everything(1), shapes()));
        damage(&mut pickle, at, byte, how);
        agree_on_globals::<(Everything, Shapes)>(&pickle, answer, nth);
        agree_on_globals::<(Exact, Shapes)>(&pickle, answer, nth);
    }
}
