//! Types of other crates, a file for each.

#[cfg(feature = "num-bigint")]
mod num_bigint;
