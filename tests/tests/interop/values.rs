//! Every case as a `Value`, whether there is a type for it or not.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use pickle_core::{Encoding, Global, Protocol, Value, ValueRef};
use pickle_tests::fixtures::{Fixture, fixtures, pickles_of};
use pickle_tests::parallel::{assert_none, in_parallel};
use pickle_tests::python::{Implementation, Verdict, interpreters};

use crate::errors::lone_surrogate;
use crate::fixtures::{fault, place};
use crate::live::{Way, disassembly};
use crate::table::{dump, expect, load, same};
use crate::{Place, cases};

/// The `str` of Python 2 may be anything, and Python 2 itself takes bytes for it.
fn encoding(place: Place) -> Encoding {
    if place.is_python_2() { Encoding::Bytes } else { Encoding::Ascii }
}

/// Why a value that was read cannot be written in another protocol.
fn unwritten(value: &Value, protocol: Protocol) -> Option<&'static str> {
    let has_id_beside_text = || {
        let items = value.items().chain([value.root()]);
        let mut ids = items.filter_map(ValueRef::persistent_id);
        ids.any(|id| id.as_str().is_none())
    };
    (protocol == Protocol::V0 && has_id_beside_text())
        .then_some("an id that is no line of text has no form in protocol 0")
}

/// Why a value that was written in another protocol is read as another value.
fn unequal(value: &Value, protocol: Protocol) -> Option<&'static str> {
    let is_other_nan = |float: f64| float.is_nan() && float.to_bits() != f64::NAN.to_bits();
    if protocol == Protocol::V0 && value.as_f64().is_some_and(is_other_nan) {
        return Some("protocol 0 has one NaN only");
    }
    let is_alias = |global: Global| global.module == "_functools" && global.name == "reduce";
    if protocol < Protocol::V3 && value.items().filter_map(ValueRef::global).any(is_alias) {
        return Some(
            "`_functools.reduce` is `__builtin__.reduce` in Python 2, as `functools.reduce` is",
        );
    }
    None
}

/// Why Python finds another object in what was written.
fn lost(case: &str, protocol: u8) -> Option<&'static str> {
    (case == "float_nan_payload" && protocol == 0).then_some("protocol 0 has one NaN only")
}

/// Reads the pickle, and writes it again in all protocols up to the highest. Gives what was
/// written.
fn round_trips(
    case: &str,
    bytes: &[u8],
    from: Place,
    highest: u8,
) -> Result<Vec<(Protocol, Vec<u8>)>, String> {
    if case == "str_lone_surrogate" {
        return lone_surrogate::<Value>(bytes).map(|()| Vec::new());
    }
    let (value, from_reader) =
        load::<Value>(bytes, encoding(from)).map_err(|error| error.to_string())?;
    same(&from_reader, &value).map_err(|reason| format!("from a reader: {reason}"))?;

    let mut written = Vec::new();
    for protocol in Protocol::ALL {
        if protocol.number() > highest {
            continue;
        }
        let result = dump(&value, protocol).map_err(|error| format!("not written: {error}"));
        let is_written = result.as_ref().map(drop).map_err(Clone::clone);
        expect(unwritten(&value, protocol), is_written)
            .map_err(|reason| format!("in {protocol:?}: {reason}"))?;
        let Ok(pickle) = result else { continue };
        expect(unequal(&value, protocol), again(&value, &pickle)).map_err(|reason| {
            format!("in {protocol:?}: {reason}, written as {}", pickle.escape_ascii())
        })?;
        written.push((protocol, pickle));
    }
    Ok(written)
}

/// Compares the value with what is read from its pickle.
fn again(value: &Value, pickle: &[u8]) -> Result<(), String> {
    // What Rust writes has no `str` of Python 2 in it.
    let again = load::<Value>(pickle, Encoding::Ascii);
    let (again, _) = again.map_err(|error| error.to_string())?;
    same(&again, value)
}

#[test]
fn every_fixture_is_a_value() {
    let mut seen = BTreeSet::new();
    for fixture in fixtures() {
        seen.extend(fixture.pickles.iter().map(|(case, _)| case.as_str()));
    }
    let missing: Vec<_> = cases().difference(&seen).copied().collect();
    assert!(missing.len() <= 10, "only big cases are not in the fixtures: {missing:?}");
    assert_none(&in_parallel(fixtures(), |fixture| {
        let mut faults = Vec::new();
        for (case, bytes) in &fixture.pickles {
            if let Err(reason) = round_trips(case, bytes, place(fixture), 5) {
                faults.push(fault(fixture, case, "Value", &reason));
            }
        }
        faults
    }));
}

