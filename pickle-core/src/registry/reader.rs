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
use crate::unpickler::{Cursor, Decoder, GraphDecoder, Identity, SharedPointer};

/// One of the decoders, which a trait object can be handed, and the identity of the object that it
/// stands before.
pub enum AnyDecoder<'d, 'g, 'c, 'de> {
    /// The walk over the graph.
    Graph(&'d mut GraphDecoder<'g, 'de>, NodeId),
    /// The walk over the bytes.
    Cursor(&'d mut Cursor<'c, 'de>, Identity),
}

/// The same, written once for all decoders.
macro_rules! with_decoder {
    ($any:ident, $decoder:ident $(, $identity:ident)? => $read:expr) => {
        match $any {
            $crate::registry::AnyDecoder::Graph($decoder, _identity) => {
                $(let $identity = _identity;)?
                $read
            }
            $crate::registry::AnyDecoder::Cursor($decoder, _identity) => {
                $(let $identity = _identity;)?
                $read
            }
        }
    };
}

pub(crate) use with_decoder;

/// Reads instances of some classes as a `D`, behind any of the pointers.
pub trait Reader<D: ?Sized>: Send + Sync {
    /// Whether the next object is one that the others take; see `Unpickle::check`.
    fn check(&self, decoder: &mut Cursor<'_, '_>) -> Result<(), Error>;

    /// As a `Box`.
    fn read_box(&self, decoder: AnyDecoder<'_, '_, '_, '_>) -> Result<Box<D>, Error>;

    /// As an `Rc`, which parts of the instance may refer to while it is read.
    fn read_rc(&self, decoder: AnyDecoder<'_, '_, '_, '_>) -> Result<Rc<D>, Error> {
        self.read_box(decoder).map(Rc::from)
    }

    /// As an `Arc`, which parts of the instance may refer to while it is read.
    fn read_arc(&self, decoder: AnyDecoder<'_, '_, '_, '_>) -> Result<Arc<D>, Error> {
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
    fn check(&self, decoder: &mut Cursor<'_, '_>) -> Result<(), Error> {
        T::check(decoder)
    }

    fn read_box(&self, decoder: AnyDecoder<'_, '_, '_, '_>) -> Result<Box<D>, Error> {
        let value = with_decoder!(decoder, decoder => T::unpickle(decoder))?;
        Ok(D::from_box(Box::new(value)))
    }

    fn read_rc(&self, decoder: AnyDecoder<'_, '_, '_, '_>) -> Result<Rc<D>, Error> {
        let pointer = with_decoder!(decoder, decoder, identity => {
            T::unpickle_shared::<_, Upcast<Rc<T>, D>>(decoder, identity)
        })?;
        Ok(D::from_rc(pointer.pointer))
    }

    fn read_arc(&self, decoder: AnyDecoder<'_, '_, '_, '_>) -> Result<Arc<D>, Error> {
        let pointer = with_decoder!(decoder, decoder, identity => {
            T::unpickle_shared::<_, Upcast<Arc<T>, D>>(decoder, identity)
        })?;
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
    fn check(&self, decoder: &mut Cursor<'_, '_>) -> Result<(), Error> {
        T::check(decoder)
    }

    fn read_box(&self, decoder: AnyDecoder<'_, '_, '_, '_>) -> Result<Box<D>, Error> {
        with_decoder!(decoder, decoder => {
            let value = T::unpickle(decoder)?;
            decoder.before_user_code()?;
            Ok((self.wrap)(value))
        })
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
    fn check(&self, decoder: &mut Cursor<'_, '_>) -> Result<(), Error> {
        S::check(decoder)
    }

    fn read_box(&self, decoder: AnyDecoder<'_, '_, '_, '_>) -> Result<Box<D>, Error> {
        with_decoder!(decoder, decoder => {
            let value = S::unpickle(decoder)?;
            decoder.before_user_code()?;
            Ok((self.wrap)(value))
        })
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
