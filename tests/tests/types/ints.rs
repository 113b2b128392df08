//! Integers of every size.

use std::cmp::Reverse;
use std::num::{NonZero, Saturating, Wrapping};
use std::ops::{Range, RangeInclusive};

use num_bigint::{BigInt, BigUint};
use pickle_core::ErrorKind::{OutOfRange, WrongType};
use pickle_core::{Int, Protocol, from_slice};

use crate::{converts, pickle, refuses, round_trips};

macro_rules! integers {
    ($($tests:ident: $int:ident,)*) => {$(
        mod $tests {
            use super::*;

            const MIN: $int = $int::MIN;
            const MAX: $int = $int::MAX;

            #[test]
            fn full_range() {
                // Around each power of two, a form of the format begins or ends.
                let powers = (0..$int::BITS).map(|bit| (1 as $int) << bit);
                let around = powers.flat_map(|power| {
                    [power.wrapping_sub(1), power, power.wrapping_add(1), power.wrapping_neg()]
                });
                round_trips(around.chain([0, MIN, MAX]));
                let zero = [0 as $int];
                round_trips(zero.map(Wrapping));
                round_trips(zero.map(Saturating));
                round_trips([MIN, MAX].map(Reverse));
                round_trips([1, MAX].map(|int| NonZero::<$int>::new(int).unwrap()));
            }

            #[test]
            fn one_too_many() {
                let name = stringify!($int);
                let above = BigInt::from(MAX) + 1;
                let below = BigInt::from(MIN) - 1;
                for int in [above, below] {
                    for protocol in [Protocol::V0, Protocol::V2] {
                        let bytes = pickle(&int, protocol);
                        let error = from_slice::<$int>(&bytes).unwrap_err();
                        assert_eq!(error.kind(), OutOfRange);
                        assert_eq!(error.message(), format!("the int {int} does not fit {name}"));
                    }
                }
                let message = format!("the int 0 does not fit NonZero<{name}>, at byte 0 (INT)");
                refuses::<NonZero<$int>>(b"I0\n.", OutOfRange, &message);
                refuses::<$int>(
                    b"F1.0\n.",
                    WrongType,
                    "expected int, found float, at byte 0 (FLOAT)",
                );
            }

            #[test]
            fn ranges() {
                round_trips([0..0, MIN..MAX, Range { start: MAX, end: MIN }, 0..1, MAX..MAX]);
                round_trips([0..=0, MIN..=MAX, 0..=1, MAX..=MAX, MIN..=MIN]);
                round_trips([RangeInclusive::new(MAX, MIN)]);
                round_trips([MIN.., MAX..]);
                round_trips([..MIN, ..MAX]);
                round_trips([..=MIN, ..=MAX]);
                // range(MIN, MIN) has no inclusive form of the same numbers.
                let (start, end) = (MIN + 1, MIN);
                converts(&(MIN..MIN), &(start..=end));
                let mut done = 5..=5;
                done.next();
                converts(&done, &((5 as $int)..5));
                let stop: BigInt = BigInt::from(MAX) + 2;
                let bytes = pickle(&(BigInt::from(MIN)..stop.clone()), Protocol::V2);
                let error = from_slice::<RangeInclusive<$int>>(&bytes).unwrap_err();
                assert_eq!(error.kind(), OutOfRange);
                let message = format!("int {stop} - 1 does not fit {}", stringify!($int));
                assert_eq!(error.message(), message);
            }
        }
    )*};
}

integers! {
    i8s: i8, i16s: i16, i32s: i32, i64s: i64, i128s: i128, isizes: isize,
    u8s: u8, u16s: u16, u32s: u32, u64s: u64, u128s: u128, usizes: usize,
}

#[test]
fn big_ints() {
    let huge = BigInt::from(7).pow(1000);
    round_trips([BigInt::from(0), BigInt::from(-1), huge.clone(), -huge.clone()]);
    let huge = huge.to_biguint().unwrap();
    round_trips([BigUint::from(0_u8), BigUint::from(u64::MAX), huge.clone()]);
    for int in [-1_i64, i64::MIN] {
        converts(&int, &Int::from(int));
        converts(&Int::from(int), &BigInt::from(int));
    }
    round_trips([Int::from(i128::MIN), Int::from(u128::MAX)]);
    converts(&u128::MAX, &BigUint::from(u128::MAX));
    converts(&BigUint::from(255_u8), &255_u8);
    refuses::<BigUint>(b"I-1\n.", OutOfRange, "the int -1 does not fit BigUint, at byte 0 (INT)");
    refuses::<BigUint>(
        // -(2 ** 64)
        b"\x80\x02\x8a\x09\0\0\0\0\0\0\0\0\xff.",
        OutOfRange,
        "the int -18446744073709551616 does not fit BigUint, at byte 2 (LONG1)",
    );
}
