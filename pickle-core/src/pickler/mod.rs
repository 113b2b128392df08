//! Writes pickles.

mod addresses;
mod buffer;
mod chars;
mod collections;
mod dispatch;
mod encoder;
mod frame;
mod globals;
mod hooks;
mod identity;
mod instance;
mod memo;
mod object;
mod often;
mod options;
mod output;
mod persistent;
pub(crate) mod raw;
mod room;
mod scalar;
mod sink;
mod small_map;
mod text;

use alloc::vec::Vec;
use core::any::Any;

pub use buffer::Band;
pub use collections::{OpenDict, OpenTuple};
pub use encoder::Encoder;
pub(crate) use encoder::too_deep;
pub use hooks::PersistentIdResult;
pub use instance::OpenInstance;
pub use memo::{Memo, Name};
pub use object::{Construct, OpenArgs, OpenKeywords};
pub use room::{Estimate, Made, Room};

use crate::error::{Error, Fallible, Operation};
use crate::global::Global;
use crate::limits::Limits;
use crate::pickle::Pickle;
use crate::protocol::Protocol;
use crate::registry::Registry;
use dispatch::{Dispatch, DispatchTable};
use hooks::{Hooks, PersistentIds};
use identity::Identity;
use options::Options;
use output::Output;
use sink::Sink;

/// Writes one pickle after the other, to a writer or into memory.
///
/// As in Python, the memo is kept from dump to dump: a class is named once, and what is written
/// again is referred to. Only an [`Unpickler`](crate::Unpickler) that reads all the pickles in
/// order can read them; [`clear_memo`](Pickler::clear_memo) begins anew.
///
/// ```
/// use pickle_core::{Pickler, Protocol, Unpickler};
///
/// let mut pickler = Pickler::in_memory().protocol(Protocol::V2);
/// pickler.dump("first")?;
/// pickler.dump(&2)?;
/// let bytes = pickler.into_vec();
///
/// let mut unpickler = Unpickler::new(&bytes);
/// assert_eq!(unpickler.load::<String>()?, "first");
/// assert_eq!(unpickler.load::<i32>()?, 2);
/// # Ok::<(), pickle_core::Error>(())
/// ```
pub struct Pickler<'h, W> {
    #[cfg_attr(not(feature = "std"), expect(dead_code, reason = "writers are of `std`"))]
    writer: W,
    out: Vec<u8>,
    memo: Memo,
    options: Options,
    hooks: Hooks<'h>,
    table: DispatchTable<'h>,
}

/// In place of a writer: the pickles are kept in the [`Pickler`] itself.
#[derive(Debug)]
pub struct Memory(());

#[cfg(feature = "std")]
impl<'h, W: std::io::Write> Pickler<'h, W> {
    /// A pickler that writes to `writer`, in the default protocol.
    ///
    /// Each frame is written as soon as it is full, and the rest at the end of each dump; large
    /// strings go to the writer without being copied.
    pub fn new(writer: W) -> Pickler<'h, W> {
        Pickler::with(writer, Vec::new())
    }

    /// Writes the value as one pickle.
    ///
    /// # Errors
    ///
    /// As [`Pickle::pickle`]. What was handed to the writer before the error stays there; if that
    /// is so, the memo is cleared.
    pub fn dump<T: Pickle + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        dump(
            &mut self.out,
            Some(&mut self.writer),
            &mut self.memo,
            &self.options,
            &mut self.hooks,
            &self.table,
            value,
        )
    }

    /// The writer, behind the last dump.
    pub fn into_inner(self) -> W {
        self.writer
    }
}

impl<'h> Pickler<'h, Memory> {
    /// A pickler that keeps the pickles in memory, in the default protocol.
    #[inline]
    #[must_use]
    pub fn in_memory() -> Pickler<'h, Memory> {
        Pickler::with(Memory(()), Vec::new())
    }

    /// The same, behind what is in `bytes`, and in its memory as far as that goes: to write one
    /// pickle after the other without allocating for each.
    ///
    /// ```
    /// use pickle_core::Pickler;
    ///
    /// let mut bytes = Vec::new();
    /// for number in 0..3 {
    ///     bytes.clear();
    ///     let mut pickler = Pickler::append_to(bytes);
    ///     pickler.dump(&number)?;
    ///     bytes = pickler.into_vec();
    ///     assert_eq!(bytes, [0x80, 4, b'K', number, b'.']);
    /// }
    /// # Ok::<(), pickle_core::Error>(())
    /// ```
    #[inline]
    #[must_use]
    pub fn append_to(bytes: Vec<u8>) -> Pickler<'h, Memory> {
        Pickler::with(Memory(()), bytes)
    }

    /// Writes the value as one pickle.
    ///
    /// # Errors
    ///
    /// As [`Pickle::pickle`]. The pickle that failed leaves nothing behind.
    pub fn dump<T: Pickle + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        dump(
            &mut self.out,
            None,
            &mut self.memo,
            &self.options,
            &mut self.hooks,
            &self.table,
            value,
        )
    }

    /// The pickles, one behind the other.
    #[inline(always)]
    #[must_use]
    pub fn into_vec(self) -> Vec<u8> {
        self.out
    }

    /// The pickles since the last call, one behind the other. The memo is kept.
    pub fn take(&mut self) -> Vec<u8> {
        core::mem::take(&mut self.out)
    }
}

