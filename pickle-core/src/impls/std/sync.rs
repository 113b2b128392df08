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
use crate::impls::core::cell::{cells, once_cells};

cells! {
    Mutex: lock or poisoned, lock or poisoned;
    RwLock: read or poisoned, write or poisoned;
}
once_cells!(OnceLock);

#[cold]
fn poisoned(lock: &str) -> Error {
    let message = format!("{lock} is poisoned: a thread panicked that held it");
    Error::new(ErrorKind::Custom, message)
}
