//! Parts without a type are served by the cursor, and are what the machine makes of them.

use std::collections::BTreeMap;
use std::fmt::Debug;

use pickle_core::{
    Decoder, Error, ErrorKind, Kind, Limits, Pickle, Protocol, Registry, Unpickle, UnpickleOwned,
    Unpickler, Value, from_slice, to_vec,
};

use crate::pythons::{all, pickles};
use crate::shapes::Point;
use crate::{agree, agree_with, dump, served};

/// A value that is compared in all that can be told of it: its structure, with what is shared in
/// it, what it is pickled as, and where its parts were in the pickle.
#[derive(Debug, Clone, Pickle)]
#[pickle(transparent)]
pub struct Exact(pub Value);

impl PartialEq for Exact {
    fn eq(&self, other: &Exact) -> bool {
        let places = |value: &Value| value.to::<Places>().map_err(|error| error.to_string());
        self.0 == other.0
            && to_vec(&self.0).ok() == to_vec(&other.0).ok()
            && places(&self.0) == places(&other.0)
    }
}

/// Where the parts of an object were, as errors name it.
#[derive(Debug, PartialEq)]
struct Places(Vec<String>);

impl<'de> Unpickle<'de> for Places {
    fn unpickle<D: Decoder<'de>>(decoder: &mut D) -> Result<Places, Error> {
        let here = decoder.place(Error::new(ErrorKind::Custom, "here"));
        let mut places = vec![here.to_string()];
        match decoder.kind()? {
            Kind::List | Kind::Tuple => {
                let mut items = decoder.begin_list()?;
                while decoder.next_item(&mut items)? {
                    places.extend(Places::unpickle(decoder)?.0);
                }
            }
            Kind::Dict => {
                let mut entries = decoder.begin_dict()?;
                while decoder.next_key(&mut entries)? {
                    places.extend(Places::unpickle(decoder)?.0);
                    decoder.next_value(&mut entries)?;
                    places.extend(Places::unpickle(decoder)?.0);
                }
            }
            _ => {}
        }
        Ok(Places(places))
    }
}

#[derive(Debug, PartialEq, Clone, Pickle)]
#[pickle(module = "shapes")]
struct Note {
    title: String,
    extra: Exact,
    #[pickle(default)]
    more: Option<Value>,
}

#[derive(Debug, PartialEq, Clone, Pickle)]
#[pickle(as_dict)]
struct Row {
    first: Value,
    second: Option<Exact>,
    third: (i64, Value),
}

/// Made of a value.
#[derive(Debug, PartialEq, Clone, Pickle)]
#[pickle(module = "shapes", init = Made::new)]
struct Made {
    #[pickle(init_arg)]
    what: Value,
    #[pickle(default)]
    state: Option<Value>,
}

impl Made {
    fn new(what: Value) -> Made {
        Made { what, state: None }
    }
}

fn values() -> Vec<Value> {
    let list = Value::list([1, 2]);
    vec![
        Value::none(),
        Value::from(true),
        Value::from(-7),
        Value::from(1.5),
        Value::from("text"),
        Value::from("\u{e9}\u{1f600}"),
        from_slice(b"\x80\x04\x8a\x0a\0\0\0\0\0\0\0\0\0\x01.").unwrap(),
        from_slice(b"\x80\x04C\x02ab.").unwrap(),
        from_slice(b"\x80\x05\x96\x01\0\0\0\0\0\0\0a.").unwrap(),
        list.clone(),
        Value::list([] as [i64; 0]),
        Value::tuple([list.clone(), list.clone()]),
        Value::tuple([Value::tuple(["a"]), Value::from(1)]),
        Value::tuple(["a"]),
        Value::tuple([] as [i64; 0]),
        Value::dict([("a", Value::from(1)), ("b", list)]).unwrap(),
        from_slice(b"\x80\x04\x8f(K\x01K\x02\x90.").unwrap(),
        from_slice(b"\x80\x04(K\x01\x8c\x01a\x91.").unwrap(),
        // What is shared, and what contains itself.
        from_slice(b"\x80\x04](]\x94h\0h\0e.").unwrap(),
        from_slice(b"\x80\x04]\x94(h\0K\x01e.").unwrap(),
        // Classes, instances of all kinds, calls, and persistent ids.
        from_slice(b"\x80\x02cgeo\nWorld\n.").unwrap(),
        from_slice(b"\x80\x02cgeo\nWorld\n)\x81}X\x01\0\0\0xK\x01sb.").unwrap(),
        from_slice(b"\x80\x02cgeo\nWorld\nK\x01\x85RN}X\x01\0\0\0xK\x01s\x86b.").unwrap(),
        from_slice(b"\x80\x04\x8c\x03geo\x8c\x05World\x93)}\x8c\x01aK\x01s\x92.").unwrap(),
        from_slice(b"(cgeo\nWorld\nI1\no.").unwrap(),
        from_slice(b"(I1\nigeo\nWorld\n.").unwrap(),
        from_slice(b"\x80\x02cgeo\nf\nK\x01\x85RK\x02a(K\x03K\x04e}K\x05K\x06s.").unwrap(),
        from_slice(b"\x80\x02K\x01K\x02\x86Q.").unwrap(),
        text_id(),
    ]
}

