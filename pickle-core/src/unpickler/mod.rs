//! Reads pickles.

pub mod check;
mod cursor;
mod decoder;
mod globals;
pub(crate) mod graph;
mod graph_decoder;
mod hooks;
pub(crate) mod instance;
pub(crate) mod legacy;
mod loader;
mod machine;
mod memo;
mod node_set;
mod options;
#[cfg(feature = "std")]
mod reader;
pub(crate) mod shared;
mod signatures;
mod source;
mod steps;
mod utf8;

use alloc::borrow::Cow;
use core::any::Any;

pub(crate) use decoder::levels_of;
pub use decoder::{Decoder, First, Integer, Kind, UNKNOWN};
pub use hooks::PersistentLoadResult;
pub use options::Encoding;
#[cfg(feature = "std")]
pub use reader::ReaderSource;
pub use source::SliceSource;

use crate::error::{Error, Operation};
use crate::global::Global;
use crate::limits::Limits;
use crate::pointers::Pointers;
use crate::registry::Registry;
use crate::unpickle::Unpickle;
pub(crate) use cursor::{Cursor, Identity};
pub use cursor::{InRow, take_ints};
use globals::Globals;
pub(crate) use graph_decoder::GraphDecoder;
use graph_decoder::Upgrades;
use loader::Loader;
use options::Options;
pub use shared::{Alone, Pointee, SharedPointer, Slot};

/// Reads one pickle after the other, from a slice or a reader.
///
/// As in Python, the memo is kept from load to load, so that it can read what one
/// [`Pickler`](crate::Pickler) wrote in several dumps. Pickles that stand alone, one behind the
/// other, are read by [`from_reader`](crate::from_reader) again and again, or by a new `Unpickler`
/// for each [`rest`](Unpickler::rest).
///
/// # What is loaded
///
/// Nothing that a pickle names is ever imported, called or executed. **A typed load accepts only
/// the classes that the target type names**: for a derived type, its own class and those of its
/// fields, with their aliases; for a trait object, those that are registered for its trait in the
/// [`registry`](Unpickler::registry). A pickle that holds an instance of another class there is
/// refused, and what the target does not ask for is skipped. A [`Value`](crate::Value) takes
/// everything, as names and arguments that stay what they are; [`find_class`](Unpickler::find_class)
/// and [`no_globals`](Unpickler::no_globals) say which names may occur in it.
///
/// ```
/// use pickle_core::Unpickler;
///
/// let pickles = b"I1\n.S'two'\n."; // two dumps in protocol 0
/// let mut unpickler = Unpickler::new(pickles);
/// assert_eq!(unpickler.load::<u8>()?, 1);
/// assert_eq!(unpickler.load::<String>()?, "two");
/// assert!(unpickler.rest().is_empty());
/// # Ok::<(), pickle_core::Error>(())
/// ```
pub struct Unpickler<'h, 'de, S> {
    source: S,
    loader: Loader<'h, 'de>,
}

