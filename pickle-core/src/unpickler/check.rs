//! Whether the next object is one that a type takes, found out without making the value.
//!
//! A function of the user's must run just once for each object of a load. So before the first of
//! them runs, a source that may yet have to start over goes through the whole pickle once, by
//! [`Unpickle::check`]: with the same reads as [`Unpickle::unpickle`], but without the calls, and
//! mostly without the values. What is called here is named after what it checks, and is what the
//! derive writes; errors say nothing, as nobody sees them.
#![allow(
    clippy::missing_errors_doc,
    reason = "each fails if it is not so, or if that cannot be told"
)]

use alloc::borrow::Cow;
use core::marker::PhantomData;

use super::decoder::Decoder;
use super::shared::{Pointee, SharedPointer};
use crate::error::{Error, ErrorKind};
use crate::global::Class;
use crate::init_args::{FromInitArgs, Init};
use crate::unpickle::Unpickle;

/// What checks one object.
pub type Check<D> = fn(&mut D) -> Result<(), Error>;

/// A type, of which nobody knows yet whether it can be unpickled. That is told by the compiler where
/// the value is read, and need not be told again here: a type that cannot be is refused.
pub struct Type<T: ?Sized>(PhantomData<fn() -> PhantomData<T>>);

impl<T: ?Sized> Type<T> {
    /// The type.
    #[must_use]
    pub const fn of() -> Type<T> {
        Type(PhantomData)
    }
}

/// What checks a type that can be unpickled.
pub trait Unpicklable<'de> {
    /// The type's check.
    fn check<D: Decoder<'de>>(&self) -> Check<D>;

    /// The same for what goes by persistent id, or else by value.
    fn check_persistent<D: Decoder<'de>>(&self) -> Check<D>
    where
        Self: 'static;
}

impl<'de, T: Unpickle<'de>> Unpicklable<'de> for Type<T> {
    fn check<D: Decoder<'de>>(&self) -> Check<D> {
        T::check
    }

    fn check_persistent<D: Decoder<'de>>(&self) -> Check<D>
    where
        Self: 'static,
    {
        |decoder| if decoder.check_persistent::<T>()? { Ok(()) } else { T::check(decoder) }
    }
}

/// What stands in for it elsewhere, as it takes a reference more to find it.
pub trait Whatever<'de> {
    /// None is taken.
    fn check<D: Decoder<'de>>(&self) -> Check<D>;

    /// None is taken.
    fn check_persistent<D: Decoder<'de>>(&self) -> Check<D>;
}

impl<'de, T: ?Sized> Whatever<'de> for &Type<T> {
    fn check<D: Decoder<'de>>(&self) -> Check<D> {
        |_| Err(refused())
    }

    fn check_persistent<D: Decoder<'de>>(&self) -> Check<D> {
        |_| Err(refused())
    }
}

/// An argument or attribute.
pub struct Part<D> {
    index: usize,
    check: Check<D>,
    is_required: bool,
}

impl<D> Part<D> {
    /// One that must be there; its index among the names of its class.
    pub const fn required(index: usize, check: Check<D>) -> Part<D> {
        Part { index, check, is_required: true }
    }

    /// One that may be missing.
    pub const fn optional(index: usize, check: Check<D>) -> Part<D> {
        Part { index, check, is_required: false }
    }
}

