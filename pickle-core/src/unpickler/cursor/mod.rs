//! The decoder that goes over the bytes once and builds the target directly.
//!
//! It knows the shapes that picklers write, and expects what the target's type says. Whatever else
//! it meets is an error, upon which the load starts over with the [machine](super::machine), whose
//! word is final. So the errors of the cursor itself say nothing (see
//! [`unknown`](Cursor::unknown)). Before a function of the user's runs, which must not run twice,
//! the pickle is [checked](super::check) to the end by a cursor of its own.
//!
//! What makes it sound is that a pickle is a program for a stack, in which each opcode takes what
//! those before it have left: if all opcodes up to STOP are accounted for by the shapes that were
//! expected, they can mean nothing else. That does not hold for what a GET leads back to, behind which
//! nothing is accounted for: there, the memo's [`Tag`](memo::Tag) says which of the objects that begin
//! at one place is meant, and no end may be taken for granted.
//!
//! What makes it fast is that most of a pickle is foreseeable. Each part has a short way, which
//! compares the next bytes with those that usually come (for a class or an attribute's name, those
//! of the GET by which it came before), and is inlined into the type's own code; whatever is
//! different, a FRAME in between or the first occurrence of a name, goes the long way, in a
//! function that is not inlined: most are called `other_` or `_in_any_form`.

mod batches;
mod bytes;
mod calls;
mod entries;
mod identity;
mod items;
mod kind;
mod lookahead;
mod member;
mod memo;
mod naming;
mod object;
mod op;
mod partial;
mod persistent;
mod registered;
mod rows;
mod scalar;
mod skip;
mod text;
mod utf8;
mod value;

use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::collections::VecDeque;
use alloc::vec::Vec;
use core::any::Any;
use core::cell::Cell;

use super::decoder::{Decoder, First, Integer, Kind};
use super::hooks::PersistentLoads;
use super::options::Options;
use super::shared::SharedPointer;
use crate::class_table::ClassTable;
use crate::enumeration::Enumeration;
use crate::error::{Error, ErrorKind};
use crate::global::Class;
use crate::pointers::Pointers;
use crate::registry::{AnyDecoder, Registry};
use crate::value::Value;
use batches::Batches;
use bytes::behind_header;
use calls::Call;
use entries::Entries;
pub use identity::Identity;
use items::Items;
use lookahead::Consumers;
pub(super) use lookahead::Cycles;
use memo::{Entry, Get, Known, Replay};
pub(super) use naming::Named;
use object::Object;
pub use rows::{InRow, take_ints};
use text::Seen;
use value::{EnteredTuples, RoomForValues};

/// What a cursor goes by, beside the input.
pub(super) struct Given<'c, 'de> {
    pub(super) options: &'c Options,
    pub(super) registry: Option<&'c Registry>,
    pub(super) hooks: &'c mut (dyn PersistentLoads + 'c),
    /// The out-of-band buffers.
    pub(super) buffers: Option<&'c VecDeque<Cow<'de, [u8]>>>,
    /// How many bytes were consumed before the input.
    pub(super) before: u64,
    /// Which objects contain themselves, where that is known.
    pub(super) cycles: Option<&'c Cycles>,
    pub(super) named: Named<'c>,
}

/// What came of reading a pickle.
pub(super) enum End {
    /// It was read to its end.
    Known(Pass),
    /// A function of the user's was to run.
    UserCode,
    /// It may be for not knowing these that it was not read.
    Cycles(Cycles),
    /// It has a shape that the cursor does not know.
    Unknown,
}

/// What is known of a pickle that was read to its end.
#[derive(Clone, Copy)]
pub(super) struct Pass {
    /// How many bytes it has.
    pub(super) len: usize,
    /// Whether it left anything in the memo.
    pub(super) is_memoized: bool,
    /// How many out-of-band buffers it used.
    pub(super) buffers: usize,
}

impl Pass {
    /// Whether the machine has to run the pickle, for all that it was read: one that is not the last
    /// may be referred to, and then the machine must know what pointers and buffers there are.
    pub(super) fn is_for_the_machine(&self, is_last: bool, pointers: &Pointers<usize>) -> bool {
        self.is_memoized && !is_last && (!pointers.is_empty() || self.buffers > 0)
    }
}

