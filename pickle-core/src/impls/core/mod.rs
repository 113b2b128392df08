//! Types of `core`.

mod array;
mod bool;
pub(crate) mod buffer;
mod bytes;
pub(in crate::impls) mod cell;
pub(crate) mod duration;
mod float;
mod int;
mod net;
mod none;
mod range;
mod reference;
mod text;
mod tuple;
mod wrapper;
