//! What has been written and can be referred to by a GET.

use alloc::borrow::Cow;
use alloc::vec::Vec;
use core::num::NonZero;

use super::chars::Chars;
use super::encoder::Encoder;
use super::encoder::unrepresentable;
use super::identity::Shared;
use super::often::Often;
use super::room::{Estimate, NEW_AND_DICT};
use super::small_map::SmallMap;
use crate::class_table::ClassTable;
use crate::error::Error;
use crate::global::{Class, Global};
use crate::opcode::Opcode;
use crate::protocol::Protocol;
use crate::rare::Rare;

/// The memo of a [`Pickler`](super::Pickler), kept across its dumps.
///
/// Classes and their attributes are found by the class's id, without hashing; other
/// names and globals (and each class at its first use) by name.
#[derive(Default)]
pub struct Memo {
    pub(super) protocol: Protocol,
    /// Whether a pickle was written that the next may refer to.
    pub(super) is_used: bool,
    len: usize,
    classes: ClassTable<ClassEntry>,
    /// The attributes of all classes seen, one run per class, of one at least, behind one that is
    /// none's.
    attributes: Vec<Name>,
    names: Rare<SmallMap<Cow<'static, str>, usize>>,
    pub(super) often: Rare<Often>,
    globals: Rare<SmallMap<Global, usize>>,
    pub(super) chars: Chars,
    pub(super) shared: Shared,
}

#[derive(Clone, Copy, Default)]
struct ClassEntry {
    get: Option<Get>,
    /// The GET and what follows it in an instance without arguments that has attributes.
    header: Option<Header>,
    /// The same with the name of the first attribute behind it, once all names are in the memo.
    start: Option<Header>,
    /// Where the class's run in `attributes` begins; 0 as long as it has none.
    attributes: usize,
    /// How many names the run has.
    count: usize,
    /// Whether all of them are in the memo.
    is_complete: bool,
}

impl ClassEntry {
    /// The run of the class.
    fn names<'n>(&self, attributes: &'n [Name]) -> &'n [Name] {
        attributes.get(self.attributes..self.attributes + self.count).unwrap_or_default()
    }

    /// Makes ready what an instance begins with, as far as that is in the memo.
    fn make_ready(&mut self, protocol: Protocol, attributes: &[Name]) {
        let names = self.names(attributes);
        self.header = self.get.filter(|_| protocol >= Protocol::V2).and_then(Header::new);
        self.is_complete = !names.is_empty() && names.iter().all(|name| name.0.is_some());
        self.start = match (self.header, names) {
            (Some(header), names @ [first, ..]) if self.is_complete => {
                header.followed_by(names.len(), *first)
            }
            _ => None,
        };
    }
}

/// A GET in its binary form, ready to be written.
///
/// Its bytes are those of a number, the last of which says how many of the others are used: to
/// write all of them and to count some is quicker than to copy as many as there are.
#[derive(Clone, Copy)]
pub struct Get(NonZero<u64>);

impl Get {
    /// Where the index does not fit there is none, so that its object is written out again.
    fn new(index: usize) -> Option<Get> {
        let (opcode, argument, used) = match u32::try_from(index).ok()? {
            byte @ ..=0xff => (Opcode::BinGet, byte, 2),
            index => (Opcode::LongBinGet, index, 5),
        };
        let bytes = u64::from(opcode.byte()) | u64::from(argument) << 8 | used << 56;
        NonZero::new(bytes).map(Get)
    }

    fn index(self) -> usize {
        let [_, a, b, c, d, ..] = self.0.get().to_le_bytes();
        u32::from_le_bytes([a, b, c, d]) as usize
    }

    /// The bytes, and how many of them to write.
    #[inline]
    pub(super) fn bytes(self) -> ([u8; 8], usize) {
        Name(Some(self)).bytes()
    }
}

/// The GET of an attribute's name; no bytes as long as that is not in the memo. Where all names of
/// a class are, none of them has to be asked.
#[derive(Clone, Copy, Default)]
pub struct Name(Option<Get>);

impl Name {
    /// The bytes, and how many of them to write.
    #[inline]
    pub(super) fn bytes(self) -> ([u8; 8], usize) {
        let bytes = self.0.map_or(0, |Get(bytes)| bytes.get());
        (bytes.to_le_bytes(), (bytes >> 56) as usize & 7)
    }
}

/// Forgets a GET of what was memoized when the memo had `len` entries or more.
fn forget_from(get: &mut Option<Get>, len: usize) {
    *get = get.filter(|get| get.index() < len);
}

/// The same for what an instance begins with that has no arguments, but attributes: from protocol 2
/// on.
#[derive(Clone, Copy)]
pub struct Header(NonZero<u128>);

impl Header {
    fn new(get: Get) -> Option<Header> {
        let (bytes, used) = get.bytes();
        let mut header = [0; 16];
        header[..used].copy_from_slice(&bytes[..used]);
        header[used..used + 4].copy_from_slice(&NEW_AND_DICT);
        Header::of(header, used + 4)
    }

