//! Writes objects as opcodes: what [`Pickle`](crate::Pickle) writes to.

use alloc::string::String;
use alloc::vec::Vec;
use core::any::Any;

use super::dispatch::Dispatch;
use super::hooks::PersistentIds;
use super::identity::Identity;
use super::memo::Memo;
use super::options::Options;
use super::output::Output;
use super::sink::Sink;
use crate::error::{Error, ErrorKind};
use crate::global::{Class, Contents, Global};
use crate::int::Int;
use crate::opcode::Opcode;
use crate::pickle::Pickle;
use crate::protocol::Protocol;
use crate::text;
use crate::unpickler::{Enumeration, Member, MemberValue};

/// How many items or entries go into one APPENDS or SETITEMS, as in CPython.
pub(crate) const BATCH: usize = 1000;

/// Writes one object after the other, in the form of the chosen protocol.
///
/// Each call of a method named after a type writes one object. Containers whose parts are not at
/// hand in an iterator are opened and closed by a pair of calls, `begin_` and `end_`, with just
/// the announced number of objects between.
///
/// An instance is written as its class and its arguments, then its state:
///
/// ```
/// use pickle_core::{Class, Construct, Encoder, Error, Pickle};
///
/// static WORLD: Class = Class::new("geo", "World").names(&["secret"]);
///
/// struct World { country: String, secret: i32 }
///
/// impl Pickle for World {
///     fn pickle(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
///         let args = encoder.begin_object(&WORLD, Construct::Call, 1)?; // World(country)
///         self.country.pickle(encoder)?;
///         encoder.end_args(args)?;
///         let state = encoder.begin_dict(1)?; // {"secret": secret}
///         encoder.attribute(&WORLD, 0)?;
///         self.secret.pickle(encoder)?;
///         encoder.end_dict(state)?;
///         encoder.build()
///     }
/// }
/// ```
pub struct Encoder<'e> {
    pub(super) out: Output,
    /// Where the header of the current frame is in the output, if one is open.
    pub(super) frame: Option<usize>,
    pub(super) protocol: Protocol,
    pub(super) sink: Option<&'e mut dyn Sink>,
    /// Whether any part of this pickle has gone to the sink.
    pub(super) flushed: bool,
    pub(super) memo: &'e mut Memo,
    pub(super) options: &'e Options,
    pub(super) hooks: Option<&'e mut (dyn PersistentIds + 'e)>,
    pub(super) dispatch: Dispatch<'e>,
    /// Whether small objects have their usual form: from protocol 2 on, without a dispatch table.
    pub(super) is_plain: bool,
    /// How many levels deeper it may go.
    pub(super) levels: usize,
    pub(super) identity: Identity,
}

/// How an instance is made again from its arguments.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Construct {
    /// `C(*args)`: `__getinitargs__`, or a callable in `__reduce__`.
    Call,
    /// `C.__new__(C, *args)`: `__getnewargs__`.
    New,
    /// `C.__new__(C, *args, **kwargs)`: `__getnewargs_ex__`.
    NewEx,
}

/// An open tuple; close it with [`Encoder::end_tuple`].
#[must_use = "an open tuple must be closed with `end_tuple`"]
pub struct OpenTuple {
    len: usize,
}

/// An open dict; close it with [`Encoder::end_dict`].
#[must_use = "an open dict must be closed with `end_dict`"]
pub struct OpenDict {
    pub(super) len: usize,
}

/// The open arguments of an instance; close them with [`Encoder::end_args`], or go on to
/// [`Encoder::begin_keywords`].
#[must_use = "open arguments must be closed with `end_args`"]
pub struct OpenArgs {
    tuple: OpenTuple,
    construct: Construct,
    identity: Option<usize>,
}

/// The open keyword arguments of an instance; close them with [`Encoder::end_keywords`].
#[must_use = "open keyword arguments must be closed with `end_keywords`"]
pub struct OpenKeywords {
    dict: OpenDict,
    identity: Option<usize>,
}

