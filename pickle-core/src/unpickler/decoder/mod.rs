//! What a type takes its parts from when it is unpickled.
//!
//! # Two sources behind one trait
//!
//! [`Decoder`] is written so that a value can be taken from it in the order in which the bytes of
//! a pickle hold its parts, each part once, and nothing is asked before its bytes have gone by:
//!
//! - [`GraphDecoder`](super::graph_decoder) walks the graph of objects that the
//!   [machine](super::machine) has built from the whole program. It understands everything.
//! - The [cursor](super::cursor) goes over the bytes in one pass, without values in between, and
//!   knows the shapes that picklers write. How each method maps to bytes:
//!   - Scalars look at one opcode. Every other read ends by stepping over PUT, BINPUT, LONG_BINPUT
//!     or MEMOIZE, noting at that index where the object began; a GET is read by going back there,
//!     at a charge on [`Limits::repeats`](crate::Limits), and returning.
//!   - [`begin_list`](Decoder::begin_list) takes EMPTY_LIST or MARK, LIST;
//!     [`next_item`](Decoder::next_item) steps over MARK, APPEND and APPENDS between items, and
//!     where the list may be empty looks ahead at what the opcodes will do with the stack.
//!   - [`begin_tuple`](Decoder::begin_tuple) is told the length, because a tuple of one to three
//!     items has no opening opcode: its items come first, and only
//!     [`end_tuple`](Decoder::end_tuple) meets TUPLE1 to TUPLE3 (or TUPLE, for the MARK that
//!     `begin_tuple` saw).
//!   - [`begin_object`](Decoder::begin_object) takes the global; [`arg`](Decoder::arg) reads on
//!     within the tuple of arguments; [`end_args`](Decoder::end_args) meets REDUCE, NEWOBJ or
//!     NEWOBJ_EX. The state comes behind that, where
//!     [`next_attribute`](Decoder::next_attribute) walks the dict (or both dicts of a slots state)
//!     and meets BUILD at its end. Told which name is expected, the cursor compares the bytes of
//!     the GET by which that name always comes.
//!   - Whatever it does not know is an error inside the cursor, upon which the load starts over
//!     with the machine, whose word is final: calls that it does not know, older versions, and
//!     functions of the user's ([`before_user_code`](Decoder::before_user_code)) as long as it is
//!     not sure that there is no starting over. Parts without a type
//!     ([`read_value`](Decoder::read_value)) are run by a machine of their own.
//!
//! Nothing in the trait asks for random access, for the length of what is still to come
//! ([`size_hint`](Decoder::size_hint) may be 0), or for the type of an object before it is read,
//! save [`kind`](Decoder::kind), which the cursor answers from the next opcode where that settles
//! it. A source stands behind what was read: after an error it may stand anywhere, and a type that
//! tries one read and then another must ask for the kind instead, or be read by the machine.

mod kind;

use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::vec::Vec;
use core::any::Any;

use super::cursor::InRow;
use super::shared::SharedPointer;
use crate::enumeration::Enumeration;
use crate::error::{Error, ErrorKind};
use crate::global::{Class, one_of};
use crate::int::Int;
use crate::unpickle::Unpickle;
use crate::value::Value;
pub use kind::Kind;