/// Whether functions of the user's may run.
#[derive(Clone, Copy, PartialEq, Eq)]
enum UserCode {
    /// They may not, and none was to.
    Refused,
    /// They may not, and one was to.
    Met,
    /// They may. Their errors are placed, behind as many bytes as were consumed `before`.
    Permitted { before: u64 },
}

/// Takes values from bytes.
pub struct Cursor<'c, 'de> {
    input: &'de [u8],
    /// The input from the next opcode on.
    rest: &'de [u8],
    options: &'c Options,
    registry: Option<&'c Registry>,
    protocol: u8,
    memo: Vec<Entry>,
    /// How many entries the input has given an index.
    indexed: usize,
    /// The globals that are in the memo.
    known: Vec<Known>,
    seen: ClassTable<Seen>,
    /// By which attribute names come again, in a run for each class.
    names: Vec<Get>,
    /// That of the attribute that was last gone to by its name in full.
    attribute_name: Cow<'de, str>,
    /// The pointers that were given out, by where their objects begin.
    pointers: &'c mut Pointers<usize>,
    /// How much input there was behind the tuple that was last read.
    rest_behind_tuple: usize,
    /// The same behind a class that stands for an instance of it.
    rest_behind_class: usize,
    /// The GETs that lead to the position.
    replays: Vec<Replay>,
    /// The calls of `set` whose items are being read.
    calls: Vec<Call>,
    /// What may still be read again.
    repeats: usize,
    /// How much may still be copied, as the machine counts it.
    copies: usize,
    /// How many opcodes may still be looked ahead at, those with lines by their length.
    lookahead: Cell<usize>,
    /// How many levels deeper it may go.
    levels: usize,
    /// How many opcodes may still be looked at for single objects, before it pays to find out for
    /// all.
    near: usize,
    /// What [`levels`](Cursor::levels) was in the lists of lists that the position is in.
    lists: Vec<usize>,
    /// What takes what, once that was asked for.
    consumers: Option<Consumers>,
    /// How many sets and keys of dicts the position is in, where Python takes no list, dict, set or
    /// bytearray.
    hashed: usize,
    hooks: Option<&'c mut (dyn PersistentLoads + 'c)>,
    user_code: UserCode,
    /// Whether anything was met that the cursor does not know, whatever became of the error.
    has_failed: Cell<bool>,
    /// How many bytes were consumed before the input.
    before: u64,
    /// The out-of-band buffers, and how many of them were used.
    buffers: Option<&'c VecDeque<Cow<'de, [u8]>>>,
    used_buffers: usize,
    named: Named<'c>,
    /// Whether an object was met again while it was being read.
    has_met_cycle: bool,
    /// Which objects are, once that was asked for.
    cycles: Option<&'c Cycles>,
    entered_tuples: EnteredTuples,
    /// Where values began, and how many objects were memoized before each.
    wholes: Vec<(usize, usize)>,
    /// How many bytes of the input were in values.
    in_values: usize,
    room_for_values: Option<Box<RoomForValues<'de>>>,
}

impl<'c, 'de> Cursor<'c, 'de> {
    /// A cursor at the beginning of `input`, behind PROTO and FRAME.
    #[inline]
    pub(super) fn new(
        input: &'de [u8],
        pointers: &'c mut Pointers<usize>,
        given: Given<'c, 'de>,
    ) -> Cursor<'c, 'de> {
        let Given { options, registry, hooks, buffers, before, cycles, named } = given;
        let (protocol, rest) = behind_header(input);
        Cursor {
            input,
            rest,
            options,
            registry,
            protocol,
            memo: Vec::new(),
            indexed: 0,
            known: Vec::new(),
            seen: ClassTable::default(),
            names: Vec::new(),
            attribute_name: Cow::Borrowed(""),
            pointers,
            rest_behind_tuple: usize::MAX,
            rest_behind_class: usize::MAX,
            replays: Vec::new(),
            calls: Vec::new(),
            repeats: options.limits.repeats.saturating_add(input.len()),
            copies: options.limits.repeats,
            lookahead: Cell::new(input.len().saturating_mul(16)),
            levels: options.limits.depth,
            near: 64 + input.len() / 2,
            lists: Vec::new(),
            consumers: None,
            hashed: 0,
            hooks: Some(hooks),
            user_code: UserCode::Refused,
            has_failed: Cell::new(false),
            before,
            buffers,
            used_buffers: 0,
            named,
            has_met_cycle: false,
            cycles,
            entered_tuples: EnteredTuples::default(),
            wholes: Vec::new(),
            in_values: 0,
            room_for_values: None,
        }
    }

