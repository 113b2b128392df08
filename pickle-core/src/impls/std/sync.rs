//! Locks.
//!
//! | Rust | Python | Cost, limits |
//! |---|---|---|
//! | [`Mutex`], [`RwLock`] | what they hold | waits for the lock; an error if it is poisoned |
//! | [`OnceLock`] | what it holds, or `None` | as `Option`, which see |
//!
//! A thread that pickles a lock which it holds itself will wait for ever, as with any other use.

use std::sync::{Mutex, OnceLock, RwLock};

use crate::error::{Error, ErrorKind};
use crate::pickle::Pickle;
use crate::pickler::Encoder;
use crate::unpickle::Unpickle;
use crate::unpickler::shared::{InCell, SharedCell, SharedPointer};
use crate::unpickler::{Decoder, check};

macro_rules! locks {
    ($($lock:ident $acquire:ident $change:ident)*) => {$(
        impl<T: Pickle + ?Sized> Pickle for $lock<T> {
            fn pickle(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
                match self.$acquire() {
                    Ok(value) => value.pickle(encoder),
                    Err(_) => Err(poisoned(stringify!($lock))),
                }
            }
        }

        impl<'de, T: Unpickle<'de>> Unpickle<'de> for $lock<T> {
            fn unpickle<D: Decoder<'de>>(decoder: &mut D) -> Result<$lock<T>, Error> {
                T::unpickle(decoder).map($lock::new)
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

        impl<T> SharedCell<T> for $lock<T> {
            fn new(value: T) -> $lock<T> {
                $lock::new(value)
            }

            fn update<R>(&self, change: impl FnOnce(&mut T) -> R) -> Result<R, Error> {
                match self.$change() {
                    Ok(mut value) => Ok(change(&mut value)),
                    Err(_) => Err(poisoned(stringify!($lock))),
                }
            }
        }
    )*};
}

locks!(Mutex lock lock RwLock read write);

#[cold]
fn poisoned(lock: &str) -> Error {
    let message = format!("{lock} is poisoned: a thread panicked that held it");
    Error::new(ErrorKind::Custom, message)
}

impl<T: Pickle> Pickle for OnceLock<T> {
    fn pickle(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        self.get().pickle(encoder)
    }
}

impl<'de, T: Unpickle<'de>> Unpickle<'de> for OnceLock<T> {
    fn unpickle<D: Decoder<'de>>(decoder: &mut D) -> Result<OnceLock<T>, Error> {
        let value = Option::<T>::unpickle(decoder)?;
        Ok(value.map_or_else(OnceLock::new, OnceLock::from))
    }

    fn check<D: Decoder<'de>>(decoder: &mut D) -> Result<(), Error> {
        Option::<T>::check(decoder)
    }

    fn unpickle_shared<D: Decoder<'de>, P: SharedPointer<Self>>(
        decoder: &mut D,
        identity: D::Identity,
    ) -> Result<P, Error> {
        let pointer = P::new(OnceLock::new());
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