/// What one Python pickles differently, so that there are several values of a case.
const SEVERAL_VALUES: &[(&str, &str)] = &[
    ("list_sub", RECONSTRUCTED),
    ("list_sub_bare", RECONSTRUCTED),
    ("dict_sub", RECONSTRUCTED),
    ("dict_sub_bare", RECONSTRUCTED),
    ("namedtuple", TUPLE),
    ("typing_namedtuple", TUPLE),
    ("memo_record", TUPLE),
    ("persistent_by_value", TUPLE),
    ("state_zero", "protocols 0 and 1 leave out a state that is false"),
    ("empty_instance", "Python 2 writes an empty state in protocol 2"),
    ("float_nan", "Python 2 may have a NaN with a sign, which protocol 0 leaves out"),
    ("global_moved", "since protocol 3, `functools.reduce` is `_functools.reduce`"),
    ("persistent_str", LINE),
    ("persistent_str_list", LINE),
];

const RECONSTRUCTED: &str =
    "protocols 0 and 1 hand the content to `copyreg._reconstructor`, in place of adding it";
const TUPLE: &str =
    "protocols 0 and 1 call `tuple.__new__` with a tuple, not the class with its items";
const LINE: &str = "an id of Python 2 is a str, and a line of text in protocol 0";

/// The same object in every protocol, by whichever pickler: what is made with calls where the
/// protocol lacks an opcode is the same value.
#[test]
fn a_case_is_one_value_in_all_fixtures_of_a_python() {
    let jobs: Vec<_> = cases().into_iter().filter(|&case| case != "str_lone_surrogate").collect();
    assert_none(&in_parallel(&jobs, |&case| {
        let mut faults = Vec::new();
        let mut first: BTreeMap<(u8, u8, u8), (&Fixture, Value)> = BTreeMap::new();
        for (fixture, bytes) in pickles_of(case) {
            let value = match load::<Value>(bytes, encoding(place(fixture))) {
                Ok((value, _)) => value,
                Err(error) => return vec![fault(fixture, case, "Value", &error.to_string())],
            };
            match first.entry(fixture.version) {
                Entry::Vacant(entry) => drop(entry.insert((fixture, value))),
                Entry::Occupied(entry) => {
                    let (other, first) = entry.get();
                    if value != *first {
                        let reason = format!("{value}, but {first} in {}", other.file);
                        faults.push(fault(fixture, case, "Value", &reason));
                    }
                }
            }
        }
        let result = if faults.is_empty() { Ok(()) } else { Err(faults.join("\n")) };
        let why = SEVERAL_VALUES.iter().find(|(other, _)| *other == case).map(|(_, why)| *why);
        expect(why, result).err().map(|reason| format!("{case}: {reason}")).into_iter().collect()
    }));
}

#[test]
fn pythons_load_values_that_are_written_back() {
    let jobs: Vec<_> = interpreters().iter().collect();
    assert_none(&in_parallel(&jobs, |&python| {
        let mut faults = Vec::new();
        let mut written = vec![BTreeSet::new(); Protocol::ALL.len()];
        for protocol in python.protocols() {
            for pickler in Implementation::ALL {
                let way = Way { python, protocol, pickler, optimized: false };
                for (case, bytes) in way.pickles() {
                    match round_trips(&case, &bytes, way.place(), python.highest_protocol()) {
                        Ok(pickles) => {
                            for (protocol, pickle) in pickles {
                                let number = usize::from(protocol.number());
                                written[number].insert((case.clone(), pickle));
                            }
                        }
                        Err(reason) => faults.push(way.fault(&case, "Value", &reason, &bytes)),
                    }
                }
            }
        }
        for protocol in python.protocols() {
            let pickles: Vec<_> = written[usize::from(protocol)].iter().cloned().collect();
            let outcomes = python.check(Some(protocol), &pickles);
            for ((case, pickle), outcome) in pickles.iter().zip(outcomes) {
                let result = match outcome.verdict {
                    Verdict::Ok => Ok(()),
                    Verdict::Fail(reason) | Verdict::Skipped(reason) => Err(reason),
                };
                if let Err(reason) = expect(lost(case, protocol), result) {
                    let pickle = disassembly(python, pickle);
                    let place = format!("{python}, protocol {protocol}");
                    faults.push(format!("{case} as Value for {place}: {reason}\n{pickle}"));
                }
            }
        }
        faults
    }));
}