    /// Lets functions of the user's run: for a pickle that was checked to the end. `before` is how
    /// many bytes were consumed before the input.
    pub(super) fn permit_user_code(&mut self, before: u64) {
        self.user_code = UserCode::Permitted { before };
    }

    /// Takes over what another has found out about the same input by looking ahead.
    pub(super) fn know_consumers(&mut self, consumers: Option<Consumers>) {
        self.consumers = consumers;
    }

    /// What was found out by looking ahead.
    pub(super) fn take_consumers(&mut self) -> Option<Consumers> {
        self.consumers.take()
    }

    /// Reads STOP, if all was read up to there.
    pub(super) fn end(&mut self, is_read: bool) -> End {
        if is_read {
            return self.stop().map_or(End::Unknown, End::Known);
        }
        if self.user_code == UserCode::Met {
            return End::UserCode;
        }
        if self.has_met_cycle && self.cycles.is_none() {
            return self.find_cycles().map_or(End::Unknown, End::Cycles);
        }
        End::Unknown
    }

    fn stop(&mut self) -> Result<Pass, Error> {
        self.expect(op::STOP)?;
        if self.has_failed.get() || self.mixes_memoize_with_puts() {
            return Err(self.unknown());
        }
        Ok(Pass {
            len: self.position(),
            is_memoized: !self.memo.is_empty(),
            buffers: self.used_buffers,
        })
    }

    /// What was read of a pickle that was checked: an error is one of a function of the user's.
    pub(super) fn vouch_for<T>(&mut self, read: Result<T, Error>) -> Option<Result<T, Error>> {
        match read {
            Ok(value) => self.stop().ok().map(|_| Ok(value)),
            Err(_) if self.has_failed.get() => None,
            Err(error) => Some(Err(error)),
        }
    }

    /// Something that the cursor does not know.
    #[cold]
    #[inline(never)]
    fn unknown(&self) -> Error {
        self.has_failed.set(true);
        Error::new(ErrorKind::Malformed, "a shape that the cursor does not know")
    }

    /// Goes a level deeper.
    #[inline]
    fn enter(&mut self) -> Result<(), Error> {
        match self.levels.checked_sub(1) {
            Some(levels) => {
                self.levels = levels;
                Ok(())
            }
            None => Err(self.unknown()),
        }
    }

    /// The same for what Python cannot hash.
    #[inline]
    fn enter_unhashable(&mut self) -> Result<(), Error> {
        if self.hashed > 0 {
            return Err(self.unknown());
        }
        self.enter()
    }

    /// Undoes [`enter`](Cursor::enter).
    #[inline]
    fn leave(&mut self) {
        self.levels += 1;
    }
}

impl<'de> Decoder<'de> for Cursor<'_, 'de> {
    type Items = Items;
    type Entries = Entries;
    type Object = Object;
    type Identity = Identity;

    fn kind(&mut self) -> Result<Kind, Error> {
        self.kind_of_next()
    }

    #[inline]
    fn read_none(&mut self) -> Result<bool, Error> {
        self.accept(op::NONE)
    }

    #[inline]
    fn read_bool(&mut self) -> Result<bool, Error> {
        self.bool()
    }

    #[inline]
    fn read_int<T: Integer>(&mut self) -> Result<T, Error> {
        self.int()
    }

    #[inline]
    fn read_float(&mut self) -> Result<f64, Error> {
        self.float()
    }

