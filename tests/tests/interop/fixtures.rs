//! The table against the committed fixtures: no Python is needed.

use std::collections::BTreeSet;

use pickle_core::Protocol;
use pickle_tests::fixtures::{Fixture, fixtures};
use pickle_tests::parallel::{assert_none, in_parallel};

use crate::{Place, Row, rows, rows_of};

/// The cases that are too big to be in the fixtures.
const BIG: &[&str] = &[
    "str_70000",
    "bytes_70000",
    "bytearray_70000",
    "list_999",
    "list_1000",
    "list_2001",
    "list_of_2001_str",
    "dict_2001",
    "set_2001",
];

pub fn place(fixture: &Fixture) -> Place {
    Place { version: fixture.version, protocol: fixture.protocol }
}

/// What a test says of a pickle that no Python has to disassemble.
pub fn fault(fixture: &Fixture, case: &str, rust: &str, reason: &str) -> String {
    let pickle = fixture.get(case).unwrap_or_default();
    let start = pickle.get(..400).unwrap_or(pickle).escape_ascii();
    format!("{case} in {} as {rust}: {reason}\n    {start}", fixture.file)
}

/// Judges each fixture as each type that it has.
#[track_caller]
fn assert_of_all(judge: impl Fn(&Row, &[u8], Place) -> Result<(), String> + Sync) {
    assert_none(&in_parallel(fixtures(), |fixture| {
        let mut faults = Vec::new();
        for (case, bytes) in &fixture.pickles {
            for row in rows_of(case) {
                if let Err(reason) = judge(row, bytes, place(fixture)) {
                    faults.push(fault(fixture, case, row.rust, &reason));
                }
            }
        }
        faults
    }));
}

#[test]
fn every_fixture_is_read() {
    assert_of_all(Row::read);
}

#[test]
fn what_was_read_is_written_and_read_again() {
    assert_of_all(|row, bytes, place| {
        let again = |protocol| {
            row.again(bytes, place, protocol)
                .map_err(|reason| format!("again in {protocol:?}: {reason}"))
        };
        Protocol::ALL.into_iter().try_for_each(again)
    });
}

#[test]
fn the_cursor_serves_every_fixture() {
    assert_of_all(Row::is_by_cursor);
}

#[test]
fn the_cursor_serves_what_rust_writes() {
    let mut faults = Vec::new();
    for row in rows() {
        for protocol in Protocol::ALL {
            let Ok(pickle) = row.pickle(protocol) else { continue };
            let place = Place { version: (0, 0, 0), protocol: protocol.number() };
            if let Err(reason) = row.is_by_cursor(&pickle, place) {
                let start = pickle.get(..400).unwrap_or(&pickle).escape_ascii();
                faults.push(format!("{} as {}: {reason}\n    {start}", row.case, row.rust));
            }
        }
    }
    assert_none(&faults);
}

#[test]
fn every_row_has_a_fixture() {
    let there: BTreeSet<&str> = fixtures()
        .iter()
        .flat_map(|fixture| &fixture.pickles)
        .map(|(case, _)| case.as_str())
        .collect();
    let missing: Vec<_> = rows()
        .iter()
        .map(|row| row.case)
        .filter(|case| there.contains(case) == BIG.contains(case))
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
}
