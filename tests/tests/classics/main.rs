//! The classic examples of pickling, each in Rust and in Python, which exchange their objects.
//!
//! - [`world`]: the class of Boost.Python's documentation, pickled in its four ways.
//! - [`text_reader`]: a file that is opened again when it is unpickled, from Python's documentation.
//! - [`memo_record`]: rows of a database that are pickled by reference, from there too.
//! - [`several_in_one_file`]: pickles that stand one behind the other.
//!
//! Boost.Python's guard against "Incomplete pickle support", an exception there, is a compile
//! error here: see `ui-tests`.
//!
//! The Python half of each example is the script of the same name; it is told what to do by
//! `conversation.py`.

mod conversation;
mod folder;
mod memo_record;
mod several_in_one_file;
mod text_reader;
mod world;
