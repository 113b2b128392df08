//! Lists, sets, dicts and tuples.

use super::encoder::Encoder;
use super::memo::Memo;
use super::room::{Estimate, FLAT, Part, Room};
use crate::error::Error;
use crate::opcode::Opcode;
use crate::pickle::Pickle;
use crate::protocol::Protocol;
use crate::unpickler::Kind;

/// How many items or entries go into one APPENDS or SETITEMS, as in CPython.
pub(crate) const BATCH: usize = 1000;

/// An open tuple; close it with [`Encoder::end_tuple`].
#[must_use = "an open tuple must be closed with `end_tuple`"]
pub struct OpenTuple {
    pub(super) len: usize,
}

/// An open dict; close it with [`Encoder::end_dict`].
#[must_use = "an open dict must be closed with `end_dict`"]
pub struct OpenDict {
    pub(super) len: usize,
}

/// How many pointers and derived types deep a key is looked into.
const REACH: usize = 8;

/// How many flat items are written together at most. A batch consists of whole runs.
const RUN: usize = 8;

const _: () = assert!(BATCH.is_multiple_of(RUN));

/// An item of a list.
struct Item<T>(T);

impl<T: Pickle> Part for Item<T> {
    #[inline]
    fn pickle(&self, index: usize, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        self.0.pickle(encoder).map_err(|error| error.in_item(index))
    }

    #[inline(always)]
    fn estimate(&self, levels: usize) -> Option<Estimate> {
        self.0.pickle_estimate(levels)
    }

    #[inline(always)]
    fn put<'r>(&self, room: Room<'r>, memo: &Memo) -> Option<Room<'r>> {
        self.0.pickle_into(room, memo)
    }
}

/// Items of a list that are side by side in memory: several if they are flat.
struct Run<'s, T>(&'s [T]);

impl<T: Pickle> Part for Run<'_, T> {
    #[inline]
    fn len(&self) -> usize {
        self.0.len()
    }

    #[inline]
    fn pickle(&self, index: usize, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        for (more, item) in self.0.iter().enumerate() {
            item.pickle(encoder).map_err(|error| error.in_item(index + more))?;
        }
        Ok(())
    }

    #[inline(always)]
    fn estimate(&self, levels: usize) -> Option<Estimate> {
        match self.0 {
            [item] => item.pickle_estimate(levels),
            items => Estimate::of_flat(items, levels),
        }
    }

    #[inline(always)]
    fn put<'r>(&self, room: Room<'r>, memo: &Memo) -> Option<Room<'r>> {
        T::pickle_each_into(self.0, room, memo)
    }
}

/// A dict's key, or an item of a set: what Python has to hash.
struct Key<T>(T);

impl<T: Pickle> Key<T> {
    fn write(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        // A function of the dispatch table may give what is derived another form.
        let reach = if encoder.dispatch.is_empty() { REACH } else { 0 };
        match self.0.pickle_unhashable(reach) {
            None => self.0.pickle(encoder),
            Some(kind) => Err(unhashable(kind)),
        }
    }
}

impl<T: Pickle> Part for Key<T> {
    #[inline]
    fn pickle(&self, index: usize, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        self.write(encoder).map_err(|error| error.in_item(index))
    }

    #[inline(always)]
    fn estimate(&self, levels: usize) -> Option<Estimate> {
        self.0.pickle_estimate(levels)
    }

    #[inline(always)]
    fn put<'r>(&self, room: Room<'r>, memo: &Memo) -> Option<Room<'r>> {
        match self.0.pickle_unhashable(REACH) {
            None => self.0.pickle_into(room, memo),
            Some(_) => None,
        }
    }
}

/// An entry of a dict.
struct Entry<K, V>(Key<K>, V);

impl<K: Pickle, V: Pickle> Part for Entry<K, V> {
    #[inline]
    fn pickle(&self, _: usize, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        let Entry(key, value) = self;
        key.write(encoder).map_err(|error| error.in_key("key"))?;
        value.pickle(encoder).map_err(|error| error.in_key(shown(&key.0)))
    }

    #[inline(always)]
    fn estimate(&self, levels: usize) -> Option<Estimate> {
        Some(self.0.estimate(levels)?.and(self.1.pickle_estimate(levels)?))
    }

