//! Small objects, several of them written at once.

use super::chars::Char;
use super::collections::BATCH;
use super::encoder::Encoder;
use super::frame;
use super::identity::Identity;
use super::instance::OpenInstance;
use super::memo::{Header, Memo, Name};
use super::object::Construct;
use super::output::copy_short;
use super::scalar::{binary_bool, binary_float, binary_int, long1, small_int};
use crate::enumeration::Enumeration;
use crate::error::Error;
use crate::global::Class;
use crate::opcode::Opcode;
use crate::pickle::Pickle;
use crate::protocol::Protocol;

/// How many bytes a GET of a class or a name takes at most.
pub(super) const GET: usize = 5;

/// The same for what memoizes an object.
const PUT: usize = 5;

/// The same for what comes before the attributes of an instance.
pub(super) const HEADER: usize = GET + 4;

/// The same for all that an instance consists of beside the names and values of its attributes and
/// its arguments: the class, a tuple and what calls it, the beginning and the end of its slots.
const FORM: usize = GET + 3 + 3 + 3;

/// What makes an instance of the class that was written last, without arguments, and opens a dict of
/// several attributes.
pub(super) const NEW_AND_DICT: [u8; 4] = [
    Opcode::EmptyTuple.byte(),
    Opcode::NewObj.byte(),
    Opcode::EmptyDict.byte(),
    Opcode::Mark.byte(),
];

/// How many levels deep a flat object is at most.
pub(super) const FLAT: usize = 6;

/// How many levels deep a small object is at most. As each level is asked anew how large it is, what
/// is deeper is looked at that often.
const REACH: usize = 12;

/// Room for the bytes of small objects, all of which begin before the frame ends.
///
/// It goes from object to object by value, in registers, and none of the objects has to ask whether
/// the frame ends, memory is short or it is nested too deep. What needs more than bytes gives
/// `None`, as a class that is not in the memo yet; then all of it is written anew, object by object.
///
/// The forms are those of the protocols from 2 on.
#[must_use]
pub struct Room<'r>(&'r mut [u8]);

/// Objects. Each gives the room behind it.
impl<'r> Room<'r> {
    /// The bytes of an object, the first `used` of them: to write all of them is quicker than to
    /// copy as many as there are.
    #[inline(always)]
    fn object<const N: usize>(self, (bytes, used): ([u8; N], usize)) -> Option<Self> {
        *self.0.first_chunk_mut()? = bytes;
        Some(Room(self.0.get_mut(used..)?))
    }

    /// `None`.
    #[inline(always)]
    pub(crate) fn none(self) -> Option<Self> {
        self.object(([Opcode::None.byte()], 1))
    }

    /// A `bool`.
    #[inline(always)]
    pub(crate) fn bool(self, value: bool) -> Option<Self> {
        self.object(binary_bool(value))
    }

    /// An `int` of a byte.
    #[inline(always)]
    pub(crate) fn byte(self, value: u8) -> Option<Self> {
        self.object(([Opcode::BinInt1.byte(), value], 2))
    }

    /// An `int` of 32 bits.
    #[inline(always)]
    pub(crate) fn int32(self, value: i32) -> Option<Self> {
        self.object(binary_int(value))
    }

    /// An `int`.
    #[inline(always)]
    pub(crate) fn int(self, value: i64) -> Option<Self> {
        self.object(small_int(value))
    }

    /// An `int` that is beyond `i64`.
    #[inline]
    pub(crate) fn wide_int(self, value: i128) -> Option<Self> {
        self.object(long1(value))
    }

    /// A `float`.
    #[inline(always)]
    pub(crate) fn float(self, value: f64) -> Option<Self> {
        self.object(binary_float(value))
    }

    /// A `str`.
    #[inline(always)]
    pub(crate) fn str(self, value: &str, memo: &Memo) -> Option<Self> {
        if let &[char] = value.as_bytes() {
            match memo.chars.get(char) {
                Char::Memoized(index) => return self.object(([Opcode::BinGet.byte(), index], 2)),
                Char::Short => {}
                Char::New | Char::Once => return None,
            }
        }
        if memo.protocol < Protocol::V4 {
            return self.long(Opcode::BinUnicode, value.as_bytes());
        }
        self.str_in_full(value)
    }

