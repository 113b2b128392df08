//! Identity: what is shared is read once, and given out as one allocation from then on.
//!
//! A pointer with several owners goes through these steps. It is looked up by the
//! [`Identity`](Decoder::Identity) of its object; if it is new, the object is read, and the pointer
//! is kept. Where the object contains itself, the pointer must be there before the object is
//! complete:
//!
//! - What a cell holds is made in two phases, as by Python: first from its init args (or as an
//!   empty container, or as its `Default`), then it is given its state. See [`Slot`].
//! - A `Weak` can be given out from within `new_cyclic`, before its target is made.

use alloc::boxed::Box;
use alloc::rc::{self, Rc};
use alloc::sync::{self, Arc};
use core::any::Any;
use core::marker::PhantomData;

use super::decoder::{Decoder, levels_of};
use crate::error::{Error, ErrorKind};
use crate::registry::{AnyDecoder, Reader};
use crate::unpickle::Unpickle;

/// `Rc` and `Arc`.
pub trait SharedPointer<T: ?Sized>: Any + Clone + From<Box<T>> {
    /// The pointer that does not own.
    type Weak: Any + Clone;

    /// A pointer to the value.
    fn new(value: T) -> Self
    where
        T: Sized;

    /// A pointer to what `make` gives, which may keep weak pointers to it.
    fn new_cyclic(make: impl FnOnce(&Self::Weak) -> T) -> Self
    where
        T: Sized;

    /// The value.
    fn get(&self) -> &T;

    /// A pointer to the same that does not own.
    fn downgrade(&self) -> Self::Weak;

    /// Keeps the pointer for further references to the object.
    fn share<'de, D: Decoder<'de>>(&self, decoder: &mut D, identity: D::Identity) {
        decoder.share(identity, self);
    }

    /// Keeps the weak pointer for references from within the object.
    fn share_weak<'de, D: Decoder<'de>>(weak: &Self::Weak, decoder: &mut D, identity: D::Identity) {
        decoder.share(identity, weak);
    }

    /// A pointer to nothing.
    #[must_use]
    fn dangling() -> Self::Weak
    where
        T: Sized;

    /// A pointer to what the reader reads.
    ///
    /// # Errors
    ///
    /// What the reader gives.
    fn read_registered(
        reader: &dyn Reader<T>,
        decoder: AnyDecoder<'_, '_, '_, '_>,
    ) -> Result<Self, Error> {
        reader.read_box(decoder).map(Self::from)
    }

    /// A pointer to nothing, if the reader knows how to make one.
    #[must_use]
    fn registered_dangling(_reader: &dyn Reader<T>) -> Option<Self::Weak> {
        None
    }
}

macro_rules! shared_pointers {
    ($($pointer:ident $module:ident $read:ident $dangling:ident),*) => {$(
        impl<T: ?Sized + 'static> SharedPointer<T> for $pointer<T> {
            type Weak = $module::Weak<T>;

            fn new(value: T) -> Self
            where
                T: Sized,
            {
                $pointer::new(value)
            }

            fn new_cyclic(make: impl FnOnce(&Self::Weak) -> T) -> Self
            where
                T: Sized,
            {
                $pointer::new_cyclic(make)
            }

            fn get(&self) -> &T {
                self
            }

            fn downgrade(&self) -> Self::Weak {
                $pointer::downgrade(self)
            }

            fn dangling() -> Self::Weak
            where
                T: Sized,
            {
                $module::Weak::new()
            }

            fn read_registered(
                reader: &dyn Reader<T>,
                decoder: AnyDecoder<'_, '_, '_, '_>,
            ) -> Result<Self, Error> {
                reader.$read(decoder)
            }

            fn registered_dangling(reader: &dyn Reader<T>) -> Option<Self::Weak> {
                reader.$dangling()
            }
        }
    )*};
}

shared_pointers!(Rc rc read_rc dangling_rc, Arc sync read_arc dangling_arc);

/// Where a value comes to be in two phases: made, then changed in place.
pub trait Slot<D, T> {
    /// Whether the value can be referred to between the two phases.
    const SHARED: bool;

    /// Takes the value as it is made; from now on it can be referred to.
    fn make(&mut self, decoder: &mut D, value: T);

    /// Changes the value that was made.
    ///
    /// # Errors
    ///
    /// If it is in use.
    fn update<R>(&mut self, change: impl FnOnce(&mut T) -> R) -> Result<R, Error>;
}

