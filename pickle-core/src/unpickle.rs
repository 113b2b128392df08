//! The trait of types that can be read.

use alloc::vec::Vec;

use crate::error::Error;
use crate::unpickler::{Decoder, First, InRow, SharedPointer, Slot, check, levels_of, shared};

/// A type that can be unpickled from input that lives for `'de`.
///
/// Derive it with `#[derive(Pickle)]`, which gives both traits, or write it by hand against the
/// [`Decoder`]. One call reads exactly one object. Nothing in a pickle is ever imported, called or
/// executed, and only the classes that the type names are accepted.
///
/// ```
/// use pickle_core::{Decoder, Error, Unpickle};
///
/// /// Seen by Python as a list of two ints.
/// #[derive(Debug, PartialEq)]
/// struct Pair(i64, i64);
///
/// impl<'de> Unpickle<'de> for Pair {
///     fn unpickle<D: Decoder<'de>>(decoder: &mut D) -> Result<Pair, Error> {
///         let [a, b] = <[i64; 2]>::unpickle(decoder)?; // a list, or a tuple
///         Ok(Pair(a, b))
///     }
/// }
///
/// let pair: Pair = pickle_core::from_slice(b"(lp0\nI1\naI2\na.").unwrap();
/// assert_eq!(pair, Pair(1, 2));
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be unpickled",
    label = "the trait `Unpickle` is not implemented for `{Self}`",
    note = "derive it with `#[derive(Pickle)]`, or name a suite for a foreign type with `#[pickle(with = Suite)]`; a trait object needs `polymorphic!` beside its trait"
)]
pub trait Unpickle<'de>: Sized {
    /// How an object of the type begins.
    #[doc(hidden)]
    const FIRST: First = First::Any;

    /// Reads one object.
    ///
    /// # Errors
    ///
    /// If the object is of another type, class or range than this type takes.
    fn unpickle<D: Decoder<'de>>(decoder: &mut D) -> Result<Self, Error>;

    /// Reads one object in the two phases that an object which contains itself needs.
    #[doc(hidden)]
    fn unpickle_in_phases<D: Decoder<'de>, S: Slot<D, Self>>(
        decoder: &mut D,
        slot: &mut S,
    ) -> Result<(), Error> {
        let value = Self::unpickle(decoder)?;
        slot.make(decoder, value);
        Ok(())
    }

    /// Reads one object behind a new pointer to it.
    #[doc(hidden)]
    fn unpickle_shared<D: Decoder<'de>, P: SharedPointer<Self>>(
        decoder: &mut D,
        identity: D::Identity,
    ) -> Result<P, Error> {
        shared::unpickle_whole(decoder, identity)
    }

    /// Whether [`unpickle_in_phases`](Unpickle::unpickle_in_phases) makes the value before it reads
    /// anything.
    #[doc(hidden)]
    const IS_EMPTY_FIRST: bool = false;

    /// Whether the next object is one that [`unpickle`](Unpickle::unpickle) takes: the same reads,
    /// without a call of what is the user's.
    ///
    /// # Errors
    ///
    /// If it is not, or if that cannot be told without such a call.
    #[doc(hidden)]
    fn check<D: Decoder<'de>>(decoder: &mut D) -> Result<(), Error> {
        Self::unpickle(decoder).map(drop)
    }

    /// The same for [`unpickle_in_phases`](Unpickle::unpickle_in_phases); `made` is called where the
    /// value is made.
    #[doc(hidden)]
    fn check_in_phases<D: Decoder<'de>>(
        decoder: &mut D,
        _made: &mut dyn FnMut(&mut D),
    ) -> Result<(), Error> {
        Self::check(decoder)
    }

    /// The same for [`unpickle_shared`](Unpickle::unpickle_shared).
    #[doc(hidden)]
    fn check_shared<D: Decoder<'de>, P: SharedPointer<Self>>(
        decoder: &mut D,
        identity: D::Identity,
    ) -> Result<(), Error> {
        check::whole::<D, Self, P>(decoder, identity)
    }

    /// The same for [`unpickle_vec`](Unpickle::unpickle_vec).
    #[doc(hidden)]
    fn check_vec<D: Decoder<'de>>(decoder: &mut D) -> Result<(), Error> {
        decoder.descend(levels_of::<Self>())?;
        let mut items = decoder.begin_list_of(Self::FIRST)?;
        while decoder.next_item(&mut items)? {
            Self::check(decoder)?;
        }
        decoder.ascend(levels_of::<Self>());
        Ok(())
    }

    /// The same for [`unpickle_array`](Unpickle::unpickle_array).
    #[doc(hidden)]
    fn check_array<D: Decoder<'de>, const N: usize>(decoder: &mut D) -> Result<(), Error> {
        let mut items = decoder.begin_tuple_of(N, Self::FIRST)?;
        for _ in 0..N {
            decoder.next_element(&mut items)?;
            Self::check(decoder)?;
        }
        decoder.end_tuple(&mut items)
    }

    /// Reads a sequence of the type: a list or tuple, but `bytes` (and more) for `u8`.
    #[doc(hidden)]
    fn unpickle_vec<D: Decoder<'de>>(decoder: &mut D) -> Result<Vec<Self>, Error> {
        decoder.descend(levels_of::<Self>())?;
        let mut items = decoder.begin_list_of(Self::FIRST)?;
        let mut vec = Vec::new();
        while decoder.next_item(&mut items)? {
            if vec.len() == vec.capacity() {
                make_room(decoder, &items, &mut vec);
            }
            vec.push(Self::unpickle(decoder).map_err(|error| error.in_item(vec.len()))?);
        }
        decoder.ascend(levels_of::<Self>());
        trim(&mut vec);
        Ok(vec)
    }

    /// Reads an array of the type: a tuple or list of just that length, but `bytes` for `u8`.
    #[doc(hidden)]
    fn unpickle_array<D: Decoder<'de>, const N: usize>(
        decoder: &mut D,
    ) -> Result<[Self; N], Error> {
        let mut items = decoder.begin_tuple_of(N, Self::FIRST)?;
        let array = if size_of::<[Self; N]>() <= SMALL { small_array } else { large_array }(
            decoder, &mut items,
        )?;
        decoder.end_tuple(&mut items)?;
        Ok(array)
    }
}

