//! `cargo bench -p pickle-tests --bench bulk`: large values that are nothing but numbers or bytes.
//!
//! Takes about 4 GiB of memory. With `--divide 100`, everything is a hundred times smaller; without
//! `--bench`, as in `cargo test --bench '*'`, a hundred thousand times, and untimed.

#[path = "common/measure.rs"]
mod measure;
#[path = "common/table.rs"]
mod table;

use std::env;
use std::hint::black_box;
use std::time::Duration;

use measure::Task;
use pickle_core::{Pickle, UnpickleOwned};
use table::{Table, number};

/// What each time may take beyond the fewest repetitions.
const BUDGET: Duration = Duration::from_secs(3);
const GIB: usize = 1 << 30;

fn main() {
    let mut check = true;
    let mut divisor: usize = 1;
    let mut arguments = env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match &*argument {
            "--bench" => check = false,
            "--divide" => {
                let number = arguments.next().and_then(|text| text.parse().ok());
                divisor = number.expect("--divide NUMBER");
            }
            _ => panic!("unknown argument {argument}"),
        }
    }
    if check {
        divisor = 100_000;
    }
    let count = 10_000_000 / divisor;
    #[expect(clippy::cast_possible_truncation, reason = "the lowest bits will do")]
    let bytes: Vec<u8> = numbers().take(GIB / divisor).map(|number| number as u8).collect();
    measure("Vec<u8>", &bytes, check);
    drop(bytes);
    #[expect(clippy::cast_precision_loss, reason = "any float will do")]
    let floats: Vec<f64> = numbers().take(count).map(|number| number as f64 / 7.0).collect();
    measure("Vec<f64>", &floats, check);
    let ints: Vec<i64> = numbers().take(count).map(u64::cast_signed).collect();
    measure("Vec<i64>, all of them large", &ints, check);
    // A quarter each of 1, 2, 4 and 8 bytes.
    let ints: Vec<i64> = numbers()
        .zip([7, 15, 31, 62].into_iter().cycle())
        .take(count)
        .map(|(number, bits)| (number & ((1 << bits) - 1)).cast_signed())
        .collect();
    measure("Vec<i64>, small and large", &ints, check);
}

/// Numbers without a pattern that anything could make use of.
fn numbers() -> impl Iterator<Item = u64> {
    let mut state: u64 = 3_141_592_653;
    std::iter::repeat_with(move || {
        // Xorshift.
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    })
}

/// Prints the table of one value. A plain copy is into memory that is allocated for it, as what
/// pickles and unpickles does: to fill memory that is new to the process takes longer than to copy.
fn measure<T>(name: &str, value: &Vec<T>, check: bool)
where
    T: Clone + PartialEq,
    Vec<T>: Pickle + UnpickleOwned,
{
    let stream = pickle_core::to_vec(value).expect("pickle-core writes");
    let read: Vec<T> = pickle_core::from_slice(&stream).expect("pickle-core reads");
    assert!(&read == value, "{name}: what was read is not what was written");
    let read: Vec<T> = pickle_core::from_reader(&stream[..]).expect("pickle-core reads");
    assert!(&read == value, "{name}: what a reader gave is not what was written");
    drop(read);
    if check {
        println!("{name}: is read back as written");
        return;
    }

    let mut reused = Vec::with_capacity(stream.len());
    let tasks: Vec<(&str, Task<'_>)> = vec![
        ("plain copy", Box::new(|| drop(black_box(value.clone())))),
        ("to_vec", Box::new(|| drop(black_box(pickle_core::to_vec(value))))),
        (
            "to_writer, memory that is there",
            Box::new(|| {
                reused.clear();
                pickle_core::to_writer(&mut reused, value).expect("pickle-core writes");
                black_box(&reused);
            }),
        ),
        ("from_slice", Box::new(|| drop(black_box(pickle_core::from_slice::<Vec<T>>(&stream))))),
        (
            "from_reader",
            Box::new(|| drop(black_box(pickle_core::from_reader::<Vec<T>>(&stream[..])))),
        ),
    ];
    let (names, mut tasks): (Vec<&str>, Vec<Task<'_>>) = tasks.into_iter().unzip();
    let times = measure::medians(&mut tasks, BUDGET);
    drop(tasks);

    #[expect(clippy::cast_precision_loss, reason = "sizes are far below 2^52")]
    let gib = stream.len() as f64 / GIB as f64;
    let mut table = Table::new(&["", "ms", "GiB/s of stream", "of a copy's speed"]);
    for (row, time) in names.iter().zip(&times) {
        let speed = gib / time * 1e3;
        let of_copy = times[0] / time;
        table.push(vec![
            (*row).to_owned(),
            number(Some(*time)),
            number(Some(speed)),
            number(Some(of_copy)),
        ]);
    }
    table.print(&format!("{name}: {} of them, {} bytes", value.len(), stream.len()));
}