/// Where [`Unpickle`] takes its parts from, one after the other.
///
/// Each `read_` method reads one object of its type, or fails with an error that says what it
/// found instead, and where. Containers are walked: `begin_`, then an item or entry at a time, each
/// of which must be read (or [`skip`](Decoder::skip)ped) before the next is asked for.
pub trait Decoder<'de>: Sized {
    /// A walk over the items of a list, tuple or set.
    type Items;
    /// A walk over the entries of a dict.
    type Entries;
    /// A walk over the parts of an instance.
    type Object;
    /// Tells objects of the pickle apart, as `id` does in Python.
    type Identity: Copy;

    /// What the next object is, without reading it.
    ///
    /// # Errors
    ///
    /// If the input is malformed.
    fn kind(&mut self) -> Result<Kind, Error>;

    /// Reads the next object if it is `None`, and otherwise leaves it to the next call.
    ///
    /// # Errors
    ///
    /// If the input is malformed.
    fn read_none(&mut self) -> Result<bool, Error>;

    /// Reads a `bool`.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::WrongType`].
    fn read_bool(&mut self) -> Result<bool, Error>;

    /// Reads an `int` that fits `T`. A `bool` is not taken for an int.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::WrongType`]; [`ErrorKind::OutOfRange`] if it does not fit.
    fn read_int<T: Integer>(&mut self) -> Result<T, Error>;

    /// Reads a `float`. An `int` is accepted if it is a float's value exactly.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::WrongType`]; [`ErrorKind::OutOfRange`] for an int that a float would round.
    fn read_float(&mut self) -> Result<f64, Error>;

    /// Reads a `str`, borrowed where the input holds it as UTF-8.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::WrongType`]; [`ErrorKind::Encoding`] for a Python 2 `str` that is not text in
    /// the chosen encoding.
    fn read_str(&mut self) -> Result<Cow<'de, str>, Error>;

    /// Reads `bytes`, borrowed where the input holds them. Accepts a `bytearray`, an out-of-band
    /// buffer, a Python 2 `str` and a list or tuple of ints from 0 to 255.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::WrongType`]; [`ErrorKind::OutOfRange`] for items that are no bytes.
    fn read_bytes(&mut self) -> Result<Cow<'de, [u8]>, Error>;

    /// Reads any object.
    ///
    /// # Errors
    ///
    /// If the input is malformed, or exceeds a limit.
    fn read_value(&mut self) -> Result<Value, Error>;

    /// Steps over the next object.
    ///
    /// # Errors
    ///
    /// If the input is malformed.
    fn skip(&mut self) -> Result<(), Error>;

    /// Enters a list. A tuple is accepted, and a `collections.deque`.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::WrongType`]; [`ErrorKind::Limit`] if nested too deep.
    fn begin_list(&mut self) -> Result<Self::Items, Error>;

    /// Enters a set. A `frozenset` is accepted.
    ///
    /// # Errors
    ///
    /// As [`begin_list`](Decoder::begin_list).
    fn begin_set(&mut self) -> Result<Self::Items, Error>;

    /// Goes to the next item of a list or set, which the next read then reads; `false` behind the
    /// last.
    ///
    /// # Errors
    ///
    /// If the input is malformed.
    fn next_item(&mut self, items: &mut Self::Items) -> Result<bool, Error>;

    /// Enters a list whose items begin so.
    ///
    /// # Errors
    ///
    /// As [`begin_list`](Decoder::begin_list).
    #[doc(hidden)]
    fn begin_list_of(&mut self, _: First) -> Result<Self::Items, Error> {
        self.begin_list()
    }

    /// Reads the items that come next, as many as stand in a row in their usual form. What comes
    /// behind them is left to [`next_item`](Decoder::next_item).
    #[doc(hidden)]
    fn read_run<T: InRow>(&mut self, _: &mut Self::Items, _: &mut Vec<T>) {}

    /// How many items are still to come, where that is known, or else a small number that may well
    /// be: fit for `with_capacity`.
    fn size_hint(&self, items: &Self::Items) -> usize;

    /// How many more items there may be behind the `read` ones, judged by these: no more than the
    /// input has room for.
    #[doc(hidden)]
    fn more_items(&self, _: &Self::Items, _read: usize) -> usize {
        0
    }

    /// Enters a tuple of `len` items. A list of that length is accepted.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::WrongType`], [`ErrorKind::WrongLength`]; [`ErrorKind::Limit`] if nested too
    /// deep.
    fn begin_tuple(&mut self, len: usize) -> Result<Self::Items, Error>;

    /// Enters a tuple whose first item begins so.
    ///
    /// # Errors
    ///
    /// As [`begin_tuple`](Decoder::begin_tuple).
    #[doc(hidden)]
    fn begin_tuple_of(&mut self, len: usize, _: First) -> Result<Self::Items, Error> {
        self.begin_tuple(len)
    }

    /// Enters a tuple (or list) of at least one item, whose length is told to
    /// [`end_tuple`](Decoder::end_tuple) by how many were read: the first item decides.
    ///
    /// # Errors
    ///
    /// As [`begin_tuple`](Decoder::begin_tuple).
    fn begin_tagged_tuple(&mut self) -> Result<Self::Items, Error>;

    /// Goes to the next item of a tuple.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::WrongLength`] if there is none.
    fn next_element(&mut self, items: &mut Self::Items) -> Result<(), Error>;

    /// Leaves a tuple.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::WrongLength`] if there are more items.
    fn end_tuple(&mut self, items: &mut Self::Items) -> Result<(), Error>;

    /// Enters a dict. An `OrderedDict`, a `defaultdict` and a `Counter` are accepted.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::WrongType`]; [`ErrorKind::Limit`] if nested too deep.
    fn begin_dict(&mut self) -> Result<Self::Entries, Error>;

    /// Goes to the key of the next entry, which the next read then reads; `false` behind the last.
    ///
    /// # Errors
    ///
    /// If the input is malformed.
    fn next_key(&mut self, entries: &mut Self::Entries) -> Result<bool, Error>;

    /// Goes to the value of the entry whose key was just read.
    ///
    /// # Errors
    ///
    /// If the input is malformed.
    fn next_value(&mut self, entries: &mut Self::Entries) -> Result<(), Error>;

    /// Notes in the error that it arose in the entry whose key was last gone to.
    #[must_use]
    fn in_entry(&self, entries: &Self::Entries, error: Error) -> Error;

    /// How many entries are still to come, as far as is known for certain.
    fn entries_hint(&self, entries: &Self::Entries) -> usize;

    /// How many more entries there may be behind the `read` ones, as
    /// [`more_items`](Decoder::more_items).
    #[doc(hidden)]
    fn more_entries(&self, _: &Self::Entries, _read: usize) -> usize {
        0
    }

    /// Enters a plain dict whose keys are the [`names`](Class::names) of `class`, to be walked by
    /// [`next_attribute`](Decoder::next_attribute) like the state of an instance.
    ///
    /// # Errors
    ///
    /// As [`begin_dict`](Decoder::begin_dict).
    fn begin_record(&mut self, class: &'static Class) -> Result<Self::Object, Error>;

    /// Enters an instance of one of `classes`, and says of which. However it was pickled: by
    /// REDUCE, NEWOBJ, NEWOBJ_EX, INST, OBJ, `copyreg.__newobj__`, `copyreg._reconstructor` or
    /// `functools.partial`. The class itself (a global) is taken for an instance without
    /// arguments and state.
    ///
    /// Then, in this order: its arguments, [`end_args`](Decoder::end_args), its state, and
    /// [`end_object`](Decoder::end_object).
    ///
    /// # Errors
    ///
    /// [`ErrorKind::WrongClass`], [`ErrorKind::WrongType`]; [`ErrorKind::Limit`] if nested too
    /// deep.
    fn begin_object_of(
        &mut self,
        classes: &[&'static Class],
    ) -> Result<(usize, Self::Object), Error>;

    /// Says how many positional arguments are expected, before the first is gone to.
    ///
    /// Protocols 0 and 1 keep the fields of a named tuple as those of any tuple, in one argument
    /// (`copyreg._reconstructor(C, tuple, fields)`). Where more than one is expected, the arguments
    /// are its items.
    fn expect_args(&mut self, object: &mut Self::Object, count: usize);

    /// Goes to the next positional argument; `false` behind the last.
    ///
    /// # Errors
    ///
    /// If the input is malformed.
    fn next_arg(&mut self, object: &mut Self::Object) -> Result<bool, Error>;

    /// Goes to the next keyword argument, and gives its index in the [`names`](Class::names) of
    /// the class ([`UNKNOWN`] if it is none of them); `None` behind the last. Asked for behind the
    /// positional arguments.
    ///
    /// # Errors
    ///
    /// If the input is malformed.
    fn next_keyword(&mut self, object: &mut Self::Object) -> Result<Option<usize>, Error>;

    /// Leaves the arguments.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::WrongLength`] if there are more than were read.
    fn end_args(&mut self, object: &mut Self::Object) -> Result<(), Error>;

    /// Goes to the next attribute of the state, and gives its index in the
    /// [`names`](Class::names) of the class ([`UNKNOWN`] if it is none of them); `None` behind the
    /// last. The state may be a dict, a slots state `(None, {..})` or `(dict, {..})`, or missing.
    ///
    /// `expected` is the index that is tried first: that behind the last one, where attributes are
    /// likely to come in their order.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::WrongType`] if the state is of another shape.
    fn next_attribute(
        &mut self,
        object: &mut Self::Object,
        expected: usize,
    ) -> Result<Option<usize>, Error>;

    /// Steps over all attributes of the state.
    ///
    /// # Errors
    ///
    /// As [`next_attribute`](Decoder::next_attribute) and [`skip`](Decoder::skip).
    #[doc(hidden)]
    fn skip_attributes(&mut self, object: &mut Self::Object) -> Result<(), Error> {
        while self.next_attribute(object, 0)?.is_some() {
            self.skip()?;
        }
        Ok(())
    }

    /// The name of the attribute or keyword argument that was last gone to.
    fn attribute_name(&self, object: &Self::Object) -> Cow<'de, str>;

    /// Goes to the whole state, to be read as one object: what `__setstate__` gets; `false` where
    /// there is none (or no further one: BUILD may occur twice). Instead of
    /// [`next_attribute`](Decoder::next_attribute).
    ///
    /// # Errors
    ///
    /// If the input is malformed.
    fn next_state(&mut self, object: &mut Self::Object) -> Result<bool, Error>;

    /// The list items appended to the instance (the fourth part of `__reduce__`), to be walked by
    /// [`next_item`](Decoder::next_item). Asked for before the state or behind it.
    ///
    /// # Errors
    ///
    /// If the input is malformed.
    fn list_items(&mut self, object: &mut Self::Object) -> Result<Self::Items, Error>;

    /// The entries set on the instance (the fifth part of `__reduce__`), to be walked by
    /// [`next_key`](Decoder::next_key). Asked for before the state or behind it.
    ///
    /// # Errors
    ///
    /// If the input is malformed.
    fn dict_items(&mut self, object: &mut Self::Object) -> Result<Self::Entries, Error>;

    /// The version of the instance or record that was just entered, if that is older than the
    /// `current` one: the attribute `__version__`, or 0 where there is none. `None` for one of the
    /// current version, which is read as usual; `__version__` is then one of its attributes.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Version`] for a newer version; [`ErrorKind::WrongType`],
    /// [`ErrorKind::OutOfRange`] for what is no version.
    fn older_version(
        &mut self,
        object: &mut Self::Object,
        current: u32,
    ) -> Result<Option<u32>, Error>;

    /// Leaves the instance or record that was just entered, and gives the whole of it.
    ///
    /// Where its objects are put into what [`begin_upgraded`](Decoder::begin_upgraded) takes, they
    /// keep their [`identity`](Decoder::identity).
    ///
    /// # Errors
    ///
    /// As [`read_value`](Decoder::read_value).
    fn take_older(&mut self, object: Self::Object) -> Result<Value, Error>;

    /// Takes what stands for the instance or record that [`take_older`](Decoder::take_older) gave:
    /// an instance or a dict, which is of the version `version` from now on. The next read reads
    /// it. Then comes [`end_upgraded`](Decoder::end_upgraded), whatever that read gives.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::WrongType`] for a value that is neither.
    fn begin_upgraded(&mut self, value: Value, version: u32) -> Result<(), Error>;

    /// Goes back to where the instance was taken from, and gives what was `read`.
    ///
    /// # Errors
    ///
    /// That of `read`, at the instance if it has no other place.
    fn end_upgraded<T>(&mut self, read: Result<T, Error>) -> Result<T, Error>;

    /// Reads the attribute that was just gone to as the version of the instance or record, which
    /// [`older_version`](Decoder::older_version) has found to be the `current` one, as far as it
    /// could tell; gives `true`, for [`end_version`](Decoder::end_version).
    ///
    /// # Errors
    ///
    /// If it is another version after all.
    #[doc(hidden)]
    fn read_version(&mut self, _current: u32) -> Result<bool, Error> {
        self.skip().map(|()| true)
    }

    /// Called behind the attributes, and told whether the version was among them.
    ///
    /// # Errors
    ///
    /// If that was not known before, and it was not.
    #[doc(hidden)]
    fn end_version(&mut self, _is_read: bool) -> Result<(), Error> {
        Ok(())
    }

    /// Called before a function of the user's is: a constructor, `setstate`, a hook. What has run
    /// cannot be run again, so a source that may yet have to start over does so now.
    ///
    /// # Errors
    ///
    /// None that a caller need look at.
    fn before_user_code(&mut self) -> Result<(), Error>;

    /// Leaves an instance or record.
    ///
    /// # Errors
    ///
    /// If the input is malformed.
    fn end_object(&mut self, object: &mut Self::Object) -> Result<(), Error>;

    /// Reads a member of an enumeration, by name (a global, or `getattr`) or by value (a call of
    /// the class): its index in `enumeration`'s members.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::WrongClass`], [`ErrorKind::WrongType`], [`ErrorKind::UnknownVariant`].
    fn read_member(&mut self, enumeration: &'static Enumeration) -> Result<usize, Error>;

    /// Lets the hook for `T` resolve the next object if it is a persistent id; `None`, and the
    /// object is left to the next call, if it is none.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::PersistentId`] if there is no hook for `T`, or it does not know the id;
    /// [`ErrorKind::Custom`] if it fails.
    fn resolve<T: Any>(&mut self) -> Result<Option<T>, Error>;

    /// Whether the next object is one that [`resolve`](Decoder::resolve) takes, which may also say
    /// that it is no persistent id; see `Unpickle::check`.
    #[doc(hidden)]
    fn check_persistent<T: Any>(&mut self) -> Result<bool, Error> {
        self.before_user_code().map(|()| false)
    }

    /// Reads an instance of a class that is [registered](crate::Registry::register) for the trait
    /// object `T`, as the type that is registered for it.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::WrongClass`], [`ErrorKind::WrongType`]; what the registered type gives.
    fn read_registered<T: ?Sized + 'static>(&mut self) -> Result<Box<T>, Error>;

    /// The same, behind a pointer that parts of the instance may refer to.
    #[doc(hidden)]
    fn read_registered_pointer<T: ?Sized + 'static, P: SharedPointer<T>>(
        &mut self,
        identity: Self::Identity,
    ) -> Result<P, Error>;

    /// Whether the next object is one that [`read_registered`](Decoder::read_registered) takes;
    /// see `Unpickle::check`.
    #[doc(hidden)]
    fn check_registered<T: ?Sized + 'static>(&mut self) -> Result<(), Error> {
        self.before_user_code()
    }

    /// A `Weak` to no `T`, in the place of `None`.
    #[doc(hidden)]
    fn registered_dangling<T: ?Sized + 'static, P: SharedPointer<T>>(
        &mut self,
    ) -> Result<P::Weak, Error>;

    /// Which object the next read will read: the same for each reference to one object.
    ///
    /// # Errors
    ///
    /// If the input is malformed.
    fn identity(&mut self) -> Result<Self::Identity, Error>;

    /// Reads the next object, whose identity is given, as the pointer of type `P` that was given
    /// out for it before, by this load or an earlier one of the same unpickler. `None`, and the
    /// object is left to the next call, if there is none.
    fn shared<P: Any + Clone>(&mut self, identity: Self::Identity) -> Option<P>;

    /// Keeps a pointer to the object, for further references to it.
    fn share<P: Any + Clone>(&mut self, identity: Self::Identity, pointer: &P);

    /// Whether the object contains itself.
    fn is_recursive(&mut self, identity: Self::Identity) -> bool;

    /// Counts levels of nesting that show in the types alone: one for a pointer, by which a type can
    /// contain itself without end, on one object even; and one for each KiB of a type that is
    /// large itself, as it takes more of the stack. Undone by [`ascend`](Decoder::ascend).
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Limit`] if nested too deep.
    fn descend(&mut self, levels: usize) -> Result<(), Error>;

    /// Undoes [`descend`](Decoder::descend), which was told as many levels.
    fn ascend(&mut self, levels: usize);

    /// The error, at the object that was last gone to or read.
    #[must_use]
    fn place(&self, error: Error) -> Error;

    /// The error, at the instance or record as a whole.
    #[must_use]
    fn place_object(&self, object: &Self::Object, error: Error) -> Error;

    /// Enters an instance of `class`; see [`begin_object_of`](Decoder::begin_object_of).
    ///
    /// # Errors
    ///
    /// As there.
    #[inline(always)]
    fn begin_object(&mut self, class: &'static Class) -> Result<Self::Object, Error> {
        self.begin_object_of(&[class]).map(|(_, object)| object)
    }

    /// Reads the next item of a tuple, which is its `index`th.
    ///
    /// # Errors
    ///
    /// As [`next_element`](Decoder::next_element), and what `T` gives.
    #[inline]
    fn element<T: Unpickle<'de>>(
        &mut self,
        items: &mut Self::Items,
        index: usize,
    ) -> Result<T, Error> {
        self.next_element(items)?;
        T::unpickle(self).map_err(|error| error.in_item(index))
    }

    /// Reads the next positional argument, which `class` knows as `name`.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::WrongLength`] if there is none, and what `T` gives.
    #[inline]
    fn arg<T: Unpickle<'de>>(
        &mut self,
        object: &mut Self::Object,
        class: &'static Class,
        name: &'static str,
    ) -> Result<T, Error> {
        if self.next_arg(object)? {
            self.attribute(class, name)
        } else {
            Err(self.missing_arg(object, class, name))
        }
    }

    /// Reads the attribute or argument that was just gone to, which `class` knows as `name`.
    ///
    /// # Errors
    ///
    /// What `T` gives.
    #[inline]
    fn attribute<T: Unpickle<'de>>(
        &mut self,
        class: &'static Class,
        name: &'static str,
    ) -> Result<T, Error> {
        T::unpickle(self).map_err(|error| error.in_attribute(class, name))
    }

    /// Reads the attribute or argument that was just gone to by persistent id, or by value where
    /// it is no persistent id.
    ///
    /// # Errors
    ///
    /// As [`resolve`](Decoder::resolve), and what `T` gives.
    fn persistent_attribute<T: Unpickle<'de> + Any>(
        &mut self,
        class: &'static Class,
        name: &'static str,
    ) -> Result<T, Error> {
        match self.resolve() {
            Ok(Some(value)) => Ok(value),
            Ok(None) => T::unpickle(self),
            Err(error) => Err(error),
        }
        .map_err(|error| error.in_attribute(class, name))
    }

    /// The attribute's value, if it was met.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::MissingAttribute`].
    #[inline]
    fn require<T>(
        &self,
        value: Option<T>,
        object: &Self::Object,
        class: &'static Class,
        name: &'static str,
    ) -> Result<T, Error> {
        match value {
            Some(value) => Ok(value),
            None => Err(self.missing_attribute(object, class, name)),
        }
    }

    /// The error for an attribute that is not there.
    #[cold]
    fn missing_attribute(
        &self,
        object: &Self::Object,
        class: &'static Class,
        name: &'static str,
    ) -> Error {
        let message = alloc::format!("the pickle has no attribute `{name}`");
        let error = Error::new(ErrorKind::MissingAttribute, message);
        self.place_object(object, error.in_attribute(class, name))
    }

    /// The error for an argument that is not there.
    #[cold]
    fn missing_arg(
        &self,
        object: &Self::Object,
        class: &'static Class,
        name: &'static str,
    ) -> Error {
        let error = Error::new(
            ErrorKind::WrongLength,
            alloc::format!("the pickle has no init arg `{name}`"),
        );
        self.place_object(object, error.in_attribute(class, name))
    }

    /// The error for the attribute (or keyword) that was just gone to, where the type denies
    /// unknown ones.
    #[cold]
    fn unknown_attribute(&self, object: &Self::Object, class: &'static Class) -> Error {
        let name = self.attribute_name(object).into_owned();
        let error =
            Error::new(ErrorKind::UnknownAttribute, alloc::format!("unknown attribute `{name}`"));
        self.place(error.in_attribute(class, name))
    }

    /// The error for an instance of an older version where there is no function to upgrade it.
    #[cold]
    fn no_upgrade(
        &self,
        object: &Self::Object,
        class: &'static Class,
        version: u32,
        current: u32,
    ) -> Error {
        let message = if version == 0 {
            alloc::format!(
                "the pickle has no version of {class}, which is at {current} here, and there is no \
                 `upgrade`"
            )
        } else {
            alloc::format!(
                "version {version} of {class} is older than {current}, and there is no `upgrade`"
            )
        };
        let error = Error::new(ErrorKind::Version, message);
        self.place_object(object, error.in_attribute(class, "__version__"))
    }

    /// The error for a name that was just read and is none of the variants', which are the
    /// [`names`](Class::names) of `class`.
    #[cold]
    fn unknown_variant(&self, class: &'static Class, name: &str) -> Error {
        let known = one_of((0..class.attribute_count()).map(|index| class.attribute(index)));
        let message = alloc::format!("{class} has no variant {name:?}: expected {known}");
        self.place(Error::new(ErrorKind::UnknownVariant, message))
    }
}

