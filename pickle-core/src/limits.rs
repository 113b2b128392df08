//! How much a pickle may ask for.

/// The limits that keep hostile input from exhausting the stack, the memory or the time.
///
/// All have safe defaults and can be raised:
///
/// ```
/// use pickle_core::{Limits, Unpickler};
///
/// let limits = Limits { depth: 1_000, ..Limits::default() };
/// let pickle = b"]q\0."; // an empty list
/// let list: Vec<i64> = Unpickler::new(pickle).limits(limits).load().unwrap();
/// assert!(list.is_empty());
/// ```
///
/// Lengths in the input need no limit: they are held against what is left of it before anything
/// is allocated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// How deep typed values may be nested, when reading and when writing; each list, tuple, dict,
    /// set and instance is a level, and so is each `Box`, `Rc` or other pointer on the way; what a
    /// pointer or a `Vec` holds counts for another level with each KiB of its own size. It bounds the
    /// stack: a level costs up to some KiB of it in programs built without optimization.
    /// [`Value`](crate::Value) can be nested without limit. The default is 256.
    pub depth: usize,

    /// How many parts of the pickle may be read a second time and more, because the pickle refers
    /// to them (GET) from several places, and the target has its own copy in each. The default is
    /// 10 million; without it, a pickle of 300 bytes can ask for a value of 10^30 parts.
    pub repeats: usize,

    /// How many digits an int may have in the text of INT and LONG. The default is 4300, as in
    /// CPython; the time to convert them grows faster than their number.
    pub int_digits: usize,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { depth: 256, repeats: 10_000_000, int_digits: crate::int::MAX_DECIMAL_DIGITS }
    }
}