/// Scalars.
impl Encoder<'_> {
    /// The protocol that is written.
    #[must_use]
    pub fn protocol(&self) -> Protocol {
        self.protocol
    }

    /// Writes `None`.
    ///
    /// # Errors
    ///
    /// If the writer fails; so in every method of `Encoder`.
    #[inline]
    pub fn none(&mut self) -> Result<(), Error> {
        self.small(([Opcode::None.byte()], 1))
    }

    /// Writes a `bool`.
    ///
    /// # Errors
    ///
    /// If the writer fails.
    #[inline]
    pub fn bool(&mut self, value: bool) -> Result<(), Error> {
        if self.protocol >= Protocol::V2 {
            self.small(binary_bool(value))
        } else {
            self.small((if value { *b"I01\n" } else { *b"I00\n" }, 4))
        }
    }

    /// Writes an `int`.
    ///
    /// # Errors
    ///
    /// If the writer fails.
    #[inline]
    pub fn int(&mut self, value: i64) -> Result<(), Error> {
        if self.protocol >= Protocol::V2 {
            return self.small(small_int(value));
        }
        match i32::try_from(value) {
            Ok(value) if self.protocol == Protocol::V1 => self.small(binary_int(value)),
            _ => self.int_as_text(value),
        }
    }

    /// CPython writes INT only for what a 32-bit Python 2 reads as an int; LONG for the rest.
    #[cold]
    fn int_as_text(&mut self, value: i64) -> Result<(), Error> {
        self.begin()?;
        let text = if i32::try_from(value).is_ok() {
            alloc::format!("I{value}\n")
        } else {
            alloc::format!("L{value}L\n")
        };
        self.out.extend_from_slice(text.as_bytes());
        Ok(())
    }

    /// Writes an `int` of any size.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Unrepresentable`] if it takes 2 GiB or more; if the writer fails.
    pub fn big_int(&mut self, value: &Int) -> Result<(), Error> {
        if let Ok(small) = i64::try_from(value) {
            return self.int(small);
        }
        self.begin()?;
        self.long(value)
    }

    fn long(&mut self, value: &Int) -> Result<(), Error> {
        if self.protocol < Protocol::V2 {
            let text = alloc::format!("L{value}L\n");
            self.out.extend_from_slice(text.as_bytes());
            return Ok(());
        }
        let bytes = value.to_le_bytes();
        if let Ok(len) = u8::try_from(bytes.len()) {
            self.out.extend_from_slice(&[Opcode::Long1.byte(), len]);
        } else if let Ok(len) = i32::try_from(bytes.len()) {
            self.op(Opcode::Long4);
            self.out.extend_from_slice(&len.to_le_bytes());
        } else {
            return Err(unrepresentable("an int of 2 GiB or more cannot be pickled"));
        }
        self.out.extend_from_slice(&bytes);
        Ok(())
    }

    /// Writes a `float`. Protocol 0 writes every NaN as `nan`, as Python does; the others keep its
    /// bits.
    ///
    /// # Errors
    ///
    /// If the writer fails.
    #[inline]
    pub fn float(&mut self, value: f64) -> Result<(), Error> {
        if self.protocol == Protocol::V0 {
            return self.float_as_text(value);
        }
        self.small(binary_float(value))
    }

    #[cold]
    fn float_as_text(&mut self, value: f64) -> Result<(), Error> {
        self.begin()?;
        let mut text = Vec::new();
        text::write_float(value, &mut text);
        self.line(Opcode::Float, &text);
        Ok(())
    }

    /// An opcode with a line of text.
    fn line(&mut self, opcode: Opcode, text: &[u8]) {
        self.op(opcode);
        self.out.extend_from_slice(text);
        self.out.push(b'\n');
    }

    /// Writes a `str`. One of a single ASCII character is referred to from its third occurrence
    /// on: in Python, too, equal ones are one object.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Unrepresentable`] for 4 GiB or more before protocol 4; if the writer fails.
    #[inline]
    pub fn str(&mut self, value: &str) -> Result<(), Error> {
        match value.as_bytes() {
            &[char] => self.char(char, value),
            _ => self.str_in_full(value),
        }
    }

    /// The same, but never referring to another.
    #[inline]
    pub(crate) fn str_in_full(&mut self, value: &str) -> Result<(), Error> {
        match u8::try_from(value.len()) {
            Ok(len) if self.protocol >= Protocol::V4 => {
                self.small(([Opcode::ShortBinUnicode.byte(), len], 2))?;
                self.out.put_text(value.as_bytes());
                Ok(())
            }
            _ => self.long_str(value),
        }
    }

    fn long_str(&mut self, value: &str) -> Result<(), Error> {
        self.begin()?;
        if self.protocol == Protocol::V0 {
            let mut text = Vec::new();
            text::encode_raw_unicode_escape(value, &mut text);
            self.line(Opcode::Unicode, &text);
            return Ok(());
        }
        let mut header = [0; 9];
        let header = if let Ok(len) = u32::try_from(value.len()) {
            header[0] = Opcode::BinUnicode.byte();
            header[1..5].copy_from_slice(&len.to_le_bytes());
            &header[..5]
        } else if self.protocol >= Protocol::V4 {
            header[0] = Opcode::BinUnicode8.byte();
            header[1..].copy_from_slice(&(value.len() as u64).to_le_bytes());
            &header[..]
        } else {
            return Err(unrepresentable("a str of 4 GiB or more needs protocol 4"));
        };
        self.payload(header, value.as_bytes())
    }

    /// Writes `bytes`. Before protocol 3, as the call of `_codecs.encode` that CPython writes.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Unrepresentable`] for 4 GiB or more before protocol 4; if the writer fails.
    pub fn bytes(&mut self, value: &[u8]) -> Result<(), Error> {
        if self.protocol < Protocol::V3 {
            return self.bytes_as_call(value);
        }
        self.begin()?;
        let mut header = [0; 9];
        let header = if let Ok(len) = u8::try_from(value.len()) {
            header[0] = Opcode::ShortBinBytes.byte();
            header[1] = len;
            &header[..2]
        } else if let Ok(len) = u32::try_from(value.len()) {
            header[0] = Opcode::BinBytes.byte();
            header[1..5].copy_from_slice(&len.to_le_bytes());
            &header[..5]
        } else if self.protocol >= Protocol::V4 {
            header[0] = Opcode::BinBytes8.byte();
            header[1..].copy_from_slice(&(value.len() as u64).to_le_bytes());
            &header[..]
        } else {
            return Err(unrepresentable("bytes of 4 GiB or more need protocol 4"));
        };
        self.payload(header, value)
    }

    fn bytes_as_call(&mut self, value: &[u8]) -> Result<(), Error> {
        if value.is_empty() {
            self.global("builtins", "bytes")?;
            let args = self.begin_tuple(0)?;
            self.end_tuple(args)?;
        } else {
            self.global("_codecs", "encode")?;
            let args = self.begin_tuple(2)?;
            let latin1: alloc::string::String =
                value.iter().map(|&byte| char::from(byte)).collect();
            self.str_in_full(&latin1)?;
            self.name("latin1")?;
            self.end_tuple(args)?;
        }
        self.reduce()
    }

    /// Writes a `bytearray`. Before protocol 5, as the call of `bytearray` that CPython writes.
    ///
    /// # Errors
    ///
    /// As [`bytes`](Encoder::bytes).
    pub fn bytearray(&mut self, value: &[u8]) -> Result<(), Error> {
        if self.protocol >= Protocol::V5 {
            self.begin()?;
            let mut header = [Opcode::ByteArray8.byte(); 9];
            header[1..].copy_from_slice(&(value.len() as u64).to_le_bytes());
            return self.payload(&header, value);
        }
        self.global("builtins", "bytearray")?;
        if value.is_empty() {
            let args = self.begin_tuple(0)?;
            self.end_tuple(args)?;
        } else {
            let args = self.begin_tuple(1)?;
            self.bytes(value)?;
            self.end_tuple(args)?;
        }
        self.reduce()
    }
}

