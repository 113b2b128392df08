//! The memo: for each entry, where its object begins, so that a GET reads it again in place.

use super::calls::Callable;
use super::{Cursor, op};
use crate::enumeration::Enumeration;
use crate::error::Error;
use crate::global::Class;

/// A memo entry. There is one for each object of CPython's pickles, so it is kept small: what the
/// object was recognized as in the lowest 4 bits, the length of a tuple in the next 12, and then
/// where the object begins, or which of the [globals](Known) it is.
#[derive(Clone, Copy)]
pub(super) struct Entry(u64);

/// What a memoized object was recognized as.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Tag {
    /// Nothing was put here.
    Empty,
    /// Any object.
    Object,
    /// One that was stepped over: when it is read, that has to end where the object does.
    Unread,
    /// A str.
    Text,
    /// A str that is the module of a global, and begins where that does.
    Module,
    /// A tuple of this length.
    Tuple(usize),
    /// A global, by its index among those that are known.
    Global(usize),
}

impl Tag {
    pub(super) fn is_object(self) -> bool {
        matches!(self, Tag::Object | Tag::Unread)
    }

    pub(super) fn is_text(self) -> bool {
        matches!(self, Tag::Text | Tag::Module)
    }
}

impl Entry {
    const EMPTY: Entry = Entry(0);
    const OBJECT: u64 = 1;
    const TEXT: u64 = 2;
    const MODULE: u64 = 3;
    const UNREAD: u64 = 6;
    const TUPLE: u64 = 4;
    const GLOBAL: u64 = 5;

    #[inline]
    fn new(start: usize, tag: Tag) -> Entry {
        let (tag, payload) = match tag {
            Tag::Empty => return Entry::EMPTY,
            Tag::Text => (Entry::TEXT, start),
            Tag::Module => (Entry::MODULE, start),
            Tag::Unread => (Entry::UNREAD, start),
            Tag::Tuple(len) if len < 1 << 12 => (Entry::TUPLE | (len as u64) << 4, start),
            Tag::Object | Tag::Tuple(_) => (Entry::OBJECT, start),
            Tag::Global(index) => (Entry::GLOBAL, index),
        };
        Entry(tag | (payload as u64) << 16)
    }

    #[inline]
    pub(super) fn tag(self) -> Tag {
        match self.0 & 0xf {
            Entry::OBJECT => Tag::Object,
            Entry::TEXT => Tag::Text,
            Entry::MODULE => Tag::Module,
            Entry::UNREAD => Tag::Unread,
            Entry::TUPLE => Tag::Tuple((self.0 >> 4 & 0xfff) as usize),
            Entry::GLOBAL => Tag::Global(self.payload()),
            _ => Tag::Empty,
        }
    }

    #[inline]
    fn payload(self) -> usize {
        // It was a usize.
        usize::try_from(self.0 >> 16).unwrap_or(usize::MAX)
    }
}

/// A global that is in the memo.
#[derive(Clone, Copy)]
pub(super) struct Known {
    pub(super) start: usize,
    pub(super) global: Recognized,
}

