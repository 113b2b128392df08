//! Instances of classes of Python's standard library.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::ops::{Range, RangeTo};
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use pickle_core::suites::NaiveUtc;
use pickle_core::{Class, Decoder, Encoder, Error, Kind, Pickle, PickleWith, Unpickle};

use crate::forms::{IntOrStr, Pairs, pickle_global, unpickle_global};
use crate::table::{Place, Row, row};

/// Python 2 gives the entries to the constructor, Python 3 sets them.
#[derive(Pickle, Debug, PartialEq)]
#[pickle(module = "collections", init = OrderedDict::new)]
struct OrderedDict {
    #[pickle(init_arg, default)]
    initial: Vec<(String, i64)>,
    #[pickle(dictitems)]
    entries: Pairs<String, i64>,
}

impl OrderedDict {
    fn new(entries: Vec<(String, i64)>) -> OrderedDict {
        OrderedDict { initial: Vec::new(), entries: Pairs(entries) }
    }
}

/// The class `F` makes the values that are missing.
#[derive(Pickle, Debug, PartialEq)]
#[pickle(module = "collections", name = "defaultdict")]
struct DefaultDict<F, V> {
    #[pickle(init_arg)]
    default_factory: F,
    #[pickle(dictitems)]
    entries: BTreeMap<String, V>,
}

static LIST: Class = Class::new("builtins", "list");
static INT: Class = Class::new("builtins", "int");

/// The class `list` itself.
#[derive(Pickle, Debug, PartialEq)]
#[pickle(suite = ListClass)]
struct ListClass;

impl PickleWith<ListClass> for ListClass {
    fn pickle(_: &ListClass, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        pickle_global(&LIST, encoder)
    }

    fn unpickle<'de, D: Decoder<'de>>(decoder: &mut D) -> Result<ListClass, Error> {
        unpickle_global(&[&LIST], decoder).map(|_| ListClass)
    }
}

/// The class `int` itself.
#[derive(Pickle, Debug, PartialEq)]
#[pickle(suite = IntClass)]
struct IntClass;

impl PickleWith<IntClass> for IntClass {
    fn pickle(_: &IntClass, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        pickle_global(&INT, encoder)
    }

    fn unpickle<'de, D: Decoder<'de>>(decoder: &mut D) -> Result<IntClass, Error> {
        unpickle_global(&[&INT], decoder).map(|_| IntClass)
    }
}

#[derive(Pickle, Debug, PartialEq)]
#[pickle(module = "collections")]
struct Counter(BTreeMap<String, i64>);

/// Python 2 gives the items to the constructor, Python 3 appends them.
#[derive(Pickle, Debug, PartialEq)]
#[pickle(
    module = "collections",
    name = "deque",
    init = Deque::new,
    bound(pickle = "T: Pickle", unpickle = "T: Unpickle<'de>") // but not `Default`
)]
struct Deque<T> {
    #[pickle(init_arg, default)]
    initial: Vec<T>,
    #[pickle(init_arg, default)]
    maxlen: Option<u64>,
    #[pickle(listitems)]
    items: VecDeque<T>,
}

impl<T> Deque<T> {
    fn new(items: Vec<T>, maxlen: Option<u64>) -> Deque<T> {
        Deque { initial: Vec::new(), maxlen, items: items.into() }
    }
}

#[derive(Pickle, Debug, PartialEq)]
#[pickle(module = "datetime", name = "timedelta")]
struct TimeDelta {
    #[pickle(init_arg)]
    days: i64,
    #[pickle(init_arg)]
    seconds: u32,
    #[pickle(init_arg)]
    microseconds: u32,
}

/// Python keeps dates and times as bytes.
#[derive(Pickle, Debug, PartialEq)]
#[pickle(module = "datetime", name = "date")]
struct Date([u8; 4]);

#[derive(Pickle, Debug, PartialEq)]
#[pickle(module = "datetime", name = "time")]
struct Time([u8; 6]);

#[derive(Pickle, Debug, PartialEq)]
#[pickle(module = "datetime", name = "datetime")]
struct LocalDateTime([u8; 10]);

#[derive(Pickle, Debug, PartialEq)]
#[pickle(module = "datetime", name = "datetime")]
struct DateTime([u8; 10], TimeZone);

#[derive(Pickle, Debug, PartialEq)]
#[pickle(module = "datetime", name = "timezone")]
struct TimeZone(TimeDelta);