/// Containers.
impl Encoder<'_> {
    /// Writes a `list` of the items, in batches of 1000 as CPython does.
    ///
    /// # Errors
    ///
    /// What the items give, with their index; if the writer fails.
    pub fn list<I>(&mut self, items: I) -> Result<(), Error>
    where
        I: IntoIterator<Item: Pickle>,
    {
        self.begin()?;
        let identity = self.begin_identity();
        if self.protocol == Protocol::V0 {
            self.op(Opcode::Mark);
            self.op(Opcode::List);
        } else {
            self.op(Opcode::EmptyList);
        }
        self.end_identity(identity)?;
        self.append_items(items)
    }

    /// Writes a `list` of items whose number is known, as [`list`](Encoder::list) does.
    pub(crate) fn list_of<T: Pickle>(&mut self, items: &[T]) -> Result<(), Error> {
        if self.protocol == Protocol::V0 || items.len() < 2 {
            return self.list(items);
        }
        self.begin()?;
        let identity = self.begin_identity();
        self.op(Opcode::EmptyList);
        self.end_identity(identity)?;
        self.descend()?;
        for (number, batch) in items.chunks(BATCH).enumerate() {
            self.op(Opcode::Mark);
            let mut done = self.put_each(batch);
            while let Some(item) = batch.get(done) {
                item.pickle(self).map_err(|error| error.in_item(number * BATCH + done))?;
                done += 1;
                done += self.put_each(&batch[done..]);
            }
            self.op(Opcode::Appends);
        }
        self.ascend();
        Ok(())
    }

    /// Appends the items to the object that was written last: a list, or an instance of a list's
    /// subclass (the fourth part of `__reduce__`).
    ///
    /// # Errors
    ///
    /// As [`list`](Encoder::list).
    pub fn append_items<I>(&mut self, items: I) -> Result<(), Error>
    where
        I: IntoIterator<Item: Pickle>,
    {
        self.descend()?;
        let mut items = items.into_iter().enumerate().peekable();
        let mut alone = true;
        let mut in_batch = 0;
        while let Some((index, item)) = items.next() {
            let last = items.peek().is_none();
            // A single item has an opcode of its own, but not what is left behind whole batches.
            if in_batch == 0 && !(last && alone) && self.protocol > Protocol::V0 {
                self.op(Opcode::Mark);
                in_batch = 1;
            }
            item.pickle(self).map_err(|error| error.in_item(index))?;
            alone = false;
            if in_batch == 0 {
                self.op(Opcode::Append);
            } else if last || in_batch == BATCH {
                self.op(Opcode::Appends);
                in_batch = 0;
            } else {
                in_batch += 1;
            }
        }
        self.ascend();
        Ok(())
    }

    /// Writes a `set` of the items, which must be distinct for Python too. Before protocol 4, as
    /// the call of `set` that CPython writes.
    ///
    /// # Errors
    ///
    /// As [`list`](Encoder::list).
    pub fn set<I>(&mut self, items: I) -> Result<(), Error>
    where
        I: IntoIterator<Item: Pickle>,
    {
        if self.protocol < Protocol::V4 {
            return self.collection_as_call("set", items);
        }
        self.begin()?;
        self.descend()?;
        let identity = self.begin_identity();
        self.op(Opcode::EmptySet);
        self.end_identity(identity)?;
        let mut in_batch = 0;
        for (index, item) in items.into_iter().enumerate() {
            if in_batch == 0 {
                self.op(Opcode::Mark);
            }
            item.pickle(self).map_err(|error| error.in_item(index))?;
            in_batch += 1;
            if in_batch == BATCH {
                self.op(Opcode::AddItems);
                in_batch = 0;
            }
        }
        if in_batch > 0 {
            self.op(Opcode::AddItems);
        }
        self.ascend();
        Ok(())
    }

    /// Writes a `frozenset` of the items, which must be distinct for Python too.
    ///
    /// # Errors
    ///
    /// As [`list`](Encoder::list).
    pub fn frozenset<I>(&mut self, items: I) -> Result<(), Error>
    where
        I: IntoIterator<Item: Pickle>,
    {
        if self.protocol < Protocol::V4 {
            return self.collection_as_call("frozenset", items);
        }
        self.begin()?;
        self.descend()?;
        self.begin_identity();
        self.op(Opcode::Mark);
        for (index, item) in items.into_iter().enumerate() {
            item.pickle(self).map_err(|error| error.in_item(index))?;
        }
        self.op(Opcode::FrozenSet);
        self.ascend();
        Ok(())
    }

    fn collection_as_call<I>(&mut self, name: &str, items: I) -> Result<(), Error>
    where
        I: IntoIterator<Item: Pickle>,
    {
        self.global("builtins", name)?;
        let args = self.begin_tuple(1)?;
        self.list(items)?;
        self.end_tuple(args)?;
        self.reduce()
    }

    /// Writes a `dict` of the entries, in batches of 1000 as CPython does.
    ///
    /// # Errors
    ///
    /// What keys and values give, with the key's place; if the writer fails.
    pub fn dict<K, V, I>(&mut self, entries: I) -> Result<(), Error>
    where
        K: Pickle,
        V: Pickle,
        I: IntoIterator<Item = (K, V)>,
    {
        self.begin()?;
        let identity = self.begin_identity();
        self.empty_dict();
        self.end_identity(identity)?;
        self.set_entries(entries)
    }

    /// Sets the entries on the object that was written last: a dict, or an instance of a dict's
    /// subclass (the fifth part of `__reduce__`).
    ///
    /// # Errors
    ///
    /// As [`dict`](Encoder::dict).
    pub fn set_entries<K, V, I>(&mut self, entries: I) -> Result<(), Error>
    where
        K: Pickle,
        V: Pickle,
        I: IntoIterator<Item = (K, V)>,
    {
        self.descend()?;
        let mut entries = entries.into_iter().peekable();
        let mut alone = true;
        let mut in_batch = 0;
        while let Some((key, value)) = entries.next() {
            let last = entries.peek().is_none();
            // A single item has an opcode of its own, but not what is left behind whole batches.
            if in_batch == 0 && !(last && alone) && self.protocol > Protocol::V0 {
                self.op(Opcode::Mark);
                in_batch = 1;
            }
            key.pickle(self).map_err(|error| error.in_key("key"))?;
            value.pickle(self).map_err(|error| error.in_key(shown(&key)))?;
            alone = false;
            if in_batch == 0 {
                self.op(Opcode::SetItem);
            } else if last || in_batch == BATCH {
                self.op(Opcode::SetItems);
                in_batch = 0;
            } else {
                in_batch += 1;
            }
        }
        self.ascend();
        Ok(())
    }

    /// Opens a `tuple` of `len` objects, which follow.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Limit`] if nested too deep; if the writer fails.
    #[inline]
    pub fn begin_tuple(&mut self, len: usize) -> Result<OpenTuple, Error> {
        self.begin()?;
        self.descend()?;
        self.begin_identity();
        if len > 3 || self.protocol < Protocol::V2 && (len > 0 || self.protocol < Protocol::V1) {
            self.op(Opcode::Mark);
        }
        Ok(OpenTuple { len })
    }

    /// Closes a tuple.
    ///
    /// # Errors
    ///
    /// If the writer fails.
    #[inline]
    #[expect(clippy::needless_pass_by_value, reason = "what is closed cannot be closed again")]
    pub fn end_tuple(&mut self, tuple: OpenTuple) -> Result<(), Error> {
        self.ascend();
        self.op(match tuple.len {
            0 if self.protocol >= Protocol::V1 => Opcode::EmptyTuple,
            1 if self.protocol >= Protocol::V2 => Opcode::Tuple1,
            2 if self.protocol >= Protocol::V2 => Opcode::Tuple2,
            3 if self.protocol >= Protocol::V2 => Opcode::Tuple3,
            _ => Opcode::Tuple,
        });
        Ok(())
    }

    /// Opens a `dict` of `len` entries, each a key and a value, which follow.
    ///
    /// In protocol 0 it is made behind its entries, which therefore cannot refer back to it.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Limit`] if nested too deep; if the writer fails.
    #[inline]
    pub fn begin_dict(&mut self, len: usize) -> Result<OpenDict, Error> {
        self.begin()?;
        self.descend()?;
        let identity = self.begin_identity();
        if self.protocol == Protocol::V0 {
            self.op(Opcode::Mark);
        } else {
            self.op(Opcode::EmptyDict);
            self.end_identity(identity)?;
            if len > 1 {
                self.op(Opcode::Mark);
            }
        }
        Ok(OpenDict { len })
    }

    /// Closes a dict.
    ///
    /// # Errors
    ///
    /// If the writer fails.
    #[inline]
    #[expect(clippy::needless_pass_by_value, reason = "what is closed cannot be closed again")]
    pub fn end_dict(&mut self, dict: OpenDict) -> Result<(), Error> {
        self.ascend();
        if self.protocol == Protocol::V0 {
            self.op(Opcode::Dict);
        } else {
            match dict.len {
                0 => {}
                1 => self.op(Opcode::SetItem),
                _ => self.op(Opcode::SetItems),
            }
        }
        Ok(())
    }

    pub(super) fn empty_dict(&mut self) {
        if self.protocol == Protocol::V0 {
            self.op(Opcode::Mark);
            self.op(Opcode::Dict);
        } else {
            self.op(Opcode::EmptyDict);
        }
    }
}