/// What a global was recognized as.
#[derive(Clone, Copy)]
pub(super) enum Recognized {
    /// A class.
    Class(&'static Class),
    /// A member of an enumeration.
    Member(&'static Enumeration, usize),
    /// What is called for plain values.
    Callable(Callable),
    /// One that was stepped over.
    Unread,
}

/// The bytes of a GET, as it stands in the input whenever its object comes again: BINGET or
/// LONG_BINGET, first byte lowest.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Get(u64);

impl Get {
    /// None that ever occurs: longer than a short one, and none of the long ones.
    pub(super) const NONE: Get = Get(1 << 16);
    const LONG: u64 = 1 << 63;

    pub(super) fn of(index: usize) -> Get {
        if let Ok(index) = u8::try_from(index) {
            Get(u64::from(op::BINGET) | u64::from(index) << 8)
        } else if let Ok(index) = u32::try_from(index) {
            Get(u64::from(op::LONG_BINGET) | u64::from(index) << 8 | Get::LONG)
        } else {
            Get::NONE
        }
    }
}

impl Cursor<'_, '_> {
    /// Consumes the GET if it is the next opcode.
    #[inline]
    pub(super) fn accept_get(&mut self, get: Get) -> bool {
        if let [opcode, index, rest @ ..] = self.rest
            && u64::from(u16::from_le_bytes([*opcode, *index])) == get.0
        {
            self.rest = rest;
            return true;
        }
        get.0 & Get::LONG != 0 && self.accept_long_get(get)
    }

    #[inline(never)]
    fn accept_long_get(&mut self, get: Get) -> bool {
        match self.rest {
            [op::LONG_BINGET, a, b, c, d, rest @ ..]
                if Get::of(u32::from_le_bytes([*a, *b, *c, *d]) as usize) == get =>
            {
                self.rest = rest;
                true
            }
            _ => false,
        }
    }

    /// Steps over what memoizes the object that begins at `start`, and notes it.
    #[inline]
    pub(super) fn puts(&mut self, start: usize) -> Result<(), Error> {
        self.puts_as(start, Tag::Object)
    }

    /// The same, of an object that was recognized.
    #[inline]
    pub(super) fn puts_as(&mut self, start: usize, tag: Tag) -> Result<(), Error> {
        match self.rest {
            [op::MEMOIZE, rest @ ..] => {
                self.rest = rest;
                self.memoize(start, tag);
                Ok(())
            }
            [op::BINPUT | op::LONG_BINPUT | op::PUT | op::FRAME, ..] => {
                self.put(start, tag).map(|_| ())
            }
            _ => Ok(()),
        }
    }

    /// Whether the object that was just read is memoized here.
    pub(super) fn put_follows(&mut self) -> Result<bool, Error> {
        Ok(matches!(self.peek()?, op::MEMOIZE | op::BINPUT | op::LONG_BINPUT | op::PUT))
    }

    /// Notes an object for the MEMOIZE that was read.
    #[inline]
    pub(super) fn memoize(&mut self, start: usize, tag: Tag) {
        // What is read again is in the memo already.
        if !self.is_replaying() {
            if self.memo.len() == self.memo.capacity() {
                self.make_room_in_memo();
            }
            self.memo.push(Entry::new(start, tag));
        }
    }

    /// Small pickles memoize nothing, or some few objects.
    #[cold]
    #[inline(never)]
    fn make_room_in_memo(&mut self) {
        self.memo.reserve(16);
    }

    /// Steps over what memoizes the object; gives the memo index.
    #[inline(never)]
    fn put(&mut self, start: usize, tag: Tag) -> Result<Option<usize>, Error> {
        let index = match self.peek()? {
            op::MEMOIZE => {
                self.step(1);
                self.memoize(start, tag);
                return Ok(if self.is_replaying() { None } else { self.memo.len().checked_sub(1) });
            }
            op::BINPUT => {
                self.step(1);
                let [index] = self.array()?;
                usize::from(index)
            }
            op::LONG_BINPUT => {
                self.step(1);
                self.size4()?
            }
            op::PUT => {
                self.step(1);
                self.index_line()?
            }
            _ => return Ok(None),
        };
        if self.is_replaying() {
            return Ok(Some(index));
        }
        self.indexed += 1;
        let entry = Entry::new(start, tag);
        match self.memo.get_mut(index) {
            Some(slot) if slot.tag() == Tag::Empty => *slot = entry,
            // What was put twice would be read wrongly when the parts between are read again.
            Some(_) => return Err(self.unknown()),
            None => {
                // Python 2 begins with 1, and its `optimize` leaves gaps.
                if index > self.position() + 1024 {
                    return Err(self.unknown());
                }
                self.memo.resize(index, Entry::EMPTY);
                self.memo.push(entry);
            }
        }
        Ok(Some(index))
    }

    /// Whether MEMOIZE, which counts entries, stands beside a PUT, which may leave gaps. Only at
    /// the end is this asked, for the sake of the many that MEMOIZE.
    pub(super) fn mixes_memoize_with_puts(&self) -> bool {
        let is_put = |entry: &&Entry| entry.tag() != Tag::Empty;
        self.indexed != 0
            && self.indexed != self.memo.len()
            && self.indexed != self.memo.iter().filter(is_put).count()
    }

    /// Steps over what memoizes the global that begins at `start`; gives the GET by which it comes
    /// again.
    pub(super) fn puts_global(&mut self, start: usize, global: Recognized) -> Result<Get, Error> {
        let tag = Tag::Global(self.known.len());
        if !self.is_replaying() {
            self.known.push(Known { start, global });
        }
        Ok(self.put(start, tag)?.map_or(Get::NONE, Get::of))
    }

    /// If the next object is a GET: the memo index, and where the GET ends.
    #[inline]
    pub(super) fn peek_get(&mut self) -> Result<Option<(usize, usize)>, Error> {
        match self.rest {
            [op::BINGET, index, ..] => Ok(Some((usize::from(*index), self.position() + 2))),
            [op::LONG_BINGET | op::GET | op::BINGET | op::FRAME, ..] | [] => self.peek_other_get(),
            _ => Ok(None),
        }
    }

    #[inline(never)]
    fn peek_other_get(&mut self) -> Result<Option<(usize, usize)>, Error> {
        let opcode = self.peek()?;
        let start = self.rest;
        self.step(1);
        let index = match opcode {
            op::BINGET => self.array().map(|[index]| Some(usize::from(index))),
            op::LONG_BINGET => self.size4().map(Some),
            op::GET => self.index_line().map(Some),
            _ => Ok(None),
        };
        let end = self.position();
        self.rest = start;
        Ok(index?.map(|index| (index, end)))
    }

    /// The memo's entry.
    #[inline]
    pub(super) fn entry(&self, index: usize) -> Tag {
        self.memo.get(index).map_or(Tag::Empty, |entry| entry.tag())
    }

    /// The global that the next opcode refers to, if that is a GET of one, and where the GET ends.
    #[inline]
    pub(super) fn peek_known(&mut self) -> Result<Option<(Recognized, usize)>, Error> {
        Ok(match self.peek_get()? {
            Some((index, end)) => match self.entry(index) {
                Tag::Global(known) => self.known.get(known).map(|known| (known.global, end)),
                _ => None,
            },
            None => None,
        })
    }

    /// Where the str of the memo's entry begins, if it is one.
    #[inline]
    pub(super) fn text_start(&self, index: usize) -> Option<usize> {
        let entry = self.memo.get(index)?;
        matches!(entry.0 & 0xf, Entry::TEXT | Entry::MODULE).then(|| entry.payload())
    }

    /// Goes back to the object to which the next opcode refers, if that is a GET of a
    /// [`Tag::Object`] or [`Tag::Unread`]; whether it is, is to be told to
    /// [`end_replay`](Cursor::end_replay).
    #[inline]
    pub(super) fn replay_get(&mut self) -> Result<bool, Error> {
        self.replay_get_of(Tag::is_object)
    }

    /// The same, if the object is of the tag that is wanted. Several may begin at one place, such
    /// as a tuple and its first item, so it takes the tag to read the right one again.
    #[inline]
    pub(super) fn replay_get_of(&mut self, is_wanted: impl Fn(Tag) -> bool) -> Result<bool, Error> {
        match self.rest {
            [op::BINGET | op::LONG_BINGET | op::GET | op::FRAME, ..] => {}
            _ => return Ok(false),
        }
        match self.peek_get()? {
            Some((index, end)) if is_wanted(self.entry(index)) => self.begin_replay(index, end),
            _ => Ok(false),
        }
    }

    /// Where the object of the memo's entry begins.
    pub(super) fn start_of(&self, index: usize) -> Result<usize, Error> {
        let entry = self.memo.get(index).copied().unwrap_or(Entry::EMPTY);
        match entry.tag() {
            Tag::Empty => Err(self.unknown()),
            Tag::Global(known) => {
                self.known.get(known).map(|known| known.start).ok_or_else(|| self.unknown())
            }
            _ => Ok(entry.payload()),
        }
    }

    /// How many objects were memoized before that of the entry began, if they are by MEMOIZE: all
    /// that were since are part of it.
    pub(super) fn memoized_before_entry(&self, index: usize) -> Result<usize, Error> {
        let (start, mut next) = (self.start_of(index)?, index);
        while self.indexed == 0 && next > 0 && self.start_of(next - 1)? >= start {
            next -= 1;
        }
        Ok(next)
    }

    #[inline(never)]
    fn begin_replay(&mut self, index: usize, end: usize) -> Result<bool, Error> {
        let start = self.start_of(index)?;
        let tag = self.entry(index);
        let is_end_open = match tag {
            Tag::Unread => true,
            // The first item of a tuple begins where that does, and may be a tuple too.
            Tag::Tuple(_) => self.memoized_tuples_begin_at(start)?,
            _ => false,
        };
        let object_end = if is_end_open { Some(self.part_of_entry(index)?.end) } else { None };
        if self.replays.iter().any(|replay| replay.end == end) {
            // It is read again in order to read it again, and so on.
            self.has_met_cycle = true;
            return Err(self.unknown());
        }
        self.enter()?;
        self.pay(0)?;
        let (from, is_text) = (self.position(), tag.is_text());
        self.replays.push(Replay { start, from, end, is_text, object_end });
        self.forget_entered_tuples();
        self.go_to(start);
        Ok(true)
    }

    /// Goes on behind a GET.
    #[inline]
    pub(super) fn end_replay(&mut self, is_replay: bool) -> Result<(), Error> {
        if is_replay { self.leave_replay() } else { Ok(()) }
    }

    /// Whether what is read now was read before.
    #[inline]
    pub(super) fn is_replaying(&self) -> bool {
        !self.replays.is_empty()
    }

    #[inline(never)]
    fn leave_replay(&mut self) -> Result<(), Error> {
        let Some(replay) = self.replays.pop() else { return Err(self.unknown()) };
        if self.position() > replay.from {
            // The object is not complete where it is referred to: it contains itself.
            self.has_met_cycle = true;
            return Err(self.unknown());
        }
        if let Some(end) = replay.object_end
            && self.behind_frames(end)? != self.behind_frames(self.position())?
        {
            return Err(self.unknown());
        }
        let read = self.position() - replay.start;
        // Latin-1 in the input may be twice as long in UTF-8.
        self.pay(if replay.is_text { read / 32 } else { read })?;
        self.forget_entered_tuples();
        self.go_to(replay.end);
        self.leave();
        Ok(())
    }

    /// Pays for an object that is read again, and its parts. The machine counts these one by one,
    /// and never more of them than there are bytes.
    pub(super) fn pay(&mut self, parts: usize) -> Result<(), Error> {
        self.repeats = self.repeats.checked_sub(1 + parts).ok_or_else(|| self.unknown())?;
        Ok(())
    }
}

/// Where a GET was followed to, and where to go on behind it.
pub(super) struct Replay {
    start: usize,
    /// Where the GET stands, and where it ends.
    from: usize,
    pub(super) end: usize,
    is_text: bool,
    /// Where the object ends, if the memo alone does not tell.
    object_end: Option<usize>,
}

impl Replay {
    /// A look ahead at what will be read again.
    pub(super) const AHEAD: Replay =
        Replay { start: 0, from: 0, end: 0, is_text: false, object_end: None };
}
