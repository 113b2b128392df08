//! Every case as a `Value`, whether there is a type for it or not.

use std::collections::BTreeSet;

use pickle_core::{Encoding, Global, Protocol, Value, ValueRef};
use pickle_tests::fixtures::fixtures;
use pickle_tests::parallel::{assert_none, in_parallel};
use pickle_tests::python::{Implementation, Verdict, interpreters};

use crate::fixtures::{fault, place};
use crate::errors::lone_surrogate;
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
    let is_other_nan =
        |float: f64| float.is_nan() && float.to_bits() != f64::NAN.to_bits();
    if protocol == Protocol::V0 && value.as_f64().is_some_and(is_other_nan) {
        return Some("protocol 0 has one NaN only");
    }
    let is_alias = |global: Global| global.module == "_functools" && global.name == "reduce";
    if protocol < Protocol::V3 && value.items().filter_map(ValueRef::global).any(is_alias) {
        return Some("`_functools.reduce` is `__builtin__.reduce` in Python 2, as `functools.reduce` is");
    }
    None
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
            for (outcome, (case, pickle)) in python.check(Some(protocol), &pickles).iter().zip(&pickles) {
                if outcome.verdict != Verdict::Ok {
                    let pickle = disassembly(python, pickle);
                    faults.push(format!("{case} as Value for {python}, protocol {protocol}: {outcome}\n{pickle}"));
                }
            }
        }
        faults
    }));
}