    /// The same, but never referring to another, from protocol 4 on.
    #[inline(always)]
    pub(super) fn str_in_full(self, value: &str) -> Option<Self> {
        let Ok(len) = u8::try_from(value.len()) else {
            return self.long(Opcode::BinUnicode, value.as_bytes());
        };
        self.object(([Opcode::ShortBinUnicode.byte(), len], 2))?.text(value.as_bytes())
    }

    /// `bytes`.
    #[inline(always)]
    pub(crate) fn bytes(self, value: &[u8], memo: &Memo) -> Option<Self> {
        if memo.protocol < Protocol::V3 {
            return None;
        }
        match u8::try_from(value.len()) {
            Ok(len) => self.object(([Opcode::ShortBinBytes.byte(), len], 2))?.text(value),
            Err(_) => self.long(Opcode::BinBytes, value),
        }
    }

    #[inline(always)]
    fn text(self, text: &[u8]) -> Option<Self> {
        if !copy_short(self.0.first_chunk_mut()?, text) {
            return self.long_text(text);
        }
        Some(Room(self.0.get_mut(text.len()..)?))
    }

    #[cold]
    #[inline(never)]
    fn long(self, opcode: Opcode, value: &[u8]) -> Option<Self> {
        let [a, b, c, d] = u32::try_from(value.len()).ok()?.to_le_bytes();
        self.object(([opcode.byte(), a, b, c, d], 5))?.long_text(value)
    }

    #[inline(never)]
    fn long_text(self, text: &[u8]) -> Option<Self> {
        let (place, rest) = self.0.split_at_mut_checked(text.len())?;
        place.copy_from_slice(text);
        Some(Room(rest))
    }

    /// A `tuple` of `len` objects.
    #[inline(always)]
    pub(crate) fn tuple(
        self,
        len: usize,
        items: impl FnOnce(Self) -> Option<Self>,
    ) -> Option<Self> {
        items(self.begin_tuple(len)?)?.end_tuple(len)
    }

    /// Opens a `tuple` of `len` objects, which follow.
    #[inline(always)]
    #[must_use]
    pub fn begin_tuple(self, len: usize) -> Option<Self> {
        if len > 3 { self.object(([Opcode::Mark.byte()], 1)) } else { Some(self) }
    }

    /// Closes a `tuple` of `len` objects.
    #[inline(always)]
    #[must_use]
    pub fn end_tuple(self, len: usize) -> Option<Self> {
        let opcode = match len {
            0 => Opcode::EmptyTuple,
            1 => Opcode::Tuple1,
            2 => Opcode::Tuple2,
            3 => Opcode::Tuple3,
            _ => Opcode::Tuple,
        };
        self.object(([opcode.byte()], 1))
    }

    /// A `list`, of one batch at most.
    #[inline(always)]
    pub(crate) fn list<T: Pickle>(self, items: &[T], memo: &Memo) -> Option<Self> {
        let (begin, end) = match items.len() {
            0 => return self.object(([Opcode::EmptyList.byte()], 1)),
            1 => (1, Opcode::Append),
            2..=BATCH => (2, Opcode::Appends),
            _ => return None,
        };
        let room = self.object(([Opcode::EmptyList.byte(), Opcode::Mark.byte()], begin))?;
        T::pickle_each_into(items, room, memo)?.object(([end.byte()], 1))
    }

    /// The member at `index` of the enumeration.
    #[inline(always)]
    #[must_use]
    pub fn member(
        self,
        enumeration: &'static Enumeration,
        index: usize,
        memo: &Memo,
    ) -> Option<Self> {
        let get = memo.class(enumeration.members[index].class)?;
        self.object(get.bytes())
    }