/// What an attribute is that no field names.
pub enum Unknown<'de, D> {
    /// An error.
    Refused,
    /// Nothing.
    Skipped,
    /// Part of a map, for which this checks it.
    Kept(fn(Cow<'de, str>, &mut D) -> Result<(), Error>),
}

/// A tuple.
pub fn tuple<'de, D: Decoder<'de>>(decoder: &mut D, items: &[Check<D>]) -> Result<(), Error> {
    let tuple = decoder.begin_tuple(items.len())?;
    self::items(decoder, tuple, items)
}

/// The items of a tuple.
pub(crate) fn items<'de, D: Decoder<'de>>(
    decoder: &mut D,
    mut tuple: D::Items,
    items: &[Check<D>],
) -> Result<(), Error> {
    elements(decoder, &mut tuple, items)?;
    decoder.end_tuple(&mut tuple)
}

/// A tuple that begins with one of the names of `class`, which says what follows.
pub fn tagged<'de, D: Decoder<'de>>(
    decoder: &mut D,
    class: &'static Class,
    variants: &[&[Check<D>]],
) -> Result<(), Error> {
    let mut tuple = decoder.begin_tagged_tuple()?;
    decoder.next_element(&mut tuple)?;
    let tag = decoder.read_str()?;
    let variant = class.index_of(&tag, 0).and_then(|index| variants.get(index));
    elements(decoder, &mut tuple, variant.ok_or_else(refused)?)?;
    decoder.end_tuple(&mut tuple)
}

fn elements<'de, D: Decoder<'de>>(
    decoder: &mut D,
    tuple: &mut D::Items,
    items: &[Check<D>],
) -> Result<(), Error> {
    items.iter().try_for_each(|check| {
        decoder.next_element(tuple)?;
        check(decoder)
    })
}

/// An instance or record of the current version.
pub fn version<'de, D: Decoder<'de>>(
    decoder: &mut D,
    object: &mut D::Object,
    current: u32,
) -> Result<(), Error> {
    match decoder.older_version(object, current)? {
        None => Ok(()),
        Some(_) => Err(refused()),
    }
}

/// Positional arguments, and keyword arguments if there can be any.
pub fn args<'de, D: Decoder<'de>>(
    decoder: &mut D,
    object: &mut D::Object,
    positional: &[Part<D>],
    keywords: &[Part<D>],
) -> Result<(), Error> {
    if positional.len() > 1 {
        decoder.expect_args(object, positional.len());
    }
    for part in positional {
        if decoder.next_arg(object)? {
            (part.check)(decoder)?;
        } else if part.is_required {
            return Err(refused());
        }
    }
    if !keywords.is_empty() {
        let mut met = Met::none_of(keywords);
        while let Some(index) = decoder.next_keyword(object)? {
            met.find(index).ok_or_else(refused)?(decoder)?;
        }
        met.all()?;
    }
    decoder.end_args(object)
}

/// The arguments that a constructor takes as a tuple.
pub fn init_args<'de, D, A, T>(
    decoder: &mut D,
    object: &mut D::Object,
    class: &'static Class,
    _init: impl Init<A, T>,
) -> Result<(), Error>
where
    D: Decoder<'de>,
    A: FromInitArgs<'de>,
{
    A::check_args(decoder, object, class)
}

/// The attributes. `version` is that which holds the version, by its index, and the version that it
/// must hold.
pub fn attributes<'de, D: Decoder<'de>>(
    decoder: &mut D,
    object: &mut D::Object,
    parts: &[Part<D>],
    version: Option<(usize, u32)>,
    unknown: &Unknown<'de, D>,
) -> Result<(), Error> {
    let mut met = Met::none_of(parts);
    let mut is_current = version.is_none();
    // As when they are read: what is expected costs less, and what is checked must not cost less.
    let known = parts.first().map(|part| part.index).into_iter().chain(version.map(|it| it.0));
    let first = known.min().unwrap_or(0);
    let mut expected = first;
    while let Some(index) = decoder.next_attribute(object, expected)? {
        expected = index.wrapping_add(1);
        if let Some(check) = met.find(index) {
            check(decoder)?;
        } else if let Some((_, current)) = version.filter(|&(version, _)| version == index) {
            is_current = decoder.read_version(current)?;
        } else {
            expected = first;
            match unknown {
                Unknown::Refused => return Err(refused()),
                Unknown::Skipped => decoder.skip()?,
                Unknown::Kept(check) => check(decoder.attribute_name(object), decoder)?,
            }
        }
    }
    if is_current { met.all() } else { decoder.end_version(false) }
}

/// The whole state, as `setstate` takes it.
pub fn state<'de, D, T, S, R>(
    decoder: &mut D,
    object: &mut D::Object,
    _setstate: fn(&mut T, S) -> R,
) -> Result<(), Error>
where
    D: Decoder<'de>,
    S: Unpickle<'de>,
{
    while decoder.next_state(object)? {
        S::check(decoder)?;
    }
    Ok(())
}

/// The list items of an instance.
pub fn list_items<'de, D: Decoder<'de>, T: Unpickle<'de>>(
    decoder: &mut D,
    object: &mut D::Object,
    _collection: PhantomData<impl IntoIterator<Item = T>>,
) -> Result<(), Error> {
    let mut items = decoder.list_items(object)?;
    while decoder.next_item(&mut items)? {
        T::check(decoder)?;
    }
    Ok(())
}

/// The dict items of an instance.
pub fn dict_items<'de, D: Decoder<'de>, K: Unpickle<'de>, V: Unpickle<'de>>(
    decoder: &mut D,
    object: &mut D::Object,
    _collection: PhantomData<impl IntoIterator<Item = (K, V)>>,
) -> Result<(), Error> {
    let mut entries = decoder.dict_items(object)?;
    while decoder.next_key(&mut entries)? {
        K::check(decoder)?;
        decoder.next_value(&mut entries)?;
        V::check(decoder)?;
    }
    Ok(())
}

