//! Walks over the parts of containers and instances.

use alloc::borrow::Cow;

use super::{Cursor, op};
use crate::error::Error;
use crate::global::Class;
use crate::opcode::Opcode;

/// How many items or entries CPython puts into one batch.
const BATCH: usize = 1000;

/// A walk over items.
pub struct Items {
    pub(super) start: usize,
    pub(super) layout: Layout,
    pub(super) read: usize,
    pub(super) resume: Option<usize>,
}

/// How the items are laid out.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Layout {
    /// There are none.
    Empty,
    /// TUPLE1, TUPLE2 or TUPLE3 comes behind them.
    Postfix,
    /// MARK stands before them, and the opcode behind them.
    Marked(u8),
    /// They are added to a container that is there already.
    Batches(Batches),
}

/// A walk over the entries of a dict.
pub struct Entries {
    pub(super) batches: Batches,
    pub(super) marked: bool,
    pub(super) resume: Option<usize>,
}

/// A walk over the parts of an instance, or of a dict taken for one.
pub struct Object<'de> {
    pub(super) class: &'static Class,
    pub(super) start: usize,
    /// Where the class's run of names begins, and how many there are.
    pub(super) run: usize,
    pub(super) count: usize,
    /// The index of the name that is expected next.
    pub(super) expected: usize,
    pub(super) name: Cow<'de, str>,
    pub(super) args: Args,
    pub(super) expected_args: usize,
    pub(super) state: State,
    pub(super) resume: Option<usize>,
}

/// The arguments of an instance.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Args {
    /// None of them is read.
    Unread,
    /// They are being read.
    Open { layout: Layout, read: usize },
    /// The keyword arguments are being read.
    Keywords(Batches),
    /// There are none: the object is a dict.
    None,
}

/// The state of an instance.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    /// Nothing of it is read.
    Unread,
    /// In a dict, or the first or second half of a slots state.
    Dict { batches: Batches, second: bool },
    /// In a dict that is no state.
    Record(Batches),
    /// In a dict in MARK .. DICT; whether it is a state.
    Marked(bool),
    /// Read, or not there.
    Done,
}

/// What is added in batches: MARK, many, and the opcode that takes them; or one, and the opcode
/// that takes it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Batches {
    many: u8,
    single: Opcode,
    /// How many objects `single` takes: an item, or a key and a value.
    objects: usize,
    /// Whether there is one object at least, so that there is nothing to find out.
    filled: bool,
    /// How many are read of the batch at hand.
    read: usize,
    place: Place,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    First,
    Between,
    InBatch,
    AtSingle,
    End,
}

impl Batches {
    const fn new(many: u8, single: Opcode, objects: usize) -> Batches {
        Batches { many, single, objects, filled: false, read: 0, place: Place::First }
    }

    pub(super) const fn of_list() -> Batches {
        Batches::new(op::APPENDS, Opcode::Append, 1)
    }

    pub(super) const fn of_set() -> Batches {
        // There is no opcode for a single item.
        Batches::new(op::ADDITEMS, Opcode::AddItems, usize::MAX)
    }

    pub(super) const fn of_dict() -> Batches {
        Batches::new(op::SETITEMS, Opcode::SetItem, 2)
    }

    pub(super) const fn filled(mut self) -> Batches {
        self.filled = true;
        self
    }
}

impl Cursor<'_, '_> {
    /// Goes to the next of what is added in batches; `false` behind the last.
    #[inline]
    pub(super) fn next_in_batches(&mut self, batches: &mut Batches) -> Result<bool, Error> {
        if batches.place == Place::InBatch {
            if self.peek()? != batches.many {
                batches.read += 1;
                return Ok(true);
            }
            self.position += 1;
            // Only what fills a batch is followed by another.
            batches.place = if batches.read == BATCH { Place::Between } else { Place::End };
        }
        self.next_batch(batches)
    }

    fn next_batch(&mut self, batches: &mut Batches) -> Result<bool, Error> {
        match batches.place {
            Place::AtSingle => {
                self.expect(batches.single.byte())?;
                // Protocol 0 knows no batches.
                batches.place = if self.protocol == 0 { Place::Between } else { Place::End };
                batches.filled = false;
            }
            Place::End => return Ok(false),
            Place::First | Place::Between | Place::InBatch => {}
        }
        if batches.place == Place::End {
            return Ok(false);
        }
        if self.protocol > 0 && self.peek()? == op::MARK {
            self.position += 1;
            batches.place = Place::InBatch;
            batches.read = 1;
            return if self.peek()? == batches.many { Err(self.unknown()) } else { Ok(true) };
        }
        let is_single = batches.objects != usize::MAX
            && (batches.filled || {
                self.peek()?;
                self.single_follows(batches.single, batches.objects)?
            });
        batches.place = if is_single { Place::AtSingle } else { Place::End };
        Ok(is_single)
    }

    /// The layout of the tuple of `len` items that begins here, of which EMPTY_TUPLE or MARK is
    /// consumed.
    #[inline]
    pub(super) fn begin_tuple_layout(&mut self, len: usize) -> Result<Layout, Error> {
        let next = self.peek()?;
        let layout = match len {
            0 if next == op::EMPTY_TUPLE => Layout::Empty,
            1..=3 if self.protocol >= 2 => return Ok(Layout::Postfix),
            _ if next == op::MARK => Layout::Marked(op::TUPLE),
            _ => return Err(self.unknown()),
        };
        self.position += 1;
        Ok(layout)
    }

    /// Consumes the opcode that makes a tuple of what was read.
    #[inline]
    pub(super) fn end_tuple_layout(&mut self, layout: Layout, read: usize) -> Result<(), Error> {
        match (layout, read) {
            (Layout::Empty, 0) => Ok(()),
            (Layout::Postfix, 1) => self.expect(op::TUPLE1),
            (Layout::Postfix, 2) => self.expect(op::TUPLE2),
            (Layout::Postfix, 3) => self.expect(op::TUPLE3),
            (Layout::Marked(close), _) => self.expect(close),
            _ => Err(self.unknown()),
        }
    }
}
