//! The `str` of Python 2: text in some encoding, or bytes.

use alloc::borrow::Cow;
use alloc::format;
use alloc::string::String;

use super::graph::Node;
use super::options::Encoding;
use super::utf8::into_text;
use crate::error::{Error, ErrorKind};

/// The text of a Python 2 `str`; `None` under [`Encoding::Bytes`].
///
/// # Errors
///
/// [`ErrorKind::Encoding`], without a place, if it is not text in the encoding.
pub(super) fn text<'de>(
    bytes: &Cow<'de, [u8]>,
    encoding: Encoding,
) -> Result<Option<Cow<'de, str>>, Error> {
    let name = match encoding {
        Encoding::Bytes => return Ok(None),
        Encoding::Latin1 => {
            return Ok(Some(match ascii(bytes) {
                Some(text) => text,
                None => Cow::Owned(bytes.iter().map(|&byte| char::from(byte)).collect()),
            }));
        }
        Encoding::Ascii => match ascii(bytes) {
            Some(text) => return Ok(Some(text)),
            None => "ASCII",
        },
        Encoding::Utf8 => match into_text(bytes.clone()) {
            Ok(text) => return Ok(Some(text)),
            Err(_) => "UTF-8",
        },
    };
    let message =
        format!("a Python 2 str is not {name}: choose another encoding with `Unpickler::encoding`");
    Err(Error::new(ErrorKind::Encoding, message))
}

/// The same as a node: `str` or `bytes`.
///
/// # Errors
///
/// As [`text`].
pub(crate) fn node(bytes: &[u8], encoding: Encoding) -> Result<Node<'static>, Error> {
    Ok(match text(&Cow::Borrowed(bytes), encoding)? {
        Some(text) => Node::Str(Cow::Owned(text.into_owned())),
        None => Node::Bytes(Cow::Owned(bytes.to_vec())),
    })
}

fn ascii<'de>(bytes: &Cow<'de, [u8]>) -> Option<Cow<'de, str>> {
    if !bytes.is_ascii() {
        return None;
    }
    match bytes {
        Cow::Borrowed(bytes) => core::str::from_utf8(bytes).ok().map(Cow::Borrowed),
        Cow::Owned(bytes) => String::from_utf8(bytes.clone()).ok().map(Cow::Owned),
    }
}
