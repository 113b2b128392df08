//! Rust types that pickle: Python's pickle format, typed and checked.
//!
//! Derive `Pickle` on a type, and exchange its values with Python, in both directions and in every
//! protocol from 0 to 5. Python sees instances of classes, Rust sees typed values. Nothing that a
//! pickle names is imported, called or executed.
//!
#![cfg_attr(feature = "derive", doc = "```")]
#![cfg_attr(not(feature = "derive"), doc = "```ignore")]
//! use pickle_core::Pickle;
//!
//! #[derive(Pickle, Debug, PartialEq)]
//! #[pickle(module = "geo")]
//! struct World {
//!     country: String,
//!     secret: i32,
//! }
//!
//! let world = World { country: "Canada".into(), secret: 42 };
//! let pickle = pickle_core::to_vec(&world)?; // an instance of geo.World
//! assert_eq!(pickle_core::from_slice::<World>(&pickle)?, world);
//! # Ok::<(), pickle_core::Error>(())
//! ```
//!
//! # Where to look
//!
//! - Reading and writing: [`to_vec`], [`from_slice`] and their like for one pickle; [`Pickler`] and
//!   [`Unpickler`] for protocols, hooks, buffers, limits, and several pickles with one memo.
//! - Types: the attributes stand at the derive macro; [`PickleSuite`] and
//!   [`PickleWith`] are for types of other crates, [`Pickle`](trait@Pickle) and [`Unpickle`] for
//!   types that are written by hand, by way of [`Encoder`] and [`Decoder`].
//! - Pickles without a type for them: [`Value`].
//! - Trait objects, extension codes: [`polymorphic!`] and [`Registry`].
//! - What may go wrong: [`Error`], [`ErrorKind`]; what a pickle may ask for: [`Limits`].
//!
//! # Features
//!
//! `derive` (on by default) for the macro, `std` (on by default) for readers, writers and the types
//! of `std`, `num-bigint` for its two types. Without any, the crate needs `alloc` alone.
#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

mod class_table;
mod compat;
mod enumeration;
mod error;
mod field;
mod global;
mod impls;
mod init_args;
mod int;
mod limits;
pub mod opcode;
mod pickle;
mod pickler;
mod pointers;
mod protocol;
mod rare;
mod registry;
mod state;
mod suite;
mod text;
mod unpickle;
mod unpickler;
mod value;

use alloc::vec::Vec;

pub use enumeration::{Enumeration, Member, MemberValue};
pub use error::{Error, ErrorKind, Fallible, Operation};
#[doc(hidden)]
pub use field::{BufferField, DefaultField};
pub use global::{Class, Global};
pub use impls::core::buffer::Buffer;
pub use init_args::{FromInitArgs, Init, InitArgs};
pub use int::{Int, IntBytes, IntParseError, IntRangeError, MAX_DECIMAL_DIGITS};
pub use limits::Limits;
pub use opcode::Opcode;
pub use pickle::Pickle;
pub use pickler::{
    Band, Construct, Encoder, Memory, OpenArgs, OpenDict, OpenInstance, OpenKeywords, OpenTuple,
    PersistentIdResult, Pickler,
};
#[doc(hidden)]
pub use pickler::{Estimate, Made, Memo, Name, Room};
pub use protocol::Protocol;
pub use registry::{PickleClass, Polymorphic, Registry};
pub use state::{FromInstanceDict, GetState, InstanceDict};
pub use suite::{NoState, PickleSuite, PickleWith, StatePair};
pub use unpickle::{Unpickle, UnpickleOwned};
pub use unpickler::{
    Alone, Decoder, Encoding, Integer, Kind, PersistentLoadResult, Pointee, SharedPointer, Slot,
    UNKNOWN, Unpickler,
};
#[doc(hidden)]
pub use unpickler::{First, check};
pub use value::{Entries, InstanceRef, Items, Value, ValueRef};

#[cfg(feature = "derive")]
pub use pickle_derive::Pickle;

/// What the macros name.
#[doc(hidden)]
pub mod __private {
    pub use alloc::boxed::Box;
    pub use alloc::rc::{Rc, Weak as WeakRc};
    pub use alloc::sync::{Arc, Weak as WeakArc};
}

/// Suites for types of the standard library, where their usual form is not the one that is wanted.
pub mod suites {
    pub use crate::impls::core::duration::Micros;
    #[cfg(feature = "std")]
    pub use crate::impls::std::time::NaiveUtc;
}

/// Pickles the value, in the default protocol.
///
/// # Errors
///
/// As [`Pickle::pickle`].
///
/// ```
/// assert_eq!(pickle_core::to_vec(&Some(7))?, b"\x80\x04K\x07.");
/// # Ok::<(), pickle_core::Error>(())
/// ```
pub fn to_vec<T: Pickle + ?Sized>(value: &T) -> Result<Vec<u8>, Error> {
    let mut pickler = Pickler::in_memory();
    pickler.dump(value)?;
    Ok(pickler.into_vec())
}

/// Pickles the value to a writer, in the default protocol.
///
/// # Errors
///
/// As [`Pickle::pickle`]; if the writer fails. What was written before the error stays written.
///
/// ```
/// let mut file = Vec::new(); // or a File, a TcpStream, ...
/// pickle_core::to_writer(&mut file, "one")?;
/// pickle_core::to_writer(&mut file, "two")?;
/// # Ok::<(), pickle_core::Error>(())
/// ```
#[cfg(feature = "std")]
pub fn to_writer<W: std::io::Write, T: Pickle + ?Sized>(writer: W, value: &T) -> Result<(), Error> {
    Pickler::new(writer).dump(value)
}

/// Reads the pickle at the beginning of `bytes`, from which the value may borrow. Bytes behind its
/// STOP are left alone.
///
/// # Errors
///
/// If the input is malformed, or holds something else than a `T`.
///
/// ```
/// let pair: (&str, u8) = pickle_core::from_slice(b"\x80\x02X\x03\0\0\0oneK\x01\x86.")?;
/// assert_eq!(pair, ("one", 1));
/// # Ok::<(), pickle_core::Error>(())
/// ```
pub fn from_slice<'de, T: Unpickle<'de>>(
    bytes: &'de (impl AsRef<[u8]> + ?Sized),
) -> Result<T, Error> {
    Unpickler::new(bytes).load()
}

/// Reads the next pickle from `reader`, which is left right behind its STOP.
///
/// The whole pickle is collected first, as it may refer to any part of itself: that takes its size in
/// memory, and faults are told when it is all there. Reads are small where the pickle has no frames
/// (before protocol 4): wrap files and sockets in a [`BufReader`](std::io::BufReader).
///
/// # Errors
///
/// If the reader fails, if the input is malformed, or if it holds something else than a `T`.
///
/// ```
/// let mut file: &[u8] = b"I1\n.I2\n."; // or a File, a TcpStream, ...
/// assert_eq!(pickle_core::from_reader::<i32>(&mut file)?, 1);
/// assert_eq!(pickle_core::from_reader::<i32>(&mut file)?, 2);
/// # Ok::<(), pickle_core::Error>(())
/// ```
#[cfg(feature = "std")]
pub fn from_reader<T: UnpickleOwned>(reader: impl std::io::Read) -> Result<T, Error> {
    unpickler::from_reader(reader)
}
