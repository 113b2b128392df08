//! `cargo bench -p pickle-tests --bench instructions`: how many instructions each hot path takes.
//!
//! Unlike times, these counts do not depend on what else the machine does. callgrind counts them,
//! and they are held against those in `counts.tsv`, beside this file: more than 5 % above is a
//! failure. `--renew` writes the file anew. `--renew-streams` has a CPython write its pickles of
//! the data anew, beside this file too.
//!
//! Without `--bench`, as in `cargo test --bench '*'`, all paths are walked once, uncounted.

#[allow(dead_code, reason = "the data sets are smaller here")]
#[path = "../data/mod.rs"]
mod data;

use std::collections::BTreeMap;
use std::env;
use std::fmt::Debug;
use std::fs;
use std::hint::black_box;
use std::mem;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use data::log::{self, Logs};
use data::mesh::Mesh;
use data::minecraft_savedata::{self, Players};
use data::mk48::Updates;
use pickle_core::{Pickle, Pickler, Unpickle, UnpickleOwned, from_slice, to_vec};
use pickle_tests::parallel::in_parallel;
use pickle_tests::python;

/// By how much a path may grow: room for other versions of compilers and allocators.
const TOLERANCE: f64 = 0.05;
/// Where `counts.tsv` and the pickles of CPython are.
const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/instructions");
const DATA_SETS: [&str; 4] = ["log", "mesh", "minecraft_savedata", "mk48"];

/// What can be counted: for each data set, and for small messages.
const PATHS: [&str; 16] = [
    "log write",
    "log read",
    "log read borrowed",
    "log read of CPython's",
    "mesh write",
    "mesh read",
    "mesh read of CPython's",
    "minecraft_savedata write",
    "minecraft_savedata read",
    "minecraft_savedata read borrowed",
    "minecraft_savedata read of CPython's",
    "mk48 write",
    "mk48 read",
    "mk48 read of CPython's",
    "messages write",
    "messages read",
];

/// What goes through a queue or into a cache, each in a pickle of its own.
#[derive(Debug, Pickle, PartialEq)]
#[pickle(module = "messages")]
struct Message {
    id: u64,
    name: String,
    is_urgent: Option<bool>,
}

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let is_given = |argument: &str| arguments.iter().any(|given| given == argument);
    match arguments.first().map(String::as_str) {
        // From `count`, below.
        Some("--path") => {
            walk(&arguments[1]);
            ExitCode::SUCCESS
        }
        _ if is_given("--renew-streams") => {
            renew_streams();
            ExitCode::SUCCESS
        }
        _ if is_given("--renew") => renew(),
        _ if is_given("--bench") => check(),
        _ => {
            for path in PATHS {
                walk(path);
            }
            println!("{} paths: what they read is what was written", PATHS.len());
            ExitCode::SUCCESS
        }
    }
}

/// The only function in which callgrind counts, by its name.
#[inline(never)]
fn measured<T>(run: impl FnOnce() -> T) -> T {
    black_box(run())
}

fn walk(path: &str) {
    let (data_set, what) = path.split_once(' ').expect("a path has two words");
    match data_set {
        "log" if what == "read borrowed" => {
            borrow::<log::borrowed::Logs<'_>>(&ours("log"), &logs());
        }
        "minecraft_savedata" if what == "read borrowed" => {
            let bytes = ours("minecraft_savedata");
            borrow::<minecraft_savedata::borrowed::Players<'_>>(&bytes, &players());
        }
        "log" => write_or_read(what, data_set, &logs()),
        "mesh" => write_or_read(what, data_set, &mesh()),
        "minecraft_savedata" => write_or_read(what, data_set, &players()),
        "mk48" => write_or_read(what, data_set, &updates()),
        "messages" if what == "write" => write_messages(),
        "messages" => read_messages(),
        _ => panic!("no path {path}"),
    }
}

fn write_or_read<T: Pickle + UnpickleOwned + PartialEq>(what: &str, data_set: &str, value: &T) {
    let bytes = match what {
        "write" => measured(|| to_vec(value)).expect("pickle-core writes"),
        "read" => to_vec(value).expect("pickle-core writes"),
        _ => fs::read(of_cpython(data_set)).expect("the pickles of CPython are here"),
    };
    let read: T = if what == "write" {
        from_slice(&bytes).expect("pickle-core reads")
    } else {
        measured(|| from_slice(&bytes)).expect("pickle-core reads")
    };
    assert!(&read == value, "{data_set} {what}: it is another value (or --renew-streams is due)");
}

/// One after the other in the same memory.
fn write_messages() {
    let messages = messages();
    let mut bytes = Vec::new();
    measured(|| {
        for message in &messages {
            bytes.clear();
            let mut pickler = Pickler::append_to(mem::take(&mut bytes));
            pickler.dump(message).expect("pickle-core writes");
            bytes = pickler.into_vec();
        }
    });
    let last: Message = from_slice(&bytes).expect("pickle-core reads");
    assert_eq!(Some(&last), messages.last());
}

fn read_messages() {
    let messages = messages();
    let pickles: Vec<Vec<u8>> =
        messages.iter().map(|message| to_vec(message).expect("pickle-core writes")).collect();
    let read: Vec<Message> = measured(|| pickles.iter().map(from_slice).collect::<Result<_, _>>())
        .expect("pickle-core reads");
    assert_eq!(read, messages);
}

