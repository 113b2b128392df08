//! Pointers and cells, which are what they hold.

use std::borrow::Cow;
use std::cell::{Cell, OnceCell, RefCell};
use std::rc::Rc;
use std::sync::{Arc, Mutex, OnceLock, RwLock};

use pickle_core::ErrorKind::Custom;
use pickle_core::{Pickle, from_slice, to_vec};

use crate::{cannot_be_written, converts, round_trips};

#[test]
fn pointers() {
    round_trips([Box::new(5)]);
    round_trips([Rc::new(vec![1, 2])]);
    round_trips([Arc::new("a".to_owned())]);
    converts(&&mut 5_u8, &5_u8);
    converts(&Cow::Borrowed(&5_u8), &Cow::<u8>::Owned(5));
    converts(&(Box::new(1) as Box<dyn Pickle>), &1);
}

#[test]
fn cells() {
    round_trips([Cell::new(5)]);
    round_trips([RefCell::new("a".to_owned())]);
    round_trips([OnceCell::new(), OnceCell::from(1)]);
    round_trips([OnceLock::new(), OnceLock::from(1)]);
    let read: Mutex<u8> = from_slice(&to_vec(&Mutex::new(5_u8)).unwrap()).unwrap();
    assert_eq!(read.into_inner().unwrap(), 5);
    let read: RwLock<u8> = from_slice(&to_vec(&RwLock::new(5_u8)).unwrap()).unwrap();
    assert_eq!(read.into_inner().unwrap(), 5);
    let cell = RefCell::new(1);
    let _guard = cell.borrow_mut();
    cannot_be_written(&cell, Custom, "RefCell is mutably borrowed");
}

#[test]
fn poisoned_locks() {
    let mutex = Arc::new(Mutex::new(1));
    let lock = Arc::new(RwLock::new(1));
    let (poisoned_mutex, poisoned_lock) = (mutex.clone(), lock.clone());
    let thread = std::thread::spawn(move || {
        let _guards = (poisoned_mutex.lock(), poisoned_lock.write());
        std::panic::resume_unwind(Box::new("poison"));
    });
    assert!(thread.join().is_err());
    cannot_be_written(&*mutex, Custom, "Mutex is poisoned: a thread panicked that held it");
    cannot_be_written(&*lock, Custom, "RwLock is poisoned: a thread panicked that held it");
}