    /// The bytes, the last of which is free for their number.
    fn of(mut bytes: [u8; 16], used: usize) -> Option<Header> {
        bytes[15] = u8::try_from(used).ok()?;
        NonZero::new(u128::from_le_bytes(bytes)).map(Header)
    }

    /// With the name of the first of `len` attributes behind it: a single one needs no mark.
    fn followed_by(self, len: usize, name: Name) -> Option<Header> {
        let ((mut bytes, mut used), (name, more)) = (self.bytes(), name.bytes());
        used -= usize::from(len == 1);
        bytes[used..used + more].copy_from_slice(&name[..more]);
        Header::of(bytes, used + more)
    }

    /// The bytes, and how many of them to write.
    #[inline]
    pub(super) fn bytes(self) -> ([u8; 16], usize) {
        (self.0.get().to_le_bytes(), (self.0.get() >> 120) as usize & 15)
    }
}

impl Memo {
    pub(super) fn len(&self) -> usize {
        self.len
    }

    /// What memoizes the object that was written last, from protocol 1 on, and how many of the bytes
    /// to write; unless its index does not fit.
    #[inline]
    pub(super) fn put(&self) -> Option<([u8; 5], usize)> {
        if self.protocol >= Protocol::V4 {
            return Some(([Opcode::Memoize.byte(); 5], 1));
        }
        let index = u32::try_from(self.len).ok()?;
        let (opcode, used) =
            if index <= 0xff { (Opcode::BinPut, 2) } else { (Opcode::LongBinPut, 5) };
        let [a, b, c, d] = index.to_le_bytes();
        Some(([opcode.byte(), a, b, c, d], used))
    }

    /// Counts an object that was memoized, and gives its index.
    #[inline]
    pub(super) fn add(&mut self) -> usize {
        self.len += 1;
        self.len - 1
    }

    /// Forgets everything.
    pub(super) fn clear(&mut self) {
        *self = Memo { protocol: self.protocol, ..Memo::default() };
    }

    /// Forgets what was memoized when the memo had `len` entries or more: the leavings of a dump
    /// that failed.
    pub(super) fn truncate(&mut self, len: usize) {
        for Name(get) in &mut self.attributes {
            forget_from(get, len);
        }
        for entry in self.classes.iter_mut() {
            forget_from(&mut entry.get, len);
        }
        self.make_ready();
        if let Some(names) = self.names.get_mut() {
            names.retain(|index| index < len);
        }
        self.often.clear();
        if let Some(globals) = self.globals.get_mut() {
            globals.retain(|index| index < len);
        }
        self.chars.truncate(len);
        self.shared.truncate(len);
        self.len = len;
    }

    /// Goes on in another protocol, in which instances may begin in another way.
    pub(super) fn set_protocol(&mut self, protocol: Protocol) {
        self.protocol = protocol;
        self.make_ready();
    }

    /// Makes ready what the instances of all classes begin with.
    fn make_ready(&mut self) {
        for entry in self.classes.iter_mut() {
            entry.make_ready(self.protocol, &self.attributes);
        }
    }

    /// Where the name stands in the memo.
    pub(super) fn index_of_name(&self, name: &str) -> Option<usize> {
        self.names.get()?.get(name)
    }

    /// Whether no name was written that may be referred to.
    pub(super) fn has_no_names(&self) -> bool {
        self.names.get().is_none()
    }

    /// Where the memo has a global, if it was written before.
    pub(super) fn index_of_global(&self, global: &Global) -> Option<usize> {
        self.globals.get()?.get(global)
    }

    pub(super) fn remember_global(&mut self, global: Global, index: usize) {
        self.globals.make().insert(global, index);
    }

    /// The GET of a class.
    #[inline]
    pub(super) fn class(&self, class: &'static Class) -> Option<Get> {
        self.classes.get(class)?.get
    }

    /// What an instance begins with from protocol 2 on, and the place of its class's names for
    /// [`name`](Memo::name); from the class's second use on.
    #[inline]
    pub(super) fn instance(&self, class: &'static Class) -> Option<(Header, usize)> {
        let entry = self.classes.get(class)?;
        Some((entry.header?, entry.attributes))
    }

    /// What the class's instances begin with that have no arguments, up to the name of the first of
    /// their `N` attributes, and the names.
    #[inline]
    #[must_use]
    pub fn start_of_instance<const N: usize>(
        &self,
        class: &'static Class,
    ) -> Option<(Header, &[Name; N])> {
        let entry = self.classes.get(class)?;
        Some((entry.start?, self.attributes.get(entry.attributes..)?.first_chunk()?))
    }

    /// The names of a class's first attributes, once all of them are in the memo.
    #[inline]
    pub(super) fn names_of<const N: usize>(&self, class: &'static Class) -> Option<&[Name; N]> {
        let entry = self.classes.get(class).filter(|entry| entry.is_complete)?;
        self.attributes.get(entry.attributes..)?.first_chunk()
    }

