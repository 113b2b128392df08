//! `cargo bench -p pickle-tests`: one table per data set, with all implementations in one run.
//!
//! See the README beside this folder for the arguments. Without `--bench`, as in
//! `cargo test --bench '*'`, small data sets go through every implementation once, untimed.

#[path = "../common/measure.rs"]
mod measure;
#[path = "../common/table.rs"]
mod table;
#[path = "../common/verdict.rs"]
mod verdict;

#[path = "../data/mod.rs"]
mod data;

mod cpython;
mod implementations;
mod targets;

use std::env;
use std::time::Duration;

use cpython::Figures;
use data::log::Logs;
use data::mesh::Mesh;
use data::minecraft_savedata::Players;
use data::mk48::Updates;
use data::{log, mesh, minecraft_savedata, mk48};
use implementations::{Cell, Implementation, of_log, of_mesh, of_minecraft, of_mk48};
use table::{Table, number};

#[cfg(feature = "mimalloc")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// What the command line says.
struct Options {
    /// Small data sets, no times.
    check: bool,
    /// How long each time may take to find out.
    budget: Duration,
    /// How much smaller than in public the data sets are.
    divisor: usize,
    python: bool,
    /// The data sets, all if there are none.
    chosen: Vec<String>,
}

impl Options {
    fn from_command_line() -> Self {
        let mut options = Self {
            check: true,
            budget: Duration::from_millis(1500),
            divisor: 1,
            python: true,
            chosen: Vec::new(),
        };
        let mut arguments = env::args().skip(1);
        while let Some(argument) = arguments.next() {
            match &*argument {
                "--bench" => options.check = false,
                "--seconds" => {
                    let seconds = arguments.next().and_then(|text| text.parse().ok());
                    options.budget = Duration::from_secs_f64(seconds.expect("--seconds NUMBER"));
                }
                "--divide" => {
                    let divisor = arguments.next().and_then(|text| text.parse().ok());
                    options.divisor = divisor.expect("--divide NUMBER");
                }
                "--no-python" => options.python = false,
                _ if argument.starts_with('-') => panic!("unknown argument {argument}"),
                _ => options.chosen.push(argument),
            }
        }
        if options.check {
            options.divisor = 100;
            options.budget = Duration::ZERO;
        }
        options
    }
}

fn main() {
    let options = Options::from_command_line();
    for (name, run) in [
        ("log", run_log as fn(&Options)),
        ("mesh", run_mesh),
        ("minecraft_savedata", run_minecraft),
        ("mk48", run_mk48),
    ] {
        if options.chosen.is_empty() || options.chosen.iter().any(|chosen| chosen == name) {
            run(&options);
        }
    }
}

fn run_log(options: &Options) {
    let value = Logs::generate(log::COUNT / options.divisor);
    let cpython = of_python(options, "log", &value);
    let title = format!("log: {} records", value.logs.len());
    report(options, "log", &title, of_log(&value, cpython.as_ref()));
}

fn run_mesh(options: &Options) {
    let value = Mesh::generate(mesh::COUNT / options.divisor);
    let cpython = of_python(options, "mesh", &value);
    let title = format!("mesh: {} triangles", value.triangles.len());
    report(options, "mesh", &title, of_mesh(&value, cpython.as_ref()));
}

fn run_minecraft(options: &Options) {
    let value = Players::generate(minecraft_savedata::COUNT / options.divisor);
    let cpython = of_python(options, "minecraft_savedata", &value);
    let title = format!("minecraft_savedata: {} players", value.players.len());
    report(options, "minecraft_savedata", &title, of_minecraft(&value, cpython.as_ref()));
}

fn run_mk48(options: &Options) {
    let value = Updates::generate(mk48::COUNT / options.divisor);
    let cpython = of_python(options, "mk48", &value);
    let title = format!("mk48: {} updates", value.updates.len());
    report(options, "mk48", &title, of_mk48(&value, cpython.as_ref()));
}

fn of_python(options: &Options, name: &str, value: &impl pickle_core::Pickle) -> Option<Figures> {
    let python = if options.python { cpython::newest()? } else { return None };
    let ours = pickle_core::to_vec(value).expect("pickle-core writes");
    Some(cpython::measure(python, name, &ours, options.budget))
}

/// One line of figures: milliseconds and bytes.
struct Row {
    name: String,
    size: usize,
    write: Option<f64>,
    read: Option<f64>,
    borrowed: Option<f64>,
}

fn report(options: &Options, name: &str, title: &str, implementations: Vec<Implementation<'_>>) {
    if options.check {
        println!("{title}: {} rows are read back as written", implementations.len());
        return;
    }
    let rows = measure(implementations, options.budget);
    let first = &rows[0];
    let ratio =
        |row: Option<f64>, ours: Option<f64>| number(row.zip(ours).map(|(row, ours)| row / ours));
    let mut table = Table::new(&[
        "implementation (\u{d7}: ours is 1)",
        "write ms",
        "\u{d7}",
        "read ms",
        "\u{d7}",
        "borrowed ms",
        "\u{d7}",
        "bytes",
        "\u{d7}",
    ]);
    for row in &rows {
        #[expect(clippy::cast_precision_loss, reason = "sizes are far below 2^52")]
        let size = |row: &Row| Some(row.size as f64);
        table.push(vec![
            row.name.clone(),
            number(row.write),
            ratio(row.write, first.write),
            number(row.read),
            ratio(row.read, first.read),
            number(row.borrowed),
            ratio(row.borrowed, first.borrowed),
            row.size.to_string(),
            ratio(size(row), size(first)),
        ]);
    }
    table.print(title);
    targets::print(name, &rows);
}

/// All writers take turns, then all readers, then all that borrow.
fn measure(implementations: Vec<Implementation<'_>>, budget: Duration) -> Vec<Row> {
    let mut rows = Vec::new();
    let (mut writes, mut reads, mut borrows) = (Vec::new(), Vec::new(), Vec::new());
    for implementation in implementations {
        let Implementation { name, size, write, read, borrowed } = implementation;
        rows.push(Row { name, size, write: None, read: None, borrowed: None });
        writes.push(write);
        reads.push(read);
        borrows.push(borrowed);
    }
    for (row, time) in rows.iter_mut().zip(times(writes, budget)) {
        row.write = time;
    }
    for (row, time) in rows.iter_mut().zip(times(reads, budget)) {
        row.read = time;
    }
    for (row, time) in rows.iter_mut().zip(times(borrows, budget)) {
        row.borrowed = time;
    }
    rows
}

fn times(cells: Vec<Cell<'_>>, budget: Duration) -> Vec<Option<f64>> {
    let mut known = Vec::new();
    let (mut places, mut tasks) = (Vec::new(), Vec::new());
    for (place, cell) in cells.into_iter().enumerate() {
        known.push(if let Cell::Known(time) = cell { Some(time) } else { None });
        if let Cell::Task(task) = cell {
            places.push(place);
            tasks.push(task);
        }
    }
    for (place, time) in places.into_iter().zip(measure::medians(&mut tasks, budget)) {
        known[place] = Some(time);
    }
    known
}