impl<'h, W> Pickler<'h, W> {
    #[inline]
    fn with(writer: W, out: Vec<u8>) -> Pickler<'h, W> {
        Pickler {
            writer,
            out,
            memo: Memo::default(),
            options: Options::default(),
            hooks: Hooks::default(),
            table: DispatchTable::default(),
        }
    }

    /// Chooses the protocol.
    #[must_use]
    pub fn protocol(mut self, protocol: Protocol) -> Self {
        self.options.protocol = protocol;
        self.memo.set_protocol(protocol);
        self
    }

    /// Sets the limits; only [`depth`](Limits::depth) matters to a pickler.
    #[must_use]
    pub fn limits(mut self, limits: Limits) -> Self {
        self.options.limits = limits;
        self
    }

    /// Writes a class as its extension code, as after `copyreg.add_extension(module, name, code)`:
    /// two to five bytes, in protocol 2 and later. The reader must know the code.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Extension`](crate::ErrorKind::Extension) unless the code is from 1 to 2147483647
    /// and both it and the global are new.
    pub fn extension(mut self, code: u32, global: Global) -> Result<Self, Error> {
        self.options.extensions.add(code, global)?;
        Ok(self)
    }

    /// Takes the extension codes of the registry, as far as no others were given before.
    #[must_use]
    pub fn registry(mut self, registry: &Registry) -> Self {
        self.options.extensions.add_missing(&registry.extensions);
        self
    }

    /// Overrides how values of type `T` are pickled, wherever they occur: `pickle` writes each in
    /// place of the type's own [`Pickle`]. Neither the type nor other picklers are touched.
    ///
    /// This is a private `dispatch_table`, as a `Pickler` has in Python. `pickle` may be the
    /// function of a suite: `.dispatch(<Suite as PickleWith<T>>::pickle)`. When it calls
    /// `value.pickle(encoder)` on the value that it was given, that is written as it would be
    /// without the table.
    ///
    /// Derived types look into the table, unless they have lifetime or type parameters: those have
    /// no `TypeId` to be found by. Of types whose [`Pickle`] is written by hand, only those do that
    /// call [`Encoder::dispatched`]; the types of the standard library do not, and neither do fields
    /// with a suite of their own (`with = S`).
    ///
    /// ```
    /// use pickle_core::{Encoder, Pickle, Pickler, Value, from_slice};
    ///
    /// #[derive(Pickle)]
    /// #[pickle(module = "bank")]
    /// struct Account { owner: String, pin: Pin }
    ///
    /// #[derive(Pickle)]
    /// #[pickle(module = "bank")]
    /// struct Pin { digits: u16 }
    ///
    /// let account = Account { owner: "Ada".into(), pin: Pin { digits: 1234 } };
    /// let mut pickler =
    ///     Pickler::in_memory().dispatch(|_: &Pin, encoder: &mut Encoder<'_>| encoder.str("****"));
    /// pickler.dump(&account)?;
    /// let value: Value = from_slice(&pickler.into_vec())?;
    /// assert_eq!(value.to_string(), "bank.Account(owner='Ada', pin='****')");
    /// # Ok::<(), pickle_core::Error>(())
    /// ```
    #[must_use]
    pub fn dispatch<T: Any>(
        mut self,
        pickle: impl Fn(&T, &mut Encoder<'_>) -> Result<(), Error> + 'h,
    ) -> Self {
        self.table.insert(pickle);
        self
    }

    /// Registers the hook that gives the persistent ids of fields of type `T` that are marked
    /// `#[pickle(persistent_id)]`. Where it gives `None`, the object is pickled by value.
    ///
    /// ```
    /// use pickle_core::{Pickle, Pickler};
    ///
    /// #[derive(Pickle)]
    /// struct MemoRecord { key: i64, task: String }
    ///
    /// #[derive(Pickle)]
    /// struct Memo {
    ///     #[pickle(persistent_id)]
    ///     record: MemoRecord,
    /// }
    ///
    /// let mut pickler = Pickler::in_memory()
    ///     .persistent_id(|record: &MemoRecord| Some(("MemoRecord", record.key)));
    /// pickler.dump(&Memo { record: MemoRecord { key: 1, task: "give food to fish".into() } })?;
    /// # Ok::<(), pickle_core::Error>(())
    /// ```
    #[must_use]
    pub fn persistent_id<T: Any, R: PersistentIdResult>(
        mut self,
        hook: impl FnMut(&T) -> R + 'h,
    ) -> Self {
        self.hooks.insert(hook);
        self
    }

    /// Registers the callback for buffers (PEP 574): fields that are marked `#[pickle(buffer)]`,
    /// and [`Buffer`](crate::Buffer)s. It is given the data of each, in order and without a copy,
    /// and says where that goes: [`Band::Out`] if the callback has taken care of it, [`Band::In`]
    /// if it is to be written into the pickle. It may return a `Result` of that with any error.
    ///
    /// Only protocol 5 has buffers; below it, the callback is not asked, and everything goes into
    /// the pickle. The reader is given the buffers by
    /// [`Unpickler::buffers`](crate::Unpickler::buffers), or `pickle.loads(.., buffers=..)`.
    ///
    /// ```
    /// use pickle_core::{Band, Buffer, Pickler, Protocol, Unpickler};
    ///
    /// let image = vec![0; 1_000_000];
    /// let mut sent: Vec<Vec<u8>> = Vec::new(); // or a socket, shared memory, ...
    /// let mut pickler =
    ///     Pickler::in_memory().protocol(Protocol::V5).buffer_callback(|data: &[u8]| {
    ///         if data.len() < 1000 {
    ///             return Band::In;
    ///         }
    ///         sent.push(data.to_vec());
    ///         Band::Out
    ///     });
    /// pickler.dump(&("image", Buffer(&image[..])))?;
    /// let pickle = pickler.into_vec();
    /// assert!(pickle.len() < 100);
    ///
    /// let mut unpickler = Unpickler::new(&pickle).buffers(sent.iter().map(|data| &data[..]));
    /// let (_, Buffer(data)): (&str, Buffer<&[u8]>) = unpickler.load()?;
    /// assert!(std::ptr::eq(data, &sent[0][..])); // that very buffer
    /// # Ok::<(), pickle_core::Error>(())
    /// ```
    #[must_use]
    pub fn buffer_callback<R: Fallible<Band>>(
        mut self,
        mut callback: impl FnMut(&[u8]) -> R + 'h,
    ) -> Self {
        self.hooks.set_buffer_callback(move |data| callback(data).into_result());
        self
    }

    /// Forgets what was written: the next pickle stands alone, and can be read by a new
    /// [`Unpickler`](crate::Unpickler).
    pub fn clear_memo(&mut self) {
        self.memo.clear();
    }
}

