//! A reader, from which the bytes of whole pickles are collected.
//!
//! The cursor goes back in the input, and may have to leave a pickle to the machine: so all bytes
//! of a pickle are at hand before either begins. Where they end is known from the lengths of the
//! arguments alone; what they mean is not looked at here.

use alloc::vec::Vec;
use std::io::{ErrorKind, Read};

use super::signatures;
use super::source::{SliceSource, Source};
use super::steps::behind_short;
use crate::error::Error;
use crate::opcode::{Layout, Opcode};

/// A reader, which is read no further than STOP, or than what shows that it has no pickle: by frames
/// where there are some, and otherwise in the pieces in which opcodes and arguments come.
#[derive(Debug)]
pub struct ReaderSource<R> {
    reader: R,
    /// What was read and may still be of use.
    bytes: Vec<u8>,
    /// Where the last pickle begins in `bytes`.
    last: usize,
    /// Where the next pickle begins in `bytes`.
    position: usize,
    /// How many bytes there were before those in `bytes`.
    before: u64,
    /// Why the reader gave no more, until it is told.
    failure: Option<Error>,
}

impl<R: Read> ReaderSource<R> {
    /// No more is allocated at once on the mere word of a length in the input, and no more is kept
    /// for the next pickle.
    const CHUNK: usize = 1 << 20;

    pub(super) fn new(reader: R) -> ReaderSource<R> {
        let bytes = Vec::new();
        ReaderSource { reader, bytes, last: 0, position: 0, before: 0, failure: None }
    }

    pub(super) fn into_inner(self) -> R {
        self.reader
    }

    /// The next pickle, up to its STOP. `None` if the reader has no more before that, or an opcode
    /// is unknown: then it is for the machine to run what there is, and to say what is wrong.
    pub(super) fn collect(&mut self) -> Option<&[u8]> {
        self.forget();
        self.last = self.position;
        let end = self.reach_stop()?;
        Some(&self.bytes[self.position..end])
    }

    /// Whether the reader ends where the next pickle would begin: not where it fails.
    pub(super) fn is_at_end(&mut self) -> bool {
        self.reach(self.position, 1).is_none() && self.failure.is_none()
    }

    /// How many bytes are consumed, counted from the first that there ever was.
    pub(super) fn position(&self) -> u64 {
        self.before + self.position as u64
    }

    /// What was collected, whole or not, for a single load.
    pub(super) fn as_slice(&mut self) -> SliceSource<'_> {
        SliceSource::cut_short(&self.bytes[self.position..], self.failure.take())
    }

    /// What was collected, whole or not, for the machine: then comes [`go_on`](Self::go_on).
    pub(super) fn program(&mut self) -> Source<'_, 'static> {
        let before = self.position();
        Source::copied(&self.bytes[self.position..], before, self.failure.take())
    }

    /// Goes on where the machine has stopped.
    pub(super) fn go_on(&mut self, consumed: usize) {
        self.position += consumed;
    }

    /// Goes on behind what the cursor has read.
    pub(super) fn skip(&mut self, len: usize) {
        self.position += len;
    }

    /// The last pickle once more.
    pub(super) fn last(&self) -> Source<'_, 'static> {
        let before = self.before + self.last as u64;
        Source::copied(&self.bytes[self.last..self.position], before, None)
    }

    /// Drops what was read, as soon as that is worth moving the rest of a frame that is longer than
    /// its pickle.
    pub(super) fn forget(&mut self) {
        if self.position >= self.bytes.len() - self.position {
            self.bytes.drain(..self.position);
            self.bytes.shrink_to(Self::CHUNK);
            self.before += self.position as u64;
            self.position = 0;
        }
    }

    /// Collects the next pickle; gives where it ends.
    fn reach_stop(&mut self) -> Option<usize> {
        let mut end = self.position;
        loop {
            let mut rest = &self.bytes[end..];
            while let Some(behind) = behind_short(rest) {
                rest = behind;
            }
            end = self.bytes.len() - rest.len();
            let opcode = end;
            end = self.reach(end, 1)?;
            let Some(opcode) = Opcode::from_byte(self.bytes[opcode]) else {
                self.reach_signature();
                return None;
            };
            match opcode.argument().layout() {
                Layout::Fixed(len) => end = self.reach(end, len as u64)?,
                Layout::Prefixed { width, signed } => {
                    let prefix = end;
                    end = self.reach(end, width as u64)?;
                    let len = little_endian(&self.bytes[prefix..end]);
                    if signed && len > i32::MAX as u64 {
                        return None;
                    }
                    end = self.reach(end, len)?;
                }
                Layout::Lines(lines) => {
                    for _ in 0..lines {
                        end = self.reach_line_end(end)?;
                    }
                }
            }
            match opcode {
                Opcode::Stop => return Some(end),
                Opcode::Frame => {
                    self.reach(end, little_endian(&self.bytes[end - 8..end]))?;
                }
                _ => {}
            }
        }
    }

    /// Collects what shows that the input is no pickle, if it begins as if it were none.
    #[cold]
    fn reach_signature(&mut self) {
        if let Some(len) = signatures::begun_by(&self.bytes[self.position..]) {
            // The error is the same if there is less.
            let _ = self.reach(self.position, len as u64);
        }
    }

    /// Sees to it that `len` bytes are there from `start` on; gives where they end.
    #[inline]
    fn reach(&mut self, start: usize, len: u64) -> Option<usize> {
        let missing = len.saturating_sub((self.bytes.len() - start) as u64);
        if missing > 0 {
            self.fetch(missing)?;
        }
        Some(start + usize::try_from(len).ok()?)
    }

    /// Sees to it that a line is there from `start` on; gives where it ends.
    fn reach_line_end(&mut self, start: usize) -> Option<usize> {
        let mut end = start;
        loop {
            let found = self.bytes[end..].iter().position(|&byte| byte == b'\n');
            if let Some(len) = found {
                return Some(end + len + 1);
            }
            end = self.bytes.len();
            self.fetch(1)?;
        }
    }

    /// Appends the next `len` bytes of the reader, or those that there are.
    fn fetch(&mut self, mut len: u64) -> Option<()> {
        while len > 0 {
            let start = self.bytes.len();
            let piece = usize::try_from(len).unwrap_or(Self::CHUNK).min(Self::CHUNK);
            self.bytes.resize(start + piece, 0);
            let filled = self.fill(start);
            self.bytes.truncate(start + filled);
            if filled < piece {
                return None;
            }
            len -= piece as u64;
        }
        Some(())
    }

    /// Reads into `bytes` from `start` on, as far as there is something to read; gives how much.
    fn fill(&mut self, start: usize) -> usize {
        let mut space = &mut self.bytes[start..];
        let mut filled = 0;
        while !space.is_empty() && self.failure.is_none() {
            match self.reader.read(space) {
                Ok(0) => break,
                Ok(len) => {
                    filled += len;
                    space = &mut space[len..];
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => self.failure = Some(Error::io(error)),
            }
        }
        filled
    }
}

fn little_endian(bytes: &[u8]) -> u64 {
    bytes.iter().rev().fold(0, |number, &byte| number << 8 | u64::from(byte))
}
