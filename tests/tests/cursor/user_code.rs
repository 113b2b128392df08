//! Functions of the user's run once for each object of a load, in the same order, whichever source
//! serves it; and the cursor serves what picklers write of such types too.

use std::cell::{OnceCell, RefCell};
use std::rc::Rc;

use pickle_core::{Limits, Pickle, Protocol, Registry, Unpickler};
use proptest::prelude::*;

use crate::counted::{
    Counted, Everything, Table, Unversioned, Versioned, World, calls, counted, everything, log,
    world,
};
use crate::damage::damage;
use crate::pythons::{all, pickles};
use crate::{agree, agree_with, dump, served};

#[test]
fn types_that_run_user_code_are_served_by_the_cursor() {
    for protocol in Protocol::ALL {
        let values = vec![everything(20), everything(21)];
        let pickle = dump(protocol, &values);
        let (read, by_cursor) = agree_with::<Vec<Everything>>(&pickle, &Registry::new());
        assert_eq!(read.as_ref(), Some(&values));
        assert!(by_cursor, "{protocol}: {}", pickle.escape_ascii());
        let read: Vec<Everything> = Unpickler::new(&pickle).load().unwrap();
        assert!(Rc::ptr_eq(&read[0].shared.0, &read[0].shared.1));
        calls();
    }
}

#[test]
fn each_function_runs_once() {
    let pickle = dump(Protocol::V4, &vec![world("A", &[1]), world("B", &[]), world("C", &[2])]);
    let mut unpickler = Unpickler::new(&pickle);
    unpickler.load::<Vec<World>>().unwrap();
    assert!(unpickler.is_by_cursor());
    assert_eq!(calls(), ["World(A)", "setstate([1])", "World(B)", "World(C)", "setstate([2])"]);
}

#[test]
fn nothing_has_run_when_the_machine_has_to_start_over() {
    // What the cursor does not know stands behind all that runs functions: POP, of a spare int.
    let mut pickle = dump(Protocol::V4, &vec![counted(1), counted(2)]);
    assert_eq!(pickle.pop(), Some(b'.'));
    pickle.extend(b"K\x010.");
    let mut unpickler = Unpickler::new(&pickle);
    assert_eq!(unpickler.load::<Vec<Counted>>().unwrap(), [counted(1), counted(2)]);
    assert!(!unpickler.is_by_cursor());
    assert_eq!(calls(), ["Counted(1)", "Counted(2)"]);
}

#[test]
fn an_error_of_a_function_is_that_of_the_machine() {
    for protocol in Protocol::ALL {
        let wrong = Counted { number: 666, note: None };
        let values = vec![(counted(1), world("A", &[1])), (wrong, world("B", &[2]))];
        let (read, by_cursor) = agree::<Vec<(Counted, World)>>(&dump(protocol, &values));
        assert_eq!((read, by_cursor), (None, true));
        let values = vec![world("A", &[1]), world("B", &[2, 666]), world("C", &[3])];
        let (read, by_cursor) = agree::<Vec<World>>(&dump(protocol, &values));
        assert_eq!((read, by_cursor), (None, true));
    }
}

#[test]
fn the_pickle_behind_one_that_a_function_refused_can_be_read() {
    let mut pickles = dump(Protocol::V4, &Counted { number: 666, note: None });
    pickles.extend(dump(Protocol::V4, &counted(1)));
    let mut unpickler = Unpickler::new(&pickles);
    let error = unpickler.load::<Counted>().unwrap_err();
    assert!(unpickler.is_by_cursor());
    assert!(error.to_string().contains("not this one"), "{error}");
    assert_eq!(unpickler.load::<Counted>().unwrap(), counted(1));
    assert!(unpickler.rest().is_empty());
    calls();
}

#[test]
fn an_older_version_is_left_to_the_machine() {
    let older = dump(Protocol::V4, &vec![Unversioned { counted: counted(1) }]);
    let (read, by_cursor) = agree::<Vec<Versioned>>(&older);
    let upgraded = Versioned { name: "upgraded".to_owned(), counted: counted(1) };
    assert_eq!((read, by_cursor), (Some(vec![upgraded]), false));
}

/// What is found by its number.
#[derive(Pickle, Debug, PartialEq)]
#[pickle(module = "shapes")]
struct Document(u32);

#[derive(Pickle, Debug, PartialEq)]
#[pickle(module = "shapes")]
struct Shelf {
    #[pickle(persistent_id)]
    document: Document,
}