/// What [`Decoder::descend`] is told of a type by its size.
pub(crate) const fn levels_of<T>() -> usize {
    size_of::<T>() / 1024
}

/// The index that stands for a name which the class does not have.
pub const UNKNOWN: usize = usize::MAX;

/// What the objects of a type begin with: by that an empty list of them is told from one with a
/// single item, which look alike up to the APPEND.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum First {
    /// With anything, for all that is known.
    Any,
    /// They are numbers or bools.
    Number,
    /// They are strs.
    Str,
    /// With the global of a class or function, or a MARK before it.
    Global,
    /// They are lists, as many levels of them, down to what begins in one of these three ways.
    List(u8),
    /// With a MARK, as far as they are what their type is written as.
    Mark,
    /// They are taken as they are, or tuples that begin with such.
    Value,
}

impl First {
    /// What an `Option` begins with whose `Some` begins so, or a tuple whose first item does.
    pub(crate) const fn or_none(self) -> First {
        match self {
            First::Value | First::Mark => self,
            _ => First::Any,
        }
    }

    /// How many levels of lists there are around what begins in one of the three ways; `None` if
    /// it may begin otherwise.
    pub(crate) const fn levels(self) -> Option<u8> {
        match self {
            First::Any | First::Mark | First::Value => None,
            First::Number | First::Str | First::Global => Some(0),
            First::List(levels) => Some(levels),
        }
    }

    /// What a list begins with whose items begin so.
    pub(crate) const fn in_list(self) -> First {
        match self.levels() {
            Some(levels) if levels < u8::MAX => First::List(levels + 1),
            _ => First::Any,
        }
    }
}

/// What [`Decoder::read_int`] can give: the integers of Rust, and [`Int`].
pub trait Integer: Sized {
    /// The type's name in messages.
    const NAME: &'static str;

    /// The int as this type, if it fits.
    fn from_i64(int: i64) -> Option<Self>;

    /// The same for one that may be beyond `i64`.
    #[must_use]
    fn from_i128(int: i128) -> Option<Self> {
        match i64::try_from(int) {
            Ok(small) => Self::from_i64(small),
            Err(_) => Self::from_int(&Int::from(int)),
        }
    }

    /// The int, which is beyond `i64`, as this type, if it fits.
    fn from_int(int: &Int) -> Option<Self>;
}
