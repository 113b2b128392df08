//! The six versions of the pickle format.

use core::fmt;

/// A version of the pickle format.
///
/// Protocols only ever add opcodes: a reader for one of them reads all the
/// older ones, and [`Unpickler`](crate::Unpickler) reads all six whatever the
/// stream says about itself. A writer has to choose; the choice decides which
/// Pythons can load the result and how compact it is.
///
/// Protocols compare by age.
///
/// ```
/// use pickle_core::Protocol;
///
/// assert_eq!(Protocol::DEFAULT, Protocol::V4);
/// assert!(Protocol::V2 < Protocol::DEFAULT);
/// assert_eq!(Protocol::V5.to_string(), "protocol 5");
/// assert_eq!(Protocol::try_from(3), Ok(Protocol::V3));
/// assert_eq!(Protocol::try_from(6), Err(6));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Protocol {
    /// The first format: lines of text, numbers in decimal. Every Python reads
    /// it, and people can too. It writes most things as other things (bytes as
    /// a call of `codecs.encode`, instances as a call of
    /// `copyreg._reconstructor`) and is by far the largest.
    V0 = 0,
    /// The first binary format: little-endian ints, counted strings, and
    /// opcodes for a whole batch of list or dict items. Instances are written
    /// as in protocol 0.
    V1 = 1,
    /// Python 2.3, [PEP 307](https://peps.python.org/pep-0307/): a leading
    /// `PROTO`, instances built by `cls.__new__` (`NEWOBJ`), short tuples,
    /// bools, large ints in binary, and the extension registry. The newest that
    /// Python 2 reads.
    V2 = 2,
    /// Python 3.0, without a PEP: `bytes` apart from `str`. Names of modules
    /// are those of Python 3 from here on.
    V3 = 3,
    /// Python 3.4, [PEP 3154](https://peps.python.org/pep-3154/): frames,
    /// `MEMOIZE`, globals from the stack (which allows nested classes), keyword
    /// arguments for `__new__`, sets, lengths of 64 bits.
    V4 = 4,
    /// Python 3.8, [PEP 574](https://peps.python.org/pep-0574/): `bytearray`
    /// and buffers that travel outside of the stream.
    V5 = 5,
}

impl Protocol {
    /// What CPython 3.8 to 3.13 write when not told otherwise, and so do we.
    pub const DEFAULT: Self = Self::V4;

    /// The newest protocol there is.
    pub const HIGHEST: Self = Self::V5;

    /// All protocols, the oldest first: `ALL[n]` is protocol `n`.
    pub const ALL: [Self; 6] = [Self::V0, Self::V1, Self::V2, Self::V3, Self::V4, Self::V5];

    /// The number that stands behind `PROTO`, and that Python's `protocol=`
    /// takes.
    #[must_use]
    pub const fn number(self) -> u8 {
        self as u8
    }
}

impl Default for Protocol {
    fn default() -> Self {
        Self::DEFAULT
    }
}

impl From<Protocol> for u8 {
    fn from(protocol: Protocol) -> Self {
        protocol.number()
    }
}

/// Gives the number back where there is no such protocol.
impl TryFrom<u8> for Protocol {
    type Error = u8;

    fn try_from(number: u8) -> Result<Self, u8> {
        Self::ALL.get(usize::from(number)).copied().ok_or(number)
    }
}

impl fmt::Display for Protocol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "protocol {}", self.number())
    }
}

#[cfg(test)]
mod tests {
    use super::Protocol;

    #[test]
    fn numbers_are_indices() {
        for (index, protocol) in Protocol::ALL.into_iter().enumerate() {
            assert_eq!(usize::from(protocol.number()), index);
            assert_eq!(Protocol::try_from(protocol.number()), Ok(protocol));
        }
        for number in 6..=u8::MAX {
            assert_eq!(Protocol::try_from(number), Err(number));
        }
        assert_eq!(Protocol::ALL.last(), Some(&Protocol::HIGHEST));
        assert!(Protocol::ALL.is_sorted());
    }
}