#[derive(Pickle, Debug, PartialEq)]
#[pickle(transparent)]
struct Naive(#[pickle(with = NaiveUtc)] SystemTime);

/// With a step.
#[derive(Pickle, Debug, PartialEq)]
#[pickle(module = "builtins", name = "range")]
struct Steps(i64, i64, i64);

#[derive(Pickle, Debug, PartialEq)]
#[pickle(module = "builtins", name = "slice")]
struct Slice(Option<i64>, Option<i64>, Option<i64>);

#[derive(Pickle, Debug, PartialEq)]
#[pickle(module = "builtins", name = "complex")]
struct Complex {
    #[pickle(init_arg)]
    real: f64,
    #[pickle(init_arg)]
    imag: f64,
}

#[derive(Pickle, Debug, Clone, PartialEq)]
#[pickle(module = "decimal")]
struct Decimal(String);

#[derive(Pickle, Debug, PartialEq)]
#[pickle(module = "uuid", name = "UUID")]
struct Uuid {
    int: u128,
}

/// Two ints since Python 3.11, before that their text.
#[derive(Pickle, Debug, PartialEq)]
#[pickle(module = "fractions", init = Fraction::new)]
struct Fraction {
    #[pickle(init_arg)]
    numerator: IntOrStr,
    #[pickle(init_arg, default)]
    denominator: Option<i64>,
}

impl Fraction {
    fn new(numerator: IntOrStr, denominator: Option<i64>) -> Result<Fraction, String> {
        let (numerator, denominator) = match (numerator, denominator) {
            (IntOrStr::Int(numerator), denominator) => (numerator, denominator.unwrap_or(1)),
            (IntOrStr::Str(text), _) => {
                let numbers = text.split_once('/');
                let numbers = numbers.and_then(|(a, b)| Some((a.parse().ok()?, b.parse().ok()?)));
                numbers.ok_or(text)?
            }
        };
        Ok(Fraction { numerator: IntOrStr::Int(numerator), denominator: Some(denominator) })
    }
}

/// 2024-02-29 12:34:56.
const LEAP_DAY: u64 = 1_709_210_096;

fn time(seconds: u64, micros: u64) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(seconds) + Duration::from_micros(micros)
}

pub fn rows() -> Vec<Row> {
    let mut rows = collections();
    rows.extend(times());
    rows.extend(others());
    rows
}

fn collections() -> Vec<Row> {
    fn ordered(entries: &[(&str, i64)]) -> OrderedDict {
        let entries = entries.iter().map(|&(key, value)| (key.to_owned(), value));
        OrderedDict::new(entries.collect())
    }
    fn items() -> Vec<Item> {
        vec![Item::Int(1), Item::Str("two".into()), Item::Float(3.0)]
    }
    const DICT: &str = "a map is written as a dict";
    const SEQUENCE: &str = "a sequence is written as a list";
    const PAIRS: &str = "Python 2 gives an OrderedDict its entries as a list of lists";
    vec![
        row("ordered_dict", || ordered(&[("z", 1), ("a", 2), ("m", 3)])),
        row("ordered_dict", || HashMap::from([('z', 1), ('a', 2), ('m', 3)]))
            .read_only(DICT)
            .by_machine(PAIRS, Place::is_python_2),
        row("ordered_dict_empty", || ordered(&[])),
        row("ordered_dict_empty", BTreeMap::<String, i64>::new)
            .read_only(DICT)
            .by_machine(PAIRS, Place::is_python_2),
        row("defaultdict", || DefaultDict {
            default_factory: ListClass,
            entries: BTreeMap::from([("a".into(), vec![1]), ("b".into(), vec![])]),
        }),
        row("defaultdict", || BTreeMap::from([('a', vec![1]), ('b', vec![])])).read_only(DICT),
        row("defaultdict_int", || DefaultDict {
            default_factory: IntClass,
            entries: BTreeMap::from([("a".into(), 1)]),
        }),
        row("counter", || Counter(BTreeMap::from([("a".into(), 3), ("b".into(), 1)]))),
        row("counter", || HashMap::from([('a', 3), ('b', 1)])).read_only(DICT),
        row("deque", || Deque::new(items(), None)),
        row("deque", items).read_only(SEQUENCE),
        row("deque_maxlen", || Deque::new(vec![1, 2, 3], Some(5))),
        row("deque_maxlen", || VecDeque::from([1, 2, 3])).read_only(SEQUENCE),
        row("deque_empty", || Deque::<i64>::new(vec![], None)),
    ]
}

