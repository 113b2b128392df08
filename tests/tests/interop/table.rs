//! A row of the table: a case of the zoo, and the Rust value that it is.

use std::any::type_name;
use std::fmt::{self, Debug};
use std::io::{self, Read};

use pickle_core::{Encoding, Error, Global, Pickle, Pickler, Protocol, UnpickleOwned, Unpickler};

use crate::references::{Handle, MemoRecord, load_handle, load_memo};

macro_rules! configured {
    ($unpickler:expr, $encoding:expr) => {{
        let mut unpickler =
            $unpickler.encoding($encoding).persistent_load(load_handle).persistent_load(load_memo);
        for (code, global) in extensions() {
            unpickler = unpickler.extension(code, global)?;
        }
        unpickler
    }};
}

/// A Python, and the protocol that it reads or writes.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    pub version: (u8, u8, u8),
    pub protocol: u8,
}

impl Place {
    pub fn is_python_2(self) -> bool {
        self.version.0 == 2
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ((major, minor, micro), protocol) = (self.version, self.protocol);
        write!(f, "CPython {major}.{minor}.{micro}, protocol {protocol}")
    }
}

/// What cannot be done, where, and why. It is tried all the same, and has to fail.
pub struct Exception {
    why: &'static str,
    holds: fn(Place) -> bool,
}

/// One line of the table.
pub struct Row {
    /// The name in the zoo.
    pub case: &'static str,
    /// The type of the value.
    pub rust: &'static str,
    encoding: Encoding,
    unread: Vec<Exception>,
    unwritten: Vec<Exception>,
    by_machine: Vec<Exception>,
    compare: Box<Compare>,
    pickle: Box<Write>,
    again: fn(&[u8], Encoding, Protocol) -> Result<(), String>,
    by_cursor: fn(&[u8], Encoding) -> Result<bool, Error>,
}

type Compare = dyn Fn(&[u8], Encoding) -> Result<(), String> + Send + Sync;
type Write = dyn Fn(Protocol) -> Result<Vec<u8>, Error> + Send + Sync;

/// The case is the value that `value` gives.
pub fn row<T>(case: &'static str, value: impl Fn() -> T + Send + Sync + Clone + 'static) -> Row
where
    T: Pickle + UnpickleOwned + PartialEq + Debug + 'static,
{
    let expected = value.clone();
    Row {
        case,
        rust: type_name::<T>(),
        encoding: Encoding::Ascii,
        unread: Vec::new(),
        unwritten: Vec::new(),
        by_machine: Vec::new(),
        compare: Box::new(move |bytes, encoding| compare(bytes, encoding, &expected())),
        pickle: Box::new(move |protocol| dump(&value(), protocol)),
        again: again::<T>,
        by_cursor: by_cursor::<T>,
    }
}

impl Row {
    /// Takes the `str` of Python 2 for something else than ASCII text.
    pub fn encoding(mut self, encoding: Encoding) -> Row {
        self.encoding = encoding;
        self
    }

    /// Python's pickles are not read as this type where `holds` says so.
    pub fn unread(mut self, why: &'static str, holds: fn(Place) -> bool) -> Row {
        self.unread.push(Exception { why, holds });
        self
    }

    /// Rust's pickles are not the object of the case where `holds` says so.
    pub fn unwritten(mut self, why: &'static str, holds: fn(Place) -> bool) -> Row {
        self.unwritten.push(Exception { why, holds });
        self
    }

    /// Python's pickles are served by the machine where `holds` says so.
    pub fn by_machine(mut self, why: &'static str, holds: fn(Place) -> bool) -> Row {
        self.by_machine.push(Exception { why, holds });
        self
    }

    /// Rust's pickles are never the object of the case.
    pub fn read_only(self, why: &'static str) -> Row {
        self.unwritten(why, |_| true)
    }

    /// Why this is not written there, if so.
    pub fn why_unwritten(&self, place: Place) -> Option<&'static str> {
        applies(&self.unwritten, place)
    }

    /// Reads the pickle that was made there, and compares; or notes that it can be read although
    /// it should not.
    pub fn read(&self, bytes: &[u8], place: Place) -> Result<(), String> {
        expect(applies(&self.unread, place), (self.compare)(bytes, self.encoding))
    }

    /// The pickle of the value.
    pub fn pickle(&self, protocol: Protocol) -> Result<Vec<u8>, Error> {
        (self.pickle)(protocol)
    }

    /// Whether the cursor serves the pickle that was made there, as it should.
    pub fn is_by_cursor(&self, bytes: &[u8], place: Place) -> Result<(), String> {
        if applies(&self.unread, place).is_some() {
            return Ok(());
        }
        let by_cursor =
            (self.by_cursor)(bytes, self.encoding).map_err(|error| error.to_string())?;
        let served = if by_cursor { Ok(()) } else { Err("served by the machine".to_owned()) };
        expect(applies(&self.by_machine, place), served)
    }

    /// Whether the pickle is an error.
    pub fn refuses(&self, bytes: &[u8]) -> bool {
        (self.by_cursor)(bytes, self.encoding).is_err()
    }

    /// Reads the pickle that was made there, writes the value in the protocol, reads it again, and
    /// compares.
    pub fn again(&self, bytes: &[u8], place: Place, protocol: Protocol) -> Result<(), String> {
        let to = Place { protocol: protocol.number(), ..place };
        if applies(&self.unread, place).or(applies(&self.unwritten, to)).is_some() {
            return Ok(());
        }
        (self.again)(bytes, self.encoding, protocol)
    }
}

