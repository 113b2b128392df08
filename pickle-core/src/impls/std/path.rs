//! Paths.
//!
//! | Rust | Python | Cost, limits |
//! |---|---|---|
//! | [`Path`], [`PathBuf`], `Box<Path>` | `str` | Unicode only |
//! | `&Path`, `Cow<Path>` | `str` | borrowed from the input as text is |
//! | [`OsStr`], [`OsString`] | `str` | Unicode only |
//!
//! For a path, an instance of `pathlib.PosixPath` or `PurePosixPath` (and on Windows, of their
//! counterparts) is accepted too, though not borrowed. An empty `pathlib` path is `.`, as Python
//! shows it.

use std::borrow::Cow;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use crate::error::{Error, ErrorKind};
use crate::global::Class;
use crate::pickle::Pickle;
use crate::pickler::Encoder;
use crate::unpickle::Unpickle;
use crate::unpickler::{Decoder, Kind};

/// `pathlib` is a package, in 3.13, which shows in the names of its classes.
macro_rules! path_class {
    ($name:literal) => {
        Class::new("pathlib", $name).aliases(&[concat!("pathlib._local.", $name)]).flat()
    };
}

static POSIX_PATH: Class = path_class!("PosixPath");
static PURE_POSIX_PATH: Class = path_class!("PurePosixPath");
#[cfg(windows)]
static WINDOWS_PATH: Class = path_class!("WindowsPath");
#[cfg(windows)]
static PURE_WINDOWS_PATH: Class = path_class!("PureWindowsPath");

static PATH_CLASSES: &[&Class] = &[
    &POSIX_PATH,
    &PURE_POSIX_PATH,
    #[cfg(windows)]
    &WINDOWS_PATH,
    #[cfg(windows)]
    &PURE_WINDOWS_PATH,
];

impl Pickle for Path {
    fn pickle(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        pickle_os_str("path", self.as_os_str(), encoder)
    }
}

impl Pickle for PathBuf {
    fn pickle(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        self.as_path().pickle(encoder)
    }
}

impl<'a, 'de: 'a> Unpickle<'de> for &'a Path {
    fn unpickle<D: Decoder<'de>>(decoder: &mut D) -> Result<&'a Path, Error> {
        <&str>::unpickle(decoder).map(Path::new)
    }
}

impl<'a, 'de: 'a> Unpickle<'de> for Cow<'a, Path> {
    fn unpickle<D: Decoder<'de>>(decoder: &mut D) -> Result<Cow<'a, Path>, Error> {
        if decoder.kind()? == Kind::Object {
            return unpickle_pathlib(decoder).map(Cow::Owned);
        }
        Ok(match decoder.read_str()? {
            Cow::Borrowed(text) => Cow::Borrowed(Path::new(text)),
            Cow::Owned(text) => Cow::Owned(PathBuf::from(text)),
        })
    }
}

impl<'de> Unpickle<'de> for PathBuf {
    fn unpickle<D: Decoder<'de>>(decoder: &mut D) -> Result<PathBuf, Error> {
        Cow::<Path>::unpickle(decoder).map(Cow::into_owned)
    }
}

impl<'de> Unpickle<'de> for Box<Path> {
    fn unpickle<D: Decoder<'de>>(decoder: &mut D) -> Result<Box<Path>, Error> {
        PathBuf::unpickle(decoder).map(PathBuf::into_boxed_path)
    }
}

impl Pickle for OsStr {
    fn pickle(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        pickle_os_str("OsStr", self, encoder)
    }
}

impl Pickle for OsString {
    fn pickle(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        self.as_os_str().pickle(encoder)
    }
}

impl<'de> Unpickle<'de> for OsString {
    fn unpickle<D: Decoder<'de>>(decoder: &mut D) -> Result<OsString, Error> {
        String::unpickle(decoder).map(OsString::from)
    }
}

impl<'de> Unpickle<'de> for Box<OsStr> {
    fn unpickle<D: Decoder<'de>>(decoder: &mut D) -> Result<Box<OsStr>, Error> {
        OsString::unpickle(decoder).map(OsString::into_boxed_os_str)
    }
}

fn pickle_os_str(what: &str, os_str: &OsStr, encoder: &mut Encoder<'_>) -> Result<(), Error> {
    let Some(text) = os_str.to_str() else {
        let message = format!("{what} `{}` is not Unicode, as a str must be", os_str.display());
        return Err(Error::new(ErrorKind::Unrepresentable, message));
    };
    encoder.str(text)
}

/// The arguments are the path's parts, the first of which may be its root; from 3.12 on, there may
/// be a single one with the whole path.
fn unpickle_pathlib<'de, D: Decoder<'de>>(decoder: &mut D) -> Result<PathBuf, Error> {
    let (index, mut object) = decoder.begin_object_of(PATH_CLASSES)?;
    let mut path = PathBuf::new();
    while decoder.next_arg(&mut object)? {
        let part = decoder.read_str();
        path.push(&*part.map_err(|error| error.in_attribute(PATH_CLASSES[index], "parts"))?);
    }
    decoder.end_args(&mut object)?;
    decoder.end_object(&mut object)?;
    if path.as_os_str().is_empty() {
        path.push(".");
    }
    Ok(path)
}
