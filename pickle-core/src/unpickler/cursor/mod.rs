//! The decoder that goes over the bytes once and builds the target directly.
//!
//! It knows the shapes that picklers write, and expects what the target's type says. Whatever else
//! it meets is an error, upon which the load starts over with the [machine](super::machine), whose
//! word is final. So the errors of the cursor itself say nothing (see [`unknown`](Cursor::unknown)), and nothing of
//! the user's may run that could be noticed to run twice (see
//! [`before_user_code`](Decoder::before_user_code)).
//!
//! What makes it sound is that a pickle is a program for a stack, in which each opcode takes what
//! those before it have left: if all opcodes up to STOP are accounted for by the shapes that were
//! expected, they can mean nothing else.

mod bytes;
mod lookahead;
mod memo;
mod op;
mod text;
mod walks;

use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::vec::Vec;
use core::any::Any;
use core::cell::Cell;

use super::decoder::{Decoder, Enumeration, Integer, Kind, MemberValue};
use super::options::Options;
use super::shared::{Pointers, SharedPointer};
use crate::error::{Error, ErrorKind};
use crate::global::Class;
use crate::int::Int;
use crate::text as protocol0;
use crate::value::Value;
use memo::{Entry, Tag};
use walks::{Args, Batches, Entries, Items, Layout, Object, State};

/// Takes values from bytes.
pub struct Cursor<'c, 'de> {
    input: &'de [u8],
    position: usize,
    options: &'c Options,
    protocol: u8,
    memo: Vec<Entry>,
    /// The memo indices of attribute names, by class: one more than the index, or 0.
    names: Vec<u32>,
    /// Where the run of each class begins in `names`, by class id: one more than that, or 0.
    runs: Vec<u32>,
    pointers: &'c mut Pointers<usize>,
    /// How many GETs deep the position is.
    replays: usize,
    /// What may still be read again.
    repeats: usize,
    /// How many opcodes may still be looked ahead at.
    lookahead: usize,
    depth: usize,
    has_hooks: bool,
    /// Whether anything was met that the cursor does not know, whatever became of the error.
    has_failed: Cell<bool>,
}

impl<'c, 'de> Cursor<'c, 'de> {
    /// A cursor at the beginning of `input`.
    pub(super) fn new(
        input: &'de [u8],
        options: &'c Options,
        pointers: &'c mut Pointers<usize>,
        has_hooks: bool,
    ) -> Cursor<'c, 'de> {
        Cursor {
            input,
            position: 0,
            options,
            protocol: 0,
            memo: Vec::new(),
            names: Vec::new(),
            runs: Vec::new(),
            pointers,
            replays: 0,
            repeats: options.limits.repeats.saturating_add(input.len()),
            lookahead: input.len().saturating_mul(4),
            depth: 0,
            has_hooks,
            has_failed: Cell::new(false),
        }
    }

    /// Reads STOP; gives the position behind it, and whether anything was memoized.
    pub(super) fn end(mut self) -> Result<(usize, bool), Error> {
        self.expect(op::STOP)?;
        if self.has_failed.get() {
            return Err(self.unknown());
        }
        Ok((self.position, !self.memo.is_empty()))
    }

    /// Something that the cursor does not know.
    #[cold]
    #[inline(never)]
    fn unknown(&self) -> Error {
        self.has_failed.set(true);
        Error::new(ErrorKind::Malformed, "a shape that the cursor does not know")
    }

    fn enter(&mut self) -> Result<(), Error> {
        self.visit(0)?;
        if self.depth >= self.options.limits.depth {
            return Err(self.unknown());
        }
        self.depth += 1;
        Ok(())
    }

