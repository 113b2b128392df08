//! The memo: for each entry, where its object begins, so that a GET reads it again in place.

use super::{Cursor, op};
use crate::error::Error;
use crate::global::Class;
use crate::unpickler::decoder::Enumeration;

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
    /// A str.
    Text,
    /// A tuple of this length.
    Tuple(usize),
    /// A global, by its index among those that are known.
    Global(usize),
}

impl Entry {
    const EMPTY: Entry = Entry(0);
    const OBJECT: u64 = 1;
    const TEXT: u64 = 2;
    const TUPLE: u64 = 3;
    const GLOBAL: u64 = 4;

    #[inline]
    fn new(start: usize, tag: Tag) -> Entry {
        let (tag, payload) = match tag {
            Tag::Empty => return Entry::EMPTY,
            Tag::Text => (Entry::TEXT, start),
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
            Entry::TUPLE => Tag::Tuple((self.0 >> 4 & 0xfff) as usize),
            Entry::GLOBAL => Tag::Global(self.payload()),
            _ => Tag::Empty,
        }
    }

    #[inline]
    fn payload(self) -> usize {
        #[expect(clippy::cast_possible_truncation, reason = "it was a usize")]
        let payload = (self.0 >> 16) as usize;
        payload
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
}

/// A GET as it stands in the input: BINGET or LONG_BINGET, of what comes again and again.
#[derive(Clone, Copy)]
pub(super) struct Get {
    word: u64,
    mask: u64,
}

impl Get {
    /// None that ever occurs: what is masked is 0.
    pub(super) const NONE: Get = Get { word: 1, mask: 0 };
    const SHORT: u64 = 0xffff;
    const LONG: u64 = 0xff_ffff_ffff;

    pub(super) fn is_none(self) -> bool {
        self.mask == 0
    }

    pub(super) fn of(index: usize) -> Get {
        match u8::try_from(index) {
            Ok(index) => Get {
                word: u64::from_le_bytes([op::BINGET, index, 0, 0, 0, 0, 0, 0]),
                mask: Get::SHORT,
            },
            Err(_) => match u32::try_from(index) {
                Ok(index) => Get {
                    word: u64::from(op::LONG_BINGET) | u64::from(index) << 8,
                    mask: Get::LONG,
                },
                Err(_) => Get::NONE,
            },
        }
    }
}

impl Cursor<'_, '_> {
    /// Consumes the GET if it is the next opcode. `false` says nothing, near the end of the input.
    #[inline]
    pub(super) fn accept_get(&mut self, get: Get) -> bool {
        let Some(chunk) = self.rest.first_chunk::<8>() else { return false };
        if u64::from_le_bytes(*chunk) & get.mask != get.word {
            return false;
        }
        self.rest = if get.mask == Get::SHORT { &self.rest[2..] } else { &self.rest[5..] };
        true
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

    /// Notes an object for the MEMOIZE that was read.
    #[inline]
    pub(super) fn memoize(&mut self, start: usize, tag: Tag) {
        // What is read again is in the memo already.
        if self.replays == 0 {
            self.memo.push(Entry::new(start, tag));
        }
    }

    /// Steps over what memoizes the object; gives the memo index.
    #[inline(never)]
    fn put(&mut self, start: usize, tag: Tag) -> Result<Option<usize>, Error> {
        let index = match self.peek()? {
            op::MEMOIZE => {
                self.step(1);
                self.memoize(start, tag);
                return Ok(if self.replays == 0 { self.memo.len().checked_sub(1) } else { None });
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
        if self.replays > 0 {
            return Ok(Some(index));
        }
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

    /// Steps over what memoizes the global that begins at `start`; gives the GET by which it comes
    /// again.
    pub(super) fn puts_global(&mut self, start: usize, global: Recognized) -> Result<Get, Error> {
        let tag = Tag::Global(self.known.len());
        if self.replays == 0 {
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

    /// Goes back to the object to which the next opcode refers, if that is a GET; gives where to
    /// go on, to be handed to [`resume`](Cursor::resume).
    #[inline]
    pub(super) fn follow_get(&mut self) -> Result<Option<Return>, Error> {
        match self.rest {
            [op::BINGET | op::LONG_BINGET | op::GET | op::FRAME, ..] => self.follow(),
            _ => Ok(None),
        }
    }

    /// The same, if the object is a `tag`.
    #[inline]
    pub(super) fn follow_get_of(&mut self, tag: Tag) -> Result<Option<Return>, Error> {
        match self.peek_get()? {
            Some((index, _)) if self.entry(index) == tag => self.follow(),
            _ => Ok(None),
        }
    }

    #[inline(never)]
    fn follow(&mut self) -> Result<Option<Return>, Error> {
        let Some((index, end)) = self.peek_get()? else { return Ok(None) };
        let start = self.start_of(index)?;
        let is_text = self.entry(index) == Tag::Text;
        self.enter()?;
        self.pay(0)?;
        self.go_to(start);
        self.replays += 1;
        Ok(Some(Return { start, end, is_text }))
    }

    /// Goes on behind a GET.
    #[inline]
    pub(super) fn resume(&mut self, back: Option<Return>) -> Result<(), Error> {
        match back {
            Some(back) => self.go_on(&back),
            None => Ok(()),
        }
    }

    #[inline(never)]
    fn go_on(&mut self, back: &Return) -> Result<(), Error> {
        let read = self.position() - back.start;
        self.pay(if back.is_text { read / 64 } else { read })?;
        self.go_to(back.end);
        self.replays -= 1;
        self.leave();
        Ok(())
    }

    /// Pays for an object that is read again, and its parts. The machine counts these one by one,
    /// and never more of them than there are bytes.
    fn pay(&mut self, parts: usize) -> Result<(), Error> {
        self.repeats = self.repeats.checked_sub(1 + parts).ok_or_else(|| self.unknown())?;
        Ok(())
    }
}

/// Where a GET was followed to, and where to go on behind it.
#[derive(Clone, Copy)]
pub(super) struct Return {
    start: usize,
    end: usize,
    is_text: bool,
}