impl<'h, 'de> Unpickler<'h, 'de, SliceSource<'de>> {
    /// An unpickler that reads from `input`, from which what it loads may borrow.
    #[must_use]
    pub fn new(input: &'de (impl AsRef<[u8]> + ?Sized)) -> Self {
        Unpickler::with(SliceSource::new(input.as_ref()))
    }

    /// Reads the next pickle.
    ///
    /// # Errors
    ///
    /// If the input is malformed or exceeds a limit, if a hook or function of the user's fails, or if
    /// it holds something else than a `T`. Where the pickle could be read to its end, the next load
    /// goes on behind it. Otherwise there is nothing but errors then: where the next begins is not
    /// known. (Python goes on where it stopped, and takes what stands there for a pickle.)
    pub fn load<T: Unpickle<'de>>(&mut self) -> Result<T, Error> {
        self.loader.not_lost(self.source.position())?;
        if self.loader.is_behind() {
            self.loader.catch_up(self.source.rewind())?;
        }
        self.source.begin();
        let before = self.source.position();
        if let Some((value, len)) = self.loader.by_cursor(self.source.rest(), before, true) {
            self.source.skip(len);
            return value;
        }
        let run = self.loader.run(self.source.program())?;
        self.loader.read(&run)
    }

    /// The same; `None` where the input ends before another pickle begins.
    ///
    /// ```
    /// use pickle_core::{ErrorKind, Unpickler};
    ///
    /// let mut unpickler = Unpickler::new(b"K\x01.K\x02.K");
    /// assert_eq!(unpickler.load_next::<u8>()?, Some(1));
    /// assert_eq!(unpickler.load_next::<u8>()?, Some(2));
    /// let error = unpickler.load_next::<u8>().unwrap_err(); // begun, and cut
    /// assert_eq!(error.kind(), ErrorKind::Truncated);
    ///
    /// assert_eq!(Unpickler::new(b"").load_next::<u8>()?, None);
    /// # Ok::<(), pickle_core::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`load`](Unpickler::load).
    pub fn load_next<T: Unpickle<'de>>(&mut self) -> Result<Option<T>, Error> {
        self.loader.not_lost(self.source.position())?;
        if self.source.rest().is_empty() { Ok(None) } else { self.load().map(Some) }
    }

    /// What stands behind the last pickle that was loaded.
    #[must_use]
    pub fn rest(&self) -> &'de [u8] {
        self.source.rest()
    }

    /// The out-of-band buffers (PEP 574), in the order in which the pickles refer to them; what is
    /// loaded may borrow from them: a `&[u8]` or `Cow<[u8]>` is the very buffer, all others copy it
    /// once.
    ///
    /// A pickle that wants more of them than there are is an error
    /// ([`ErrorKind::Buffer`](crate::ErrorKind::Buffer)), at the byte where it does. Those that no
    /// pickle wants are ignored, as in Python.
    #[must_use]
    pub fn buffers(mut self, buffers: impl IntoIterator<Item = &'de [u8]>) -> Self {
        self.loader.add_buffers(buffers.into_iter().map(Cow::Borrowed));
        self
    }
}

/// Reads the only pickle that is wanted of `reader`, as from a slice.
#[cfg(feature = "std")]
pub(crate) fn from_reader<T: crate::UnpickleOwned>(reader: impl std::io::Read) -> Result<T, Error> {
    let mut source = ReaderSource::new(reader);
    source.collect();
    Unpickler::with(source.as_slice()).load()
}

#[cfg(feature = "std")]
impl<'h, R: std::io::Read> Unpickler<'h, 'static, ReaderSource<R>> {
    /// An unpickler that reads from `reader`, no further than the end of each pickle, which is
    /// collected before it is loaded. Reads are small where the pickle has no frames (before
    /// protocol 4): wrap files and sockets in a [`BufReader`](std::io::BufReader).
    ///
    /// As later pickles may refer to it, what one leaves in the memo is kept, if need be as the
    /// bytes themselves. Where only one is wanted, [`from_reader`](crate::from_reader) keeps nothing.
    pub fn from_reader(reader: R) -> Self {
        Unpickler::with(ReaderSource::new(reader))
    }

    /// Reads the next pickle.
    ///
    /// # Errors
    ///
    /// If the reader fails, and as from a slice. Where the reader failed or ended before the first
    /// byte of a pickle, the next load may try again.
    pub fn load<T: crate::UnpickleOwned>(&mut self) -> Result<T, Error> {
        self.loader.not_lost(self.source.position())?;
        if self.loader.is_behind() {
            self.loader.catch_up(&mut self.source.last())?;
        }
        let before = self.source.position();
        let pickle = self.source.collect();
        let read = pickle.and_then(|pickle| self.loader.by_cursor(pickle, before, false));
        if let Some((value, len)) = read {
            self.source.skip(len);
            if !self.loader.is_behind() {
                self.source.forget();
            }
            return value;
        }
        let mut program = self.source.program();
        let run = self.loader.run(&mut program);
        let consumed = program.consumed();
        self.source.go_on(consumed);
        self.source.forget();
        self.loader.read(&run?)
    }

    /// The same; `None` where the reader ends before another pickle begins.
    ///
    /// ```
    /// use pickle_core::Unpickler;
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let file = std::io::Cursor::new(b"K\x01.K\x02.");
    /// let mut unpickler = Unpickler::from_reader(std::io::BufReader::new(file));
    /// let mut sum = 0;
    /// while let Some(number) = unpickler.load_next::<u8>()? {
    ///     sum += number;
    /// }
    /// assert_eq!(sum, 3);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`load`](Unpickler::load).
    pub fn load_next<T: crate::UnpickleOwned>(&mut self) -> Result<Option<T>, Error> {
        self.loader.not_lost(self.source.position())?;
        if self.source.is_at_end() { Ok(None) } else { self.load().map(Some) }
    }

    /// The reader, behind the last pickle that was loaded.
    pub fn into_inner(self) -> R {
        self.source.into_inner()
    }

    /// The out-of-band buffers (PEP 574), in the order in which the pickles refer to them. They
    /// are copied once. Those that no pickle wants are ignored, as in Python.
    #[must_use]
    pub fn buffers(mut self, buffers: impl IntoIterator<Item = alloc::vec::Vec<u8>>) -> Self {
        self.loader.add_buffers(buffers.into_iter().map(Cow::Owned));
        self
    }
}

