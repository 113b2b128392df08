//! `cargo bench -p pickle-tests --bench growth`: time and memory from 1,000 to 10 million records.
//!
//! Each figure is of a process of its own, which says how much memory it had at its peak; where the
//! system does not say (it is `/proc`), there are only times. `--most 1000000` stops earlier: the
//! last rows take several GiB. Without `--bench`, as in `cargo test --bench '*'`, it stops at 1,000.

#[path = "common/memory.rs"]
mod memory;
#[path = "common/table.rs"]
mod table;

#[allow(dead_code, reason = "only one data set can be of any size")]
#[path = "data/mod.rs"]
mod data;

use std::env;
use std::fs::{self, File};
use std::hint::black_box;
use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use data::log::Logs;
use table::{Table, number};

const COUNTS: [usize; 5] = [1_000, 10_000, 100_000, 1_000_000, 10_000_000];

fn main() {
    let mut most = 1_000;
    let mut arguments = env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match &*argument {
            "--bench" => most = most.max(10_000_000),
            "--most" => {
                let number = arguments.next().and_then(|text| text.parse().ok());
                most = number.expect("--most NUMBER");
                // Cargo puts its `--bench` behind everything else.
                arguments.by_ref().for_each(drop);
            }
            "--child" => return child(&arguments.collect::<Vec<_>>()),
            _ => panic!("unknown argument {argument}"),
        }
    }
    let mut table = Table::new(&[
        "records",
        "stream MB",
        "write ns/record",
        "read ns/record",
        "from_reader ns/record",
        "result MB",
        "write: peak MB more",
        "read: peak \u{d7} result",
        "from_reader: peak \u{d7} result",
    ]);
    for count in COUNTS.into_iter().filter(|&count| count <= most) {
        table.push(row(count));
    }
    table.print(
        "log, from 1,000 to 10 million records\n(peaks are beyond what is there before: the value \
         when writing, the stream when reading)",
    );
}

#[expect(clippy::cast_precision_loss, reason = "sizes are far below 2^52")]
fn row(count: usize) -> Vec<String> {
    let path = stream(count);
    let write = Report::of_child("write", count, &path);
    let read = Report::of_child("read", count, &path);
    let from_reader = Report::of_child("from_reader", count, &path);
    let stream = fs::metadata(&path).map_or(0, |file| file.len());
    drop(fs::remove_file(&path));
    let megabytes = |bytes: f64| number(Some(bytes / 1e6));
    let per_record = |report: &Report| number(Some(report.seconds * 1e9 / count as f64));
    let times_result =
        |report: &Report| number(report.peak.zip(write.result).map(|(peak, result)| peak / result));
    vec![
        count.to_string(),
        megabytes(stream as f64),
        per_record(&write),
        per_record(&read),
        per_record(&from_reader),
        write.result.map_or_else(|| "-".to_owned(), megabytes),
        write.peak.map_or_else(|| "-".to_owned(), megabytes),
        times_result(&read),
        times_result(&from_reader),
    ]
}

fn stream(count: usize) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("growth-{count}.pkl"))
}

/// What a child says of itself.
struct Report {
    seconds: f64,
    /// The bytes that the value takes.
    result: Option<f64>,
    /// How many bytes beyond what was there before were in memory at once.
    peak: Option<f64>,
}

impl Report {
    fn of_child(what: &str, count: usize, path: &Path) -> Self {
        let output = Command::new(env::current_exe().expect("a process has a program"))
            .args(["--child", what, &count.to_string()])
            .arg(path)
            .output()
            .expect("the program starts, as it did before");
        let answer = String::from_utf8_lossy(&output.stdout);
        assert!(
            output.status.success(),
            "{what} {count}: {}, {}",
            output.status,
            String::from_utf8_lossy(&output.stderr)
        );
        let mut numbers = answer.split_whitespace().map(|word| word.parse().ok());
        let mut number = || numbers.next().flatten();
        let seconds = number().expect("a child says how long it took");
        Self { seconds, result: number(), peak: number() }
    }
}

/// Prints seconds, the bytes of the value and those of the peak, `-` where they are not known.
fn child(arguments: &[String]) {
    let [what, count, path] = arguments else { panic!("--child WHAT COUNT PATH") };
    let count: usize = count.parse().expect("COUNT is a number");
    let before = memory::resident();
    let (seconds, result, peak) = match &**what {
        "write" => {
            let value = exact(count);
            let result = grown(memory::resident(), before);
            let file = File::create(path).expect("the target folder can be written to");
            let (seconds, peak) = watched(|| {
                pickle_core::to_writer(&file, &value).expect("pickle-core writes");
            });
            black_box(value);
            (seconds, result, peak)
        }
        "read" => {
            let bytes = fs::read(path).expect("it was written before");
            let mut value = None;
            let (seconds, peak) =
                watched(|| value = Some(pickle_core::from_slice(&bytes).expect("it is a pickle")));
            check(value.as_ref(), count);
            (seconds, None, peak)
        }
        "from_reader" => {
            let file = BufReader::new(File::open(path).expect("it was written before"));
            let mut value = None;
            let (seconds, peak) =
                watched(|| value = Some(pickle_core::from_reader(file).expect("it is a pickle")));
            check(value.as_ref(), count);
            (seconds, None, peak)
        }
        _ => panic!("unknown: {what}"),
    };
    let text = |bytes: Option<u64>| bytes.map_or_else(|| "-".to_owned(), |bytes| bytes.to_string());
    println!("{seconds} {} {}", text(result), text(peak));
}

/// Records that take no more memory than they need, as those that are read.
fn exact(count: usize) -> Logs {
    let mut value = Logs::generate(count);
    for log in &mut value.logs {
        log.date.shrink_to_fit();
        log.request.shrink_to_fit();
    }
    value
}

/// How long it takes, and how many bytes more than at its start were in memory at its peak.
fn watched(run: impl FnOnce()) -> (f64, Option<u64>) {
    memory::forget_peak();
    let before = memory::resident();
    let start = Instant::now();
    run();
    let seconds = start.elapsed().as_secs_f64();
    (seconds, grown(memory::peak(), before))
}

fn grown(after: Option<u64>, before: Option<u64>) -> Option<u64> {
    Some(after?.saturating_sub(before?))
}

/// The times are over: whether it is what was written is found out now.
fn check(value: Option<&Logs>, count: usize) {
    assert!(value == Some(&Logs::generate(count)), "what was read is not what was written");
}
