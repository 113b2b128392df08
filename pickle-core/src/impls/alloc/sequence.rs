//! Sequences.
//!
//! | Rust | Python | Cost, limits |
//! |---|---|---|
//! | `Vec`, `Box<[T]>` | `list` (a `tuple` or `deque` is accepted); `bytes` for `u8` | as a slice |
//! | [`VecDeque`], [`LinkedList`] | `list` | likewise |
//! | [`BinaryHeap`] | `list`, in the heap's order | reading makes a heap of any list |
//!
//! Python's `heapq` has the smallest item first, and [`BinaryHeap`] the greatest: only with
//! [`Reverse`](core::cmp::Reverse) is the list a heap for both.

use alloc::boxed::Box;
use alloc::collections::{BinaryHeap, LinkedList, VecDeque};
use alloc::vec::Vec;

use crate::error::Error;
use crate::pickle::Pickle;
use crate::pickler::{Encoder, Estimate};
use crate::unpickle::{Unpickle, unpickle_empty_first};
use crate::unpickler::{Decoder, First, Slot};

impl<T: Pickle> Pickle for Vec<T> {
    #[inline]
    fn pickle(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        (**self).pickle(encoder)
    }

    small_as!(self => **self);

    #[inline]
    fn is_flat(levels: usize) -> bool {
        levels.checked_sub(1).and_then(Estimate::deeper).is_some_and(T::is_flat)
    }
}

impl<'de, T: Unpickle<'de>> Unpickle<'de> for Vec<T> {
    const FIRST: First = T::FIRST.in_list();

    const IS_EMPTY_FIRST: bool = true;

    #[inline]
    fn unpickle<D: Decoder<'de>>(decoder: &mut D) -> Result<Vec<T>, Error> {
        T::unpickle_vec(decoder)
    }

    fn check<D: Decoder<'de>>(decoder: &mut D) -> Result<(), Error> {
        T::check_vec(decoder)
    }

    fn unpickle_in_phases<D: Decoder<'de>, __S: Slot<D, Self>>(
        decoder: &mut D,
        slot: &mut __S,
    ) -> Result<(), Error> {
        unpickle_empty_first(decoder, slot)
    }
}

impl<'de, T: Unpickle<'de>> Unpickle<'de> for Box<[T]> {
    const FIRST: First = T::FIRST.in_list();

    fn unpickle<D: Decoder<'de>>(decoder: &mut D) -> Result<Box<[T]>, Error> {
        T::unpickle_vec(decoder).map(Vec::into_boxed_slice)
    }

    fn check<D: Decoder<'de>>(decoder: &mut D) -> Result<(), Error> {
        T::check_vec(decoder)
    }
}

macro_rules! sequences {
    ($($sequence:ident $(: $bound:ident)?)*) => {$(
        impl<T: Pickle> Pickle for $sequence<T> {
            fn pickle(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
                encoder.list(self)
            }

            unhashable!(List);
        }

        impl<'de, T: Unpickle<'de> $(+ $bound)?> Unpickle<'de> for $sequence<T> {
            const FIRST: First = T::FIRST.in_list();

            const IS_EMPTY_FIRST: bool = true;

            fn unpickle<D: Decoder<'de>>(decoder: &mut D) -> Result<$sequence<T>, Error> {
                T::unpickle_vec(decoder).map(|items| items.into_iter().collect())
            }

            fn check<D: Decoder<'de>>(decoder: &mut D) -> Result<(), Error> {
                T::check_vec(decoder)
            }

            fn unpickle_in_phases<D: Decoder<'de>, __S: Slot<D, Self>>(
                decoder: &mut D,
                slot: &mut __S,
            ) -> Result<(), Error> {
                unpickle_empty_first(decoder, slot)
            }
        }
    )*};
}

sequences!(VecDeque LinkedList BinaryHeap: Ord);