/// Up to how many bytes an array is put together where it is.
const SMALL: usize = 256;

fn small_array<'de, T: Unpickle<'de>, D: Decoder<'de>, const N: usize>(
    decoder: &mut D,
    items: &mut D::Items,
) -> Result<[T; N], Error> {
    let mut array = [const { None }; N];
    for (index, item) in array.iter_mut().enumerate() {
        *item = Some(decoder.element(items, index)?);
    }
    Ok(array.map(|item| item.unwrap_or_else(|| unreachable!("the loop above fills all"))))
}

/// The same on the heap, for the sake of the stack.
fn large_array<'de, T: Unpickle<'de>, D: Decoder<'de>, const N: usize>(
    decoder: &mut D,
    items: &mut D::Items,
) -> Result<[T; N], Error> {
    let mut vec = Vec::with_capacity(N);
    for index in 0..N {
        vec.push(decoder.element(items, index)?);
    }
    match vec.try_into() {
        Ok(array) => Ok(array),
        Err(_) => unreachable!("the loop above pushes N items"),
    }
}

/// [`Unpickle::unpickle_vec`] for what stands in rows.
pub(crate) fn unpickle_vec_of_numbers<'de, T, D>(decoder: &mut D) -> Result<Vec<T>, Error>
where
    T: Unpickle<'de> + InRow,
    D: Decoder<'de>,
{
    let mut items = decoder.begin_list_of(First::Number)?;
    let mut vec = Vec::new();
    loop {
        decoder.read_run(&mut items, &mut vec);
        if !decoder.next_item(&mut items)? {
            trim(&mut vec);
            return Ok(vec);
        }
        make_room(decoder, &items, &mut vec);
        vec.push(T::unpickle(decoder).map_err(|error| error.in_item(vec.len()))?);
    }
}

/// Lets a long list grow to the size that it may well have, rather than to twice its own again and
/// again. Room that is not used is given back at the end; room that there is not is not needed.
///
/// A short one grows to a block that is still small before it takes a larger one.
#[inline]
fn make_room<'de, T, D: Decoder<'de>>(decoder: &D, items: &D::Items, vec: &mut Vec<T>) {
    /// From where on it pays.
    const LONG: usize = 1000;
    /// In bytes. For what is larger, glibc first puts together all that was freed in pieces.
    const SMALL: usize = 1008;
    let (len, small) = (vec.len(), SMALL / size_of::<T>().max(1));
    if vec.capacity() == 0 {
        *vec = Vec::with_capacity(cautious::<T>(1 + decoder.size_hint(items)));
    } else if (small / 2 + 1..small).contains(&len) {
        let _ = vec.try_reserve_exact(small - len);
    } else if len >= LONG && vec.capacity() - len < LONG {
        let _ = vec.try_reserve_exact(decoder.more_items(items, len).min(len.saturating_mul(64)));
    }
}

/// Gives back what a list has much too much of.
fn trim<T>(vec: &mut Vec<T>) {
    if vec.len() < vec.capacity() / 4 {
        vec.shrink_to_fit();
    }
}

/// A collection that is read into, one by one. Only a hash table has to be told to grow, as all that
/// is in it moves each time.
pub(crate) trait Table {
    /// Makes room for as many more as there may be, now that as many were `read`.
    #[inline]
    fn grow(&mut self, _read: usize, _more: impl FnOnce(usize) -> usize) {}

    /// Gives back what it has much too much of.
    fn trim(&mut self) {}
}

/// Reads a container in two phases: it is empty when it is first seen.
pub(crate) fn unpickle_empty_first<'de, T, D, S>(decoder: &mut D, slot: &mut S) -> Result<(), Error>
where
    T: Unpickle<'de> + Default,
    D: Decoder<'de>,
    S: Slot<D, T>,
{
    if S::SHARED {
        slot.make(decoder, T::default());
        let value = T::unpickle(decoder)?;
        return slot.update(|container| *container = value);
    }
    let value = T::unpickle(decoder)?;
    slot.make(decoder, value);
    Ok(())
}

/// How many items to make room for before they are read: an item of one byte in the pickle may be
/// large in Rust, and not be acceptable after all.
pub(crate) fn cautious<T>(items: usize) -> usize {
    const ROOM: usize = 1 << 20;
    items.min(ROOM / size_of::<T>().max(1))
}

/// A type that can be unpickled without borrowing from the input: what
/// [`from_reader`](crate::from_reader) gives.
pub trait UnpickleOwned: for<'de> Unpickle<'de> {}

impl<T: for<'de> Unpickle<'de>> UnpickleOwned for T {}