    /// The int that stands here in full: a small one, or a large one.
    #[inline]
    fn int(&mut self) -> Result<Result<i64, Int>, Error> {
        let opcode = self.peek()?;
        self.position += 1;
        match opcode {
            op::BININT1 => self.array().map(|[byte]| Ok(i64::from(byte))),
            op::BININT2 => self.array().map(|bytes| Ok(i64::from(u16::from_le_bytes(bytes)))),
            op::BININT => self.array().map(|bytes| Ok(i64::from(i32::from_le_bytes(bytes)))),
            op::LONG1 => {
                let [len] = self.array()?;
                let bytes = self.take(usize::from(len))?;
                if let [.., last] = bytes
                    && bytes.len() <= 8
                {
                    let fill = if *last >= 0x80 { 0xff } else { 0 };
                    let mut wide = [fill; 8];
                    wide[..bytes.len()].copy_from_slice(bytes);
                    return Ok(Ok(i64::from_le_bytes(wide)));
                }
                Ok(Err(Int::from_le_bytes(bytes)))
            }
            op::INT | op::LONG => self.int_line(opcode),
            _ => Err(self.unknown()),
        }
    }

    fn int_line(&mut self, opcode: u8) -> Result<Result<i64, Int>, Error> {
        let line = self.line()?;
        if opcode == op::INT && (line == b"00" || line == b"01") {
            return Err(self.unknown());
        }
        let digits =
            if opcode == op::LONG { line.strip_suffix(b"L").unwrap_or(line) } else { line };
        let int = Int::from_decimal(digits, self.options.limits.int_digits)
            .map_err(|_| self.unknown())?;
        Ok(Err(int))
    }

    /// The bytes that stand here in full.
    fn bytes(&mut self) -> Result<Cow<'de, [u8]>, Error> {
        let opcode = self.peek()?;
        self.position += 1;
        let len = match opcode {
            op::SHORT_BINBYTES => self.array().map(|[len]| usize::from(len))?,
            op::BINBYTES => self.size4()?,
            op::BINBYTES8 | op::BYTEARRAY8 => self.size8()?,
            _ => return self.legacy_str(opcode),
        };
        let bytes = self.take(len)?;
        self.visit(len / 64)?;
        Ok(Cow::Borrowed(bytes))
    }

    fn walk(&mut self, class: &'static Class, start: usize, resume: Option<usize>) -> Object<'de> {
        Object {
            class,
            start,
            run: self.run(class),
            count: class.attribute_count(),
            expected: 0,
            name: Cow::Borrowed(""),
            args: Args::None,
            expected_args: 1,
            state: State::Done,
            resume,
        }
    }

    /// Enters the state behind the arguments, if there is one.
    fn begin_state(&mut self, object: &mut Object<'de>) -> Result<bool, Error> {
        let second = match self.peek()? {
            op::NONE if self.input.get(self.position + 1) == Some(&op::EMPTY_DICT) => {
                self.position += 1;
                true
            }
            op::EMPTY_DICT => false,
            op::MARK => {
                // MARK, DICT, or MARK, the entries, DICT.
                return self.begin_marked_state(object);
            }
            _ => {
                object.state = State::Done;
                return Ok(false);
            }
        };
        self.begin_state_dict(object, second)?;
        Ok(true)
    }

    fn begin_state_dict(&mut self, object: &mut Object<'de>, second: bool) -> Result<(), Error> {
        let start = self.position;
        self.expect(op::EMPTY_DICT)?;
        self.puts(start)?;
        // Python writes no state rather than an empty one, save Python 2.
        let is_empty = matches!(self.peek()?, op::BUILD | op::EMPTY_DICT | op::TUPLE2);
        let batches = Batches::of_dict();
        let batches = if is_empty { batches } else { batches.filled() };
        object.state = State::Dict { batches, second };
        Ok(())
    }

    fn begin_marked_state(&mut self, object: &mut Object<'de>) -> Result<bool, Error> {
        let start = self.position;
        self.position += 1;
        if self.accept(op::DICT)? {
            self.puts(start)?;
            let batches = Batches::of_dict();
            let batches = if self.peek()? == op::BUILD { batches } else { batches.filled() };
            object.state = State::Dict { batches, second: false };
        } else if self.protocol == 0 && object.count > 0 {
            object.state = State::Marked(true);
        } else {
            return Err(self.unknown());
        }
        Ok(true)
    }

    /// Leaves a dict of attributes; `true` if another follows.
    fn end_state_dict(&mut self, object: &mut Object<'de>, second: bool) -> Result<bool, Error> {
        match self.peek()? {
            op::BUILD if !second => {
                self.position += 1;
                object.state = State::Done;
                Ok(false)
            }
            op::EMPTY_DICT if !second => {
                self.begin_state_dict(object, true)?;
                Ok(true)
            }
            op::NONE if !second => {
                self.position += 1;
                self.end_slots(object)
            }
            op::TUPLE2 if second => self.end_slots(object),
            _ => Err(self.unknown()),
        }
    }

    fn end_slots(&mut self, object: &mut Object<'de>) -> Result<bool, Error> {
        let start = self.position;
        self.expect(op::TUPLE2)?;
        self.puts(start)?;
        self.expect(op::BUILD)?;
        object.state = State::Done;
        Ok(false)
    }
}

