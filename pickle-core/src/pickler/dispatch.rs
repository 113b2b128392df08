//! The dispatch table: how types are pickled by one pickler, whatever they say themselves.

use alloc::boxed::Box;
use alloc::collections::BTreeMap;
use core::any::{Any, TypeId};

use super::encoder::Encoder;
use crate::error::Error;
use crate::rare::Rare;

type Function<'h> = Box<dyn Fn(&dyn Any, &mut Encoder<'_>) -> Result<(), Error> + 'h>;

/// The functions of a [`Pickler`](super::Pickler), by the type that they pickle.
#[derive(Default)]
pub(super) struct DispatchTable<'h>(Rare<BTreeMap<TypeId, Function<'h>>>);

impl<'h> DispatchTable<'h> {
    pub(super) fn is_empty(&self) -> bool {
        self.0.get().is_none()
    }

    pub(super) fn insert<T: Any>(
        &mut self,
        pickle: impl Fn(&T, &mut Encoder<'_>) -> Result<(), Error> + 'h,
    ) {
        let function = move |value: &dyn Any, encoder: &mut Encoder<'_>| match value.downcast_ref()
        {
            Some(value) => pickle(value, encoder),
            None => unreachable!("the function is found by the type of the value"),
        };
        self.0.make().insert(TypeId::of::<T>(), Box::new(function));
    }
}

/// The table as an encoder sees it.
pub(super) struct Dispatch<'e> {
    /// None where the table is empty.
    table: Option<&'e DispatchTable<'e>>,
    /// The value that a function of the table is just being called for.
    current: Option<(TypeId, usize)>,
}

impl<'e> Dispatch<'e> {
    pub(super) fn new(table: &'e DispatchTable<'e>) -> Dispatch<'e> {
        Dispatch { table: (!table.is_empty()).then_some(table), current: None }
    }

    #[inline]
    pub(super) fn is_empty(&self) -> bool {
        self.table.is_none()
    }
}

/// The dispatch table.
impl Encoder<'_> {
    /// Pickles the value as the pickler's [dispatch table](super::Pickler::dispatch) says; `false`,
    /// and nothing is written, if that says nothing about the type.
    ///
    /// Derived impls of [`Pickle`](crate::Pickle) begin with this, and those that are written by
    /// hand may. Without a table it costs a branch.
    ///
    /// ```
    /// use pickle_core::{Encoder, Error, Pickle};
    ///
    /// struct Celsius(f64);
    ///
    /// impl Pickle for Celsius {
    ///     fn pickle(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
    ///         if encoder.dispatched(self)? {
    ///             return Ok(());
    ///         }
    ///         encoder.float(self.0)
    ///     }
    /// }
    /// ```
    ///
    /// # Errors
    ///
    /// What the function in the table gives.
    #[inline]
    pub fn dispatched<T: Any>(&mut self, value: &T) -> Result<bool, Error> {
        match self.dispatch.table {
            None => Ok(false),
            Some(table) => self.dispatched_by(table, value),
        }
    }

    #[cold]
    fn dispatched_by(&mut self, table: &DispatchTable<'_>, value: &dyn Any) -> Result<bool, Error> {
        let key = value.type_id();
        let Some(function) = table.0.get().and_then(|table| table.get(&key)) else {
            return Ok(false);
        };
        let place = (key, (&raw const *value).addr());
        if self.dispatch.current == Some(place) {
            // The function asks for the value's own form.
            return Ok(false);
        }
        let outer = self.dispatch.current.replace(place);
        self.descend_in_place()?;
        let written = function(value, self);
        self.ascend();
        self.dispatch.current = outer;
        written.map(|()| true)
    }
}
