//! The table against every Python of the machine.

use std::sync::atomic::{AtomicUsize, Ordering};

use pickle_core::Protocol;
use pickle_tests::parallel::{assert_none, in_parallel};
use pickle_tests::python::{Implementation, Python, Verdict, interpreters};

use crate::errors::lone_surrogate;
use crate::table::expect;
use crate::{Place, rows, rows_of};

/// How a Python is asked for its pickles.
#[derive(Clone, Copy)]
pub struct Way {
    pub python: &'static Python,
    pub protocol: u8,
    pub pickler: Implementation,
    pub optimized: bool,
}

impl Way {
    pub fn place(self) -> Place {
        Place { version: self.python.version, protocol: self.protocol }
    }

    /// All pickles of the zoo.
    pub fn pickles(self) -> Vec<(String, Vec<u8>)> {
        let pickles = self.python.produce(self.protocol, self.pickler, self.optimized, &[]);
        assert!(pickles.len() > 180, "{}: {} cases", self.place(), pickles.len());
        pickles
    }

    /// What a test says when it fails.
    pub fn fault(self, case: &str, rust: &str, reason: &str, pickle: &[u8]) -> String {
        let (place, pickler) = (self.place(), self.pickler.name());
        let optimized = if self.optimized { ", optimized" } else { "" };
        let pickle = disassembly(self.python, pickle);
        format!("{case} by {place}, {pickler} pickler{optimized}, as {rust}: {reason}\n{pickle}")
    }
}

/// Each Python at each protocol.
pub fn places() -> Vec<(&'static Python, u8)> {
    let protocols = |python: &'static Python| python.protocols().map(move |it| (python, it));
    interpreters().iter().flat_map(protocols).collect()
}

fn ways() -> Vec<Way> {
    let mut ways = Vec::new();
    for (python, protocol) in places() {
        for pickler in Implementation::ALL {
            for optimized in [false, true] {
                ways.push(Way { python, protocol, pickler, optimized });
            }
        }
    }
    ways
}

/// The beginning of what `pickletools.dis` prints; of the first faults only, as each takes a
/// process.
pub fn disassembly(python: &Python, pickle: &[u8]) -> String {
    static SHOWN: AtomicUsize = AtomicUsize::new(0);
    if SHOWN.fetch_add(1, Ordering::Relaxed) >= 40 {
        return format!("    {}\n", pickle.get(..400).unwrap_or(pickle).escape_ascii());
    }
    let text = python.disassemble(pickle);
    text.lines().take(60).flat_map(|line| ["    ", line, "\n"]).collect()
}

#[test]
fn rust_reads_what_python_pickles() {
    assert_none(&in_parallel(&ways(), |way| {
        let mut faults = Vec::new();
        for (case, bytes) in way.pickles() {
            if case == "str_lone_surrogate"
                && let Err(reason) = lone_surrogate::<String>(&bytes)
            {
                faults.push(way.fault(&case, "String", &reason, &bytes));
            }
            for row in rows_of(&case) {
                if let Err(reason) = row.read(&bytes, way.place()) {
                    faults.push(way.fault(&case, row.rust, &reason, &bytes));
                }
            }
        }
        faults
    }));
}

#[test]
fn python_loads_what_rust_pickles() {
    assert_none(&in_parallel(&places(), |&(python, number)| {
        let protocol = Protocol::ALL[usize::from(number)];
        let place = Place { version: python.version, protocol: number };
        let mut faults = Vec::new();
        let mut written = Vec::new();
        for row in rows() {
            match row.pickle(protocol) {
                Ok(pickle) => written.push((row, pickle)),
                Err(error) => {
                    if row.why_unwritten(place).is_none() {
                        let (case, rust) = (row.case, row.rust);
                        faults.push(format!("{case} as {rust} for {place}: {error}"));
                    }
                }
            }
        }
        let pickles: Vec<_> = written.iter().map(|(row, pickle)| (row.case, pickle)).collect();
        let outcomes = python.check(Some(number), &pickles);
        for ((row, pickle), outcome) in written.iter().zip(outcomes) {
            let result = match outcome.verdict {
                Verdict::Ok => Ok(()),
                Verdict::Fail(reason) => Err(reason),
                Verdict::Skipped(_) => continue,
            };
            if let Err(reason) = expect(row.why_unwritten(place), result) {
                let (case, rust) = (row.case, row.rust);
                let pickle = disassembly(python, pickle);
                faults.push(format!("{case} as {rust} in {place}: {reason}\n{pickle}"));
            }
        }
        faults
    }));
}
