//! Writing values: an equivalent program, with an explicit stack.
//!
//! Containers are memoized before their contents, instances between their making and their
//! changes, as CPython does it, so that cycles come to an end.
//!
//! A tuple, or whatever else is made in one go, may be referred to by what it is made of: `t =
//! ([t],)`. There the [survey] finds out which contents have to wait until the tuple is there: the
//! list is put into it empty, and filled later. CPython would go on writing, meet the tuple again,
//! and write it a second time, now with the list as a reference; when the parts of the outer tuple
//! are complete, they are dropped, and the inner one is got (its issue 12687). That makes instances
//! twice, and is only done here where the survey does not find a way.

mod form;
mod survey;
mod writer;

use super::{Value, ValueRef};
use crate::error::Error;
use crate::pickle::Pickle;
use crate::pickler::Encoder;
use crate::unpickler::Kind;

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

    fn pickle_unhashable(&self, levels: usize) -> Option<Kind> {
        self.root().pickle_unhashable(levels)
    }
}

impl Pickle for ValueRef<'_> {
    /// Writes the object, and all that it refers to; see [`Value`].
    fn pickle(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        writer::write(self.graph, self.id, encoder)
    }

    /// Of the object itself: the parts of a tuple may be many, and shared.
    fn pickle_unhashable(&self, _: usize) -> Option<Kind> {
        let node = self.node();
        (!node.is_hashable()).then(|| node.kind())
    }
}