#[test]
fn persistent_ids_are_resolved_once_whatever_they_are() {
    let find = |(kind, number): (String, u32)| {
        log(format!("{kind} {number}"));
        Some(Document(number))
    };
    let shelf = b"cshapes\nShelf\n)\x81}X\x08\0\0\0document";
    let first = [&shelf[..], b"X\x03\0\0\0Docq\0K\x01\x86q\x01Qsb"].concat();
    // The text comes again, the whole id, and the whole shelf.
    let again = |id: &[u8]| [&shelf[..], id, b"sb"].concat();
    for (second, number, by_cursor) in [
        (again(b"h\0K\x02\x86Q"), 2, true),
        (again(b"h\x01Q"), 1, true),
        (b"q\x02h\x02".to_vec(), 1, false), // put where no pickler does
    ] {
        let pickle = [&b"\x80\x02"[..], &first, &second, b"\x86."].concat();
        let shelves = (Shelf { document: Document(1) }, Shelf { document: Document(number) });
        let expected = ["Doc 1".to_owned(), format!("Doc {number}")];
        calls();
        let mut unpickler = Unpickler::new(&pickle).persistent_load(find);
        assert_eq!(unpickler.load::<(Shelf, Shelf)>().unwrap(), shelves);
        assert_eq!(unpickler.is_by_cursor(), by_cursor, "{}", pickle.escape_ascii());
        assert_eq!(calls(), expected, "{}", pickle.escape_ascii());
        let mut machine = Unpickler::new(&pickle).persistent_load(find).by_machine();
        assert_eq!(machine.load::<(Shelf, Shelf)>().unwrap(), shelves);
        assert_eq!(calls(), expected, "{}", pickle.escape_ascii());
    }
}

/// Reads shelves whose documents go by name, by both sources, which must agree; whether the cursor
/// served it.
fn agree_on_shelves(pickle: &[u8]) -> (Option<Vec<Shelf>>, bool) {
    let find = |name: String| {
        log(name.clone());
        name.strip_prefix("doc ").and_then(|number| number.parse().ok()).map(Document)
    };
    calls();
    let mut unpickler = Unpickler::new(pickle).persistent_load(find);
    let read = unpickler.load::<Vec<Shelf>>().map_err(|error| error.to_string());
    let called = calls();
    let mut machine = Unpickler::new(pickle).persistent_load(find).by_machine();
    let expected = machine.load::<Vec<Shelf>>().map_err(|error| error.to_string());
    assert_eq!((&read, called), (&expected, calls()), "{}", pickle.escape_ascii());
    (read.ok(), unpickler.is_by_cursor())
}

#[test]
fn persistent_ids_of_cpython_are_served_in_all_protocols() {
    let script = "
import io
class Document(object):
    def __init__(self, number): self.number = number
class Shelf(object):
    def __init__(self, document): self.document = document
share()
class Pickler(getattr(pickle, '_Pickler', pickle.Pickler)):
    def persistent_id(self, value):
        if isinstance(value, Document): return 'doc %d' % value.number
for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
    data = io.BytesIO()
    Pickler(data, protocol).dump([Shelf(Document(i)) for i in (1, 2, 1)])
    for data in (data.getvalue(), pickletools.optimize(data.getvalue())):
        print(binascii.hexlify(data).decode())
";
    let shelves = [1, 2, 1].map(|number| Shelf { document: Document(number) });
    for pickle in pickles(all, script) {
        let (read, by_cursor) = agree_on_shelves(&pickle);
        assert_eq!(read.as_deref(), Some(&shelves[..]), "{}", pickle.escape_ascii());
        assert!(by_cursor, "{}", pickle.escape_ascii());
    }
}

#[test]
fn lines_that_are_strange_persistent_ids_are_read_alike() {
    let shelf = |id: &[u8]| [b"(lcshapes\nShelf\n(tR(dVdocument\n", id, b"sba."].concat();
    assert!(agree_on_shelves(&shelf(b"Pdoc 1\n")).1);
    // The hook refuses it, at its place.
    assert_eq!(agree_on_shelves(&shelf(b"Pdoc x\n")), (None, true));
    assert_eq!(agree_on_shelves(&shelf(b"P\\u0041\n")), (None, true));
    assert_eq!(agree_on_shelves(&shelf(b"P\n")), (None, true));
    for refused in [&b"Pdoc \xe9\n"[..], b"Pdoc 1", b"Pdoc 1\np0\n", b"Pdoc 1\nQ", b"Pdoc 1\nVx\na"]
    {
        assert!(!agree_on_shelves(&shelf(refused)).1, "{}", refused.escape_ascii());
    }
}

