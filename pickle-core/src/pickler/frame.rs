//! Frames (PEP 3154): runs of opcodes that a reader may fetch at once.

use super::encoder::Encoder;
use crate::error::Error;
use crate::opcode::Opcode;
use crate::protocol::Protocol;

/// A frame is closed at the first object that begins this many bytes into it, as in CPython.
const TARGET: usize = 64 * 1024;

/// A frame of fewer bytes is not worth its header, as in CPython.
const MIN: usize = 4;

/// FRAME and its argument.
const HEADER: usize = 9;

/// Where the current frame begins, and where it ends at the latest.
pub(super) struct Frames {
    /// The position of the current frame's header in the output, if one is open.
    start: Option<usize>,
    /// The length of the output from which on the next object must look at the frame first.
    pub(super) boundary: usize,
}

impl Frames {
    pub(super) fn none() -> Frames {
        Frames { start: None, boundary: usize::MAX }
    }
}

impl Encoder<'_> {
    /// What comes before each object: CPython's frames end, and its buffer is flushed, only there.
    #[inline]
    pub(super) fn begin(&mut self) -> Result<(), Error> {
        if self.out.len() >= self.frames.boundary {
            self.end_frame()?;
            self.open_frame();
        }
        Ok(())
    }

    /// Opens a frame, where the protocol has them. Its length is patched in when it is closed.
    pub(super) fn open_frame(&mut self) {
        if self.protocol >= Protocol::V4 {
            self.frames.start = Some(self.out.len());
            self.out.extend_from_slice(&[Opcode::Frame.byte(), 0, 0, 0, 0, 0, 0, 0, 0]);
            self.frames.boundary = self.out.len() + TARGET;
        } else if self.sink.is_some() {
            self.frames.boundary = TARGET;
        }
    }

    /// Closes the current frame, and hands what is written so far to the writer.
    #[cold]
    pub(super) fn end_frame(&mut self) -> Result<(), Error> {
        if let Some(start) = self.frames.start.take() {
            let body = start + HEADER;
            let len = self.out.len() - body;
            if len >= MIN {
                self.out[start + 1..body].copy_from_slice(&(len as u64).to_le_bytes());
            } else {
                self.out.drain(start..body);
            }
        }
        self.flush()
    }

    fn flush(&mut self) -> Result<(), Error> {
        if let Some(sink) = &mut self.sink {
            sink.write(&self.out)?;
            self.flushed = true;
            self.out.clear();
        }
        Ok(())
    }

    /// Writes the header and the content of a string. A large one stands outside of frames, and
    /// goes to the writer without passing through the buffer, as in CPython.
    pub(super) fn payload(&mut self, header: &[u8], data: &[u8]) -> Result<(), Error> {
        if data.len() < TARGET {
            self.out.extend_from_slice(header);
            self.out.extend_from_slice(data);
            return Ok(());
        }
        if self.protocol >= Protocol::V4 {
            self.end_frame()?;
        }
        self.out.extend_from_slice(header);
        if self.sink.is_some() {
            self.flush()?;
        }
        match &mut self.sink {
            Some(sink) => sink.write(data)?,
            None => self.out.extend_from_slice(data),
        }
        self.open_frame();
        Ok(())
    }
}