/// The slot of a value that nobody else refers to.
pub struct Alone<T>(Option<T>);

impl<T> Alone<T> {
    /// Reads a value in two phases.
    ///
    /// # Errors
    ///
    /// As [`Unpickle::unpickle`].
    #[inline]
    pub fn unpickle<'de, D: Decoder<'de>>(decoder: &mut D) -> Result<T, Error>
    where
        T: Unpickle<'de>,
    {
        let mut slot = Alone(None);
        T::unpickle_in_phases(decoder, &mut slot)?;
        slot.0.ok_or_else(never_made)
    }
}

impl<D, T> Slot<D, T> for Alone<T> {
    const SHARED: bool = false;

    #[inline]
    fn make(&mut self, _: &mut D, value: T) {
        self.0 = Some(value);
    }

    #[inline]
    fn update<R>(&mut self, change: impl FnOnce(&mut T) -> R) -> Result<R, Error> {
        self.0.as_mut().map(change).ok_or_else(never_made)
    }
}

/// Cells that can be shared, and changed while they are.
pub trait SharedCell<T> {
    /// A cell that holds the value.
    fn new(value: T) -> Self;

    /// Changes what the cell holds.
    ///
    /// # Errors
    ///
    /// If it is in use.
    fn update<R>(&self, change: impl FnOnce(&mut T) -> R) -> Result<R, Error>;
}

/// The slot of what a shared cell holds.
pub(crate) struct InCell<C, P, I> {
    identity: I,
    pointer: Option<P>,
    cell: PhantomData<C>,
}

impl<C, P, I> InCell<C, P, I> {
    /// Reads what the cell `C` holds, to which a `P` points, in two phases.
    pub(crate) fn unpickle<'de, D, T>(decoder: &mut D, identity: I) -> Result<P, Error>
    where
        D: Decoder<'de, Identity = I>,
        T: Unpickle<'de>,
        C: SharedCell<T>,
        P: SharedPointer<C>,
        I: Copy,
    {
        let mut slot = InCell { identity, pointer: None, cell: PhantomData };
        T::unpickle_in_phases(decoder, &mut slot)?;
        slot.pointer.ok_or_else(never_made)
    }
}

impl<'de, D, T, C, P> Slot<D, T> for InCell<C, P, D::Identity>
where
    D: Decoder<'de>,
    C: SharedCell<T>,
    P: SharedPointer<C>,
{
    const SHARED: bool = true;

    fn make(&mut self, decoder: &mut D, value: T) {
        let pointer = P::new(C::new(value));
        pointer.share(decoder, self.identity);
        self.pointer = Some(pointer);
    }

    fn update<R>(&mut self, change: impl FnOnce(&mut T) -> R) -> Result<R, Error> {
        match &self.pointer {
            Some(pointer) => pointer.get().update(change),
            None => Err(never_made()),
        }
    }
}

#[cold]
fn never_made() -> Error {
    Error::new(ErrorKind::Custom, "`Unpickle::unpickle_in_phases` made no value")
}

/// Reads what a `P` points to, and keeps the pointer.
pub(crate) fn unpickle_pointer<'de, D, T, P>(decoder: &mut D) -> Result<P, Error>
where
    D: Decoder<'de>,
    T: Pointee<'de> + ?Sized,
    P: SharedPointer<T>,
{
    let identity = decoder.identity()?;
    if let Some(pointer) = decoder.shared(identity) {
        return Ok(pointer);
    }
    let pointer = T::unpickle_pointer(decoder, identity)?;
    decoder.share(identity, &pointer);
    Ok(pointer)
}

/// What `Rc` and `Arc` can point to when read: every type that can be unpickled, `str`, slices,
/// and trait objects for which [`polymorphic!`](crate::polymorphic) was called.
pub trait Pointee<'de> {
    /// Reads the value behind a new pointer to it.
    ///
    /// # Errors
    ///
    /// As [`Unpickle::unpickle`].
    fn unpickle_pointer<D: Decoder<'de>, P: SharedPointer<Self>>(
        decoder: &mut D,
        identity: D::Identity,
    ) -> Result<P, Error>;

    /// Whether the next object is one that can be pointed to; see `Unpickle::check`.
    ///
    /// # Errors
    ///
    /// If it is not, or if that cannot be told.
    #[doc(hidden)]
    fn check_pointee<D: Decoder<'de>, P: SharedPointer<Self>>(
        decoder: &mut D,
        identity: D::Identity,
    ) -> Result<(), Error>;

    /// A pointer to nothing.
    ///
    /// # Errors
    ///
    /// If nobody knows how to make one.
    fn dangling<D: Decoder<'de>, P: SharedPointer<Self>>(decoder: &mut D)
    -> Result<P::Weak, Error>;
}

