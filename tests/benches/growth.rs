//! `cargo bench -p pickle-tests --bench growth`: time and memory from 1,000 to 10 million records.
//!
//! Each figure is of a process of its own, which says how much memory it had at its peak; where the
//! system does not say (it is `/proc`), there are only times. `--most 1000000` stops earlier: the
//! last rows take several GiB. Without `--bench`, as in `cargo test --bench '*'`, it stops at 1,000.

#[path = "common/memory.rs"]
mod memory;
#[path = "common/table.rs"]
mod table;
#[path = "common/verdict.rs"]
mod verdict;

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
/// What a frame has, at most, of records as small as these.
const FRAME: f64 = (64 << 10) as f64;

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
    let counts = COUNTS.into_iter().filter(|&count| count <= most);
    let rows: Vec<Row> = counts.map(Row::measure).collect();
    for row in &rows {
        table.push(row.cells());
    }
    table.print(
        "log, by number of records\n(peaks are beyond what is there before: the value \
         when writing, the stream when reading)",
    );
    judge(&rows);
}

/// The figures for one number of records.
struct Row {
    count: usize,
    /// The bytes of the stream.
    stream: u64,
    write: Report,
    read: Report,
    from_reader: Report,
}

impl Row {
    fn measure(count: usize) -> Self {
        let path = stream(count);
        let row = Self {
            count,
            write: Report::of_child("write", count, &path),
            read: Report::of_child("read", count, &path),
            from_reader: Report::of_child("from_reader", count, &path),
            stream: fs::metadata(&path).map_or(0, |file| file.len()),
        };
        drop(fs::remove_file(&path));
        row
    }

    #[expect(clippy::cast_precision_loss, reason = "sizes are far below 2^52")]
    fn cells(&self) -> Vec<String> {
        let megabytes = |bytes: f64| number(Some(bytes / 1e6));
        let nanoseconds = |report| number(Some(self.seconds_per_record(report) * 1e9));
        vec![
            self.count.to_string(),
            megabytes(self.stream as f64),
            nanoseconds(&self.write),
            nanoseconds(&self.read),
            nanoseconds(&self.from_reader),
            self.write.result.map_or_else(|| "-".to_owned(), megabytes),
            self.write.peak.map_or_else(|| "-".to_owned(), megabytes),
            number(self.times_result(self.read.peak)),
            number(self.times_result(self.from_reader.peak)),
        ]
    }

    #[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
    fn seconds_per_record(&self, report: &Report) -> f64 {
        report.seconds / self.count as f64
    }

    fn times_result(&self, bytes: Option<f64>) -> Option<f64> {
        Some(bytes? / self.write.result?)
    }
}

/// Whether the figures are what they are to be: in each row, and from the first to the last.
fn judge(rows: &[Row]) {
    let worst =
        |figure: &dyn Fn(&Row) -> Option<f64>| rows.iter().filter_map(figure).reduce(f64::max);
    println!();
    verdict::print(
        "read: peak, of the result's size",
        worst(&|row| row.times_result(row.read.peak)),
        1.2,
    );
    verdict::print(
        "from_reader: peak without the largest frame, of the result's size",
        worst(&|row| row.times_result(row.from_reader.peak.map(|peak| peak - FRAME))),
        1.2,
    );
    let [first, .., last] = rows else { return };
    let times = |row: &Row| {
        [&row.write, &row.read, &row.from_reader].map(|report| row.seconds_per_record(report))
    };
    for (what, (first, last)) in
        ["write", "read", "from_reader"].iter().zip(times(first).into_iter().zip(times(last)))
    {
        let what = format!("{what}: time per record, of that of the fewest");
        verdict::print(&what, Some(last / first), 1.5);
    }
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
    warm_up();
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

/// Has the program's own pages in memory, which are not to be counted.
fn warm_up() {
    let value = exact(1);
    let bytes = pickle_core::to_vec(&value).expect("pickle-core writes");
    check(Some(&pickle_core::from_slice(&bytes).expect("it is a pickle")), 1);
    check(Some(&pickle_core::from_reader(&bytes[..]).expect("it is a pickle")), 1);
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