/// What the deque has in it.
#[derive(Debug, PartialEq)]
enum Item {
    Int(i64),
    Str(String),
    Float(f64),
}

impl Pickle for Item {
    fn pickle(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        match self {
            Item::Int(int) => int.pickle(encoder),
            Item::Str(text) => text.pickle(encoder),
            Item::Float(float) => float.pickle(encoder),
        }
    }
}

impl<'de> Unpickle<'de> for Item {
    fn unpickle<D: Decoder<'de>>(decoder: &mut D) -> Result<Item, Error> {
        Ok(match decoder.kind()? {
            Kind::Int => Item::Int(decoder.read_int()?),
            Kind::Float => Item::Float(decoder.read_float()?),
            _ => Item::Str(decoder.read_str()?.into_owned()),
        })
    }
}

fn times() -> Vec<Row> {
    const BYTES: [u8; 10] = [7, 232, 2, 29, 12, 34, 56, 12, 10, 20];
    fn offset(seconds: u32) -> TimeZone {
        TimeZone(TimeDelta { days: 0, seconds, microseconds: 0 })
    }
    vec![
        row("timedelta", || Duration::from_micros(86_402_000_003)),
        row("timedelta", || TimeDelta { days: 1, seconds: 2, microseconds: 3 }),
        row("timedelta_negative", || TimeDelta { days: -1, seconds: 86_399, microseconds: 0 }),
        row("timedelta_negative", || Duration::from_secs(1))
            .unread("a Duration is never negative", |_| true)
            .read_only("a Duration is never negative"),
        row("date", || Date([7, 232, 2, 29])),
        row("time", || Time([23, 59, 58, 15, 66, 63])),
        row("datetime_naive", || Naive(time(LEAP_DAY, 789_012))),
        row("datetime_naive", || LocalDateTime(BYTES)),
        row("datetime_epoch", || Naive(SystemTime::UNIX_EPOCH)),
        row("datetime_utc", || time(LEAP_DAY, 789_012)),
        row("datetime_utc", || DateTime(BYTES, offset(0))),
        row("datetime_offset", || time(LEAP_DAY - 19_800, 0))
            .read_only("a SystemTime is written in UTC"),
        row("datetime_offset", || DateTime([7, 232, 2, 29, 12, 34, 56, 0, 0, 0], offset(19_800))),
        // The highest bit of the month says that clocks were put back before.
        row("datetime_fold", || LocalDateTime([7, 232, 0x8a, 27, 2, 30, 0, 0, 0, 0])),
    ]
}

fn others() -> Vec<Row> {
    const STEP: &str = "Rust's ranges have no step";
    vec![
        row("ipv4", || Ipv4Addr::new(192, 168, 0, 1)),
        row("ipv4", || IpAddr::from([192, 168, 0, 1])),
        row("ipv6", || Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 1)),
        row("ipv6", || IpAddr::from([0x2001, 0xdb8, 0, 0, 0, 0, 0, 1])),
        row("range", || Steps(1, 22, 3)),
        row("range", || Range { start: 1, end: 22 }).unread(STEP, |_| true).read_only(STEP),
        row("range_simple", || 0..10_i64),
        row("range_simple", || 0..=9_u8),
        row("slice", || Slice(Some(1), Some(10), Some(2))),
        row("slice_open", || RangeTo { end: 5_i64 }),
        row("slice_open", || Slice(None, Some(5), None)),
        row("complex", || Complex { real: 1.5, imag: -0.0 }),
        row("decimal", || Decimal("3.1400".into())),
        row("decimal_special", || {
            ["Infinity", "-0", "1E+400"].map(|text| Decimal(text.into())).to_vec()
        }),
        row("uuid", || Uuid { int: 0x1234_5678_1234_5678_1234_5678_1234_5678 }),
        row("pure_path", || PathBuf::from("/srv/data/log.txt"))
            .read_only("a path is written as str"),
        row("pure_path_relative", || PathBuf::from("data/log.txt"))
            .read_only("a path is written as str"),
        row("fraction", || Fraction { numerator: IntOrStr::Int(-3), denominator: Some(4) }),
    ]
}
