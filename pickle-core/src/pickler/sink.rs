//! Where finished frames go.

use crate::error::Error;

/// A writer, with this crate's error.
pub(super) trait Sink {
    /// Writes all bytes.
    fn write(&mut self, bytes: &[u8]) -> Result<(), Error>;
}

#[cfg(feature = "std")]
impl<W: std::io::Write> Sink for W {
    fn write(&mut self, bytes: &[u8]) -> Result<(), Error> {
        self.write_all(bytes).map_err(Error::io)
    }
}
