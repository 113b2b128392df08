//! The harness itself: that Pythons are found, that the zoo and its checks agree
//! with each other, and that a check can fail.

use pickle_tests::fixtures::{fixtures, pickles_of};
use pickle_tests::hex;
use pickle_tests::parallel::{assert_none, in_parallel};
use pickle_tests::python::{Implementation, Outcome, Python, Verdict, interpreters};

fn ok(outcome: &Outcome) -> bool {
    outcome.verdict == Verdict::Ok
}

#[test]
fn every_python_accepts_what_it_pickles() {
    // In Python 3, both picklers write nearly the same: one protocol will do.
    let kinds = |python: &Python, protocol| {
        let both = python.version.0 == 2 || protocol == python.highest_protocol();
        Implementation::ALL.into_iter().take(if both { 2 } else { 1 })
    };
    let mut jobs = Vec::new();
    for python in interpreters() {
        for protocol in python.protocols() {
            jobs.extend(kinds(python, protocol).map(|pickler| (python, protocol, pickler)));
        }
    }
    assert_none(&in_parallel(&jobs, |&(python, protocol, pickler)| {
        let pickles = python.produce(protocol, pickler, false, &[]);
        let place = format!("{python}, protocol {protocol}, {} pickler", pickler.name());
        assert!(pickles.len() > 180, "{place}: {} cases", pickles.len());
        let outcomes = python.check(Some(protocol), &pickles);
        let wrong = outcomes.iter().filter(|outcome| !ok(outcome));
        wrong.map(|outcome| format!("{place}: {outcome}")).collect()
    }));
}

#[test]
fn every_python_accepts_what_it_optimizes() {
    let jobs: Vec<(&Python, u8)> =
        interpreters().iter().map(|python| (python, python.highest_protocol())).collect();
    assert_none(&in_parallel(&jobs, |&(python, protocol)| {
        let pickles = python.produce(protocol, Implementation::C, true, &[]);
        let outcomes = python.check(Some(protocol), &pickles);
        let wrong = outcomes.iter().filter(|outcome| !ok(outcome));
        wrong.map(|outcome| format!("{python}: {outcome}")).collect()
    }));
}

/// Python 2 keeps the fields of a date in a `str` that is not ASCII, and 3.6 does
/// not take a `str` for a time; 3.13.0 calls `pathlib` by another name.
fn is_known_to_fail(from: (u8, u8, u8), to: (u8, u8, u8), case: &str) -> bool {
    match case {
        "date" | "datetime_naive" | "datetime_epoch" => from.0 == 2 && to.0 == 3,
        "time" => from.0 == 2 && (to.0, to.1) == (3, 6),
        "pure_path" | "pure_path_relative" => (from.0, from.1) == (3, 13) && to.0 == 3 && to.1 < 13,
        _ => false,
    }
}

#[test]
fn pythons_accept_what_others_pickled() {
    let jobs: Vec<_> = fixtures()
        .iter()
        .filter(|fixture| fixture.pickler == Implementation::C && !fixture.optimized)
        .filter(|fixture| [(2, 7), (3, 13)].contains(&(fixture.version.0, fixture.version.1)))
        .flat_map(|fixture| interpreters().iter().map(move |python| (fixture, python)))
        .filter(|(fixture, python)| python.protocols().contains(&fixture.protocol))
        .collect();
    assert_none(&in_parallel(&jobs, |&(fixture, python)| {
        let outcomes = python.check(None, &fixture.pickles);
        let known = |case: &str| is_known_to_fail(fixture.version, python.version, case);
        let wrong = outcomes.iter().filter(|outcome| outcome.failed() != known(&outcome.name));
        wrong.map(|outcome| format!("{} in {python}: {outcome}", fixture.file)).collect()
    }));
}

