//! Pointers with a single owner.
//!
//! | Rust | Python | Cost, limits |
//! |---|---|---|
//! | `Box<T>` | what `T` is | none |
//! | `Box<dyn Trait>` | an instance of its own class | needs [`polymorphic!`](crate::polymorphic) and a [`Registry`](crate::Registry) when read |
//! | `Cow<T>` | what `T` is | owned when read, save [text](super::text) and [bytes](super::bytes) |

use alloc::borrow::{Cow, ToOwned};
use alloc::boxed::Box;

use crate::error::Error;
use crate::pickle::Pickle;
use crate::pickler::Encoder;
use crate::unpickle::Unpickle;
use crate::unpickler::{Decoder, First, levels_of};

impl<T: Pickle + ?Sized> Pickle for Box<T> {
    #[inline]
    fn pickle(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        encoder.descend_in_place()?;
        (**self).pickle(encoder)?;
        encoder.ascend();
        Ok(())
    }

    small_as!(self => **self);
}

impl<'de, T: Unpickle<'de>> Unpickle<'de> for Box<T> {
    const FIRST: First = T::FIRST;

    #[inline]
    fn unpickle<D: Decoder<'de>>(decoder: &mut D) -> Result<Box<T>, Error> {
        let levels = 1 + levels_of::<T>();
        decoder.descend(levels)?;
        let value = T::unpickle(decoder)?;
        decoder.ascend(levels);
        Ok(Box::new(value))
    }

    fn check<D: Decoder<'de>>(decoder: &mut D) -> Result<(), Error> {
        let levels = 1 + levels_of::<T>();
        decoder.descend(levels)?;
        T::check(decoder)?;
        decoder.ascend(levels);
        Ok(())
    }
}

impl<T: Pickle + ToOwned + ?Sized> Pickle for Cow<'_, T> {
    #[inline]
    fn pickle(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        (**self).pickle(encoder)
    }

    small_as!(self => **self);
}

impl<'de, T: Unpickle<'de> + Clone> Unpickle<'de> for Cow<'_, T> {
    fn unpickle<D: Decoder<'de>>(decoder: &mut D) -> Result<Self, Error> {
        T::unpickle(decoder).map(Cow::Owned)
    }

    fn check<D: Decoder<'de>>(decoder: &mut D) -> Result<(), Error> {
        T::check(decoder)
    }
}
