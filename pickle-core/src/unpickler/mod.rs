//! Reads pickles.

mod calls;
mod cycles;
mod decoder;
pub(crate) mod graph;
mod graph_decoder;
mod hooks;
pub(crate) mod instance;
pub(crate) mod legacy;
mod machine;
mod memo;
mod options;
pub(crate) mod shared;
mod source;

use alloc::borrow::Cow;
use core::any::Any;

pub use decoder::{Decoder, Enumeration, Integer, Kind, Member, MemberValue, UNKNOWN};
pub use hooks::PersistentLoadResult;
pub use options::Encoding;
#[cfg(feature = "std")]
pub use source::ReaderSource;
pub use source::SliceSource;

use crate::error::{Error, ErrorKind, Operation};
use crate::global::Global;
use crate::limits::Limits;
use crate::unpickle::Unpickle;
use graph_decoder::GraphDecoder;
use hooks::Hooks;
use machine::{Machine, State};
use options::Options;
use shared::Pointers;
pub use shared::{Alone, Pointee, SharedPointer, Slot};
use source::Source;

/// Reads one pickle after the other, from a slice or a reader.
///
/// As in Python, the memo is kept from load to load, so that it can read what one
/// [`Pickler`](crate::Pickler) wrote in several dumps. Pickles that stand alone, one behind the
/// other, are read by [`from_reader`](crate::from_reader) again and again, or by a new `Unpickler`
/// for each [`rest`](Unpickler::rest).
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
    state: State<'de>,
    options: Options,
    hooks: Hooks<'h>,
    pointers: Pointers<graph::NodeId>,
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
    /// If the input is malformed, or holds something else than a `T`.
    pub fn load<T: Unpickle<'de>>(&mut self) -> Result<T, Error> {
        self.load_any()
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
    /// ([`ErrorKind::Buffer`]), at the byte where it does. Those that no pickle wants are ignored,
    /// as in Python.
    #[must_use]
    pub fn buffers(mut self, buffers: impl IntoIterator<Item = &'de [u8]>) -> Self {
        self.state.buffers.extend(buffers.into_iter().map(Cow::Borrowed));
        self
    }
}

#[cfg(feature = "std")]
impl<'h, R: std::io::Read> Unpickler<'h, 'static, ReaderSource<R>> {
    /// An unpickler that reads from `reader`, no further than the end of each pickle. Reads are
    /// small where the pickle has no frames (before protocol 4): wrap files and sockets in a
    /// [`BufReader`](std::io::BufReader).
    pub fn from_reader(reader: R) -> Self {
        Unpickler::with(ReaderSource::new(reader))
    }

    /// Reads the next pickle.
    ///
    /// # Errors
    ///
    /// If the reader fails, if the input is malformed, or if it holds something else than a `T`.
    pub fn load<T: crate::UnpickleOwned>(&mut self) -> Result<T, Error> {
        self.load_any()
    }

    /// The reader, behind the last pickle that was loaded.
    pub fn into_inner(self) -> R {
        self.source.into_inner()
    }

    /// The out-of-band buffers (PEP 574), in the order in which the pickles refer to them. They
    /// are copied once. Those that no pickle wants are ignored, as in Python.
    #[must_use]
    pub fn buffers(mut self, buffers: impl IntoIterator<Item = alloc::vec::Vec<u8>>) -> Self {
        self.state.buffers.extend(buffers.into_iter().map(Cow::Owned));
        self
    }
}

// `Source` is an implementation detail: the two constructors name all there are.
#[allow(private_bounds)]
impl<'h, 'de, S: Source<'de>> Unpickler<'h, 'de, S> {
    fn with(source: S) -> Self {
        Unpickler {
            source,
            state: State::default(),
            options: Options::default(),
            hooks: Hooks::default(),
            pointers: Pointers::default(),
        }
    }

    /// Chooses what the `str` of Python 2 is taken for.
    #[must_use]
    pub fn encoding(mut self, encoding: Encoding) -> Self {
        self.options.encoding = encoding;
        self
    }

    /// Sets the limits.
    #[must_use]
    pub fn limits(mut self, limits: Limits) -> Self {
        self.options.limits = limits;
        self
    }

    /// Registers an extension code for a global, as `copyreg.add_extension(module, name, code)`.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Extension`] unless the code is from 1 to 2147483647 and new.
    pub fn extension(mut self, code: u32, global: Global) -> Result<Self, Error> {
        check_extension_code(code)?;
        if self.options.extensions.insert(code, global).is_some() {
            let message = alloc::format!("extension code {code} is registered already");
            return Err(Error::new(ErrorKind::Extension, message));
        }
        Ok(self)
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
        self.hooks.insert(hook);
        self
    }

    fn load_any<T: Unpickle<'de>>(&mut self) -> Result<T, Error> {
        if self.state.memo.is_empty() {
            self.state.graph.truncate(0);
            self.pointers.clear();
        }
        let start = self.source.position();
        let result =
            Machine::new(&mut self.state, &mut self.source, &self.options).run().and_then(|root| {
                let consumed = self.source.position() - start;
                let mut decoder = GraphDecoder::new(
                    &self.state.graph,
                    root,
                    &self.options,
                    Some(&mut self.hooks),
                    &mut self.pointers,
                    consumed,
                );
                T::unpickle(&mut decoder)
            });
        result.map_err(|error| error.during(Operation::Unpickling))
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
    let mut decoder = GraphDecoder::new(graph, root, &options, None, &mut pointers, input);
    T::unpickle(&mut decoder).map_err(|error| error.during(Operation::Unpickling))
}

/// The codes that `copyreg` accepts.
pub(crate) fn check_extension_code(code: u32) -> Result<(), Error> {
    if (1..=0x7fff_ffff).contains(&code) {
        Ok(())
    } else {
        let message = alloc::format!("extension code {code} is not from 1 to 2147483647");
        Err(Error::new(ErrorKind::Extension, message))
    }
}