/// Classes and instances.
impl Encoder<'_> {
    /// Opens an instance of `class`: its `args` positional arguments follow.
    ///
    /// Then comes [`end_args`](Encoder::end_args); with [`Construct::NewEx`],
    /// [`begin_keywords`](Encoder::begin_keywords). Protocols 0 and 1 have no NEWOBJ, and those
    /// before 4 no NEWOBJ_EX: there the same is said by calls of `copyreg._reconstructor`,
    /// `copyreg.__newobj__` and `functools.partial`, as by CPython.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Unrepresentable`] if the class's name has no form in the protocol;
    /// [`ErrorKind::Limit`] if nested too deep; if the writer fails.
    pub fn begin_object(
        &mut self,
        class: &'static Class,
        construct: Construct,
        args: usize,
    ) -> Result<OpenArgs, Error> {
        let identity = self.begin_identity();
        let tuple = match construct {
            Construct::New if self.protocol < Protocol::V2 && args == 0 => {
                self.global("copyreg", "_reconstructor")?;
                let tuple = self.begin_tuple(3)?;
                self.class(class)?;
                self.global("builtins", "object")?;
                self.none()?;
                tuple
            }
            Construct::New if self.protocol < Protocol::V2 => {
                self.global("copyreg", "__newobj__")?;
                let tuple = self.begin_tuple(args + 1)?;
                self.class(class)?;
                tuple
            }
            Construct::NewEx if self.protocol < Protocol::V4 => self.begin_partial(class, args)?,
            _ => {
                self.class(class)?;
                self.begin_tuple(args)?
            }
        };
        Ok(OpenArgs { tuple, construct, identity })
    }

    /// Opens an instance of a `class` that is derived from `list` or `dict`, whose items are added
    /// by [`append_items`](Encoder::append_items) or [`set_entries`](Encoder::set_entries) behind
    /// [`end_args`](Encoder::end_args). It has no arguments.
    ///
    /// As [`begin_object`](Encoder::begin_object) with [`Construct::New`], but protocols 0 and 1
    /// call `copyreg.__newobj__`: `copyreg._reconstructor` makes instances by `object.__new__`,
    /// which such a class refuses.
    ///
    /// # Errors
    ///
    /// As [`begin_object`](Encoder::begin_object).
    pub fn begin_container(&mut self, class: &'static Class) -> Result<OpenArgs, Error> {
        if self.protocol >= Protocol::V2 {
            return self.begin_object(class, Construct::New, 0);
        }
        let identity = self.begin_identity();
        self.global("copyreg", "__newobj__")?;
        let tuple = self.begin_tuple(1)?;
        self.class(class)?;
        Ok(OpenArgs { tuple, construct: Construct::New, identity })
    }

    /// `functools.partial(C.__new__)`, whose state (function, args, keywords, dict) is being built.
    fn begin_partial(&mut self, class: &'static Class, args: usize) -> Result<OpenTuple, Error> {
        let new = alloc::format!("{}.__new__", class.name());
        self.global("functools", "partial")?;
        let function = self.begin_tuple(1)?;
        self.global(&class.module(), &new)?;
        self.end_tuple(function)?;
        self.reduce()?;
        // Closed by `end_keywords`, which knows that it is there.
        let _state = self.begin_tuple(4)?;
        self.global(&class.module(), &new)?;
        let tuple = self.begin_tuple(args + 1)?;
        self.class(class)?;
        Ok(tuple)
    }

    /// Closes the arguments of an instance that takes no keyword arguments.
    ///
    /// # Errors
    ///
    /// If the writer fails.
    pub fn end_args(&mut self, args: OpenArgs) -> Result<(), Error> {
        if args.construct == Construct::NewEx {
            let keywords = self.begin_keywords(args, 0)?;
            return self.end_keywords(keywords);
        }
        self.end_tuple(args.tuple)?;
        if args.construct == Construct::New && self.protocol >= Protocol::V2 {
            self.op(Opcode::NewObj);
        } else {
            self.reduce()?;
        }
        self.end_identity(args.identity)
    }

    /// Closes the positional arguments and opens `len` keyword arguments, each an
    /// [`attribute`](Encoder::attribute) name and a value, which follow.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Unrepresentable`] if the instance was not opened with [`Construct::NewEx`]; if
    /// the writer fails.
    pub fn begin_keywords(&mut self, args: OpenArgs, len: usize) -> Result<OpenKeywords, Error> {
        if args.construct != Construct::NewEx {
            return Err(unrepresentable("keyword arguments need `Construct::NewEx`"));
        }
        self.end_tuple(args.tuple)?;
        let dict = self.begin_dict(len)?;
        Ok(OpenKeywords { dict, identity: args.identity })
    }

    /// Closes the keyword arguments.
    ///
    /// # Errors
    ///
    /// If the writer fails.
    pub fn end_keywords(&mut self, keywords: OpenKeywords) -> Result<(), Error> {
        self.end_dict(keywords.dict)?;
        if self.protocol >= Protocol::V4 {
            self.op(Opcode::NewObjEx);
            return self.end_identity(keywords.identity);
        }
        self.none()?;
        self.end_tuple(OpenTuple { len: 4 })?;
        self.build()?;
        let args = self.begin_tuple(0)?;
        self.end_tuple(args)?;
        self.reduce()?;
        self.end_identity(keywords.identity)
    }

    /// Calls the function with the arguments, both written last.
    ///
    /// # Errors
    ///
    /// If the writer fails.
    #[inline]
    pub fn reduce(&mut self) -> Result<(), Error> {
        self.op(Opcode::Reduce);
        Ok(())
    }

    /// Gives the state that was written last to the instance before it: `__setstate__`, or the
    /// update of its `__dict__`.
    ///
    /// # Errors
    ///
    /// If the writer fails.
    #[inline]
    pub fn build(&mut self) -> Result<(), Error> {
        self.op(Opcode::Build);
        Ok(())
    }

    /// Writes the state and gives it to the instance before it, unless the state is `None`, which
    /// Python takes for no state.
    ///
    /// # Errors
    ///
    /// What the state gives; if the writer fails.
    pub fn state<S: Pickle + ?Sized>(&mut self, state: &S) -> Result<(), Error> {
        // Whatever ends a frame here would otherwise do so behind `start`.
        self.begin()?;
        let start = self.out.len();
        state.pickle(self)?;
        if self.out.as_slice().get(start..) == Some(&[Opcode::None.byte()]) {
            self.out.truncate(start);
            return Ok(());
        }
        self.build()
    }

    /// Writes a class, as a global; once it is in the memo, two bytes.
    ///
    /// The class of the outermost object, which hardly occurs again unless it is
    /// [`recursive`](Class::recursive), is memoized when it does. All others are memoized at once.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Unrepresentable`] if its name has no form in the protocol: not ASCII before
    /// protocol 3, or with a newline before protocol 4.
    #[inline]
    pub fn class(&mut self, class: &'static Class) -> Result<(), Error> {
        match self.memo.class(class) {
            Some(get) => self.get_ready(get),
            None => self.new_class(class),
        }
    }

    #[cold]
    fn new_class(&mut self, class: &'static Class) -> Result<(), Error> {
        let contents = class.contents();
        if self.is_at(0) && contents != Contents::Recursive {
            return self.global_once(&class.global(), contents == Contents::Flat);
        }
        if let Some(index) = self.memoized_global(class.global())? {
            self.memo.remember_class(class, index);
        }
        Ok(())
    }

    /// Writes the member at `index` of the enumeration: the call of its class with the member's
    /// value, as CPython does, where the value is known; or else the member as a global. Once it is
    /// in the memo, two bytes.
    ///
    /// # Errors
    ///
    /// As [`class`](Encoder::class).
    #[inline]
    pub fn member(&mut self, enumeration: &'static Enumeration, index: usize) -> Result<(), Error> {
        let member = &enumeration.members[index];
        match self.memo.class(member.class) {
            Some(get) => self.get_ready(get),
            None => self.new_member(enumeration.class, member),
        }
    }

    #[cold]
    fn new_member(&mut self, class: &'static Class, member: &'static Member) -> Result<(), Error> {
        let Some(value) = &member.value else { return self.new_class(member.class) };
        self.class(class)?;
        let args = self.begin_tuple(1)?;
        match value {
            MemberValue::Int(int) => int.pickle(self)?,
            MemberValue::Str(text) => self.str(text)?,
        }
        self.end_tuple(args)?;
        self.reduce()?;
        if !self.is_at(0) {
            let index = self.memoize()?;
            self.memo.remember_class(member.class, index);
        }
        Ok(())
    }

    /// Writes the name of the attribute or keyword at `index` of the class's
    /// [`names`](Class::names), a `str`; once it is in the memo, two bytes.
    ///
    /// Names are memoized at once, but for those of an outermost object that is
    /// [`flat`](Class::flat) or has just one.
    ///
    /// # Errors
    ///
    /// If the writer fails.
    #[inline]
    pub fn attribute(&mut self, class: &'static Class, index: usize) -> Result<(), Error> {
        debug_assert!(index < class.attribute_count());
        match self.memo.attribute(class, index) {
            Some(get) => self.get_ready(get),
            None => self.new_attribute(class, index),
        }
    }

    #[cold]
    pub(super) fn new_attribute(
        &mut self,
        class: &'static Class,
        index: usize,
    ) -> Result<(), Error> {
        let name = class.attribute(index);
        let occurs_once = match class.contents() {
            Contents::Flat => true,
            Contents::Other => class.attribute_count() == 1,
            Contents::Recursive => false,
        };
        if self.is_at(1) && occurs_once {
            return self.str_once(name);
        }
        let memo = self.memoized_static(name)?;
        self.memo.remember_attribute(class, index, memo);
        Ok(())
    }

    /// Writes a global by name: a class or function that no [`Class`] stands for.
    ///
    /// `module` and `name` are those of Python 3; they are mapped to Python 2 where the protocol
    /// asks for it.
    ///
    /// # Errors
    ///
    /// As [`class`](Encoder::class).
    pub fn global(&mut self, module: &str, name: &str) -> Result<(), Error> {
        self.memoized_global(Global::new(String::from(module), String::from(name))).map(|_| ())
    }

    /// Writes a `str` that is likely to occur again, and refers to it when it does: unless it is
    /// what an `Rc` or `Arc` points to, which is an object of its own.
    ///
    /// # Errors
    ///
    /// If the writer fails.
    pub fn name(&mut self, name: &str) -> Result<(), Error> {
        if matches!(self.identity, Identity::Next(_)) {
            return self.str_in_full(name);
        }
        self.memoized_name(name).map(|_| ())
    }
}

