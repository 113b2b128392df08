//! Nothing, and what may be nothing.
//!
//! | Rust | Python | Cost, limits |
//! |---|---|---|
//! | `()`, [`PhantomData`] | `None` | a byte |
//! | `Option<T>` | `None`, or what `T` is | nothing beside `T` |
//!
//! Python's `None` does not nest: `Some(None)` of an `Option<Option<T>>` is written as `None` and
//! read as the outer `None`. The same goes for every `Option<T>` whose `T` may itself be written as
//! `None`, such as `Option<()>`.

use alloc::string::ToString;
use core::marker::PhantomData;

use crate::error::Error;
use crate::pickle::Pickle;
use crate::pickler::{Encoder, Estimate, Made, Memo, Room};
use crate::unpickle::{Unpickle, unpickle_empty_first};
use crate::unpickler::{Decoder, First, Kind, Slot};

impl Pickle for () {
    #[inline]
    fn pickle(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        encoder.none()
    }

    #[inline]
    fn pickle_estimate(&self, _: usize) -> Option<Estimate> {
        Some(Estimate::bytes(1))
    }

    #[inline]
    fn pickle_into<'r>(&self, room: Room<'r>, _: &Memo) -> Option<Room<'r>> {
        room.none()
    }
}

impl<'de> Unpickle<'de> for () {
    fn unpickle<D: Decoder<'de>>(decoder: &mut D) -> Result<(), Error> {
        if decoder.read_none()? {
            return Ok(());
        }
        let found = decoder.kind()?.to_string();
        Err(decoder.place(Error::wrong_type("None", &found)))
    }
}

impl<T: ?Sized> Pickle for PhantomData<T> {
    fn pickle(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        encoder.none()
    }
}

impl<'de, T: ?Sized> Unpickle<'de> for PhantomData<T> {
    fn unpickle<D: Decoder<'de>>(decoder: &mut D) -> Result<PhantomData<T>, Error> {
        <()>::unpickle(decoder).map(|()| PhantomData)
    }
}

impl<T: Pickle> Pickle for Option<T> {
    #[inline]
    fn pickle(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        match self {
            Some(value) => value.pickle(encoder),
            None => encoder.none(),
        }
    }

    #[inline]
    fn pickle_estimate(&self, levels: usize) -> Option<Estimate> {
        match self {
            Some(value) => value.pickle_estimate(levels),
            None => Some(Estimate::bytes(1)),
        }
    }

    #[inline]
    fn is_flat(levels: usize) -> bool {
        T::is_flat(levels)
    }

    #[inline]
    fn pickle_made(&self) -> Made {
        self.as_ref().map_or(Made::AtEnd, T::pickle_made)
    }

    #[inline]
    fn pickle_into<'r>(&self, room: Room<'r>, memo: &Memo) -> Option<Room<'r>> {
        match self {
            Some(value) => value.pickle_into(room, memo),
            None => room.none(),
        }
    }

    #[inline]
    fn pickle_unhashable(&self, levels: usize) -> Option<Kind> {
        self.as_ref()?.pickle_unhashable(levels)
    }
}

impl<'de, T: Unpickle<'de>> Unpickle<'de> for Option<T> {
    const FIRST: First = T::FIRST.or_none();

    const IS_EMPTY_FIRST: bool = true;

    fn unpickle<D: Decoder<'de>>(decoder: &mut D) -> Result<Option<T>, Error> {
        if decoder.read_none()? { Ok(None) } else { T::unpickle(decoder).map(Some) }
    }

    fn check<D: Decoder<'de>>(decoder: &mut D) -> Result<(), Error> {
        if decoder.read_none()? { Ok(()) } else { T::check(decoder) }
    }

    fn unpickle_in_phases<D: Decoder<'de>, __S: Slot<D, Self>>(
        decoder: &mut D,
        slot: &mut __S,
    ) -> Result<(), Error> {
        unpickle_empty_first(decoder, slot)
    }
}
