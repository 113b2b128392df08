//! What the figures are to be, and whether they are.

use crate::Row;
use crate::verdict::print as judge;

/// Prints one line per target that this run can judge.
pub fn print(data_set: &str, rows: &[Row]) {
    let find = |name: &str| rows.iter().find(|row| row.name.starts_with(name));
    let ours = &rows[0];
    let part = |ours: Option<f64>, peer: Option<f64>| Some(ours? / peer?);
    let write_of = |name: &str| find(name).and_then(|row| row.write);
    let read_of = |name: &str| find(name).and_then(|row| row.read);

    println!();
    judge("read, of rmp-serde's time", part(ours.read, read_of("rmp-serde")), 1.0);
    judge(
        "read of CPython's stream, of that of our own",
        part(read_of("  CPython's stream"), ours.read),
        1.7,
    );
    if data_set == "log" {
        judge("read borrowed, of owned", part(ours.borrowed, ours.read), 1.0 / 1.8);
    }
    judge("write, of cbor4ii's time", part(ours.write, write_of("cbor4ii")), 1.0);
    judge("write, of serde-pickle's time", part(ours.write, write_of("serde-pickle")), 0.5);
    judge("write, of CPython's time", part(ours.write, write_of("CPython")), 0.1);
    judge("read, of CPython's time", part(ours.read, read_of("CPython")), 0.1);
    #[expect(clippy::cast_precision_loss, reason = "sizes are far below 2^52")]
    let size = |row: &Row| row.size as f64;
    let optimized = find("  the same, optimized").map(size);
    judge("size, of CPython's optimized", part(Some(size(ours)), optimized), 1.0);
}