/// Those that the protocol has a form for.
fn values_in(protocol: Protocol) -> Vec<Value> {
    let mut values = values();
    if protocol == Protocol::V0 {
        values.retain(|value| value.kind() != Kind::PersistentId || *value == text_id());
    }
    values
}

fn text_id() -> Value {
    from_slice(b"Pan id\n.").unwrap()
}

/// Reads by both sources, which must agree, and of which the cursor must not fail.
#[track_caller]
fn served_with_calls<T: UnpickleOwned + PartialEq + Debug>(pickle: &[u8]) -> T {
    let (read, by_cursor) = agree_with(pickle, &Registry::new());
    assert!(by_cursor, "not by the cursor: {}", pickle.escape_ascii());
    read.expect("what the cursor serves is a value")
}

type InTheirPlaces = (Vec<Note>, Vec<Row>, Vec<Exact>);

#[test]
fn values_of_all_kinds_are_served_wherever_they_are() {
    let in_their_places = |value: &Value| {
        let exact = Exact(value.clone());
        let note = Note { title: "a".into(), extra: exact.clone(), more: Some(value.clone()) };
        let row =
            Row { first: value.clone(), second: Some(exact.clone()), third: (1, value.clone()) };
        (vec![note.clone(), note], vec![row.clone(), row], vec![exact.clone(), exact])
    };
    for protocol in Protocol::ALL {
        for value in values_in(protocol) {
            let expected = in_their_places(&value);
            let pickle = dump(protocol, &expected);
            served::<InTheirPlaces>(&pickle);
            let map =
                BTreeMap::from([("a".to_owned(), value.clone()), ("b".to_owned(), value.clone())]);
            let pickle = dump(protocol, &(map, [Some(Box::new(value.clone()))]));
            served::<(BTreeMap<String, Exact>, [Option<Box<Value>>; 1])>(&pickle);
            let pickle = dump(protocol, &vec![value.clone(), value.clone()]);
            served::<Vec<Value>>(&pickle);
        }
    }
}

#[test]
fn a_value_is_told_from_what_it_is_the_first_item_of() {
    for protocol in Protocol::ALL {
        for value in values_in(protocol) {
            let value = || value.clone();
            served::<Vec<(Value,)>>(&dump(protocol, &vec![(value(),), (value(),)]));
            served::<Vec<(Value, Exact)>>(&dump(protocol, &vec![(value(), value()); 2]));
            let nested = (((value(), 1_i64), value(), 2_i64), (value(),));
            served::<(((Value, i64), Exact, i64), (Value,))>(&dump(protocol, &nested));
            let nested = (((value(),), 1_i64), value());
            served::<(((Value,), i64), Exact)>(&dump(protocol, &nested));
            let made = Made { what: value(), state: Some(value()) };
            let mades = vec![made.clone(), Made { what: value(), state: None }];
            served_with_calls::<(Made, Vec<Made>)>(&dump(protocol, &(made, mades)));
        }
    }
}

type Notes = Vec<Note>;
type Shared = (Notes, Vec<(Value, Exact)>, Notes, Vec<Exact>, Exact, Point);

#[test]
fn cpythons_values_are_served_with_what_they_share() {
    let script = "
import collections
class Point(object):
    def __init__(self, x): self.x, self.y = x, 0.5
class Note(object):
    def __init__(self, title, extra): self.title, self.extra = title, extra
class Old:
    def __init__(self): self.x = 1
def call(*args): return Old()
class Called(object):
    def __reduce__(self): return call, (1, u'a'), {'x': 1}, iter([1, 2]), iter([(u'k', 3)])
shared = [1, u'title']
tuples = (u'extra', shared)
itself = []
itself.append(itself)
point = Point(7)
extras = [
    None, 1, -1, 1 << 70, 1.5, u'a', u'title', b'ab', bytearray(b'ab'), [], [1], [1, 2], (), (1,),
    (1, u'a'), ((1, 2), 3, (u'x',)), (1, 2, 3, 4), {}, {u'title': 1}, {u'a': [], u'b': {}}, set([1]),
    set(), frozenset([u'a', 1]), Point, call, Point(1), [Point(2), Point(2)], Old(), Called(),
    collections.OrderedDict([(u'a', 1)]), collections.deque([1, 2], 3), {(1, (2, u'a')): [(), []]},
    list(range(1001)),
    shared, shared, [shared, shared], tuples, (tuples, tuples, shared), itself, [itself],
    point, [point, point], {u'point': point, u'again': [point, u'extra']},
]
notes = [Note(u'title', extra) for extra in extras]
notes[0].note = notes[1].note = Point(3)
show((notes, [(extra, extra) for extra in extras], notes, extras, point, Point(8)))
";
    for pickle in pickles(all, script) {
        served::<Shared>(&pickle);
    }
}

