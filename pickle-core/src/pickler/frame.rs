//! Frames (PEP 3154): runs of opcodes that a reader may fetch at once.

use super::encoder::Encoder;
use crate::error::Error;
use crate::opcode::Opcode;
use crate::protocol::Protocol;

/// A frame is closed at the first object that begins this many bytes into it, as in CPython.
pub(super) const TARGET: usize = 64 * 1024;

/// A frame of fewer bytes is not worth its header, as in CPython.
const MIN: usize = 4;

/// FRAME and its argument.
const HEADER: usize = 9;

impl Encoder<'_> {
    /// What comes before each object: CPython's frames end, and its buffer is flushed, only there.
    /// Behind it there is room for a small object.
    #[inline]
    pub(super) fn begin(&mut self) -> Result<(), Error> {
        if self.out.has_room() { Ok(()) } else { self.make_room() }
    }

    #[cold]
    #[inline(never)]
    fn make_room(&mut self) -> Result<(), Error> {
        if self.out.is_at_boundary() {
            self.end_frame()?;
            self.open_frame();
        }
        self.out.make_room();
        Ok(())
    }

    /// Writes a small object: the bytes, and how many of them are used.
    #[inline]
    pub(super) fn small<const N: usize>(&mut self, small: ([u8; N], usize)) -> Result<(), Error> {
        // Room is all that is made elsewhere, so that the bytes can stay in registers: what is stored in
        // pieces and loaded as a whole takes its time.
        while !self.out.put(small) {
            self.make_room()?;
        }
        Ok(())
    }

    /// Opens a frame, where the protocol has them. Its length is patched in when it is closed.
    pub(super) fn open_frame(&mut self) {
        if self.protocol >= Protocol::V4 {
            self.frame = Some(self.out.len());
            if !self.out.put((u128::from(Opcode::Frame.byte()).to_le_bytes(), HEADER)) {
                self.out.extend_from_slice(&[Opcode::Frame.byte(), 0, 0, 0, 0, 0, 0, 0, 0]);
            }
            self.out.set_boundary(self.out.len() + TARGET);
        } else if self.sink.is_some() {
            self.out.set_boundary(TARGET);
        }
    }

    /// Closes the current frame, and hands what is written so far to the writer.
    pub(super) fn end_frame(&mut self) -> Result<(), Error> {
        if let Some(start) = self.frame.take() {
            let body = start + HEADER;
            let len = self.out.len() - body;
            if len >= MIN {
                self.out.as_mut_slice()[start + 1..body]
                    .copy_from_slice(&(len as u64).to_le_bytes());
            } else {
                self.out.remove(start, body);
            }
        }
        self.flush()
    }

    fn flush(&mut self) -> Result<(), Error> {
        if let Some(sink) = &mut self.sink {
            sink.write(self.out.as_slice())?;
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