impl<'de> Decoder<'de> for Cursor<'_, 'de> {
    type Items = Items;
    type Entries = Entries;
    type Object = Object<'de>;
    type Identity = usize;

    fn kind(&mut self) -> Result<Kind, Error> {
        Ok(match self.peek()? {
            op::NONE => Kind::None,
            op::NEWTRUE | op::NEWFALSE => Kind::Bool,
            op::BININT | op::BININT1 | op::BININT2 | op::LONG | op::LONG1 => Kind::Int,
            op::BINFLOAT | op::FLOAT => Kind::Float,
            _ => return Err(self.unknown()),
        })
    }

    #[inline]
    fn read_none(&mut self) -> Result<bool, Error> {
        self.accept(op::NONE)
    }

    #[inline]
    fn read_bool(&mut self) -> Result<bool, Error> {
        let opcode = self.peek()?;
        self.position += 1;
        match opcode {
            op::NEWTRUE => Ok(true),
            op::NEWFALSE => Ok(false),
            op::INT => match self.line()? {
                b"01" => Ok(true),
                b"00" => Ok(false),
                _ => Err(self.unknown()),
            },
            _ => Err(self.unknown()),
        }
    }

    #[inline]
    fn read_int<T: Integer>(&mut self) -> Result<T, Error> {
        let int = match self.int()? {
            Ok(small) => T::from_i64(small),
            Err(large) => match i64::try_from(&large) {
                Ok(small) => T::from_i64(small),
                Err(_) => T::from_int(&large),
            },
        };
        int.ok_or_else(|| self.unknown())
    }

    #[inline]
    fn read_float(&mut self) -> Result<f64, Error> {
        match self.peek()? {
            op::BINFLOAT => {
                self.position += 1;
                self.array().map(f64::from_be_bytes)
            }
            op::FLOAT => {
                self.position += 1;
                protocol0::parse_float(self.line()?).map_err(|_| self.unknown())
            }
            _ => match self.int()? {
                Ok(small) => Int::from(small).to_exact_f64().ok_or_else(|| self.unknown()),
                Err(large) => large.to_exact_f64().ok_or_else(|| self.unknown()),
            },
        }
    }