    /// Opens an instance of the class without arguments and with `N` attributes, whose names are
    /// given. The name of the first is written already.
    #[inline(always)]
    #[must_use]
    pub fn begin_instance<'m, const N: usize>(
        self,
        class: &'static Class,
        memo: &'m Memo,
    ) -> Option<(Self, &'m [Name; N])> {
        let (start, names) = memo.start_of_instance(class)?;
        Some((self.begin_next(start)?, names))
    }

    /// Opens the next of several instances, whose start was looked up for all.
    #[inline(always)]
    #[must_use]
    pub fn begin_next(self, start: Header) -> Option<Self> {
        self.object(start.bytes())
    }

    /// Opens a dict of `N` attributes, whose names are given. The name of the first is written
    /// already.
    #[inline(always)]
    #[must_use]
    pub fn begin_attributes<'m, const N: usize>(
        self,
        class: &'static Class,
        memo: &'m Memo,
    ) -> Option<(Self, &'m [Name; N])> {
        let names = memo.names_of::<N>(class)?;
        let dict = [Opcode::EmptyDict.byte(), Opcode::Mark.byte()];
        Some((self.object((dict, if N > 1 { 2 } else { 1 }))?.name(names[0])?, names))
    }

    /// The same for the attributes of an instance that are in slots: behind the attributes that
    /// are not, of which there are none.
    #[inline(always)]
    #[must_use]
    pub fn begin_slots<'m, const N: usize>(
        self,
        class: &'static Class,
        memo: &'m Memo,
    ) -> Option<(Self, &'m [Name; N])> {
        self.none()?.begin_attributes(class, memo)
    }

    /// The name of an attribute, whose value follows.
    #[inline(always)]
    pub(crate) fn name(self, name: Name) -> Option<Self> {
        self.object(name.bytes())
    }

    /// The same of one of the class's names.
    #[inline(always)]
    #[must_use]
    pub fn attribute(self, class: &'static Class, index: usize, memo: &Memo) -> Option<Self> {
        self.object(memo.attribute(class, index)?.bytes())
    }

    /// Closes a dict of `N` attributes.
    #[inline(always)]
    #[must_use]
    pub fn end_attributes<const N: usize>(self) -> Option<Self> {
        self.object(([set(N).byte()], 1))
    }

    /// Closes an instance of `N` attributes.
    #[inline(always)]
    #[must_use]
    pub fn end_instance<const N: usize>(self) -> Option<Self> {
        self.object(([set(N).byte(), Opcode::Build.byte()], 2))
    }

    /// Closes an instance of `N` attributes that are in slots.
    #[inline(always)]
    #[must_use]
    pub fn end_slots<const N: usize>(self) -> Option<Self> {
        self.object(([set(N), Opcode::Tuple2, Opcode::Build].map(Opcode::byte), 3))
    }

    /// Opens an instance of the class that is made from `N` arguments, which follow.
    #[inline(always)]
    #[must_use]
    pub fn begin_call<const N: usize>(self, class: &'static Class, memo: &Memo) -> Option<Self> {
        let room = self.object(memo.class(class)?.bytes())?;
        room.begin_tuple(N)
    }

    /// Makes the instance of its `N` arguments; its state may follow.
    #[inline(always)]
    #[must_use]
    pub fn end_call<const N: usize>(self, construct: Construct) -> Option<Self> {
        let call = if construct == Construct::New { Opcode::NewObj } else { Opcode::Reduce };
        self.end_tuple(N)?.object(([call.byte()], 1))
    }

    /// What stands between a class and the attributes of an instance without arguments.
    #[inline(always)]
    pub(super) fn new_and_dict(self, len: usize) -> Option<Self> {
        self.object((NEW_AND_DICT, 3 + usize::from(len > 1)))
    }

    /// What takes the module and the name as a class.
    #[inline(always)]
    pub(super) fn stack_global(self) -> Option<Self> {
        self.object(([Opcode::StackGlobal.byte()], 1))
    }

    /// What comes before the attributes. A single one needs no mark, which is the last byte.
    #[inline(always)]
    pub(super) fn header(self, (bytes, used): ([u8; 16], usize), len: usize) -> Option<Self> {
        self.object((bytes, used - usize::from(len == 1)))
    }
}

/// What sets so many attributes.
#[inline(always)]
fn set(attributes: usize) -> Opcode {
    if attributes > 1 { Opcode::SetItems } else { Opcode::SetItem }
}

/// How many bytes a small object takes: no more than that, unless a list in it has a larger item
/// behind its first. It says whether to try; while the object is written, the room is looked after.
#[derive(Clone, Copy)]
pub struct Estimate(usize);

