//! Small objects, several of them written at once.

use super::chars::Char;
use super::encoder::Encoder;
use super::identity::Identity;
use super::instance::OpenInstance;
use super::memo::{Get, Memo};
use super::object::Construct;
use super::output::{copy_short, is_room};
use super::scalar::{binary_bool, binary_float, binary_int, long1, small_int};
use crate::enumeration::Enumeration;
use crate::global::Class;
use crate::opcode::Opcode;
use crate::pickle::Pickle;
use crate::protocol::Protocol;

/// How many bytes a GET of a class or a name takes at most.
pub(super) const GET: usize = 5;

/// The same for what comes before the attributes of an instance.
pub(super) const HEADER: usize = GET + 4;

/// What makes an instance of the class that was written last, without arguments, and opens a dict of
/// several attributes.
pub(super) const NEW_AND_DICT: [u8; 4] = [
    Opcode::EmptyTuple.byte(),
    Opcode::NewObj.byte(),
    Opcode::EmptyDict.byte(),
    Opcode::Mark.byte(),
];

/// The longest array or list whose items are written at once.
const SHORT: usize = 32;

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

    #[inline(always)]
    fn begin_tuple(self, len: usize) -> Option<Self> {
        if len > 3 { self.object(([Opcode::Mark.byte()], 1)) } else { Some(self) }
    }

    #[inline(always)]
    fn end_tuple(self, len: usize) -> Option<Self> {
        let opcode = match len {
            0 => Opcode::EmptyTuple,
            1 => Opcode::Tuple1,
            2 => Opcode::Tuple2,
            3 => Opcode::Tuple3,
            _ => Opcode::Tuple,
        };
        self.object(([opcode.byte()], 1))
    }

    /// A `list`.
    #[inline(always)]
    pub(crate) fn list<T: Pickle>(self, items: &[T], memo: &Memo) -> Option<Self> {
        let (begin, end) = match items.len() {
            0 => return self.object(([Opcode::EmptyList.byte()], 1)),
            1 => (1, Opcode::Append),
            _ => (2, Opcode::Appends),
        };
        let room = self.object(([Opcode::EmptyList.byte(), Opcode::Mark.byte()], begin))?;
        let room = items.iter().try_fold(room, |room, item| item.pickle_into(room, memo))?;
        room.object(([end.byte()], 1))
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
    ) -> Option<(Self, &'m [Option<Get>; N])> {
        let (start, names) = memo.start_of_instance(class)?;
        if N == 1 {
            let (header, _) = memo.instance(class)?;
            return Some((self.header(header.bytes(), N)?.name(names[0])?, names));
        }
        Some((self.object(start.bytes())?, names))
    }

    /// The name of an attribute, whose value follows.
    #[inline(always)]
    pub(crate) fn name(self, name: Option<Get>) -> Option<Self> {
        self.object(name?.bytes())
    }

    /// Closes an instance of `N` attributes.
    #[inline(always)]
    #[must_use]
    pub fn end_instance<const N: usize>(self) -> Option<Self> {
        let set = if N > 1 { Opcode::SetItems } else { Opcode::SetItem };
        self.object(([set.byte(), Opcode::Build.byte()], 2))
    }

    /// Opens an instance of the class that is made from `N` arguments alone, which follow.
    #[inline(always)]
    #[must_use]
    pub fn begin_call<const N: usize>(self, class: &'static Class, memo: &Memo) -> Option<Self> {
        let room = self.object(memo.class(class)?.bytes())?;
        room.begin_tuple(N)
    }

    /// Closes an instance of `N` arguments.
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

/// How large a small object is at most.
#[derive(Clone, Copy)]
pub struct Bound {
    bytes: usize,
    levels: usize,
}

impl Bound {
    /// That of what is not small.
    pub const NONE: Bound = Bound::bytes(usize::MAX);

    /// That of a member of an enum.
    pub const MEMBER: Bound = Bound::bytes(GET);

    /// That of an object without parts.
    #[inline(always)]
    #[must_use]
    pub const fn bytes(bytes: usize) -> Bound {
        Bound { bytes, levels: 0 }
    }