    #[inline]
    fn read_str(&mut self) -> Result<Cow<'de, str>, Error> {
        self.str()
    }

    fn read_bytes(&mut self) -> Result<Cow<'de, [u8]>, Error> {
        let resume = self.follow_get()?;
        let start = self.position;
        let bytes = self.bytes()?;
        self.puts(start)?;
        self.resume(resume);
        Ok(bytes)
    }

    fn read_value(&mut self) -> Result<Value, Error> {
        Err(self.unknown())
    }

    fn skip(&mut self) -> Result<(), Error> {
        match self.peek()? {
            op::NONE => self.read_none().map(|_| ()),
            op::NEWTRUE | op::NEWFALSE => self.read_bool().map(|_| ()),
            op::BININT | op::BININT1 | op::BININT2 | op::LONG1 => self.int().map(|_| ()),
            op::BINFLOAT => self.read_float().map(|_| ()),
            op::SHORT_BINUNICODE | op::BINUNICODE => self.str().map(|_| ()),
            _ => Err(self.unknown()),
        }
    }

    fn begin_list(&mut self) -> Result<Items, Error> {
        let resume = self.follow_get()?;
        let start = self.position;
        self.enter()?;
        let layout = match self.peek()? {
            op::EMPTY_LIST => {
                self.position += 1;
                self.puts(start)?;
                Layout::Batches(Batches::of_list())
            }
            op::EMPTY_TUPLE => {
                self.position += 1;
                Layout::Empty
            }
            op::MARK => {
                self.position += 1;
                if self.accept(op::LIST)? {
                    self.puts(start)?;
                    Layout::Batches(Batches::of_list())
                } else {
                    Layout::Marked(op::TUPLE)
                }
            }
            _ => return Err(self.unknown()),
        };
        Ok(Items { start, layout, read: 0, resume })
    }

    fn begin_set(&mut self) -> Result<Items, Error> {
        let resume = self.follow_get()?;
        let start = self.position;
        self.enter()?;
        let layout = match self.peek()? {
            op::EMPTY_SET => {
                self.position += 1;
                self.puts(start)?;
                Layout::Batches(Batches::of_set())
            }
            op::MARK => {
                self.position += 1;
                Layout::Marked(op::FROZENSET)
            }
            _ => return Err(self.unknown()),
        };
        Ok(Items { start, layout, read: 0, resume })
    }

    #[inline]
    fn next_item(&mut self, items: &mut Items) -> Result<bool, Error> {
        let is_there = match &mut items.layout {
            Layout::Batches(batches) => self.next_in_batches(batches)?,
            Layout::Marked(close) => {
                let close = *close;
                if self.peek()? == close {
                    self.position += 1;
                    self.puts(items.start)?;
                    false
                } else {
                    true
                }
            }
            Layout::Empty => {
                self.puts(items.start)?;
                false
            }
            Layout::Postfix => return Err(self.unknown()),
        };
        if !is_there {
            self.depth -= 1;
            self.resume(items.resume);
        }
        Ok(is_there)
    }

    fn size_hint(&self, _: &Items) -> usize {
        0
    }

    #[inline]
    fn begin_tuple(&mut self, len: usize) -> Result<Items, Error> {
        self.enter()?;
        let resume = match self.peek_get()? {
            Some((index, _)) if matches!(self.memo.get(index), Some(Entry { tag: Tag::Tuple(found), .. }) if *found == len) => {
                self.follow_get()?
            }
            _ => None,
        };
        self.peek()?;
        let start = self.position;
        let layout = self.begin_tuple_layout(len)?;
        Ok(Items { start, layout, read: 0, resume })
    }

    fn begin_tagged_tuple(&mut self) -> Result<Items, Error> {
        self.enter()?;
        let next = self.peek()?;
        let start = self.position;
        let layout = if next == op::MARK {
            self.position += 1;
            Layout::Marked(op::TUPLE)
        } else if self.protocol >= 2 {
            Layout::Postfix
        } else {
            return Err(self.unknown());
        };
        Ok(Items { start, layout, read: 0, resume: None })
    }

    #[inline]
    fn next_element(&mut self, items: &mut Items) -> Result<(), Error> {
        items.read += 1;
        Ok(())
    }

    #[inline]
    fn end_tuple(&mut self, items: Items) -> Result<(), Error> {
        self.end_tuple_layout(items.layout, items.read)?;
        self.puts_as(items.start, Tag::Tuple(items.read))?;
        self.depth -= 1;
        self.resume(items.resume);
        Ok(())
    }

    fn begin_dict(&mut self) -> Result<Entries, Error> {
        let resume = self.follow_get()?;
        let start = self.position;
        self.enter()?;
        let marked = match self.peek()? {
            op::EMPTY_DICT => {
                self.position += 1;
                false
            }
            op::MARK => {
                self.position += 1;
                !self.accept(op::DICT)?
            }
            _ => return Err(self.unknown()),
        };
        if !marked {
            self.puts(start)?;
        }
        Ok(Entries { batches: Batches::of_dict(), marked, resume })
    }

    fn next_key(&mut self, entries: &mut Entries) -> Result<bool, Error> {
        let is_there = if entries.marked {
            !self.accept(op::DICT)?
        } else {
            self.next_in_batches(&mut entries.batches)?
        };
        if !is_there {
            self.depth -= 1;
            self.resume(entries.resume);
        }
        Ok(is_there)
    }

    fn next_value(&mut self, _: &mut Entries) -> Result<(), Error> {
        Ok(())
    }

    fn in_entry(&self, _: &Entries, error: Error) -> Error {
        error
    }

    fn entries_hint(&self, _: &Entries) -> usize {
        0
    }

    fn begin_record(&mut self, class: &'static Class) -> Result<Object<'de>, Error> {
        let resume = self.follow_get()?;
        let start = self.position;
        self.enter()?;
        let state = match self.peek()? {
            op::EMPTY_DICT => {
                self.position += 1;
                self.puts(start)?;
                let batches = Batches::of_dict();
                State::Record(if class.attribute_count() > 0 { batches.filled() } else { batches })
            }
            op::MARK => {
                self.position += 1;
                if self.accept(op::DICT)? {
                    self.puts(start)?;
                    State::Record(Batches::of_dict())
                } else {
                    State::Marked(false)
                }
            }
            _ => return Err(self.unknown()),
        };
        let mut object = self.walk(class, start, resume);
        object.state = state;
        Ok(object)
    }

    #[inline]
    fn begin_object_of(
        &mut self,
        classes: &[&'static Class],
    ) -> Result<(usize, Object<'de>), Error> {
        let resume = match self.peek_get()? {
            Some((index, _))
                if matches!(self.memo.get(index), Some(Entry { tag: Tag::Object, .. })) =>
            {
                self.follow_get()?
            }
            _ => None,
        };
        self.peek()?;
        let start = self.position;
        self.enter()?;
        let index = self.class(classes)?;
        let mut object = self.walk(classes[index], start, resume);
        object.args = Args::Unread;
        object.state = State::Unread;
        Ok((index, object))
    }

    #[inline]
    fn expect_args(&mut self, object: &mut Object<'de>, count: usize) {
        object.expected_args = count;
    }

    fn next_arg(&mut self, object: &mut Object<'de>) -> Result<bool, Error> {
        match &mut object.args {
            Args::Unread => {
                if self.peek()? == op::EMPTY_TUPLE {
                    return Ok(false);
                }
                let layout = self.begin_tuple_layout(object.expected_args)?;
                object.args = Args::Open { layout, read: 1 };
                Ok(true)
            }
            Args::Open { read, .. } => {
                *read += 1;
                Ok(*read <= object.expected_args)
            }
            Args::Keywords(_) | Args::None => Ok(false),
        }
    }

    fn next_keyword(&mut self, object: &mut Object<'de>) -> Result<Option<usize>, Error> {
        if !matches!(object.args, Args::Keywords(_)) {
            self.end_positional(object)?;
            let start = self.position;
            if !self.accept(op::EMPTY_DICT)? {
                return Err(self.unknown());
            }
            self.puts(start)?;
            object.args = Args::Keywords(Batches::of_dict());
        }
        let Args::Keywords(batches) = &mut object.args else { return Err(self.unknown()) };
        if !self.next_in_batches(batches)? {
            return Ok(None);
        }
        self.attribute_index(object).map(Some)
    }

    #[inline]
    fn end_args(&mut self, object: &mut Object<'de>) -> Result<(), Error> {
        if matches!(object.args, Args::Keywords(_)) {
            self.expect(op::NEWOBJ_EX)?;
        } else {
            self.end_positional(object)?;
            match self.peek()? {
                op::NEWOBJ | op::REDUCE => self.position += 1,
                _ => return Err(self.unknown()),
            }
        }
        object.expected = 0;
        self.puts(object.start)
    }

    #[inline]
    fn next_attribute(&mut self, object: &mut Object<'de>) -> Result<Option<usize>, Error> {
        loop {
            match &mut object.state {
                State::Unread => {
                    if !self.begin_state(object)? {
                        return Ok(None);
                    }
                }
                State::Dict { batches, second } => {
                    let second = *second;
                    if self.next_in_batches(batches)? {
                        return self.attribute_index(object).map(Some);
                    }
                    if !self.end_state_dict(object, second)? {
                        return Ok(None);
                    }
                }
                State::Record(batches) => {
                    if self.next_in_batches(batches)? {
                        return self.attribute_index(object).map(Some);
                    }
                    object.state = State::Done;
                }
                State::Marked(is_state) => {
                    let is_state = *is_state;
                    if !self.accept(op::DICT)? {
                        return self.attribute_index(object).map(Some);
                    }
                    if is_state {
                        self.expect(op::BUILD)?;
                    }
                    object.state = State::Done;
                }
                State::Done => return Ok(None),
            }
        }
    }

    fn attribute_name(&self, object: &Object<'de>) -> Cow<'de, str> {
        object.name.clone()
    }

    fn next_state(&mut self, _: &mut Object<'de>) -> Result<bool, Error> {
        Err(self.unknown())
    }

    fn list_items(&mut self, _: &mut Object<'de>) -> Result<Items, Error> {
        Err(self.unknown())
    }

    fn dict_items(&mut self, _: &mut Object<'de>) -> Result<Entries, Error> {
        Err(self.unknown())
    }

    fn older_version(&mut self, _: &mut Object<'de>, _: u32) -> Result<Option<u32>, Error> {
        Err(self.unknown())
    }

    fn take_older(&mut self, _: Object<'de>) -> Result<Value, Error> {
        Err(self.unknown())
    }

    fn begin_upgraded(&mut self, _: Value, _: u32) -> Result<(), Error> {
        Err(self.unknown())
    }

    fn end_upgraded<T>(&mut self, _: Result<T, Error>) -> Result<T, Error> {
        Err(self.unknown())
    }

    fn before_user_code(&mut self) -> Result<(), Error> {
        Err(self.unknown())
    }

    #[inline]
    fn end_object(&mut self, object: Object<'de>) -> Result<(), Error> {
        if !matches!(object.state, State::Done) {
            return Err(self.unknown());
        }
        self.depth -= 1;
        self.resume(object.resume);
        Ok(())
    }

    #[inline]
    fn read_member(&mut self, enumeration: &'static Enumeration) -> Result<usize, Error> {
        if let Some((index, end)) = self.peek_get()?
            && let Some(&Entry { tag: Tag::Member(known, member), .. }) = self.memo.get(index)
        {
            self.position = end;
            return if core::ptr::eq(known, enumeration) {
                Ok(member)
            } else {
                Err(self.unknown())
            };
        }
        self.new_member(enumeration)
    }

    fn resolve<T: Any>(&mut self) -> Result<Option<T>, Error> {
        // An id is known as such only behind it; without hooks there can be none.
        if self.has_hooks { Err(self.unknown()) } else { Ok(None) }
    }

    fn read_registered<T: ?Sized + 'static>(&mut self) -> Result<Box<T>, Error> {
        Err(self.unknown())
    }

    fn read_registered_pointer<T: ?Sized + 'static, P: SharedPointer<T>>(
        &mut self,
        _: usize,
    ) -> Result<P, Error> {
        Err(self.unknown())
    }

    fn registered_dangling<T: ?Sized + 'static, P: SharedPointer<T>>(
        &mut self,
    ) -> Result<P::Weak, Error> {
        Err(self.unknown())
    }

    fn identity(&mut self) -> Result<usize, Error> {
        match self.peek_get()? {
            Some((index, _)) => {
                self.memo.get(index).map(|entry| entry.start).ok_or_else(|| self.unknown())
            }
            None => {
                self.peek()?;
                Ok(self.position)
            }
        }
    }

    fn shared<P: Any + Clone>(&mut self, identity: usize) -> Option<P> {
        let pointer = self.pointers.get(identity)?;
        // What was read before can only be met again by a GET.
        let (_, end) = self.peek_get().ok()??;
        self.position = end;
        Some(pointer)
    }

    fn share<P: Any + Clone>(&mut self, identity: usize, pointer: &P) {
        self.pointers.insert(identity, pointer.clone());
    }

    fn is_recursive(&mut self, _: usize) -> bool {
        false
    }

    fn descend(&mut self, levels: usize) -> Result<(), Error> {
        self.depth += levels;
        if self.depth > self.options.limits.depth { Err(self.unknown()) } else { Ok(()) }
    }

    fn ascend(&mut self, levels: usize) {
        self.depth -= levels;
    }

    fn place(&self, error: Error) -> Error {
        error
    }

    fn place_object(&self, _: &Object<'de>, error: Error) -> Error {
        error
    }
}