    #[inline(always)]
    fn read_str(&mut self) -> Result<Cow<'de, str>, Error> {
        self.str()
    }

    #[inline]
    fn read_bytes(&mut self) -> Result<Cow<'de, [u8]>, Error> {
        self.bytes()
    }

    fn read_value(&mut self) -> Result<Value, Error> {
        self.value()
    }

    fn skip(&mut self) -> Result<(), Error> {
        self.skip_next()
    }

    #[inline]
    fn begin_list(&mut self) -> Result<Items, Error> {
        self.list(Batches::of_list())
    }

    fn begin_set(&mut self) -> Result<Items, Error> {
        self.set()
    }

    #[inline]
    fn next_item(&mut self, items: &mut Items) -> Result<bool, Error> {
        self.item(items)
    }

    #[inline(always)]
    fn begin_list_of(&mut self, items: First) -> Result<Items, Error> {
        self.list(Batches::of_list_of(items))
    }

    #[inline]
    fn read_run<T: InRow>(&mut self, items: &mut Items, run: &mut Vec<T>) {
        self.items_in_a_row(items, run);
    }

    #[inline]
    fn size_hint(&self, items: &Items) -> usize {
        self.likely_items(items)
    }

    fn more_items(&self, items: &Items, read: usize) -> usize {
        self.items_ahead(items, read)
    }

    #[inline(always)]
    fn begin_tuple(&mut self, len: usize) -> Result<Items, Error> {
        self.tuple(len)
    }

    fn begin_tagged_tuple(&mut self) -> Result<Items, Error> {
        self.tagged_tuple()
    }

    #[inline(always)]
    fn begin_tuple_of(&mut self, len: usize, first: First) -> Result<Items, Error> {
        if first == First::Value { self.tuple_of_wholes(len) } else { self.tuple(len) }
    }

    #[inline]
    fn next_element(&mut self, items: &mut Items) -> Result<(), Error> {
        self.element(items)
    }

    #[inline(always)]
    fn end_tuple(&mut self, items: &mut Items) -> Result<(), Error> {
        self.end_of_tuple(items)
    }

    fn begin_dict(&mut self) -> Result<Entries, Error> {
        self.dict()
    }

    #[inline]
    fn next_key(&mut self, entries: &mut Entries) -> Result<bool, Error> {
        self.key(entries)
    }

    #[inline]
    fn next_value(&mut self, _: &mut Entries) -> Result<(), Error> {
        self.hashed = self.hashed.saturating_sub(1);
        Ok(())
    }

    fn in_entry(&self, entries: &Entries, error: Error) -> Error {
        match self.user_code {
            UserCode::Permitted { .. } => self.error_in(entries, error),
            UserCode::Refused | UserCode::Met => error,
        }
    }

    fn entries_hint(&self, _: &Entries) -> usize {
        0
    }

    fn more_entries(&self, entries: &Entries, read: usize) -> usize {
        self.entries_ahead(entries, read)
    }

    #[inline(always)]
    fn begin_record(&mut self, class: &'static Class) -> Result<Object, Error> {
        self.record(class)
    }

    #[inline(always)]
    fn begin_object_of(&mut self, classes: &[&'static Class]) -> Result<(usize, Object), Error> {
        self.object(classes)
    }

    #[inline]
    fn expect_args(&mut self, object: &mut Object, count: usize) {
        object.expected_args = count;
    }

    #[inline]
    fn next_arg(&mut self, object: &mut Object) -> Result<bool, Error> {
        self.argument(object)
    }

    fn next_keyword(&mut self, object: &mut Object) -> Result<Option<usize>, Error> {
        self.keyword(object)
    }

    #[inline(always)]
    fn end_args(&mut self, object: &mut Object) -> Result<(), Error> {
        self.end_of_args(object)
    }

    #[inline(always)]
    fn next_attribute(
        &mut self,
        object: &mut Object,
        expected: usize,
    ) -> Result<Option<usize>, Error> {
        self.next_in_state(object, expected)
    }

    #[inline]
    fn skip_attributes(&mut self, object: &mut Object) -> Result<(), Error> {
        self.skip_state(object)
    }

    fn attribute_name(&self, object: &Object) -> Cow<'de, str> {
        self.name_in(object)
    }

    fn next_state(&mut self, object: &mut Object) -> Result<bool, Error> {
        self.next_whole_state(object)
    }

    fn list_items(&mut self, object: &mut Object) -> Result<Items, Error> {
        self.items_of_object(object)
    }

    fn dict_items(&mut self, object: &mut Object) -> Result<Entries, Error> {
        self.entries_of_object(object)
    }

    fn older_version(&mut self, _: &mut Object, _: u32) -> Result<Option<u32>, Error> {
        // The version comes among the attributes. Until then it is taken for granted.
        Ok(None)
    }

    fn read_version(&mut self, current: u32) -> Result<bool, Error> {
        if self.int::<u32>()? == current { Ok(true) } else { Err(self.unknown()) }
    }

    fn end_version(&mut self, is_read: bool) -> Result<(), Error> {
        if is_read { Ok(()) } else { Err(self.unknown()) }
    }

    fn take_older(&mut self, _: Object) -> Result<Value, Error> {
        Err(self.unknown())
    }

    fn begin_upgraded(&mut self, _: Value, _: u32) -> Result<(), Error> {
        Err(self.unknown())
    }

    fn end_upgraded<T>(&mut self, _: Result<T, Error>) -> Result<T, Error> {
        Err(self.unknown())
    }

    fn before_user_code(&mut self) -> Result<(), Error> {
        if let UserCode::Permitted { .. } = self.user_code {
            return Ok(());
        }
        self.user_code = UserCode::Met;
        Err(self.unknown())
    }

    #[inline(always)]
    fn end_object(&mut self, object: &mut Object) -> Result<(), Error> {
        self.end_of_object(object)
    }

    #[inline]
    fn read_member(&mut self, enumeration: &'static Enumeration) -> Result<usize, Error> {
        self.member(enumeration)
    }

    fn resolve<T: Any>(&mut self) -> Result<Option<T>, Error> {
        self.persistent()
    }

    fn check_persistent<T: Any>(&mut self) -> Result<bool, Error> {
        self.persistent_is_taken::<T>()
    }

    fn read_registered<T: ?Sized + 'static>(&mut self) -> Result<Box<T>, Error> {
        let reader = self.reader()?;
        self.descend(1)?;
        let identity = self.identity_of_boxed();
        let value = reader.read_box(AnyDecoder::Cursor(self, identity))?;
        self.ascend(1);
        Ok(value)
    }

    fn read_registered_pointer<T: ?Sized + 'static, P: SharedPointer<T>>(
        &mut self,
        identity: Identity,
    ) -> Result<P, Error> {
        let reader = self.reader()?;
        P::read_registered(reader, AnyDecoder::Cursor(self, identity))
    }

    fn check_registered<T: ?Sized + 'static>(&mut self) -> Result<(), Error> {
        self.reader::<T>()?.check(self)
    }

    fn registered_dangling<T: ?Sized + 'static, P: SharedPointer<T>>(
        &mut self,
    ) -> Result<P::Weak, Error> {
        let readers = self.registry.map_or(&[][..], Registry::readers);
        let dangling = readers.iter().find_map(|reader| P::registered_dangling(&**reader));
        dangling.ok_or_else(|| self.unknown())
    }

    fn identity(&mut self) -> Result<Identity, Error> {
        self.next_identity()
    }

    fn shared<P: Any + Clone>(&mut self, identity: Identity) -> Option<P> {
        self.pointer_to(identity)
    }

    fn share<P: Any + Clone>(&mut self, identity: Identity, pointer: &P) {
        self.keep_pointer(identity, pointer.clone());
    }

    fn is_recursive(&mut self, identity: Identity) -> bool {
        self.cycles.is_some_and(|cycles| cycles.contain(identity.start()))
    }

    #[inline]
    fn descend(&mut self, levels: usize) -> Result<(), Error> {
        match self.levels.checked_sub(levels) {
            Some(levels) => {
                self.levels = levels;
                Ok(())
            }
            None => Err(self.unknown()),
        }
    }

    #[inline]
    fn ascend(&mut self, levels: usize) {
        self.levels += levels;
    }

    fn place(&self, error: Error) -> Error {
        error
    }

    fn place_object(&self, object: &Object, error: Error) -> Error {
        match self.user_code {
            UserCode::Permitted { before } => self.error_at(object, before, error),
            UserCode::Refused | UserCode::Met => error,
        }
    }
}
