//! Cells.
//!
//! | Rust | Python | Cost, limits |
//! |---|---|---|
//! | [`Cell`] | what it holds | none; `Copy` types only |
//! | [`RefCell`] | what it holds | an error while it is mutably borrowed |
//! | [`OnceCell`] | what it holds, or `None` | as `Option`, which see |

use core::cell::{Cell, OnceCell, RefCell};

use crate::error::{Error, ErrorKind};
use crate::pickle::Pickle;
use crate::pickler::Encoder;
use crate::unpickle::Unpickle;
use crate::unpickler::shared::{InCell, SharedCell, SharedPointer};
use crate::unpickler::{Decoder, check};

impl<T: Pickle + Copy> Pickle for Cell<T> {
    #[inline]
    fn pickle(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        self.get().pickle(encoder)
    }
}

impl<'de, T: Unpickle<'de>> Unpickle<'de> for Cell<T> {
    #[inline]
    fn unpickle<D: Decoder<'de>>(decoder: &mut D) -> Result<Cell<T>, Error> {
        T::unpickle(decoder).map(Cell::new)
    }

    fn check<D: Decoder<'de>>(decoder: &mut D) -> Result<(), Error> {
        T::check(decoder)
    }
}

impl<T: Pickle + ?Sized> Pickle for RefCell<T> {
    fn pickle(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        match self.try_borrow() {
            Ok(value) => value.pickle(encoder),
            Err(_) => Err(Error::new(ErrorKind::Custom, "RefCell is mutably borrowed")),
        }
    }
}

impl<'de, T: Unpickle<'de>> Unpickle<'de> for RefCell<T> {
    #[inline]
    fn unpickle<D: Decoder<'de>>(decoder: &mut D) -> Result<RefCell<T>, Error> {
        T::unpickle(decoder).map(RefCell::new)
    }

    fn check<D: Decoder<'de>>(decoder: &mut D) -> Result<(), Error> {
        T::check(decoder)
    }

    fn unpickle_shared<D: Decoder<'de>, P: SharedPointer<Self>>(
        decoder: &mut D,
        identity: D::Identity,
    ) -> Result<P, Error> {
        InCell::<Self, P, D::Identity>::unpickle::<D, T>(decoder, identity)
    }

    fn check_shared<D: Decoder<'de>, P: SharedPointer<Self>>(
        decoder: &mut D,
        identity: D::Identity,
    ) -> Result<(), Error> {
        check::in_cell::<D, T, P>(decoder, identity)
    }
}

impl<T> SharedCell<T> for RefCell<T> {
    fn new(value: T) -> RefCell<T> {
        RefCell::new(value)
    }

    fn update<R>(&self, change: impl FnOnce(&mut T) -> R) -> Result<R, Error> {
        match self.try_borrow_mut() {
            Ok(mut value) => Ok(change(&mut value)),
            Err(_) => Err(Error::new(ErrorKind::Custom, "RefCell is borrowed while it is read")),
        }
    }
}

impl<T: Pickle> Pickle for OnceCell<T> {
    fn pickle(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        self.get().pickle(encoder)
    }
}

impl<'de, T: Unpickle<'de>> Unpickle<'de> for OnceCell<T> {
    fn unpickle<D: Decoder<'de>>(decoder: &mut D) -> Result<OnceCell<T>, Error> {
        let value = Option::<T>::unpickle(decoder)?;
        Ok(value.map_or_else(OnceCell::new, OnceCell::from))
    }

    fn check<D: Decoder<'de>>(decoder: &mut D) -> Result<(), Error> {
        Option::<T>::check(decoder)
    }

    fn unpickle_shared<D: Decoder<'de>, P: SharedPointer<Self>>(
        decoder: &mut D,
        identity: D::Identity,
    ) -> Result<P, Error> {
        let pointer = P::new(OnceCell::new());
        decoder.share(identity, &pointer);
        if let Some(value) = Option::unpickle(decoder)? {
            // Nobody else can have set it: the pointer is known to this load only.
            let _ = pointer.get().set(value);
        }
        Ok(pointer)
    }

    fn check_shared<D: Decoder<'de>, P: SharedPointer<Self>>(
        decoder: &mut D,
        identity: D::Identity,
    ) -> Result<(), Error> {
        check::in_cell::<D, Option<T>, P>(decoder, identity)
    }
}