impl<'de, T: Unpickle<'de>> Pointee<'de> for T {
    fn unpickle_pointer<D: Decoder<'de>, P: SharedPointer<T>>(
        decoder: &mut D,
        identity: D::Identity,
    ) -> Result<P, Error> {
        let levels = 1 + levels_of::<T>();
        decoder.descend(levels)?;
        let pointer = T::unpickle_shared(decoder, identity)?;
        decoder.ascend(levels);
        Ok(pointer)
    }

    fn check_pointee<D: Decoder<'de>, P: SharedPointer<T>>(
        decoder: &mut D,
        identity: D::Identity,
    ) -> Result<(), Error> {
        let levels = 1 + levels_of::<T>();
        decoder.descend(levels)?;
        T::check_shared::<D, P>(decoder, identity)?;
        decoder.ascend(levels);
        Ok(())
    }

    fn dangling<D: Decoder<'de>, P: SharedPointer<T>>(_: &mut D) -> Result<P::Weak, Error> {
        Ok(P::dangling())
    }
}

impl<'de> Pointee<'de> for str {
    fn unpickle_pointer<D: Decoder<'de>, P: SharedPointer<str>>(
        decoder: &mut D,
        _: D::Identity,
    ) -> Result<P, Error> {
        Box::unpickle(decoder).map(P::from)
    }

    fn check_pointee<D: Decoder<'de>, P: SharedPointer<str>>(
        decoder: &mut D,
        _: D::Identity,
    ) -> Result<(), Error> {
        Box::<str>::check(decoder)
    }

    fn dangling<D: Decoder<'de>, P: SharedPointer<str>>(_: &mut D) -> Result<P::Weak, Error> {
        Ok(P::from(Box::default()).downgrade())
    }
}

impl<'de, T: Unpickle<'de>> Pointee<'de> for [T] {
    fn unpickle_pointer<D: Decoder<'de>, P: SharedPointer<[T]>>(
        decoder: &mut D,
        _: D::Identity,
    ) -> Result<P, Error> {
        Box::unpickle(decoder).map(P::from)
    }

    fn check_pointee<D: Decoder<'de>, P: SharedPointer<[T]>>(
        decoder: &mut D,
        _: D::Identity,
    ) -> Result<(), Error> {
        T::check_vec(decoder)
    }

    fn dangling<D: Decoder<'de>, P: SharedPointer<[T]>>(_: &mut D) -> Result<P::Weak, Error> {
        Ok(P::from(Box::default()).downgrade())
    }
}

/// Reads a value that is not made in two phases.
pub(crate) fn unpickle_whole<'de, D, T, P>(
    decoder: &mut D,
    identity: D::Identity,
) -> Result<P, Error>
where
    D: Decoder<'de>,
    T: Unpickle<'de>,
    P: SharedPointer<T>,
{
    #[cfg(all(feature = "std", panic = "unwind"))]
    if decoder.is_recursive(identity) {
        return unpickle_cyclic(decoder, identity);
    }
    #[cfg(not(all(feature = "std", panic = "unwind")))]
    let _ = identity;
    T::unpickle(decoder).map(P::new)
}

/// Reads a value that contains itself, with weak pointers to it at hand.
///
/// `new_cyclic` takes no failure, so an error is carried through it by unwinding.
#[cfg(all(feature = "std", panic = "unwind"))]
fn unpickle_cyclic<'de, D, T, P>(decoder: &mut D, identity: D::Identity) -> Result<P, Error>
where
    D: Decoder<'de>,
    T: Unpickle<'de>,
    P: SharedPointer<T>,
{
    use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

    let read = || {
        P::new_cyclic(|weak| {
            P::share_weak(weak, decoder, identity);
            T::unpickle(decoder).unwrap_or_else(|error| resume_unwind(Box::new(error)))
        })
    };
    // After an error the whole load is given up, so nobody sees the decoder half-way.
    catch_unwind(AssertUnwindSafe(read)).map_err(|payload| match payload.downcast::<Error>() {
        Ok(error) => *error,
        Err(panic) => resume_unwind(panic),
    })
}
