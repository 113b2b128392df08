//! What `#[derive(Pickle)]` must compile, and what it must refuse, with which words.
//!
//! `ui/` has a folder for each rule. In it, `pass_*.rs` must compile and run; every other file must
//! not compile, for the reason in the `.stderr` beside it. To accept new words, run with
//! `TRYBUILD=overwrite`, and read the difference.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The `.stderr` files are the words of this release of rustc. Half of each message is rustc's own
/// (the notes, the look of the excerpt), and that changes from release to release.
const RUSTC: &str = "1.95";

#[test]
fn accepted() {
    let tests = trybuild::TestCases::new();
    for case in cases().into_iter().filter(|case| must_pass(case)) {
        tests.pass(case);
    }
}

#[test]
fn refused() {
    let release = rustc_release();
    if !release.starts_with(&format!("{RUSTC}.")) {
        // Past the test harness, which would keep it to itself.
        let _ = writeln!(
            io::stderr(),
            "skipped: the messages in ui-tests are those of rustc {RUSTC}, this is rustc {release}",
        );
        return;
    }
    let tests = trybuild::TestCases::new();
    for case in cases().into_iter().filter(|case| !must_pass(case)) {
        tests.compile_fail(case);
    }
}

/// Every rule has something that it refuses, and something near it that is right.
#[test]
fn each_rule_has_both() {
    for rule in sorted(Path::new("tests/ui")) {
        let (accepted, refused): (Vec<_>, Vec<_>) =
            cases_of(&rule).into_iter().partition(|case| must_pass(case));
        assert!(!accepted.is_empty(), "{} has no pass_*.rs", rule.display());
        assert!(!refused.is_empty(), "{} refuses nothing", rule.display());
    }
}

/// All cases, by rule.
fn cases() -> Vec<PathBuf> {
    sorted(Path::new("tests/ui")).iter().flat_map(|rule| cases_of(rule)).collect()
}

fn cases_of(rule: &Path) -> Vec<PathBuf> {
    let mut cases = sorted(rule);
    cases.retain(|path| path.extension().is_some_and(|extension| extension == "rs"));
    cases
}

fn must_pass(case: &Path) -> bool {
    case.file_name().is_some_and(|name| name.to_string_lossy().starts_with("pass_"))
}

fn sorted(folder: &Path) -> Vec<PathBuf> {
    let entries =
        fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut paths: Vec<_> = entries.map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    paths
}

/// `1.95.0`, of the compiler that the cases are built with.
fn rustc_release() -> String {
    let rustc = env::var_os("RUSTC").unwrap_or_else(|| OsString::from("rustc"));
    let output = Command::new(rustc).arg("--version").output().expect("rustc runs");
    let version = String::from_utf8_lossy(&output.stdout).into_owned();
    version.split_whitespace().nth(1).unwrap_or("unknown").to_owned()
}