impl<'h, 'de, S> Unpickler<'h, 'de, S> {
    fn with(source: S) -> Self {
        Unpickler { source, loader: Loader::default() }
    }

    /// Whether the last load was served by the cursor.
    #[doc(hidden)]
    #[must_use]
    pub fn is_by_cursor(&self) -> bool {
        self.loader.is_by_cursor()
    }

    /// Never tries the cursor.
    #[doc(hidden)]
    #[must_use]
    pub fn by_machine(mut self) -> Self {
        self.loader.options.is_by_machine = true;
        self
    }

    /// Chooses what the `str` of Python 2 is taken for.
    #[must_use]
    pub fn encoding(mut self, encoding: Encoding) -> Self {
        self.loader.options.encoding = encoding;
        self
    }

    /// Sets the limits.
    #[must_use]
    pub fn limits(mut self, limits: Limits) -> Self {
        self.loader.options.limits = limits;
        self
    }

    /// Registers an extension code for a global, as `copyreg.add_extension(module, name, code)`.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Extension`](crate::ErrorKind::Extension) unless the code is from 1 to
    /// 2147483647 and both it and the global are new.
    pub fn extension(mut self, code: u32, global: Global) -> Result<Self, Error> {
        self.loader.options.extensions.add(code, global)?;
        Ok(self)
    }

    /// Takes the extension codes of the registry, as far as no others were given before, and reads
    /// trait objects as the types that are registered there: see [`Registry`].
    #[must_use]
    pub fn registry(mut self, registry: &'h Registry) -> Self {
        self.loader.options.extensions.add_missing(&registry.extensions);
        self.loader.registry = Some(registry);
        self
    }