#[test]
fn wrong_pickles_fail() {
    for python in interpreters() {
        let fails = |protocol, name, bytes: &[u8], reason: &str| {
            let outcomes = python.check(protocol, &[(name, bytes)]);
            let Verdict::Fail(found) = &outcomes[0].verdict else {
                panic!("{python}: {}", outcomes[0]);
            };
            assert!(found.contains(reason), "{python}: {found:?} does not say {reason:?}");
        };
        fails(None, "int_1", b"I2\n.", "expected int 1, found int 2");
        fails(None, "int_1", b"F1\n.", "expected int 1, found float 1.0");
        fails(None, "int_1", b"I01\n.", "expected int 1, found bool True");
        fails(None, "float_0", b"F-0\n.", "expected float 0.0, found float -0.0");
        fails(None, "list_1", b"(lp0\n.", "expected 1 items, found 0");
        fails(None, "int_1", b"I1\n", "");
        fails(None, "int_1", b"I1\n.I1\n.", "behind STOP");
        fails(None, "int_1", b"(I1\n.", "pickletools.dis");
        fails(None, "recursive_list", b"((ll.", "");
        fails(None, "shared_list", b"((lI1\naI2\na(lI1\naI2\na(l.", "");
        fails(None, "shared_list", b"(l(lI1\naI2\naa(lI1\naI2\naa.", "shared in another way");
        fails(None, "plain_nested", b"N.", "found NoneType");
        fails(None, "no_such_case", b"N.", "no case");
        fails(Some(0), "int_1", b"K\x01.", "BININT1 at byte 0 is of protocol 1");
        fails(Some(2), "int_1", b"K\x01.", "no PROTO");
        fails(Some(1), "int_1", b"\x80\x02K\x01.", "is of protocol 2");
        fails(Some(3.min(python.highest_protocol())), "int_1", b"\x80\x01K\x01.", "PROTO 1");
    }
}

#[test]
fn expressions_are_compared() {
    for python in interpreters() {
        let outcomes = python.eval(&[
            (b"I2\n.".as_slice(), "1 + 1"),
            (b"I2\n.", "2.0"),
            (b"V\\u20ac\n.", "u'\\u20ac'"),
            (b"V\\u20ac\n.", "u'€'"),
            (b"(I1\nI2\nt.", "(1, 2)"),
            (b"czoo\nPlain\n.", "Plain"),
            (b"Phandle-7\n.", "Handle(7)"),
            (b"N.", "1 +"),
        ]);
        let verdicts: Vec<bool> = outcomes.iter().map(ok).collect();
        assert_eq!(
            verdicts,
            [true, false, true, true, true, true, true, false],
            "{python}: {outcomes:?}"
        );
        assert_eq!(outcomes[1].name, "2.0");
    }
}

#[test]
fn cases_that_a_python_lacks_are_skipped() {
    for python in interpreters().iter().filter(|python| python.version.0 == 2) {
        let outcomes = python.check(None, &[("enum_int", b"N.")]);
        assert!(matches!(outcomes[0].verdict, Verdict::Skipped(_)), "{}", outcomes[0]);
        assert!(python.produce(0, Implementation::C, false, &["enum_int"]).is_empty());
    }
}

#[test]
fn scripts_take_and_give_more_than_a_pipe_holds() {
    let stdin = vec![b'x'; 3_000_000];
    for python in interpreters() {
        let script =
            "import sys\nsys.stdout.write('y' * 1000000)\nsys.stdout.write(sys.stdin.read())";
        let printed = python.run_script(script, &stdin).expect("the script runs");
        assert_eq!(printed.len(), 4_000_000, "{python}");
        let error = python.run_script("raise ValueError('told so')", &stdin);
        assert!(error.expect_err("it fails").contains("told so"), "{python}");
    }
}

#[test]
fn pickles_are_disassembled() {
    for python in interpreters() {
        assert!(python.disassemble(b"\x80\x02K\x01.").contains("BININT1"), "{python}");
        assert!(python.disassemble(b"\x80\x02K").contains("PROTO"), "{python}");
    }
}

#[test]
fn fixtures_are_there() {
    assert_eq!(fixtures().len(), 3 * 15);
    assert!(pickles_of("plain").count() >= 15);
    let (fixture, bytes) = pickles_of("int_1")
        .find(|(fixture, _)| fixture.version.0 == 2 && fixture.protocol == 0)
        .expect("protocol 0 of 2.7");
    assert_eq!(bytes, b"I1\n.", "{}", fixture.file);
}

/// The table in the documentation is the one that `produce.py --table` prints.
#[test]
fn all_cases_are_documented() {
    let readme = include_str!("../python/README.md");
    if let Some(python) = interpreters().last() {
        let table = python
            .run_script("import sys, produce\nproduce.table()", b"")
            .expect("the table is printed");
        assert!(readme.contains(&table), "the table in README.md is out of date");
    }
}

#[test]
fn hexadecimal_digits() {
    assert_eq!(hex::encode(&[0, 0x1f, 0xff]), "001fff");
    assert_eq!(hex::decode("001fFF"), Some(vec![0, 0x1f, 0xff]));
    assert_eq!(hex::decode(""), Some(Vec::new()));
    for wrong in ["0", "0g", "+1", "é"] {
        assert_eq!(hex::decode(wrong), None, "{wrong}");
    }
}
