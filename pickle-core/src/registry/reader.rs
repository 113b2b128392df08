//! What reads an instance as a trait object.

use alloc::boxed::Box;
use alloc::rc::{self, Rc};
use alloc::sync::{self, Arc};
use core::any::Any;
use core::marker::PhantomData;

use super::polymorphic::Polymorphic;
use crate::error::Error;
use crate::suite::PickleWith;
use crate::unpickle::UnpickleOwned;
use crate::unpickler::graph::NodeId;
use crate::unpickler::{Decoder, GraphDecoder, SharedPointer};

/// Reads instances of some classes as a `D`, behind any of the pointers.
pub trait Reader<D: ?Sized>: Send + Sync {
    /// As a `Box`.
    fn read_box(&self, decoder: &mut GraphDecoder<'_, '_>) -> Result<Box<D>, Error>;

    /// As an `Rc`, which parts of the instance may refer to while it is read.
    fn read_rc(
        &self,
        decoder: &mut GraphDecoder<'_, '_>,
        _identity: NodeId,
    ) -> Result<Rc<D>, Error> {
        self.read_box(decoder).map(Rc::from)
    }

    /// As an `Arc`, which parts of the instance may refer to while it is read.
    fn read_arc(
        &self,
        decoder: &mut GraphDecoder<'_, '_>,
        _identity: NodeId,
    ) -> Result<Arc<D>, Error> {
        self.read_box(decoder).map(Arc::from)
    }

    /// A pointer to nothing, which only a type can tell how to make.
    fn dangling_rc(&self) -> Option<rc::Weak<D>> {
        None
    }

    /// A pointer to nothing, which only a type can tell how to make.
    fn dangling_arc(&self) -> Option<sync::Weak<D>> {
        None
    }
}

/// Reads a `T`, which is a `D`.
pub(super) struct AsIs<T>(pub(super) PhantomData<fn() -> T>);

impl<D, T> Reader<D> for AsIs<T>
where
    D: Polymorphic<T> + ?Sized + 'static,
    T: UnpickleOwned + 'static,
{
    fn read_box(&self, decoder: &mut GraphDecoder<'_, '_>) -> Result<Box<D>, Error> {
        T::unpickle(decoder).map(|value| D::from_box(Box::new(value)))
    }

    fn read_rc(
        &self,
        decoder: &mut GraphDecoder<'_, '_>,
        identity: NodeId,
    ) -> Result<Rc<D>, Error> {
        let pointer = T::unpickle_shared::<_, Upcast<Rc<T>, D>>(decoder, identity)?;
        Ok(D::from_rc(pointer.pointer))
    }

    fn read_arc(
        &self,
        decoder: &mut GraphDecoder<'_, '_>,
        identity: NodeId,
    ) -> Result<Arc<D>, Error> {
        let pointer = T::unpickle_shared::<_, Upcast<Arc<T>, D>>(decoder, identity)?;
        Ok(D::from_arc(pointer.pointer))
    }

    fn dangling_rc(&self) -> Option<rc::Weak<D>> {
        Some(D::from_weak_rc(rc::Weak::<T>::new()))
    }

    fn dangling_arc(&self) -> Option<sync::Weak<D>> {
        Some(D::from_weak_arc(sync::Weak::<T>::new()))
    }
}

/// Reads a `T`, of which a function makes a `D`.
pub(super) struct By<T, F> {
    pub(super) wrap: F,
    pub(super) value: PhantomData<fn() -> T>,
}

impl<D, T, F> Reader<D> for By<T, F>
where
    D: ?Sized,
    T: UnpickleOwned,
    F: Fn(T) -> Box<D> + Send + Sync,
{
    fn read_box(&self, decoder: &mut GraphDecoder<'_, '_>) -> Result<Box<D>, Error> {
        T::unpickle(decoder).map(&self.wrap)
    }
}

/// Reads a `T` through a suite, and has a function make a `D` of it.
pub(super) struct BySuite<S, T, F> {
    pub(super) wrap: F,
    pub(super) suite: PhantomData<fn(S) -> T>,
}

impl<D, S, T, F> Reader<D> for BySuite<S, T, F>
where
    D: ?Sized,
    S: PickleWith<T>,
    F: Fn(T) -> Box<D> + Send + Sync,
{
    fn read_box(&self, decoder: &mut GraphDecoder<'_, '_>) -> Result<Box<D>, Error> {
        S::unpickle(decoder).map(&self.wrap)
    }
}

/// An `Rc<T>` or `Arc<T>` that is given out as one to a `D`: also while what it points to is being
/// read.
struct Upcast<P, D: ?Sized> {
    pointer: P,
    target: PhantomData<fn() -> Box<D>>,
}

impl<P, D: ?Sized> Upcast<P, D> {
    fn of(pointer: P) -> Self {
        Upcast { pointer, target: PhantomData }
    }
}

impl<P: Clone, D: ?Sized> Clone for Upcast<P, D> {
    fn clone(&self) -> Self {
        Upcast::of(self.pointer.clone())
    }
}

macro_rules! upcast {
    ($($pointer:ident, $from:ident $from_weak:ident;)*) => {$(
        impl<T, D: ?Sized> From<Box<T>> for Upcast<$pointer<T>, D> {
            fn from(value: Box<T>) -> Self {
                Upcast::of(value.into())
            }
        }

        impl<T, D> SharedPointer<T> for Upcast<$pointer<T>, D>
        where
            T: Any,
            D: Polymorphic<T> + ?Sized + 'static,
        {
            type Weak = <$pointer<T> as SharedPointer<T>>::Weak;

            fn new(value: T) -> Self {
                Upcast::of($pointer::new(value))
            }

            fn new_cyclic(make: impl FnOnce(&Self::Weak) -> T) -> Self {
                Upcast::of($pointer::new_cyclic(make))
            }

            fn get(&self) -> &T {
                &self.pointer
            }

            fn downgrade(&self) -> Self::Weak {
                $pointer::downgrade(&self.pointer)
            }

            fn dangling() -> Self::Weak {
                <$pointer<T> as SharedPointer<T>>::dangling()
            }

            fn share<'de, I: Decoder<'de>>(&self, decoder: &mut I, identity: I::Identity) {
                decoder.share(identity, &D::$from(self.pointer.clone()));
            }

            fn share_weak<'de, I: Decoder<'de>>(
                weak: &Self::Weak,
                decoder: &mut I,
                identity: I::Identity,
            ) {
                decoder.share(identity, &D::$from_weak(weak.clone()));
            }
        }
    )*};
}

upcast! {
    Rc, from_rc from_weak_rc;
    Arc, from_arc from_weak_arc;
}