/// Bytes.
pub fn bytes<'de, D: Decoder<'de>>(decoder: &mut D) -> Result<(), Error> {
    decoder.read_bytes().map(drop)
}

/// A trait object in a `Box`.
pub fn boxed<'de, D: Decoder<'de>, T: ?Sized + 'static>(decoder: &mut D) -> Result<(), Error> {
    decoder.descend(1)?;
    decoder.check_registered::<T>()?;
    decoder.ascend(1);
    Ok(())
}

/// A `P`, whose target is checked once.
pub(crate) fn pointer<'de, D, T, P>(decoder: &mut D) -> Result<(), Error>
where
    D: Decoder<'de>,
    T: Pointee<'de> + ?Sized,
    P: SharedPointer<T>,
{
    let identity = decoder.identity()?;
    if decoder.shared::<Checked<P>>(identity).is_none() {
        T::check_pointee::<D, P>(decoder, identity)?;
        decoder.share(identity, &Checked::<P>(PhantomData));
    }
    Ok(())
}

/// A `Weak` to the target of a `P`, which may be on its way to being made.
pub(crate) fn weak<'de, D, T, P>(decoder: &mut D) -> Result<(), Error>
where
    D: Decoder<'de>,
    T: Pointee<'de> + ?Sized,
    P: SharedPointer<T>,
{
    let identity = decoder.identity()?;
    match decoder.shared::<Checked<P::Weak>>(identity) {
        Some(_) => Ok(()),
        None => pointer::<D, T, P>(decoder),
    }
}

/// What a `P` points to that is not made in two phases.
pub(crate) fn whole<'de, D, T, P>(decoder: &mut D, identity: D::Identity) -> Result<(), Error>
where
    D: Decoder<'de>,
    T: Unpickle<'de>,
    P: SharedPointer<T>,
{
    if cfg!(all(feature = "std", panic = "unwind")) && decoder.is_recursive(identity) {
        decoder.share(identity, &Checked::<P::Weak>(PhantomData));
    }
    T::check(decoder)
}

/// What a cell holds, to which a `P` points.
pub(crate) fn in_cell<'de, D, T, P>(decoder: &mut D, identity: D::Identity) -> Result<(), Error>
where
    D: Decoder<'de>,
    T: Unpickle<'de>,
    P: 'static,
{
    if T::IS_EMPTY_FIRST {
        decoder.share(identity, &Checked::<P>(PhantomData));
        return T::check(decoder);
    }
    T::check_in_phases(decoder, &mut |decoder| {
        decoder.share(identity, &Checked::<P>(PhantomData));
    })
}

/// In the place of a `P` to what was checked.
struct Checked<P>(PhantomData<fn() -> P>);

impl<P> Clone for Checked<P> {
    fn clone(&self) -> Self {
        Checked(PhantomData)
    }
}

/// Which of the parts were met. A type of more than 256 is not checked, and so left to the machine.
struct Met<'p, D> {
    parts: &'p [Part<D>],
    is_met: [u64; 4],
    /// The part that is likely to come next.
    next: usize,
}

impl<'p, D> Met<'p, D> {
    fn none_of(parts: &'p [Part<D>]) -> Met<'p, D> {
        Met { parts, is_met: [0; 4], next: 0 }
    }

    /// Notes that the part was met; what checks it.
    fn find(&mut self, index: usize) -> Option<Check<D>> {
        let is_it = |part: &Part<D>| part.index == index;
        let at = if self.parts.get(self.next).is_some_and(is_it) {
            self.next
        } else {
            self.parts.iter().position(is_it)?
        };
        *self.is_met.get_mut(at / 64)? |= 1 << (at % 64);
        self.next = at + 1;
        Some(self.parts[at].check)
    }

    /// Nothing is missing.
    fn all(&self) -> Result<(), Error> {
        let is_met =
            |at: usize| self.is_met.get(at / 64).is_some_and(|met| met >> (at % 64) & 1 == 1);
        let is_there = |(at, part): (usize, &Part<D>)| !part.is_required || is_met(at);
        if self.parts.iter().enumerate().all(is_there) { Ok(()) } else { Err(refused()) }
    }
}

#[cold]
fn refused() -> Error {
    Error::new(ErrorKind::Malformed, "not what the type takes")
}