fn applies(exceptions: &[Exception], place: Place) -> Option<&'static str> {
    exceptions.iter().find(|exception| (exception.holds)(place)).map(|exception| exception.why)
}

/// Whether the cursor serves the pickle.
fn by_cursor<T: UnpickleOwned>(bytes: &[u8], encoding: Encoding) -> Result<bool, Error> {
    let mut unpickler = configured!(Unpickler::new(bytes), encoding);
    unpickler.load::<T>()?;
    Ok(unpickler.is_by_cursor())
}

/// Turns the result round where there is a reason to fail.
pub fn expect(why: Option<&str>, result: Result<(), String>) -> Result<(), String> {
    match (why, result) {
        (None, result) => result,
        (Some(_), Err(_)) => Ok(()),
        (Some(why), Ok(())) => Err(format!("succeeds, although there is an exception: {why}")),
    }
}

/// What stands behind each pickle, and must be left there.
const REST: &[u8] = b"the next pickle";

fn compare<T>(bytes: &[u8], encoding: Encoding, expected: &T) -> Result<(), String>
where
    T: UnpickleOwned + PartialEq + Debug,
{
    let (slice, reader) = load::<T>(bytes, encoding).map_err(|error| error.to_string())?;
    same(&slice, expected).map_err(|reason| format!("from a slice: {reason}"))?;
    same(&reader, expected).map_err(|reason| format!("from a reader: {reason}"))
}

fn again<T>(bytes: &[u8], encoding: Encoding, protocol: Protocol) -> Result<(), String>
where
    T: Pickle + UnpickleOwned + PartialEq + Debug,
{
    let (value, _) = load::<T>(bytes, encoding).map_err(|error| error.to_string())?;
    let written = dump(&value, protocol).map_err(|error| format!("not written: {error}"))?;
    // What Rust writes has no `str` of Python 2 in it.
    compare(&written, Encoding::Ascii, &value)
        .map_err(|reason| format!("written as {}: {reason}", written.escape_ascii()))
}

pub fn same<T: PartialEq + Debug>(found: &T, expected: &T) -> Result<(), String> {
    if found == expected {
        return Ok(());
    }
    let shown = |value: &T| {
        let text = format!("{value:?}");
        text.chars().take(500).collect::<String>()
    };
    Err(format!("expected {}, found {}", shown(expected), shown(found)))
}

/// The classes of the zoo that have extension codes.
fn extensions() -> [(u32, Global); 3] {
    [(0x80, "Ext1"), (0x1234, "Ext2"), (0x1_2345, "Ext4")]
        .map(|(code, name)| (code, Global::new("zoo", name)))
}

/// Reads the pickle from a slice and from a reader, with what the zoo's own unpickler knows.
pub fn load<T: UnpickleOwned>(bytes: &[u8], encoding: Encoding) -> Result<(T, T), Error> {
    let input = [bytes, REST].concat();
    let mut unpickler = configured!(Unpickler::new(&input), encoding);
    let from_slice: T = unpickler.load()?;
    assert_eq!(unpickler.rest(), REST, "a slice is left behind STOP");

    let mut unpickler =
        configured!(Unpickler::from_reader(Trickle { rest: &input, next: 1 }), encoding);
    let from_reader: T = unpickler.load()?;
    let mut rest = Vec::new();
    unpickler.into_inner().read_to_end(&mut rest).expect("a slice can be read");
    assert_eq!(rest, REST, "a reader is left behind STOP");
    Ok((from_slice, from_reader))
}

/// Writes the value, with what the zoo's own pickler knows.
pub fn dump<T: Pickle + ?Sized>(value: &T, protocol: Protocol) -> Result<Vec<u8>, Error> {
    let mut pickler = Pickler::in_memory()
        .protocol(protocol)
        .persistent_id(|handle: &Handle| Some(handle.id()))
        .persistent_id(|record: &MemoRecord| record.id());
    for (code, global) in extensions() {
        pickler = pickler.extension(code, global)?;
    }
    pickler.dump(value)?;
    Ok(pickler.into_vec())
}

/// A reader that gives one byte, then two, then three, up to 100, and begins again.
struct Trickle<'a> {
    rest: &'a [u8],
    next: usize,
}

impl Read for Trickle<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let len = self.next.min(buffer.len()).min(self.rest.len());
        let (now, later) = self.rest.split_at(len);
        buffer[..len].copy_from_slice(now);
        self.rest = later;
        self.next = self.next % 100 + 1;
        Ok(len)
    }
}
