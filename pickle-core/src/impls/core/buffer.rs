//! Buffers.
//!
//! | Rust | Python | Cost, limits |
//! |---|---|---|
//! | [`Buffer<T>`](crate::Buffer), of bytes | `bytes`, or an out-of-band buffer | none, if out of band and borrowed |

use core::borrow::Borrow;

use crate::error::Error;
use crate::pickle::Pickle;
use crate::pickler::Encoder;
use crate::unpickle::Unpickle;
use crate::unpickler::Decoder;

/// Bytes that may go beside the pickle (PEP 574): Python's `PickleBuffer`. A field can be marked
/// `#[pickle(buffer)]` instead.
///
/// In protocol 5, the [`buffer_callback`](crate::Pickler::buffer_callback) decides whether they do;
/// otherwise they are written as `bytes`. When reading, all of these are accepted, as for the type
/// itself: `&[u8]` and `Cow<[u8]>` borrow from the input or from the buffer that was given to
/// [`Unpickler::buffers`](crate::Unpickler::buffers), `Vec<u8>` and others copy it.
///
/// ```
/// use pickle_core::Buffer;
///
/// let written = [Buffer(&b"in"[..]), Buffer(&b"it"[..])];
/// let pickle = pickle_core::to_vec(&written)?; // there is no callback: b'in', b'it'
/// let read: Vec<Buffer<&[u8]>> = pickle_core::from_slice(&pickle)?;
/// assert_eq!(read, written);
/// # Ok::<(), pickle_core::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Buffer<T>(pub T);

impl<T: Borrow<[u8]>> Pickle for Buffer<T> {
    fn pickle(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        encoder.buffer(self.0.borrow())
    }
}

impl<'de, T: Unpickle<'de> + Borrow<[u8]>> Unpickle<'de> for Buffer<T> {
    fn unpickle<D: Decoder<'de>>(decoder: &mut D) -> Result<Buffer<T>, Error> {
        T::unpickle(decoder).map(Buffer)
    }
}