impl<'de> Cursor<'_, 'de> {
    /// Leaves the positional arguments.
    fn end_positional(&mut self, object: &mut Object<'de>) -> Result<(), Error> {
        self.peek()?;
        let start = self.position;
        match object.args {
            Args::Unread => self.expect(op::EMPTY_TUPLE)?,
            Args::Open { layout, read } => {
                self.end_tuple_layout(layout, read.min(object.expected_args))?;
            }
            Args::Keywords(_) | Args::None => return Err(self.unknown()),
        }
        self.puts(start)
    }

    /// A member that is not known by its memo index: by name, as a global, or by value.
    #[cold]
    fn new_member(&mut self, enumeration: &'static Enumeration) -> Result<usize, Error> {
        let known = match self.peek_get()? {
            Some((index, end)) => self.memo.get(index).map(|entry| (entry.tag, end)),
            None => None,
        };
        let start = self.position;
        match known {
            Some((Tag::Class(class), end)) if core::ptr::eq(class, enumeration.class) => {
                self.position = end;
                return self.member_by_value(enumeration, start);
            }
            None | Some((Tag::Text, _)) => {}
            Some(_) => return Err(self.unknown()),
        }
        let (module, name) = self.global()?;
        if enumeration.class.is(&module, &name) {
            self.puts_as(start, Tag::Class(enumeration.class))?;
            return self.member_by_value(enumeration, start);
        }
        let member = enumeration.member_named(&module, &name).ok_or_else(|| self.unknown())?;
        self.puts_as(start, Tag::Member(enumeration, member))?;
        Ok(member)
    }

    fn member_by_value(
        &mut self,
        enumeration: &'static Enumeration,
        start: usize,
    ) -> Result<usize, Error> {
        let layout = self.begin_tuple_layout(1)?;
        let value = match self.peek()? {
            op::BININT | op::BININT1 | op::BININT2 | op::LONG1 | op::INT | op::LONG => {
                match self.int()? {
                    Ok(small) => Some(MemberValue::Int(small.into())),
                    Err(large) => i128::try_from(&large).ok().map(MemberValue::Int),
                }
            }
            _ => None,
        };
        let found = match value {
            Some(value) => {
                enumeration.members.iter().position(|member| member.value == Some(value))
            }
            None => {
                let text = self.str()?;
                enumeration.members.iter().position(
                    |member| matches!(member.value, Some(MemberValue::Str(value)) if value == text),
                )
            }
        };
        let member = found.ok_or_else(|| self.unknown())?;
        let args = self.position;
        self.end_tuple_layout(layout, 1)?;
        self.puts(args)?;
        self.expect(op::REDUCE)?;
        self.puts_as(start, Tag::Member(enumeration, member))?;
        Ok(member)
    }
}
