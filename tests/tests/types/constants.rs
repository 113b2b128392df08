//! `None` and the bools.

use std::marker::PhantomData;

use pickle_core::ErrorKind::{OutOfRange, WrongType};
use pickle_core::to_vec;

use crate::{converts, reads, refuses, round_trips};

#[test]
fn none() {
    round_trips([()]);
    round_trips([PhantomData::<str>]);
    round_trips([None, Some(5_u8)]);
    converts(&Some(None::<u8>), &None::<Option<u8>>);
    assert_eq!(to_vec(&()).unwrap(), b"\x80\x04N.");
    refuses::<()>(b"I1\n.", WrongType, "expected None, found int, at byte 0 (INT)");
    refuses::<PhantomData<u8>>(b"(l.", WrongType, "expected None, found list, at byte 1 (LIST)");
    refuses::<u8>(b"N.", WrongType, "expected int, found None, at byte 0 (NONE)");
    refuses::<Option<u8>>(b"I-1\n.", OutOfRange, "the int -1 does not fit u8, at byte 0 (INT)");
}

#[test]
fn bool() {
    round_trips([false, true]);
    reads(b"I01\n.", true);
    reads(b"\x80\x02\x89.", false);
    refuses::<bool>(b"I1\n.", WrongType, "expected bool, found int, at byte 0 (INT)");
    refuses::<u8>(b"I01\n.", WrongType, "expected int, found bool, at byte 0 (INT)");
    refuses::<f64>(b"I01\n.", WrongType, "expected float, found bool, at byte 0 (INT)");
}