    /// Has the hook look at every global that a pickle names, before it is used: it gives the same
    /// global, to let it pass, or another one to be taken in its place, or an error, of any type,
    /// to refuse it and with it the pickle. The error is of kind
    /// [`ErrorKind::Forbidden`](crate::ErrorKind::Forbidden), at the byte of the opcode.
    ///
    /// This is `Unpickler.find_class` of Python, and what it is overridden for there: "Restricting
    /// Globals". It sees what Python's sees, but always under the names of Python 3, to which Python
    /// maps those of protocols 0 to 2 only behind the override:
    ///
    /// - classes and functions that are named by GLOBAL, STACK_GLOBAL and INST, and those that an
    ///   extension code stands for;
    /// - those that this crate sees through because they stand for plain values, such as
    ///   `builtins.set` before protocol 4, `_codecs.encode` for `bytes` before protocol 3,
    ///   `builtins.bytearray` before protocol 5, and `copyreg._reconstructor` for the instances of
    ///   protocols 0 and 1;
    /// - nested classes, by their qualified names. Before protocol 4 these are written as a call of
    ///   `builtins.getattr`, so there the hook sees first `builtins.getattr`, then the outer class,
    ///   and then (as Python's does not) what the call gives.
    ///
    /// A global is seen each time that it is named, but not when the memo refers to it.
    ///
    /// ```
    /// use pickle_core::{ErrorKind, Unpickler, Value};
    ///
    /// // The example of Python's documentation.
    /// const SAFE_BUILTINS: [&str; 5] = ["range", "complex", "set", "frozenset", "slice"];
    ///
    /// fn restricted_loads(pickle: &[u8]) -> Result<Value, pickle_core::Error> {
    ///     Unpickler::new(pickle)
    ///         .find_class(|global| {
    ///             // Only allow safe classes from builtins.
    ///             if global.module == "builtins" && SAFE_BUILTINS.contains(&&*global.name) {
    ///                 Ok(global)
    ///             } else {
    ///                 // Forbid everything else.
    ///                 Err(format!("global '{global}' is forbidden"))
    ///             }
    ///         })
    ///         .load()
    /// }
    ///
    /// assert!(restricted_loads(b"c__builtin__\nset\n((I1\nI2\nltR.").is_ok());
    /// let error = restricted_loads(b"cos\nsystem\n(S'echo hello world'\ntR.").unwrap_err();
    /// assert_eq!(error.kind(), ErrorKind::Forbidden);
    /// assert_eq!(error.to_string(), "global 'os.system' is forbidden, at byte 0 (GLOBAL)");
    /// ```
    ///
    /// Nothing that a pickle names is imported or called anyway, and a typed load accepts only the
    /// classes that its target names. The hook is for [`Value`](crate::Value)s that are handed on,
    /// to Python in the end, for classes that have moved, and for what must be known about a pickle
    /// before it is taken.
    #[must_use]
    pub fn find_class<E>(mut self, hook: impl FnMut(Global) -> Result<Global, E> + 'h) -> Self
    where
        E: Into<alloc::boxed::Box<dyn core::error::Error + Send + Sync>>,
    {
        self.loader.globals = Globals::found_by(hook);
        self
    }

    /// Refuses every pickle that names a global: what is left are `None`, numbers, text, bytes,
    /// lists, tuples, dicts and sets.
    ///
    /// It is as if [`find_class`](Unpickler::find_class), which it replaces, refused all that it
    /// sees. So it refuses sets before protocol 4, and `bytes` before protocol 3, which are written
    /// as calls.
    ///
    /// ```
    /// use pickle_core::{ErrorKind, Unpickler, Value};
    ///
    /// let value: Value = Unpickler::new(b"]K\x01a.").no_globals().load()?;
    /// assert_eq!(value.to_string(), "[1]");
    ///
    /// let error = Unpickler::new(b"cgeo\nWorld\n.").no_globals().load::<Value>().unwrap_err();
    /// assert_eq!(error.kind(), ErrorKind::Forbidden);
    /// # Ok::<(), pickle_core::Error>(())
    /// ```
    #[must_use]
    pub fn no_globals(mut self) -> Self {
        self.loader.globals = Globals::None;
        self
    }

    /// Registers the hook that resolves the persistent ids of fields of the type that it returns
    /// and that are marked `#[pickle(persistent_id)]`.
    ///
    /// It takes the id, as any type that can be unpickled, and gives a `Result` with any error
    /// type, or an `Option`.
    ///
    /// ```
    /// use pickle_core::{Pickle, Unpickler};
    ///
    /// #[derive(Pickle, Debug, PartialEq)]
    /// struct MemoRecord { key: i64, task: String }
    ///
    /// #[derive(Pickle)]
    /// #[pickle(as_dict)]
    /// struct Memo {
    ///     #[pickle(persistent_id)]
    ///     record: MemoRecord,
    /// }
    ///
    /// let mut unpickler = Unpickler::new(b"\x80\x02}U\x06recordU\x0aMemoRecordK\x07\x86Qs.")
    ///     .persistent_load(|(tag, key): (String, i64)| match &*tag {
    ///         "MemoRecord" => Ok(MemoRecord { key, task: "fight with a zebra".into() }),
    ///         _ => Err(format!("unsupported persistent object {tag}")),
    ///     });
    /// let memo: Memo = unpickler.load()?;
    /// assert_eq!(memo.record.key, 7);
    /// # Ok::<(), pickle_core::Error>(())
    /// ```
    #[must_use]
    pub fn persistent_load<I, R>(mut self, hook: impl FnMut(I) -> R + 'h) -> Self
    where
        I: crate::UnpickleOwned,
        R: PersistentLoadResult<Object: Any>,
    {
        self.loader.hooks.insert(hook);
        self
    }
}

/// Reads a value from a graph that is no pickle any more.
pub(crate) fn from_graph<T: Unpickle<'static>>(
    graph: &graph::Graph<'static>,
    root: graph::NodeId,
) -> Result<T, Error> {
    let options = Options::default();
    let mut pointers = Pointers::default();
    let input = graph.len() as u64;
    let upgrades = Upgrades::default();
    let mut decoder =
        GraphDecoder::new(graph, root, &options, None, &mut pointers, &upgrades, input);
    T::unpickle(&mut decoder).map_err(|error| error.during(Operation::Unpickling))
}