    /// That of an instance which has these values as attributes.
    #[inline(always)]
    #[must_use]
    pub fn of_instance<const N: usize>(values: [Bound; N]) -> Bound {
        let own = Bound::bytes(HEADER + 2 + N * GET);
        values.into_iter().fold(own, Bound::and).nested()
    }

    /// That of an instance which is made from these arguments alone.
    #[inline(always)]
    #[must_use]
    pub fn of_call<const N: usize>(args: [Bound; N]) -> Bound {
        args.into_iter().fold(Bound::bytes(GET + 3), Bound::and).nested()
    }

    /// That of a tuple or list of the items.
    #[inline(always)]
    pub(crate) fn of_items<T: Pickle>(items: &[T]) -> Bound {
        if items.len() > SHORT {
            return Bound::NONE;
        }
        let own = Bound::bytes(3);
        items.iter().fold(own, |bound, item| bound.and(item.pickle_bound())).nested()
    }

    #[inline(always)]
    pub(crate) fn of_str(value: &str) -> Bound {
        Bound::of_bytes(value.as_bytes())
    }

    #[inline(always)]
    pub(crate) fn of_bytes(value: &[u8]) -> Bound {
        // No slice is as long as that this could overflow.
        Bound::bytes(value.len() + 5)
    }

    /// That of both, one behind the other.
    #[inline(always)]
    pub(crate) fn and(self, other: Bound) -> Bound {
        let bytes = self.bytes.saturating_add(other.bytes);
        Bound { bytes, levels: self.levels.max(other.levels) }
    }

    /// That of what is a level deeper.
    #[inline(always)]
    pub(crate) fn nested(self) -> Bound {
        Bound { levels: self.levels + 1, ..self }
    }
}

impl Encoder<'_> {
    /// Writes an object, if it is small and there is room for it.
    #[inline(always)]
    #[doc(hidden)]
    pub fn put<T: Pickle + ?Sized>(&mut self, object: &T) -> bool {
        self.is_plain
            && !matches!(self.identity, Identity::Next(_))
            && self.together(object.pickle_bound(), |room, memo| object.pickle_into(room, memo))
    }

    /// The same for an attribute: its name and its value.
    #[inline(always)]
    pub(crate) fn put_attribute<T: Pickle + ?Sized>(
        &mut self,
        instance: &OpenInstance,
        index: usize,
        value: &T,
    ) -> bool {
        let name = self.memo.name(instance.names, index);
        let bound = value.pickle_bound().and(Bound::bytes(GET));
        self.together(bound, |room, memo| value.pickle_attribute_into(name, room, memo))
    }

    /// The same for an entry of a dict: its key and its value.
    #[inline(always)]
    pub(super) fn put_entry<K: Pickle, V: Pickle>(&mut self, key: &K, value: &V) -> bool {
        self.is_plain
            && self.together(key.pickle_bound().and(value.pickle_bound()), |room, memo| {
                value.pickle_into(key.pickle_into(room, memo)?, memo)
            })
    }

    /// Writes small objects that take as many bytes together as `bound`, if there is room for them.
    #[inline(always)]
    pub(super) fn together(
        &mut self,
        bound: Bound,
        put: impl for<'r> FnOnce(Room<'r>, &Memo) -> Option<Room<'r>>,
    ) -> bool {
        if self.levels < bound.levels {
            return false;
        }
        let Some(room) = self.out.room(bound.bytes) else { return false };
        let len = room.len();
        let Some(Room(rest)) = put(Room(room), self.memo) else { return false };
        let used = len - rest.len();
        self.out.advance(used);
        true
    }

    /// Writes the first of the objects, as far as they are small and there is room, and gives how
    /// many these are.
    #[inline(always)]
    pub(super) fn put_each<T: Pickle>(&mut self, objects: &[T]) -> usize {
        if !self.is_plain {
            return 0;
        }
        let Some(room) = self.out.room(0) else { return 0 };
        let len = room.len();
        let (mut room, mut free, mut count) = (Room(room), len, 0);
        for object in objects {
            let bound = object.pickle_bound();
            if !is_room(free, bound.bytes) || self.levels < bound.levels {
                break;
            }
            match object.pickle_into(room, self.memo) {
                Some(behind) => room = behind,
                None => break,
            }
            free = room.0.len();
            count += 1;
        }
        self.out.advance(len - free);
        count
    }
}
