//! What most loads and dumps can do without.

use alloc::boxed::Box;

/// Something that is made when it is first needed.
///
/// Until then it takes no more than a pointer, and a glance at that when it is dropped. A small pickle
/// is read or written in less time than it takes to drop some empty trees and deques.
#[derive(Clone, Debug)]
pub(crate) struct Rare<T>(Option<Box<T>>);

impl<T> Rare<T> {
    /// What is not made yet.
    pub(crate) const NONE: Rare<T> = Rare(None);

    #[inline]
    pub(crate) fn get(&self) -> Option<&T> {
        self.0.as_deref()
    }

    #[inline]
    pub(crate) fn get_mut(&mut self) -> Option<&mut T> {
        self.0.as_deref_mut()
    }

    /// Makes it, if that was not done before.
    #[inline]
    pub(crate) fn make(&mut self) -> &mut T
    where
        T: Default,
    {
        self.0.get_or_insert_default()
    }

    /// Drops it.
    #[inline]
    pub(crate) fn clear(&mut self) {
        self.0 = None;
    }
}

impl<T> Default for Rare<T> {
    fn default() -> Self {
        Rare::NONE
    }
}
