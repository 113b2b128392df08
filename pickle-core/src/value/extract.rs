//! Typed values out of a value, and parts of it.

use super::{Value, ValueRef};
use crate::error::Error;
use crate::pickle::Pickle;
use crate::unpickle::UnpickleOwned;
use crate::unpickler::Encoding;

impl ValueRef<'_> {
    /// The object, and all that it refers to, as a value of its own.
    #[must_use]
    #[expect(clippy::missing_panics_doc, reason = "no input brings it about")]
    pub fn to_value(self) -> Value {
        // The graph has no `str` of Python 2 that could be of another encoding.
        Value::from_graph(self.graph, self.id, Encoding::Ascii, |_, _| Ok(()))
            .expect("a part of a value is a value")
    }

    /// The object as a typed value, as if it was read from a pickle.
    ///
    /// # Errors
    ///
    /// As [`from_slice`](crate::from_slice), with the place in the pickle that the value was read
    /// from, if it was.
    ///
    /// ```
    /// use pickle_core::Value;
    ///
    /// let value = Value::dict([("size", Value::tuple([3, 4]))])?;
    /// let size: (u32, u32) = value.get("size").unwrap().to()?;
    /// assert_eq!(size, (3, 4));
    /// # Ok::<(), pickle_core::Error>(())
    /// ```
    pub fn to<T: UnpickleOwned>(self) -> Result<T, Error> {
        // The decoder keeps notes on the whole graph, which would be too much for a small part.
        self.to_value().to()
    }
}

impl Value {
    /// The object as a typed value, as if it was read from a pickle.
    ///
    /// # Errors
    ///
    /// As [`from_slice`](crate::from_slice), with the place in the pickle that the value was read
    /// from, if it was.
    pub fn to<T: UnpickleOwned>(&self) -> Result<T, Error> {
        crate::unpickler::from_graph(&self.graph, self.root)
    }

    /// Anything that can be pickled, as a value.
    ///
    /// # Errors
    ///
    /// As [`to_vec`](crate::to_vec). Fields that are pickled by persistent id need the hooks of a
    /// [`Pickler`](crate::Pickler): pickle these, and read the pickle as a value.
    ///
    /// ```
    /// use pickle_core::Value;
    ///
    /// let value = Value::from_pickle(&(1, "two", [0.5]))?;
    /// assert_eq!(value.to_string(), "(1, 'two', (0.5,))");
    /// # Ok::<(), pickle_core::Error>(())
    /// ```
    pub fn from_pickle<T: Pickle + ?Sized>(value: &T) -> Result<Value, Error> {
        let mut pickler = crate::Pickler::in_memory().protocol(crate::Protocol::HIGHEST);
        pickler.dump(value)?;
        crate::from_slice(&pickler.into_vec())
    }
}
