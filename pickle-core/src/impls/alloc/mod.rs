//! Types of `alloc`.

mod bytes;
pub(super) mod map;
mod pointer;
mod sequence;
pub(super) mod set;
mod shared;
mod text;