/// Persistent ids.
impl Encoder<'_> {
    /// Writes the persistent id that the hook for `T` gives, or the value itself where the hook
    /// gives none.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::PersistentId`] if no hook is registered for `T`; [`ErrorKind::Custom`] if the
    /// hook fails; [`ErrorKind::Unrepresentable`] if protocol 0 is asked to write an id that is
    /// not a single-line string.
    pub fn persistent<T: Pickle + Any>(&mut self, value: &T) -> Result<(), Error> {
        let missing = || {
            Error::new(
                ErrorKind::PersistentId,
                alloc::format!(
                    "no persistent_id hook for `{}`: register one with `Pickler::persistent_id`",
                    core::any::type_name::<T>()
                ),
            )
        };
        // The hook's own id is written without hooks, as in Python.
        let hooks = self.hooks.take().ok_or_else(missing)?;
        let written = hooks.write_id(value, self);
        self.hooks = Some(hooks);
        match written? {
            Some(true) => Ok(()),
            Some(false) => value.pickle(self),
            None => Err(missing()),
        }
    }
}

/// An `int` and how many of the bytes it takes, from protocol 2 on.
///
/// Both forms are made, and one is chosen: where large and small ints alternate, a processor would
/// guess wrong.
#[inline]
pub(super) fn small_int(value: i64) -> ([u8; 16], usize) {
    // As few bytes as hold the sign too.
    let len = (64 - (value ^ value >> 63).leading_zeros()) / 8 + 1;
    let long = u128::from(Opcode::Long1.byte())
        | u128::from(len) << 8
        | u128::from(value.cast_unsigned()) << 16;
    let (bytes, used) = match i32::try_from(value).map(binary_int) {
        Ok((bytes, used)) => (u128::from(u64::from_le_bytes(bytes)), used),
        Err(_) => (long, 2 + len as usize),
    };
    (bytes.to_le_bytes(), used)
}

