//! What an unpickler is told once, for all its loads.

use crate::limits::Limits;
use crate::registry::Extensions;

/// The settings of an [`Unpickler`](super::Unpickler).
#[derive(Clone, Debug, Default)]
pub(super) struct Options {
    pub(super) limits: Limits,
    pub(super) encoding: Encoding,
    pub(super) extensions: Extensions,
    /// Whether the cursor is not tried.
    pub(super) is_by_machine: bool,
}

/// What the `str` of Python 2 is taken for: text in an encoding, or bytes. Python's
/// `encoding=` argument.
///
/// A target of bytes takes the bytes as they are, whatever the encoding.
///
/// ```
/// use pickle_core::{Encoding, Unpickler};
///
/// let pickle = b"U\x04caf\xe9."; // 'caf\xe9' of Python 2, in Latin-1
/// let text: String = Unpickler::new(pickle).encoding(Encoding::Latin1).load().unwrap();
/// assert_eq!(text, "café");
///
/// let bytes: Vec<u8> = pickle_core::from_slice(pickle).unwrap();
/// assert_eq!(bytes, b"caf\xe9");
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Encoding {
    /// ASCII text; the default, as in Python.
    #[default]
    Ascii,
    /// Latin-1 text, which every byte is.
    Latin1,
    /// UTF-8 text.
    Utf8,
    /// `bytes`.
    Bytes,
}