    #[inline(always)]
    fn put<'r>(&self, room: Room<'r>, memo: &Memo) -> Option<Room<'r>> {
        self.1.pickle_into(self.0.put(room, memo)?, memo)
    }
}

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
        self.list_of(items.into_iter().map(Item))
    }

    /// The same for items that are side by side in memory.
    pub(crate) fn list_of_slice<T: Pickle>(&mut self, items: &[T]) -> Result<(), Error> {
        let run = if self.is_plain && T::is_flat(FLAT) { RUN } else { 1 };
        self.list_of(items.chunks(run).map(Run))
    }

    fn list_of<P: Part>(&mut self, parts: impl Iterator<Item = P>) -> Result<(), Error> {
        self.begin()?;
        let identity = self.begin_identity();
        self.empty_list();
        self.end_identity(identity)?;
        self.fill(parts, Some(Opcode::Append), Opcode::Appends)
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
        self.fill(items.into_iter().map(Item), Some(Opcode::Append), Opcode::Appends)
    }

    /// Writes a `set` of the items, which must be distinct for Python too. Before protocol 4, as
    /// the call of `set` that CPython writes.
    ///
    /// # Errors
    ///
    /// As [`list`](Encoder::list); [`ErrorKind::Unhashable`](crate::ErrorKind::Unhashable) for an
    /// item that is a list, dict or set, or a tuple with such a part, as far as its type tells: not
    /// of what is written by hand, nor deep within.
    pub fn set<I>(&mut self, items: I) -> Result<(), Error>
    where
        I: IntoIterator<Item: Pickle>,
    {
        if self.protocol < Protocol::V4 {
            return self.collection_as_call("set", items);
        }
        self.begin()?;
        let identity = self.begin_identity();
        self.op(Opcode::EmptySet);
        self.end_identity(identity)?;
        self.fill(items.into_iter().map(Key), None, Opcode::AddItems)
    }

    /// Writes a `frozenset` of the items, which must be distinct for Python too.
    ///
    /// # Errors
    ///
    /// As [`set`](Encoder::set).
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
        let mut items = items.into_iter().map(Key).fuse();
        if let Some(first) = items.next() {
            self.batch(first, &mut items, 0, usize::MAX)?;
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
        self.list_of(items.into_iter().map(Key))?;
        self.end_tuple(args)?;
        self.reduce()
    }

    /// Writes a `dict` of the entries, in batches of 1000 as CPython does.
    ///
    /// # Errors
    ///
    /// What keys and values give, with the key's place; if the writer fails;
    /// [`ErrorKind::Unhashable`](crate::ErrorKind::Unhashable) for a key, as for an item of a
    /// [`set`](Encoder::set).
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
        let entries = entries.into_iter().map(|(key, value)| Entry(Key(key), value));
        self.fill(entries, Some(Opcode::SetItem), Opcode::SetItems)
    }

    /// Fills the object that was written last, with `one` for a single part.
    fn fill<P: Part>(
        &mut self,
        parts: impl Iterator<Item = P>,
        one: Option<Opcode>,
        several: Opcode,
    ) -> Result<(), Error> {
        self.descend()?;
        let mut parts = parts.fuse().peekable();
        let mut index = 0;
        while let Some(first) = parts.next() {
            // Not what is left behind whole batches.
            let is_single = self.protocol == Protocol::V0
                || index == 0 && first.len() == 1 && parts.peek().is_none();
            match one.filter(|_| is_single) {
                Some(one) => {
                    first.pickle(index, self)?;
                    self.op(one);
                    index += 1;
                }
                None => {
                    self.op(Opcode::Mark);
                    index = self.batch(first, &mut parts, index, index + BATCH)?;
                    self.op(several);
                }
            }
        }
        self.ascend();
        Ok(())
    }

    /// Writes the parts from the `first` at `index` on, as far as there are any before `end`, and
    /// gives where the next would be.
    fn batch<P: Part>(
        &mut self,
        first: P,
        parts: &mut impl Iterator<Item = P>,
        mut index: usize,
        end: usize,
    ) -> Result<usize, Error> {
        let mut next = Some(first);
        while let Some(part) = next {
            part.pickle(index, self)?;
            (index, next) = self.put_each(parts, index + part.len(), end);
        }
        Ok(index)
    }

    /// Opens a `tuple` of `len` objects, which follow.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Limit`](crate::ErrorKind::Limit) if nested too deep; if the writer fails.
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
    /// [`ErrorKind::Limit`](crate::ErrorKind::Limit) if nested too deep; if the writer fails.
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

    pub(super) fn empty_list(&mut self) {
        self.empty(Opcode::List, Opcode::EmptyList);
    }

    pub(super) fn empty_dict(&mut self) {
        self.empty(Opcode::Dict, Opcode::EmptyDict);
    }

    /// What is empty, which protocol 0 collects from a MARK.
    fn empty(&mut self, collects: Opcode, empty: Opcode) {
        if self.protocol == Protocol::V0 {
            self.op(Opcode::Mark);
            self.op(collects);
        } else {
            self.op(empty);
        }
    }
}

/// The refusal of a key, and what to use in its place.
#[cold]
fn unhashable(kind: Kind) -> Error {
    let advice = match kind {
        Kind::List => "; use a tuple or an array",
        Kind::Set => "; write it by `Encoder::frozenset`",
        Kind::Dict => "; use a tuple, or an instance of a class",
        _ => "",
    };
    Error::unhashable(kind, advice)
}

/// A dict's key as Python would show it.
#[cold]
fn shown(key: &impl Pickle) -> alloc::string::String {
    crate::Value::from_pickle(key).map_or_else(|_| "?".into(), |key| alloc::format!("{key}"))
}