    pub(super) fn remember_class(&mut self, class: &'static Class, index: usize) {
        // What has a header has a run of names.
        self.names(class);
        let entry = self.classes.entry(class);
        entry.get = Get::new(index);
        entry.make_ready(self.protocol, &self.attributes);
    }

    /// The GET of an attribute's name.
    #[inline]
    pub(super) fn attribute(&self, class: &'static Class, index: usize) -> Option<Get> {
        let Name(get) = self.name(self.known_names(class)?, index)?;
        get
    }

    /// The place of the class's names in `attributes`, if it has one.
    #[inline]
    pub(super) fn known_names(&self, class: &'static Class) -> Option<usize> {
        match self.classes.get(class)?.attributes {
            0 => None,
            names => Some(names),
        }
    }

    /// The same, for the place of the class's names.
    #[inline]
    pub(super) fn name(&self, names: usize, index: usize) -> Option<Name> {
        self.attributes.get(names + index).copied().filter(|name| name.0.is_some())
    }

    pub(super) fn remember_attribute(&mut self, class: &'static Class, index: usize, memo: usize) {
        let names = self.names(class);
        self.attributes[names + index] = Name(Get::new(memo));
        let entry = self.classes.entry(class);
        // Names come in their order, most often: the others are not looked at for each of them.
        if entry.names(&self.attributes).last().is_some_and(|last| last.0.is_some()) {
            entry.make_ready(self.protocol, &self.attributes);
        }
    }

    /// The place of the class's names in `attributes`.
    pub(super) fn names(&mut self, class: &'static Class) -> usize {
        let place = self.attributes.len().max(1);
        let entry = self.classes.entry(class);
        if entry.attributes == 0 {
            (entry.attributes, entry.count) = (place, class.attribute_count().max(1));
            self.attributes.resize(place + entry.count, Name::default());
        }
        entry.attributes
    }
}

impl Encoder<'_> {
    /// Refers to a memo entry.
    #[inline]
    pub(crate) fn get(&mut self, index: usize) -> Result<(), Error> {
        match Get::new(index) {
            Some(get) if self.protocol > Protocol::V0 => self.small(get.bytes()),
            _ => self.unusual_get(index),
        }
    }

    #[cold]
    #[inline(never)]
    fn unusual_get(&mut self, index: usize) -> Result<(), Error> {
        if self.protocol > Protocol::V0 {
            return Err(unrepresentable(BIG_MEMO));
        }
        self.begin()?;
        let text = alloc::format!("g{index}\n");
        self.out.extend_from_slice(text.as_bytes());
        Ok(())
    }

    /// Refers to a class or a name that is ready.
    #[inline]
    pub(super) fn get_ready(&mut self, get: Get) -> Result<(), Error> {
        if self.protocol == Protocol::V0 {
            return self.get(get.index());
        }
        self.small(get.bytes())
    }

    /// Keeps the object that was written last in the memo, and gives its index there.
    pub(crate) fn memoize(&mut self) -> Result<usize, Error> {
        if self.protocol == Protocol::V0 {
            let text = alloc::format!("p{}\n", self.memo.len);
            self.out.extend_from_slice(text.as_bytes());
        } else {
            let (bytes, used) = self.memo.put().ok_or_else(|| unrepresentable(BIG_MEMO))?;
            self.out.extend_from_slice(&bytes[..used]);
        }
        Ok(self.memo.add())
    }

    /// Writes a `str`, or refers to it where it was written before.
    pub(super) fn memoized_name(&mut self, name: &str) -> Result<usize, Error> {
        match self.memo.index_of_name(name) {
            Some(index) => self.get(index).map(|()| index),
            None => self.new_name(Cow::Owned(name.into())),
        }
    }

    /// The same for a name of the program, of which the memo needs no copy.
    pub(super) fn memoized_static(&mut self, name: &'static str) -> Result<usize, Error> {
        match self.memo.index_of_name(name) {
            Some(index) => self.get(index).map(|()| index),
            None => self.new_name(Cow::Borrowed(name)),
        }
    }

    /// Writes a name that is not going to be written again, or refers to it where it was written
    /// before.
    pub(super) fn str_once(&mut self, name: &str) -> Result<(), Error> {
        match self.memo.index_of_name(name) {
            Some(index) => self.get(index),
            None => self.name_in_full(name),
        }
    }

    /// Writes a name, which is short.
    fn name_in_full(&mut self, name: &str) -> Result<(), Error> {
        if self.protocol >= Protocol::V4
            && self.together(Estimate::of_str(name), |room, _| room.str_in_full(name))
        {
            return Ok(());
        }
        self.str_in_full(name)
    }

    fn new_name(&mut self, name: Cow<'static, str>) -> Result<usize, Error> {
        self.str_in_full(&name)?;
        let index = self.memoize()?;
        self.memo.names.make().insert(name, index);
        Ok(index)
    }
}

const BIG_MEMO: &str = "a memo of more than 2^32 entries";
