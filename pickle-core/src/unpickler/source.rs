//! Where the machine takes its bytes from: a slice that the result may borrow from, or a reader.

use alloc::borrow::Cow;

use crate::error::{Error, ErrorKind};

/// Bytes, consumed from the front.
pub trait Source<'de> {
    /// How many bytes are consumed.
    fn position(&self) -> u64;

    /// The next byte; `None` at the end.
    fn byte(&mut self) -> Result<Option<u8>, Error>;

    /// The next `len` bytes.
    fn take(&mut self, len: u64) -> Result<Cow<'de, [u8]>, Error>;

    /// The bytes up to the next line feed, which is consumed too.
    fn line(&mut self) -> Result<Cow<'de, [u8]>, Error>;

    /// Says that the next `len` bytes belong together and may be fetched at once.
    fn frame(&mut self, len: u64) -> Result<(), Error>;

    /// The next `N` bytes.
    fn array<const N: usize>(&mut self) -> Result<[u8; N], Error> {
        let bytes = self.take(N as u64)?;
        (*bytes).try_into().map_err(|_| truncated())
    }
}

/// A slice.
#[derive(Debug)]
pub struct SliceSource<'de> {
    input: &'de [u8],
    position: usize,
}

impl<'de> SliceSource<'de> {
    pub(super) fn new(input: &'de [u8]) -> SliceSource<'de> {
        SliceSource { input, position: 0 }
    }

    pub(super) fn rest(&self) -> &'de [u8] {
        &self.input[self.position..]
    }
}

impl SliceSource<'_> {
    /// Consumes what was read elsewhere.
    pub(super) fn skip(&mut self, len: usize) {
        self.position += len;
    }

    /// Goes back to the beginning; gives the position that was left.
    pub(super) fn rewind(&mut self) -> u64 {
        core::mem::take(&mut self.position) as u64
    }
}

impl<'de> Source<'de> for SliceSource<'de> {
    fn position(&self) -> u64 {
        self.position as u64
    }

    #[inline]
    fn byte(&mut self) -> Result<Option<u8>, Error> {
        let byte = self.input.get(self.position).copied();
        self.position += usize::from(byte.is_some());
        Ok(byte)
    }

    #[inline]
    fn take(&mut self, len: u64) -> Result<Cow<'de, [u8]>, Error> {
        let taken = usize::try_from(len).ok().and_then(|len| self.rest().get(..len));
        let taken = taken.ok_or_else(|| truncated_by(len, self.rest().len()))?;
        self.position += taken.len();
        Ok(Cow::Borrowed(taken))
    }

    fn line(&mut self) -> Result<Cow<'de, [u8]>, Error> {
        let rest = self.rest();
        let end = rest.iter().position(|&byte| byte == b'\n').ok_or_else(no_line_end)?;
        self.position += end + 1;
        Ok(Cow::Borrowed(&rest[..end]))
    }

    fn frame(&mut self, len: u64) -> Result<(), Error> {
        let rest = self.rest().len();
        if len > rest as u64 { Err(truncated_by(len, rest)) } else { Ok(()) }
    }
}

/// A reader, which is read no further than STOP: by frames where there are some, and otherwise in
/// the pieces in which opcodes and arguments come.
#[cfg(feature = "std")]
#[derive(Debug)]
pub struct ReaderSource<R> {
    reader: R,
    frame: alloc::vec::Vec<u8>,
    in_frame: usize,
    position: u64,
}

#[cfg(feature = "std")]
impl<R: std::io::Read> ReaderSource<R> {
    /// No more is allocated at once on the mere word of a length in the input.
    const CHUNK: usize = 1 << 20;

    pub(super) fn new(reader: R) -> ReaderSource<R> {
        ReaderSource { reader, frame: alloc::vec::Vec::new(), in_frame: 0, position: 0 }
    }

    pub(super) fn into_inner(self) -> R {
        self.reader
    }

    /// Appends `len` bytes from the reader itself.
    fn fetch(&mut self, bytes: &mut alloc::vec::Vec<u8>, len: u64) -> Result<(), Error> {
        use std::io::Read;
        let announced = bytes.len() as u64 + len;
        bytes.reserve(usize::try_from(len).unwrap_or(Self::CHUNK).min(Self::CHUNK));
        self.reader.by_ref().take(len).read_to_end(bytes).map_err(Error::io)?;
        if (bytes.len() as u64) < announced {
            return Err(truncated_by(announced, bytes.len()));
        }
        Ok(())
    }
}

#[cfg(feature = "std")]
impl<R: std::io::Read> Source<'static> for ReaderSource<R> {
    fn position(&self) -> u64 {
        self.position
    }

    fn byte(&mut self) -> Result<Option<u8>, Error> {
        if let Some(&byte) = self.frame.get(self.in_frame) {
            self.in_frame += 1;
            self.position += 1;
            return Ok(Some(byte));
        }
        let mut byte = [0];
        loop {
            match self.reader.read(&mut byte) {
                Ok(0) => return Ok(None),
                Ok(_) => {
                    self.position += 1;
                    return Ok(Some(byte[0]));
                }
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                Err(error) => return Err(Error::io(error)),
            }
        }
    }

    fn take(&mut self, len: u64) -> Result<Cow<'static, [u8]>, Error> {
        let framed = &self.frame[self.in_frame..];
        let framed = &framed[..framed.len().min(usize::try_from(len).unwrap_or(usize::MAX))];
        let mut bytes = framed.to_vec();
        self.in_frame += bytes.len();
        let missing = len - bytes.len() as u64;
        if missing > 0 {
            self.fetch(&mut bytes, missing)?;
        }
        self.position += len;
        Ok(Cow::Owned(bytes))
    }

    fn line(&mut self) -> Result<Cow<'static, [u8]>, Error> {
        let mut line = alloc::vec::Vec::new();
        loop {
            match self.byte()? {
                Some(b'\n') => return Ok(Cow::Owned(line)),
                Some(byte) => line.push(byte),
                None => return Err(no_line_end()),
            }
        }
    }

    fn frame(&mut self, len: u64) -> Result<(), Error> {
        let mut frame = core::mem::take(&mut self.frame);
        frame.drain(..self.in_frame);
        self.in_frame = 0;
        let missing = len.saturating_sub(frame.len() as u64);
        let fetched = self.fetch(&mut frame, missing);
        self.frame = frame;
        fetched
    }
}

#[cold]
pub(super) fn truncated() -> Error {
    Error::new(ErrorKind::Truncated, "the pickle ends before its STOP opcode")
}

#[cold]
fn truncated_by(len: u64, rest: usize) -> Error {
    Error::new(
        ErrorKind::Truncated,
        alloc::format!("the pickle ends too early: {len} bytes are announced, {rest} are left"),
    )
}

#[cold]
fn no_line_end() -> Error {
    Error::new(ErrorKind::Truncated, "the pickle ends within a line of text")
}
