//! Lists, sets, dicts and tuples.

use super::encoder::Encoder;
use crate::error::Error;
use crate::opcode::Opcode;
use crate::pickle::Pickle;
use crate::protocol::Protocol;

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
        self.empty_list();
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
            self.item(&item, index)?;
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
            self.item(&item, index)?;
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
            self.item(&item, index)?;
        }
        self.op(Opcode::FrozenSet);
        self.ascend();
        Ok(())
    }

    /// Writes the item at `index`.
    #[inline]
    fn item<T: Pickle>(&mut self, item: &T, index: usize) -> Result<(), Error> {
        if self.put(item) {
            return Ok(());
        }
        item.pickle(self).map_err(|error| error.in_item(index))
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
            if !self.put_entry(&key, &value) {
                key.pickle(self).map_err(|error| error.in_key("key"))?;
                value.pickle(self).map_err(|error| error.in_key(shown(&key)))?;
            }
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
        if self.protocol == Protocol::V0 {
            self.op(Opcode::Mark);
            self.op(Opcode::List);
        } else {
            self.op(Opcode::EmptyList);
        }
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

/// A dict's key as Python would show it.
#[cold]
fn shown(key: &impl Pickle) -> alloc::string::String {
    crate::Value::from_pickle(key).map_or_else(|_| "?".into(), |key| alloc::format!("{key}"))
}
