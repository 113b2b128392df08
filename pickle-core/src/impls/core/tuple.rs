//! Tuples.
//!
//! | Rust | Python | Cost, limits |
//! |---|---|---|
//! | `(A,)` to tuples of 12 | `tuple` (a `list` is accepted) | a byte or two beside the items |
//!
//! The empty tuple is Rust's way to say nothing, and thus [`None`](super::none).

use crate::error::Error;
use crate::pickle::Pickle;
use crate::pickler::{Encoder, Estimate, Memo, Room};
use crate::unpickle::Unpickle;
use crate::unpickler::{Decoder, First, Kind, check};

macro_rules! tuples {
    ($($len:literal: $($item:ident $index:tt)*;)*) => {$(
        impl<$($item: Pickle),*> Pickle for ($($item,)*) {
            #[inline]
            fn pickle(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
                if encoder.put(self) {
                    return Ok(());
                }
                let tuple = encoder.begin_tuple($len)?;
                $(self.$index.pickle(encoder).map_err(|error| error.in_item($index))?;)*
                encoder.end_tuple(tuple)
            }

            #[inline]
            fn pickle_estimate(&self, levels: usize) -> Option<Estimate> {
                let levels = Estimate::deeper(levels)?;
                Estimate::of_parts([$(Some(self.$index.pickle_estimate(levels)?)),*])
            }

            #[inline]
            fn is_flat(levels: usize) -> bool {
                Estimate::deeper(levels).is_some_and(|levels| true $(&& $item::is_flat(levels))*)
            }

            #[inline]
            fn pickle_unhashable(&self, levels: usize) -> Option<Kind> {
                None$(.or_else(|| self.$index.pickle_unhashable(levels)))*
            }

            #[inline]
            fn pickle_into<'r>(&self, room: Room<'r>, memo: &Memo) -> Option<Room<'r>> {
                room.tuple($len, |room| {
                    $(let room = self.$index.pickle_into(room, memo)?;)*
                    Some(room)
                })
            }
        }

        impl<'de, $($item: Unpickle<'de>),*> Unpickle<'de> for ($($item,)*) {
            const FIRST: First =
                if $len > 3 { First::Mark } else { [$($item::FIRST),*][0].or_none() };

            #[inline]
            fn unpickle<__D: Decoder<'de>>(decoder: &mut __D) -> Result<Self, Error> {
                let mut items = decoder.begin_tuple_of($len, Self::FIRST)?;
                let tuple = ($(decoder.element::<$item>(&mut items, $index)?,)*);
                decoder.end_tuple(&mut items)?;
                Ok(tuple)
            }

            fn check<__D: Decoder<'de>>(decoder: &mut __D) -> Result<(), Error> {
                let items = decoder.begin_tuple_of($len, Self::FIRST)?;
                check::items(decoder, items, &[$($item::check),*])
            }
        }
    )*};
}

tuples! {
    1: A 0;
    2: A 0 B 1;
    3: A 0 B 1 C 2;
    4: A 0 B 1 C 2 D 3;
    5: A 0 B 1 C 2 D 3 E 4;
    6: A 0 B 1 C 2 D 3 E 4 F 5;
    7: A 0 B 1 C 2 D 3 E 4 F 5 G 6;
    8: A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7;
    9: A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8;
    10: A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9;
    11: A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9 K 10;
    12: A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9 K 10 L 11;
}
