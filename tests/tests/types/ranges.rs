//! Ranges.

use std::ops::{Range, RangeFrom, RangeFull, RangeTo, RangeToInclusive};

use num_bigint::BigInt;
use pickle_core::ErrorKind::{OutOfRange, WrongClass, WrongType};
use pickle_core::Protocol;

use crate::{pickle, reads, refuses, round_trips};

#[test]
fn ranges() {
    round_trips([..]);
    round_trips([1.5.., f64::NEG_INFINITY..]);
    round_trips([.."b".to_owned()]);
    round_trips([BigInt::from(-1)..BigInt::from(u128::MAX)]);
    // range(1, 5), in Python 2 and 3
    for input in [
        &b"c__builtin__\nxrange\n(I1\nI5\nI1\ntR."[..],
        b"\x80\x03cbuiltins\nrange\nK\x01K\x05K\x01\x87R.",
    ] {
        reads(input, 1..5);
        reads(input, 1_u128..=4);
    }
    // slice(1, 5, None), slice(1, 5, 1)
    reads(b"c__builtin__\nslice\n(I1\nI5\nNtR.", 1..5);
    reads(b"c__builtin__\nslice\n(I1\nI5\nI1\ntR.", 1..=4);
    reads(b"c__builtin__\nslice\n(I1\nNNtR.", 1..);
    reads(b"c__builtin__\nslice\n(NI1\nNtR.", ..1);
    reads(b"c__builtin__\nslice\n(NI1\nNtR.", ..=0);
    reads(b"c__builtin__\nslice\n(NNNtR.", ..);
    assert_eq!(pickle(&(1..=5), Protocol::V3), b"\x80\x03cbuiltins\nrange\nK\x01K\x06K\x01\x87R.",);
    assert_eq!(pickle(&(1..), Protocol::V0), b"c__builtin__\nslice\n(I1\nNNtR.",);
}

#[test]
fn ranges_that_are_none() {
    refuses::<Range<i32>>(
        b"c__builtin__\nxrange\n(I0\nI10\nI3\ntR.",
        OutOfRange,
        "builtins.range.step: expected a step of 1, found 3, at byte 28 (INT)",
    );
    refuses::<RangeFrom<i32>>(
        b"c__builtin__\nslice\n(I0\nI10\nNtR.",
        WrongType,
        "builtins.slice.stop: expected None, found int, at byte 23 (INT)",
    );
    refuses::<Range<i32>>(
        b"c__builtin__\nslice\n(I0\nNNtR.",
        WrongType,
        "builtins.slice.stop: expected int, found None, at byte 23 (NONE)",
    );
    refuses::<RangeTo<i32>>(
        b"c__builtin__\nxrange\n(I0\nI10\nI1\ntR.",
        WrongClass,
        "expected an instance of builtins.slice, found an instance of builtins.range, \
         at byte 32 (REDUCE)",
    );
    refuses::<RangeToInclusive<u8>>(
        b"c__builtin__\nslice\n(NI0\nNtR.",
        OutOfRange,
        "int 0 - 1 does not fit u8, at byte 26 (REDUCE)",
    );
    refuses::<RangeFull>(
        b"N.",
        WrongType,
        "expected an instance of builtins.slice, found None, at byte 0 (NONE)",
    );
}