fn borrow<'de, T: Unpickle<'de> + Debug>(bytes: &'de [u8], owned: &impl Debug) {
    let read: T = measured(|| from_slice(bytes)).expect("pickle-core reads");
    assert!(format!("{read:?}") == format!("{owned:?}"), "what was borrowed is another value");
}

fn logs() -> Logs {
    Logs::generate(150)
}

fn mesh() -> Mesh {
    Mesh::generate(150)
}

fn players() -> Players {
    Players::generate(10)
}

fn updates() -> Updates {
    Updates::generate(5)
}

fn messages() -> Vec<Message> {
    let message = |id| Message { id, name: format!("message {id}"), is_urgent: Some(id % 3 == 0) };
    (0..100).map(message).collect()
}

fn ours(data_set: &str) -> Vec<u8> {
    let bytes = match data_set {
        "log" => to_vec(&logs()),
        "mesh" => to_vec(&mesh()),
        "minecraft_savedata" => to_vec(&players()),
        _ => to_vec(&updates()),
    };
    bytes.expect("pickle-core writes")
}

fn of_cpython(data_set: &str) -> PathBuf {
    Path::new(FOLDER).join(format!("{data_set}.pkl"))
}

fn check() -> ExitCode {
    let Some(counts) = counts() else { return ExitCode::FAILURE };
    let committed = committed();
    let mut failed = false;
    println!("{:<40}{:>14}{:>14}{:>9}", "instructions", "committed", "now", "change");
    for path in PATHS {
        let now = counts[path];
        let Some(&before) = committed.get(path) else {
            println!("{path:<40}{:>14}{now:>14}{:>9}", "-", "NEW");
            failed = true;
            continue;
        };
        #[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
        let change = now as f64 / before as f64 - 1.0;
        let verdict = if change > TOLERANCE { "  GREW" } else { "" };
        failed |= change > TOLERANCE;
        println!("{path:<40}{before:>14}{now:>14}{:>8.1}%{verdict}", change * 100.0);
    }
    if failed {
        println!(
            "\nSome paths are new, or grew by more than {:.0} %. If that is meant:",
            TOLERANCE * 100.0
        );
        println!("    cargo bench -p pickle-tests --bench instructions -- --renew");
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}

fn renew() -> ExitCode {
    let Some(counts) = counts() else { return ExitCode::FAILURE };
    let lines = PATHS.iter().map(|&path| format!("{path}\t{}\n", counts[path]));
    let text = lines.collect::<String>();
    fs::write(Path::new(FOLDER).join("counts.tsv"), &text).expect("the sources can be written to");
    print!("{text}");
    ExitCode::SUCCESS
}

fn committed() -> BTreeMap<String, u64> {
    let text = fs::read_to_string(Path::new(FOLDER).join("counts.tsv")).unwrap_or_default();
    text.lines()
        .filter_map(|line| {
            let (path, count) = line.split_once('\t')?;
            Some((path.to_owned(), count.parse().ok()?))
        })
        .collect()
}

/// Walks all paths under callgrind; none if that is not here.
fn counts() -> Option<BTreeMap<String, u64>> {
    let is_here = Command::new("valgrind").arg("--version").output();
    if !is_here.is_ok_and(|output| output.status.success()) {
        eprintln!("valgrind is not installed, and it is what counts: apt-get install valgrind");
        return None;
    }
    let lines = in_parallel(&PATHS, |path| vec![format!("{path}\t{}", count(path))]);
    let entry = |line: String| {
        let (path, count) = line.split_once('\t')?;
        Some((path.to_owned(), count.parse().ok()?))
    };
    lines.into_iter().map(entry).collect()
}

/// Where callgrind writes to can be read by `callgrind_annotate`.
fn count(path: &str) -> u64 {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let name = path.replace([' ', '\''], "-");
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--toggle-collect=*measured*"])
        .arg(format!("--callgrind-out-file={}", folder.join(format!("callgrind.{name}")).display()))
        .arg(env::current_exe().expect("a process has a program"))
        .args(["--path", path])
        .output()
        .expect("valgrind starts, as it did before");
    let messages = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{path}: {}, {messages}", output.status);
    let collected = messages.lines().find_map(|line| line.split_once("Collected :"));
    let count = collected.and_then(|(_, count)| count.trim().parse().ok());
    count.filter(|&count| count > 0).unwrap_or_else(|| panic!("{path}: no count in {messages}"))
}

/// Has the newest CPython load our pickles and dump them.
fn renew_streams() {
    let python = python::interpreters().iter().rfind(|python| python.version >= (3, 8, 0));
    let python = python.expect("a CPython 3.8 or later is needed to write its pickles");
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    for data_set in DATA_SETS {
        let input = folder.join("instructions-ours.pkl");
        fs::write(&input, ours(data_set)).expect("the target folder can be written to");
        let status = Command::new(&python.path)
            .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/benches/cpython.py"))
            .arg(input)
            .arg(of_cpython(data_set))
            .arg(folder.join("instructions-optimized.pkl"))
            .arg("0")
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .status()
            .expect("the Python starts, as it did when it was found");
        assert!(status.success(), "{python}: {data_set}");
    }
}
