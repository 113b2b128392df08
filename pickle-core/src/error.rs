//! What can go wrong, at which byte, and where in the value.

use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;

use crate::global::Class;
use crate::opcode::Opcode;
use crate::unpickler::Kind;

/// Why pickling or unpickling failed.
///
/// The message reads `path: what is wrong, at byte n (OPCODE)`:
///
/// ```
/// let pickle = b"\x80\x04\x8c\x03six."; // the str "six"
/// let error = pickle_core::from_slice::<u8>(pickle).unwrap_err();
/// assert_eq!(error.to_string(), "expected int, found str, at byte 2 (SHORT_BINUNICODE)");
/// assert_eq!(error.kind(), pickle_core::ErrorKind::WrongType);
/// assert_eq!(error.offset(), Some(2));
/// ```
pub struct Error(Box<Inner>);

struct Inner {
    kind: ErrorKind,
    during: Option<Operation>,
    message: Cow<'static, str>,
    offset: Option<u64>,
    opcode: Option<Opcode>,
    /// From the innermost part of the value to the outermost.
    path: Vec<Segment>,
    source: Option<Box<dyn core::error::Error + Send + Sync>>,
}

/// The two things this crate does. Python tells them apart by
/// `pickle.PicklingError` and `pickle.UnpicklingError`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Operation {
    /// Writing a pickle.
    Pickling,
    /// Reading a pickle.
    Unpickling,
}

/// The cause of an [`Error`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The input ends before the STOP opcode; Python's `EOFError`.
    Truncated,
    /// A byte that is no opcode.
    UnknownOpcode,
    /// An opcode's argument is not of its form: bad UTF-8, a bad number, a negative length.
    Malformed,
    /// An opcode takes more from the stack than there is, or another kind of object.
    Stack,
    /// A GET of a memo entry that was never put.
    Memo,
    /// A dict key or set item that Python cannot hash.
    Unhashable,
    /// A str with a surrogate that is not half of a pair: no Unicode text, so no Rust string.
    LoneSurrogate,
    /// A `str` of Python 2 that is not text in the chosen [`Encoding`](crate::Encoding).
    Encoding,
    /// The pickle holds another type than the target.
    WrongType,
    /// A number that does not fit the target.
    OutOfRange,
    /// A tuple, array or argument list of another length.
    WrongLength,
    /// An instance of a class that the target does not name.
    WrongClass,
    /// A global that [`Unpickler::find_class`](crate::Unpickler::find_class) or
    /// [`Unpickler::no_globals`](crate::Unpickler::no_globals) refuses.
    Forbidden,
    /// An attribute, or a keyword argument, that the target needs is not there.
    MissingAttribute,
    /// An attribute that the target does not name, under `deny_unknown`.
    UnknownAttribute,
    /// A variant that the target enum does not have.
    UnknownVariant,
    /// An object that contains itself, where the target's type cannot.
    Recursive,
    /// A persistent id that no hook resolves or gives.
    PersistentId,
    /// An extension code (EXT1, EXT2, EXT4) that is not registered.
    Extension,
    /// A class that is in the [`Registry`](crate::Registry) already.
    Registry,
    /// An out-of-band buffer is missing.
    Buffer,
    /// An instance of a version that the type does not know: a newer one, or an older one without
    /// `upgrade`.
    Version,
    /// One of the [`Limits`](crate::Limits) is exceeded.
    Limit,
    /// A value that the format, or the chosen protocol, cannot express without loss.
    Unrepresentable,
    /// A function of the user's (`init`, `getstate`, `setstate`, a hook) failed.
    Custom,
    /// The reader or the writer failed.
    Io,
}

/// One step on the way from the root of a value to the part that is at fault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Segment {
    /// An attribute or argument of an instance of the class.
    Attribute(&'static Class, Cow<'static, str>),
    /// An item of a list, tuple or set.
    Index(usize),
    /// The value of a dict's key, which is shown as Python would.
    Key(String),
}

