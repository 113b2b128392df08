//! [`Pickle`](crate::Pickle) and [`Unpickle`](crate::Unpickle) for the types of `core`, `alloc` and
//! `std`, and of other crates.
//!
//! Each file below is about one subject: it opens with a table of its types, what Python sees, and
//! what that costs, and holds writing and reading side by side.
//!
//! | Folder | Types | Needs |
//! |---|---|---|
//! | `core` | numbers, text, bytes, tuples, arrays, ranges, times, addresses, cells | nothing |
//! | `alloc` | strings, collections, boxes and shared pointers | nothing |
//! | `std` | hash tables, paths, locks, points in time | feature `std` |
//! | `ext` | other crates' types, a file for each crate | the feature named like the crate |

mod alloc;
pub(crate) mod core;
mod ext;
#[cfg(feature = "std")]
pub(crate) mod std;
