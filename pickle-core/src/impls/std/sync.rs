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
use crate::unpickler::Decoder;

macro_rules! locks {
    ($($lock:ident $acquire:ident)*) => {$(
        impl<T: Pickle + ?Sized> Pickle for $lock<T> {
            fn pickle(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
                match self.$acquire() {
                    Ok(value) => value.pickle(encoder),
                    Err(_) => Err(Error::new(
                        ErrorKind::Custom,
                        concat!(stringify!($lock), " is poisoned: a thread panicked that held it"),
                    )),
                }
            }
        }

        impl<'de, T: Unpickle<'de>> Unpickle<'de> for $lock<T> {
            fn unpickle<D: Decoder<'de>>(decoder: &mut D) -> Result<$lock<T>, Error> {
                T::unpickle(decoder).map($lock::new)
            }
        }
    )*};
}

locks!(Mutex lock RwLock read);

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
}