impl Error {
    /// An error without a place yet.
    #[cold]
    #[must_use]
    pub fn new(kind: ErrorKind, message: impl Into<Cow<'static, str>>) -> Error {
        Error(Box::new(Inner {
            kind,
            during: None,
            message: message.into(),
            offset: None,
            opcode: None,
            path: Vec::new(),
            source: None,
        }))
    }

    /// The failure of a user's function, as an error of kind [`ErrorKind::Custom`].
    ///
    /// Takes any error type, and `&str` or `String`. An [`Error`] of this crate is given back as
    /// it is.
    #[cold]
    #[must_use]
    pub fn custom(source: impl Into<Box<dyn core::error::Error + Send + Sync>>) -> Error {
        Error::of_kind(ErrorKind::Custom, source)
    }

    /// The refusal of a global by the user.
    #[cold]
    pub(crate) fn forbidden(source: impl Into<Box<dyn core::error::Error + Send + Sync>>) -> Error {
        Error::of_kind(ErrorKind::Forbidden, source)
    }

    fn of_kind(
        kind: ErrorKind,
        source: impl Into<Box<dyn core::error::Error + Send + Sync>>,
    ) -> Error {
        match source.into().downcast::<Error>() {
            Ok(error) => *error,
            Err(source) => {
                let mut error = Error::new(kind, alloc::format!("{source}"));
                error.0.source = Some(source);
                error
            }
        }
    }

    /// "expected `expected`, found `found`", of kind [`ErrorKind::WrongType`].
    #[cold]
    #[must_use]
    pub fn wrong_type(expected: &str, found: &str) -> Error {
        Error::new(ErrorKind::WrongType, alloc::format!("expected {expected}, found {found}"))
    }

    /// A dict key or set item of a kind that Python cannot hash, and what to do about that.
    #[cold]
    pub(crate) fn unhashable(kind: Kind, advice: &str) -> Error {
        let message = alloc::format!("{kind} is unhashable: no dict key or set item{advice}");
        Error::new(ErrorKind::Unhashable, message)
    }

    #[cfg(feature = "std")]
    #[cold]
    pub(crate) fn io(source: std::io::Error) -> Error {
        let mut error = Error::new(ErrorKind::Io, alloc::format!("{source}"));
        error.0.source = Some(Box::new(source));
        error
    }

    /// The cause.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// Whether a pickle was being written or read. `None` while the error is still on its way
    /// through the user's own functions.
    #[must_use]
    pub fn operation(&self) -> Option<Operation> {
        self.0.during
    }

    /// Where in the input the offending object's opcode stands, counted from where the unpickler
    /// began to read;
    /// `None` when pickling.
    #[must_use]
    pub fn offset(&self) -> Option<u64> {
        self.0.offset
    }

    /// The opcode at [`offset`](Error::offset).
    #[must_use]
    pub fn opcode(&self) -> Option<Opcode> {
        self.0.opcode
    }

    /// Where in the value: `app.User.address.zip`, `[3]["key"]`; empty at the root. Here it is
    /// whole; the message cuts what is very long, with `..` in its place.
    #[must_use]
    pub fn path(&self) -> String {
        Path { segments: &self.0.path, is_brief: false }.to_string()
    }

    /// What is wrong, without the place.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// Notes the place in the input, unless a more precise one is known already.
    #[cold]
    #[must_use]
    pub fn at(mut self, offset: u64, opcode: Option<Opcode>) -> Error {
        if self.0.offset.is_none() {
            self.0.offset = Some(offset);
            self.0.opcode = opcode;
        }
        self
    }

    /// Adds what explains the error.
    #[cold]
    pub(crate) fn remark(mut self, remark: &str) -> Error {
        self.0.message = alloc::format!("{} ({remark})", self.0.message).into();
        self
    }

    #[cold]
    pub(crate) fn during(mut self, operation: Operation) -> Error {
        self.0.during = Some(operation);
        self
    }