impl Estimate {
    /// That of a member of an enum.
    pub const MEMBER: Estimate = Estimate(GET);

    /// That of an object without parts.
    #[inline(always)]
    #[must_use]
    pub(crate) const fn bytes(bytes: usize) -> Estimate {
        Estimate(bytes)
    }

    /// How many levels are left within an object: each form takes two at most.
    #[inline(always)]
    #[must_use]
    pub fn deeper(levels: usize) -> Option<usize> {
        levels.checked_sub(2)
    }

    /// That of what has these values as its attributes, arguments or items, in whatever form.
    #[inline(always)]
    #[must_use]
    pub fn of_parts<const N: usize>(values: [Option<Estimate>; N]) -> Option<Estimate> {
        let names = Estimate(FORM + N * GET);
        values.into_iter().try_fold(names, |sum, value| Some(sum.and(value?)))
    }

    /// That of a list of flat items in one batch.
    #[inline(always)]
    pub(crate) fn of_list<T: Pickle>(items: &[T], levels: usize) -> Option<Estimate> {
        if items.len() > BATCH {
            return None;
        }
        Some(Estimate(3).and(Estimate::of_flat(items, Estimate::deeper(levels)?)?))
    }

    /// That of a tuple of the items.
    #[inline(always)]
    pub(crate) fn of_array<T: Pickle>(items: &[T], levels: usize) -> Option<Estimate> {
        let levels = Estimate::deeper(levels)?;
        if let Some(items) = Estimate::of_flat(items, levels) {
            return Some(Estimate(3).and(items));
        }
        items.iter().try_fold(Estimate(3), |sum, item| {
            let sum = sum.and(item.pickle_estimate(levels)?);
            (sum.0 <= frame::TARGET).then_some(sum)
        })
    }

    /// That of flat objects, one behind the other. The first stands for all: to look at each of them
    /// takes a good part of the time that it takes to write them.
    #[inline(always)]
    pub(super) fn of_flat<T: Pickle>(objects: &[T], levels: usize) -> Option<Estimate> {
        if !T::is_flat(levels.min(FLAT)) {
            return None;
        }
        let Some(first) = objects.first() else { return Some(Estimate(0)) };
        let Estimate(bytes) = first.pickle_estimate(levels)?;
        let bytes = objects.len().saturating_mul(bytes);
        (bytes <= frame::TARGET).then_some(Estimate(bytes))
    }

    /// That of what a pointer leads to, which takes a level.
    #[inline(always)]
    pub(crate) fn behind_pointer<T: Pickle + ?Sized>(
        object: &T,
        levels: usize,
    ) -> Option<Estimate> {
        object.pickle_estimate(levels.checked_sub(1)?)
    }

    /// That of both, one behind the other.
    #[inline(always)]
    pub(crate) fn and(self, other: Estimate) -> Estimate {
        Estimate(self.0.saturating_add(other.0))
    }

    #[inline(always)]
    pub(crate) fn of_str(value: &str) -> Option<Estimate> {
        Estimate::of_bytes(value.as_bytes())
    }

    #[inline(always)]
    pub(crate) fn of_bytes(value: &[u8]) -> Option<Estimate> {
        (value.len() <= frame::TARGET).then_some(Estimate(value.len() + 5))
    }
}

/// From where on an object can be referred to.
#[derive(Clone, Copy)]
pub enum Made {
    /// From its first opcode on: an empty list or dict, which is filled then.
    Empty,
    /// From its NEWOBJ on: an instance without arguments, whose state follows.
    New,
    /// From its end on.
    AtEnd,
    /// From somewhere within.
    Within,
}

impl Made {
    /// How many of the object's bytes come before.
    fn place(self, bytes: &[u8]) -> Option<usize> {
        let is_short = bytes.first() == Some(&Opcode::BinGet.byte());
        match self {
            Made::Empty => Some(1),
            Made::New => Some(if is_short { 4 } else { GET + 2 }),
            // What was referred to itself is another object.
            Made::AtEnd if is_short && bytes.len() == 2 => None,
            Made::AtEnd => Some(bytes.len()),
            Made::Within => None,
        }
    }
}