type Behind = (BTreeMap<String, Exact>, Point, String, Vec<Point>, Point);

#[test]
fn what_a_value_memoizes_is_at_hand_behind_it() {
    // Names of attributes and classes, and whole instances, in the order in which they come.
    let script = "
class Point(object):
    def __init__(self, x): self.x, self.y = x, 0.5
class Nested(object):
    class Point(object): pass
first = Point(1)
second = Point(2)
show(({u'any': [Point(0), u'text', b'bytes', (1, 2)]}, first, u'text', [first, second], second))
";
    for pickle in pickles(all, script) {
        served::<Behind>(&pickle);
    }
}

#[test]
fn what_contains_the_value_in_turn_is_left_to_the_machine() {
    // A list in which a value is that list, or holds it.
    for pickle in [&b"\x80\x04]\x94h\0a."[..], b"\x80\x04]\x94(K\x01]h\0ae."] {
        assert!(!agree::<Vec<Value>>(pickle).1, "{}", pickle.escape_ascii());
    }
    // The first item of a tuple that is not whole yet.
    let pickle = b"\x80\x04](K\x01e\x94]h\0a\x86\x94h\x01\x86.";
    agree::<((Vec<i64>, Exact), Exact)>(pickle);
    agree::<((Value, Exact), Exact)>(pickle);
}

#[test]
fn what_python_cannot_hash_is_no_value_in_a_key() {
    for (key, is_read) in [(&b"]"[..], false), (b"K\x01]\x86", false), (b"K\x01", true)] {
        let pickle = [b"\x80\x04}", key, b"K\x02s."].concat();
        let (read, by_cursor) = agree::<BTreeMap<Keyed, i64>>(&pickle);
        assert_eq!((read.is_some(), by_cursor), (is_read, is_read), "{}", pickle.escape_ascii());
    }
}

/// A key of any kind.
#[derive(Debug, PartialEq, Clone, Pickle)]
#[pickle(transparent)]
struct Keyed(Value);

impl Eq for Keyed {}

impl PartialOrd for Keyed {
    fn partial_cmp(&self, other: &Keyed) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Keyed {
    fn cmp(&self, other: &Keyed) -> std::cmp::Ordering {
        self.0.to_string().cmp(&other.0.to_string())
    }
}

#[test]
fn a_value_that_is_all_there_is_is_left_to_the_machine() {
    for value in values() {
        let pickle = dump(Protocol::V4, &value);
        assert!(!agree::<Exact>(&pickle).1);
    }
}

#[test]
fn where_most_is_values_the_machine_reads_them() {
    let dicts = |count| vec![Value::dict([("a", Value::list([1, 2]))]).unwrap(); count];
    assert!(agree::<Vec<Value>>(&dump(Protocol::V4, &dicts(100))).1);
    assert!(!agree::<Vec<Value>>(&dump(Protocol::V4, &dicts(2000))).1);
    // Beside so much text, it pays.
    let text = "x".repeat(100_000);
    assert!(agree::<(String, Vec<Value>)>(&dump(Protocol::V4, &(text, dicts(2000)))).1);
}

#[test]
fn values_that_come_again_and_again_are_paid_for() {
    // A list of references, which count beside what they refer to, in a value and in a list of them.
    let list = [&b"]\x94("[..], &b"N".repeat(60), b"e"].concat();
    let values = [b"\x80\x04](", &list[..], &b"h\0".repeat(8), b"e."].concat();
    let instance = b"\x8c\x06shapes\x8c\x04Note\x93)\x81\x94}(\x8c\x05titleX\0\0\0\0\x8c\x05extra";
    let notes = [b"\x80\x04](", &instance[..], &list, b"ub", &b"h\0".repeat(8), b"e."].concat();
    let at_limit = |pickle: &[u8], repeats: usize| {
        let limits = Limits { repeats, ..Limits::default() };
        let mut unpickler = Unpickler::new(pickle).limits(limits);
        let mut machine = Unpickler::new(pickle).limits(limits).by_machine();
        let read = unpickler.load::<Vec<Exact>>().map_err(|error| error.to_string());
        assert_eq!(read, machine.load::<Vec<Exact>>().map_err(|error| error.to_string()));
        let mut unpickler = Unpickler::new(pickle).limits(limits);
        let mut machine = Unpickler::new(pickle).limits(limits).by_machine();
        let read = unpickler.load::<Vec<Note>>().map_err(|error| error.to_string());
        assert_eq!(read, machine.load::<Vec<Note>>().map_err(|error| error.to_string()));
    };
    for repeats in (0..3000).step_by(7) {
        at_limit(&values, repeats);
        at_limit(&notes, repeats);
    }
}