    /// The error arose in the attribute `name` of an instance of `class`.
    #[cold]
    #[must_use]
    pub fn in_attribute(self, class: &'static Class, name: impl Into<Cow<'static, str>>) -> Error {
        self.within(Segment::Attribute(class, name.into()))
    }

    /// The error arose in the item at `index` of a list, tuple or set.
    #[cold]
    #[must_use]
    pub fn in_item(self, index: usize) -> Error {
        self.within(Segment::Index(index))
    }

    /// The error arose in the value of the dict key that Python shows as `key`.
    #[cold]
    #[must_use]
    pub fn in_key(self, key: impl Into<String>) -> Error {
        self.within(Segment::Key(key.into()))
    }

    fn within(mut self, segment: Segment) -> Error {
        self.0.path.push(segment);
        self
    }
}

struct Path<'a> {
    segments: &'a [Segment],
    /// Whether what is long is cut: how long names and paths are is up to the input.
    is_brief: bool,
}

/// How many steps a brief path shows of its beginning and of its end.
const STEPS: usize = 8;

/// How many characters of a name or key a brief path shows.
const NAME: usize = 64;

impl Path<'_> {
    fn name<'n>(&self, name: &'n str) -> (&'n str, &'static str) {
        match name.char_indices().nth(NAME) {
            Some((end, _)) if self.is_brief => (&name[..end], ".."),
            _ => (name, ""),
        }
    }
}

impl fmt::Display for Path<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let steps = self.segments.len();
        let cut = if self.is_brief { STEPS..steps.saturating_sub(STEPS) } else { 0..0 };
        for (depth, segment) in self.segments.iter().rev().enumerate() {
            if cut.contains(&depth) {
                if depth == cut.start {
                    f.write_str("..")?;
                }
                continue;
            }
            match segment {
                Segment::Attribute(class, name) => {
                    if depth == 0 {
                        write!(f, "{class}")?;
                    }
                    let (name, rest) = self.name(name);
                    write!(f, ".{name}{rest}")?;
                }
                Segment::Index(index) => write!(f, "[{index}]")?,
                Segment::Key(key) => {
                    let (key, rest) = self.name(key);
                    write!(f, "[{key}{rest}]")?;
                }
            }
        }
        Ok(())
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inner = &*self.0;
        if !inner.path.is_empty() {
            write!(f, "{}: ", Path { segments: &inner.path, is_brief: true })?;
        }
        f.write_str(&inner.message)?;
        if let Some(offset) = inner.offset {
            write!(f, ", at byte {offset}")?;
            if let Some(opcode) = inner.opcode {
                write!(f, " ({})", opcode.name())?;
            }
        }
        Ok(())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}: {self}", self.0.kind)
    }
}

impl core::error::Error for Error {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match &self.0.source {
            Some(source) => Some(&**source),
            None => None,
        }
    }
}

/// What a user's function may return where it may fail or not: `T`, or `Result<T, E>` with any
/// error type.
///
/// `init` constructors go through this trait, so that `fn new(..) -> Self` and
/// `fn new(..) -> Result<Self, MyError>` both serve.
#[diagnostic::on_unimplemented(
    message = "expected `{T}` or a `Result` of it, found `{Self}`",
    label = "returns neither `{T}` nor a `Result<{T}, E>`"
)]
pub trait Fallible<T> {
    /// The value, or the failure as an error of kind [`ErrorKind::Custom`].
    ///
    /// # Errors
    ///
    /// What the user's function returned.
    fn into_result(self) -> Result<T, Error>;
}

impl<T> Fallible<T> for T {
    #[inline]
    fn into_result(self) -> Result<T, Error> {
        Ok(self)
    }
}

impl<T, E: Into<Box<dyn core::error::Error + Send + Sync>>> Fallible<T> for Result<T, E> {
    #[inline]
    fn into_result(self) -> Result<T, Error> {
        self.map_err(Error::custom)
    }
}
