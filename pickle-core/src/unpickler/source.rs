//! Where the machine takes its bytes from.

use alloc::borrow::Cow;

use crate::error::{Error, ErrorKind};

/// The bytes of pickles, consumed from the front.
#[derive(Debug)]
pub(super) struct Source<'i, 'de> {
    input: &'i [u8],
    position: usize,
    /// How many bytes were consumed before the input.
    before: u64,
    /// What is kept of the input: a view of it, or a copy.
    keep: fn(&'i [u8]) -> Cow<'de, [u8]>,
    /// Why the input ends where it does, unless that is all there is.
    failure: Option<Error>,
}

impl<'de> Source<'de, 'de> {
    /// Bytes that live as long as what is kept of them.
    pub(super) fn new(input: &'de [u8], failure: Option<Error>) -> Source<'de, 'de> {
        Source { input, position: 0, before: 0, keep: Cow::Borrowed, failure }
    }
}

#[cfg(feature = "std")]
impl<'i> Source<'i, 'static> {
    /// Bytes of which copies are kept.
    pub(super) fn copied(
        input: &'i [u8],
        before: u64,
        failure: Option<Error>,
    ) -> Source<'i, 'static> {
        Source { input, position: 0, before, keep: |bytes| Cow::Owned(bytes.to_vec()), failure }
    }

    /// How many bytes of the input were consumed.
    pub(super) fn consumed(&self) -> usize {
        self.position
    }
}

impl<'i, 'de> Source<'i, 'de> {
    /// How many bytes are consumed, counted from the first that there ever was.
    pub(super) fn position(&self) -> u64 {
        self.before + self.position as u64
    }

    /// The same input from another position on, behind as many bytes as were consumed `before` it.
    pub(super) fn part(mut self, position: usize, before: u64) -> Source<'i, 'de> {
        self.position = position;
        self.before = before;
        self
    }

    /// The next byte; `None` at the end.
    #[inline]
    pub(super) fn byte(&mut self) -> Result<Option<u8>, Error> {
        let byte = self.input.get(self.position).copied();
        self.position += usize::from(byte.is_some());
        match self.failure.take_if(|_| byte.is_none()) {
            Some(failure) => Err(failure),
            None => Ok(byte),
        }
    }

    /// The next `len` bytes.
    #[inline]
    pub(super) fn take(&mut self, len: u64) -> Result<Cow<'de, [u8]>, Error> {
        let taken = usize::try_from(len).ok().and_then(|len| self.rest().get(..len));
        let taken = taken.ok_or_else(|| self.truncated_by(len))?;
        self.position += taken.len();
        Ok((self.keep)(taken))
    }

    /// The next `N` bytes.
    #[inline]
    pub(super) fn array<const N: usize>(&mut self) -> Result<[u8; N], Error> {
        let array = *self.rest().first_chunk().ok_or_else(|| self.truncated_by(N as u64))?;
        self.position += N;
        Ok(array)
    }

    /// The bytes up to the next line feed, which is consumed too.
    pub(super) fn line(&mut self) -> Result<Cow<'de, [u8]>, Error> {
        let rest = self.rest();
        let end = rest.iter().position(|&byte| byte == b'\n').ok_or_else(|| self.no_line_end())?;
        self.position += end + 1;
        Ok((self.keep)(&rest[..end]))
    }

    /// Says that the next `len` bytes belong together.
    pub(super) fn frame(&mut self, len: u64) -> Result<(), Error> {
        if len > self.rest().len() as u64 { Err(self.truncated_by(len)) } else { Ok(()) }
    }

    /// What is not consumed.
    pub(super) fn rest(&self) -> &'i [u8] {
        &self.input[self.position..]
    }

    #[cold]
    fn truncated_by(&mut self, len: u64) -> Error {
        let rest = self.rest().len();
        self.failure.take().unwrap_or_else(|| {
            Error::new(
                ErrorKind::Truncated,
                alloc::format!(
                    "the pickle ends too early: {len} bytes are announced, {rest} are left"
                ),
            )
        })
    }

    #[cold]
    fn no_line_end(&mut self) -> Error {
        self.failure.take().unwrap_or_else(|| {
            Error::new(ErrorKind::Truncated, "the pickle ends within a line of text")
        })
    }
}

/// A slice, with pickles one behind the other.
#[derive(Debug)]
pub struct SliceSource<'de> {
    bytes: Source<'de, 'de>,
    /// Where the last pickle begins.
    last: usize,
}

impl<'de> SliceSource<'de> {
    pub(super) fn new(input: &'de [u8]) -> SliceSource<'de> {
        SliceSource { bytes: Source::new(input, None), last: 0 }
    }

    /// Bytes that end where something failed.
    #[cfg(feature = "std")]
    pub(super) fn cut_short(input: &'de [u8], failure: Option<Error>) -> SliceSource<'de> {
        SliceSource { bytes: Source::new(input, failure), last: 0 }
    }

    /// What stands behind the last pickle.
    pub(super) fn rest(&self) -> &'de [u8] {
        self.bytes.rest()
    }

    /// How many bytes are consumed.
    pub(super) fn position(&self) -> u64 {
        self.bytes.position()
    }

    /// What the machine is to run.
    pub(super) fn program(&mut self) -> &mut Source<'de, 'de> {
        &mut self.bytes
    }

    /// Begins the next pickle.
    pub(super) fn begin(&mut self) {
        self.last = self.bytes.position;
    }

    /// Consumes what was read elsewhere.
    pub(super) fn skip(&mut self, len: usize) {
        self.bytes.position += len;
    }

    /// Goes back to the beginning of the last pickle.
    pub(super) fn rewind(&mut self) -> &mut Source<'de, 'de> {
        self.bytes.position = self.last;
        &mut self.bytes
    }
}

#[cold]
pub(super) fn truncated() -> Error {
    Error::new(ErrorKind::Truncated, "the pickle ends before its STOP opcode")
}