#[test]
fn functions_run_once_beside_cells_that_are_there_before_what_they_hold() {
    let registry = Registry::new();
    let list = Rc::new(vec![1_i64, 2]);
    let met_before = dump(Protocol::V4, &(counted(1), list.clone(), list));
    let in_a_cell = agree_with::<(Counted, Vec<i64>, Rc<RefCell<Vec<i64>>>)>;
    assert!(in_a_cell(&met_before, &registry).0.is_some());
    let once = agree_with::<(Counted, Vec<i64>, Rc<OnceCell<Vec<i64>>>)>;
    assert!(once(&met_before, &registry).0.is_some());
    let tuple = dump(Protocol::V4, &(counted(1), (1_i64, 2_i64)));
    let in_a_cell = agree_with::<(Counted, Rc<RefCell<Option<(i64, i64)>>>)>;
    assert!(in_a_cell(&tuple, &registry).0.is_some());
    let once = agree_with::<(Counted, Rc<OnceCell<(i64, i64)>>)>;
    assert!(once(&tuple, &registry).0.is_some());
}

#[test]
fn a_cell_that_contains_itself_is_served_beside_functions() {
    #[derive(Pickle)]
    #[pickle(transparent)]
    struct Cycle(Rc<RefCell<Vec<Cycle>>>);

    let pickle = b"\x80\x04cshapes\nCounted\nK\x01\x85R]\x94h\0a\x86.";
    let mut unpickler = Unpickler::new(pickle);
    let (_, cycle): (Counted, Cycle) = unpickler.load().unwrap();
    assert!(unpickler.is_by_cursor());
    assert!(Rc::ptr_eq(&cycle.0, &cycle.0.borrow()[0].0));
    assert_eq!(calls(), ["Counted(1)"]);
    cycle.0.take();
}

#[test]
fn functions_run_once_at_the_very_limits() {
    // An attribute that is there twice comes again by a GET, which takes a level and is a repeat.
    let pickle = b"(cshapes\nCounted\nq\0(K\x01tR}q\x01(X\x04\0\0\0noteq\x02Nh\x02Nh\x02Nubh\0(K\x03tR}(h\x02Nh\x02Nubt.";
    for limit in 0..12 {
        for limits in [
            Limits { depth: limit, ..Limits::default() },
            Limits { repeats: limit, ..Limits::default() },
        ] {
            calls();
            let read = Unpickler::new(pickle).limits(limits).load::<(Counted, Counted)>();
            let first_calls = calls();
            let machine = Unpickler::new(pickle).limits(limits).by_machine();
            let second = { machine }.load::<(Counted, Counted)>();
            assert_eq!(read.map_err(|e| e.to_string()), second.map_err(|e| e.to_string()));
            assert_eq!(first_calls, calls(), "{limits:?}");
        }
    }
}

type Made = (Counted, Vec<World>, Table, Counted);

#[test]
fn cpythons_instances_are_served_by_the_cursor() {
    let script = "
class Counted(object):
    def __init__(self, number): self.number = number
    def __reduce__(self): return Counted, (self.number,), self.__dict__
class World(object):
    def __init__(self, country, secrets): self.country, self.secrets = country, secrets
    def __reduce__(self):
        if self.secrets: return World, (self.country,), self.secrets
        return World, (self.country,)
class Table(object):
    def __init__(self, cells): self.cells = cells
    def __getstate__(self): return self.cells
def make(i):
    counted = Counted(i)
    counted.note = u'even'
    worlds = [World(u'A', [i, 2]), World(u'B', []), World(u'A', [i])]
    return counted, worlds, Table({u'x': counted, u'y': counted}), counted
values = [make(i) for i in (2, 4, 6)]
show(values + values[:1])
";
    let make = |number: u32| -> Made {
        let secret = i64::from(number);
        let cells = [("x".to_owned(), counted(number)), ("y".to_owned(), counted(number))];
        (
            counted(number),
            vec![world("A", &[secret, 2]), world("B", &[]), world("A", &[secret])],
            Table { cells: cells.into() },
            counted(number),
        )
    };
    let values = vec![make(2), make(4), make(6), make(2)];
    for pickle in pickles(all, script) {
        assert_eq!(served::<Vec<Made>>(&pickle), values);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn functions_run_as_often_whatever_is_damaged(
        protocol in 0..6_usize,
        at in any::<prop::sample::Index>(),
        byte in prop::sample::select(&b"()]}NKMG012abdehlqrstu\x81\x85\x86\x87\x88\x89\x8c\x8f\x90\x93\x94.\0\x01\x02"[..]),
        how in 0..3_u8,
        wrong in 660..670_u32,
    ) {
        let mut pickle = dump(Protocol::ALL[protocol], &(everything(wrong), everything(1)));
        damage(&mut pickle, at, byte, how);
        agree_with::<(Everything, Everything)>(&pickle, &Registry::new());
    }
}