impl Encoder<'_> {
    /// Writes an object, if it is small and there is room for it.
    #[inline(always)]
    #[doc(hidden)]
    pub fn put<T: Pickle + ?Sized>(&mut self, object: &T) -> bool {
        self.is_plain
            && !matches!(self.identity, Identity::Next(_))
            && self.together(object.pickle_estimate(self.reach()), |room, memo| {
                object.pickle_into(room, memo)
            })
    }

    /// The same for an attribute: its name and its value.
    #[inline(always)]
    pub(crate) fn put_attribute<T: Pickle + ?Sized>(
        &mut self,
        instance: &OpenInstance,
        index: usize,
        value: &T,
    ) -> bool {
        let Some(name) = self.memo.name(instance.names, index) else { return false };
        let estimate = value.pickle_estimate(self.reach()).map(|value| value.and(Estimate(GET)));
        self.together(estimate, |room, memo| value.pickle_attribute_into(name, room, memo))
    }

    /// How many levels deep small objects are at most here.
    #[inline(always)]
    fn reach(&self) -> usize {
        self.levels.min(REACH)
    }

    /// Writes and memoizes an object that is shared, if it is small and there is room for it.
    #[inline(always)]
    pub(super) fn put_shared<T: Pickle + ?Sized>(&mut self, object: &T) -> Option<usize> {
        let (put, more) = self.memo.put()?;
        let estimate = || Some(Estimate::behind_pointer(object, self.reach())?.and(Estimate(PUT)));
        let is_put = self.is_plain
            && self.together(estimate(), |Room(room), memo| {
                let free = room.len();
                let Room(rest) = object.pickle_into(Room(&mut *room), memo)?;
                let end = free - rest.len();
                let place = object.pickle_made().place(&room[..end])?;
                let (object, rest) = room.split_at_mut_checked(end + more)?;
                object.copy_within(place..end, place + more);
                object[place..place + more].copy_from_slice(&put[..more]);
                Some(Room(rest))
            });
        is_put.then(|| self.memo.add())
    }

    /// Writes small objects that take about as many bytes together as estimated, if there is room
    /// for them.
    #[inline(always)]
    pub(super) fn together(
        &mut self,
        estimate: Option<Estimate>,
        put: impl for<'r> FnOnce(Room<'r>, &Memo) -> Option<Room<'r>>,
    ) -> bool {
        let Some(Estimate(bytes)) = estimate else { return false };
        let Some(room) = self.out.room(bytes) else { return false };
        let len = room.len();
        let Some(Room(rest)) = put(Room(room), self.memo) else { return false };
        let used = len - rest.len();
        self.out.advance(used);
        true
    }

    /// Writes the next of the parts, from that at `index` on, as far as they are small, there is room,
    /// and they stand before `end`. Gives where the next is, and that itself, if there is one.
    #[inline(always)]
    pub(super) fn put_each<P: Part>(
        &mut self,
        parts: &mut impl Iterator<Item = P>,
        mut index: usize,
        end: usize,
    ) -> (usize, Option<P>) {
        let reach = self.reach();
        let room = if self.is_plain { self.out.room(0) } else { None };
        let room = room.unwrap_or_default();
        let len = room.len();
        let (mut room, mut free) = (Room(room), len);
        let mut next = None;
        while index < end {
            next = parts.next();
            let Some(part) = &next else { break };
            match part.estimate(reach) {
                Some(Estimate(bytes)) if bytes <= free => {}
                _ => break,
            }
            match part.put(room, self.memo) {
                Some(behind) => room = behind,
                None => break,
            }
            free = room.0.len();
            index += part.len();
            next = None;
        }
        self.out.advance(len - free);
        (index, next)
    }
}

/// What a list, set or dict is filled with at a time: an item or several, or a key and its value.
pub(super) trait Part {
    /// How many there are.
    #[inline(always)]
    fn len(&self) -> usize {
        1
    }

    /// Writes them, in the place of this index.
    fn pickle(&self, index: usize, encoder: &mut Encoder<'_>) -> Result<(), Error>;

    /// How many bytes they take, if they are small.
    fn estimate(&self, levels: usize) -> Option<Estimate>;

    /// Writes them, if they are small.
    fn put<'r>(&self, room: Room<'r>, memo: &Memo) -> Option<Room<'r>>;
}
