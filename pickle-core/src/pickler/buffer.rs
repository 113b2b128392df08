//! Out-of-band buffers (PEP 574): large data that does not go through the pickle.

use super::encoder::Encoder;
use crate::error::Error;
use crate::opcode::Opcode;
use crate::protocol::Protocol;

/// Where a buffer goes: what a [`buffer_callback`](super::Pickler::buffer_callback) decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Band {
    /// Into the pickle, as `bytes`. What a true value is in Python.
    In,
    /// Beside the pickle, which says only that the reader must have it: the callback has taken
    /// care of the data. What `None` is in Python.
    Out,
}

impl Encoder<'_> {
    /// Writes data that may go beside the pickle: in protocol 5, and if the
    /// [`buffer_callback`](super::Pickler::buffer_callback) says so, as a read-only buffer, and
    /// otherwise as [`bytes`](Encoder::bytes). As CPython writes `PickleBuffer(bytes)`.
    ///
    /// Python finds `bytes` either way, or what it was given as a buffer, as a read-only
    /// `memoryview` if that can be written to.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Custom`](crate::ErrorKind::Custom) if the callback fails; and as
    /// [`bytes`](Encoder::bytes).
    pub fn buffer(&mut self, data: &[u8]) -> Result<(), Error> {
        match self.band_of(data)? {
            Band::In => self.bytes(data),
            Band::Out => {
                self.begin()?;
                self.op(Opcode::NextBuffer);
                self.op(Opcode::ReadonlyBuffer);
                Ok(())
            }
        }
    }

    /// The same for data that Python may change: a buffer as it is given to the reader, and
    /// otherwise a [`bytearray`](Encoder::bytearray). As CPython writes `PickleBuffer(bytearray)`.
    ///
    /// # Errors
    ///
    /// As [`buffer`](Encoder::buffer).
    pub fn writable_buffer(&mut self, data: &[u8]) -> Result<(), Error> {
        match self.band_of(data)? {
            Band::In => self.bytearray(data),
            Band::Out => {
                self.begin()?;
                self.op(Opcode::NextBuffer);
                Ok(())
            }
        }
    }

    fn band_of(&mut self, data: &[u8]) -> Result<Band, Error> {
        match &mut self.hooks {
            Some(hooks) if self.protocol >= Protocol::V5 => hooks.band_of(data),
            _ => Ok(Band::In),
        }
    }
}
