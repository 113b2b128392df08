//! The trait of types that can be written.

use crate::error::Error;
use crate::pickler::{Encoder, Estimate, Made, Memo, Name, OpenInstance, Room};
use crate::unpickler::Kind;

/// A type that can be pickled.
///
/// Derive it with `#[derive(Pickle)]`, which gives [`Unpickle`](crate::Unpickle) too, or write it
/// by hand against the [`Encoder`]. One call writes exactly one object.
///
/// ```
/// use pickle_core::{Encoder, Error, Pickle};
///
/// /// Seen by Python as a list of two ints.
/// struct Pair(i64, i64);
///
/// impl Pickle for Pair {
///     fn pickle(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
///         encoder.list([self.0, self.1])
///     }
/// }
///
/// assert_eq!(pickle_core::to_vec(&Pair(1, 2)).unwrap(), b"\x80\x04\x95\x08\0\0\0\0\0\0\0](K\x01K\x02e.");
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be pickled",
    label = "the trait `Pickle` is not implemented for `{Self}`",
    note = "derive it with `#[derive(Pickle)]`, or name a suite for a foreign type with `#[pickle(with = Suite)]`"
)]
pub trait Pickle {
    /// Writes the value as one object.
    ///
    /// # Errors
    ///
    /// If the value, or a part of it, has no form in the chosen protocol, if the user's functions
    /// fail, or if the writer does.
    fn pickle(&self, encoder: &mut Encoder<'_>) -> Result<(), Error>;

    /// Writes an attribute: its name, then the value.
    #[doc(hidden)]
    #[inline]
    fn pickle_attribute(
        &self,
        instance: &OpenInstance,
        index: usize,
        encoder: &mut Encoder<'_>,
    ) -> Result<(), Error> {
        if encoder.put_attribute(instance, index, self) {
            return Ok(());
        }
        encoder.attribute_apart(instance, index, self)
    }

    /// How many bytes the object takes, if it is small: if it has a few parts, no more than `levels`
    /// deep, and nothing but its bytes is to be written, which [`pickle_into`](Pickle::pickle_into)
    /// does.
    #[doc(hidden)]
    #[inline]
    fn pickle_estimate(&self, levels: usize) -> Option<Estimate> {
        let _ = levels;
        None
    }

    /// Writes the object, if it is small, and its form is known already. That is quicker, but
    /// says nothing else than [`pickle`](Pickle::pickle).
    #[doc(hidden)]
    #[inline]
    fn pickle_into<'r>(&self, room: Room<'r>, memo: &Memo) -> Option<Room<'r>> {
        let _ = (room, memo);
        None
    }

    /// Writes several objects, one behind the other, as [`pickle_into`](Pickle::pickle_into) does:
    /// what they have in common is looked up once.
    #[doc(hidden)]
    #[inline]
    fn pickle_each_into<'r>(items: &[Self], room: Room<'r>, memo: &Memo) -> Option<Room<'r>>
    where
        Self: Sized,
    {
        items.iter().try_fold(room, |room, item| item.pickle_into(room, memo))
    }

    /// From where on a small object can be referred to: an `Rc` or `Arc` points to it.
    #[doc(hidden)]
    #[inline]
    fn pickle_made(&self) -> Made {
        Made::AtEnd
    }

    /// What the object is, or a part of a tuple, if Python cannot hash that. Instances of classes
    /// are taken for hashable; pointers and derived types are looked into no more than `levels`
    /// deep.
    #[doc(hidden)]
    #[inline]
    fn pickle_unhashable(&self, levels: usize) -> Option<Kind> {
        let _ = levels;
        None
    }

    /// Writes a slice of the type: a list, but `bytes` for `u8`.
    #[doc(hidden)]
    fn pickle_slice(slice: &[Self], encoder: &mut Encoder<'_>) -> Result<(), Error>
    where
        Self: Sized,
    {
        encoder.list_of_slice(slice)
    }

    /// Writes an array of the type: a tuple, but `bytes` for `u8`.
    #[doc(hidden)]
    fn pickle_array(array: &[Self], encoder: &mut Encoder<'_>) -> Result<(), Error>
    where
        Self: Sized,
    {
        let tuple = encoder.begin_tuple(array.len())?;
        for (index, item) in array.iter().enumerate() {
            item.pickle(encoder).map_err(|error| error.in_item(index))?;
        }
        encoder.end_tuple(tuple)
    }

    /// Writes an attribute, whose name is in the memo, if the value is small.
    #[doc(hidden)]
    #[inline(always)]
    fn pickle_attribute_into<'r>(
        &self,
        name: Name,
        room: Room<'r>,
        memo: &Memo,
    ) -> Option<Room<'r>> {
        self.pickle_into(room.name(name)?, memo)
    }

    /// Whether all objects of the type are small, as far as it depends on their types: those of their
    /// parts, no more than `levels` deep.
    #[doc(hidden)]
    #[inline]
    #[must_use]
    fn is_flat(levels: usize) -> bool
    where
        Self: Sized,
    {
        let _ = levels;
        false
    }

    /// How many bytes a slice of the type takes, as an object, if it is small.
    #[doc(hidden)]
    #[inline]
    fn pickle_slice_estimate(slice: &[Self], levels: usize) -> Option<Estimate>
    where
        Self: Sized,
    {
        Estimate::of_list(slice, levels)
    }

    /// From where on a slice of the type can be referred to.
    #[doc(hidden)]
    #[inline]
    #[must_use]
    fn pickle_slice_made() -> Made
    where
        Self: Sized,
    {
        Made::Empty
    }

    /// What a slice of the type is, if Python cannot hash that.
    #[doc(hidden)]
    #[inline]
    #[must_use]
    fn pickle_slice_unhashable() -> Option<Kind>
    where
        Self: Sized,
    {
        Some(Kind::List)
    }

    /// Writes a slice of the type, if it is small.
    #[doc(hidden)]
    #[inline]
    fn pickle_slice_into<'r>(slice: &[Self], room: Room<'r>, memo: &Memo) -> Option<Room<'r>>
    where
        Self: Sized,
    {
        room.list(slice, memo)
    }

    /// Writes an array of the type, if it is small.
    #[doc(hidden)]
    #[inline]
    fn pickle_array_into<'r>(array: &[Self], room: Room<'r>, memo: &Memo) -> Option<Room<'r>>
    where
        Self: Sized,
    {
        room.tuple(array.len(), |room| Self::pickle_each_into(array, room, memo))
    }
}