/// The same for 32 bits, from protocol 1 on.
#[inline]
pub(super) fn binary_int(value: i32) -> ([u8; 8], usize) {
    let [a, b, c, d] = value.to_le_bytes();
    let (opcode, used) = match value {
        0..=0xff => (Opcode::BinInt1, 2),
        0x100..=0xffff => (Opcode::BinInt2, 3),
        _ => (Opcode::BinInt, 5),
    };
    ([opcode.byte(), a, b, c, d, 0, 0, 0], used)
}

/// A `float` and how many bytes it takes, from protocol 1 on.
#[inline]
pub(super) fn binary_float(value: f64) -> ([u8; 9], usize) {
    let mut bytes = [Opcode::BinFloat.byte(); 9];
    bytes[1..].copy_from_slice(&value.to_be_bytes());
    (bytes, 9)
}

/// A `bool` and how many bytes it takes, from protocol 2 on.
#[inline]
pub(super) fn binary_bool(value: bool) -> ([u8; 1], usize) {
    let opcode = if value { Opcode::NewTrue } else { Opcode::NewFalse };
    ([opcode.byte()], 1)
}

/// A dict's key as Python would show it.
#[cold]
fn shown(key: &impl Pickle) -> alloc::string::String {
    crate::Value::from_pickle(key).map_or_else(|_| "?".into(), |key| alloc::format!("{key}"))
}

pub(super) fn unrepresentable(message: &'static str) -> Error {
    Error::new(ErrorKind::Unrepresentable, message)
}
