//! Types of `std`.

mod hash;
mod path;
mod sync;
pub(crate) mod time;