/// Writes one pickle behind what `out` holds, or, with a sink, to that.
fn dump<'e, T: Pickle + ?Sized>(
    out: &'e mut Vec<u8>,
    sink: Option<&'e mut dyn Sink>,
    memo: &'e mut Memo,
    options: &'e Options,
    hooks: &'e mut (dyn PersistentIds + 'e),
    table: &'e DispatchTable<'e>,
    value: &T,
) -> Result<(), Error> {
    let start = out.len();
    let known = memo.len();
    let mut attempt = Attempt {
        encoder: Encoder {
            out: Output::behind(core::mem::take(out)),
            frame: None,
            protocol: options.protocol,
            sink,
            flushed: false,
            memo,
            options,
            hooks: Some(hooks),
            is_plain: options.protocol >= Protocol::V2 && table.is_empty(),
            dispatch: Dispatch::new(table),
            levels: options.limits.depth,
            outermost: options.limits.depth,
            identity: Identity::None,
        },
        out,
        start,
        known,
        failed: true,
    };
    let result = attempt.encoder.program(value);
    attempt.failed = result.is_err();
    result.map_err(|error| error.during(Operation::Pickling))
}

/// A dump that leaves nothing behind if it fails, be it that the user's code panics.
struct Attempt<'e> {
    encoder: Encoder<'e>,
    out: &'e mut Vec<u8>,
    /// What was written before.
    start: usize,
    /// How many entries the memo had before.
    known: usize,
    failed: bool,
}

impl Attempt<'_> {
    #[cold]
    fn undo(&mut self) {
        let encoder = &mut self.encoder;
        encoder.out.truncate(self.start);
        if encoder.flushed {
            encoder.memo.clear();
        } else {
            encoder.memo.truncate(self.known);
        }
    }
}

impl Drop for Attempt<'_> {
    #[inline]
    fn drop(&mut self) {
        if self.failed {
            self.undo();
        }
        *self.out = core::mem::take(&mut self.encoder.out).into_bytes();
    }
}
