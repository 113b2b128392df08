//! Writing values: an equivalent program, with an explicit stack.
//!
//! Containers are memoized before their contents, instances between their making and their
//! changes, as CPython does it, so that cycles come to an end. Where a tuple (or whatever else is
//! made in one go) is met again while its parts are written, it is written again, now with the
//! containers between as references; when the outer one's parts are complete, they are dropped and
//! the inner one is got (CPython's issue 12687).

mod form;
mod survey;
mod writer;

use super::{Value, ValueRef};
use crate::error::Error;
use crate::pickle::Pickle;
use crate::pickler::Encoder;

impl Pickle for Value {
    /// Writes an equivalent program: what Python loads is the same, with the same parts shared.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Unrepresentable`](crate::ErrorKind::Unrepresentable) for what the protocol has
    /// no form for: a persistent id that is no line of ASCII text in protocol 0; a set before
    /// protocol 4 that a cycle needs before it is complete; items that are added to an instance
    /// (ADDITEMS) before protocol 4; classes, as for [`Encoder::class`]; lengths from 4 GiB on
    /// before protocol 4.
    fn pickle(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        self.root().pickle(encoder)
    }
}

impl Pickle for ValueRef<'_> {
    /// Writes the object, and all that it refers to; see [`Value`].
    fn pickle(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        writer::write(self.graph, self.id, encoder)
    }
}
