//! The types of `core`, `alloc`, `std` and `num-bigint`: at their full range in all protocols, in
//! every form that is accepted, and the errors for what is not.

use std::borrow::Cow;
use std::cell::{Cell, OnceCell, RefCell};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap, HashMap, HashSet, LinkedList, VecDeque};
use std::ffi::{CStr, CString, OsString};
use std::fmt::Debug;
use std::marker::PhantomData;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV4, SocketAddrV6};
use std::num::{NonZero, Saturating, Wrapping};
use std::ops::{Range, RangeFrom, RangeFull, RangeInclusive, RangeTo, RangeToInclusive};
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::{Arc, Mutex, OnceLock, RwLock};
use std::time::{Duration, SystemTime};

use num_bigint::{BigInt, BigUint};
use pickle_core::ErrorKind::{
    Custom, OutOfRange, Unrepresentable, WrongClass, WrongLength, WrongType,
};
use pickle_core::suites::{Micros, NaiveUtc};
use pickle_core::{
    Decoder, Encoder, Error, ErrorKind, Int, Pickle, PickleWith, Pickler, Protocol, Unpickle,
    UnpickleOwned, from_slice, to_vec,
};

// Helpers.

fn pickle<T: Pickle + ?Sized>(value: &T, protocol: Protocol) -> Vec<u8> {
    let mut pickler = Pickler::in_memory().protocol(protocol);
    pickler.dump(value).unwrap();
    pickler.into_vec()
}

/// Writes the value in each protocol, and reads it as another type.
#[track_caller]
fn converts<T, U>(value: &T, expected: &U)
where
    T: Pickle + ?Sized,
    U: UnpickleOwned + PartialEq + Debug,
{
    for protocol in Protocol::ALL {
        let bytes = pickle(value, protocol);
        match from_slice::<U>(&bytes) {
            Ok(read) => assert_eq!(read, *expected, "{protocol:?}"),
            Err(error) => panic!("{protocol:?}: {error:?}, reading {}", bytes.escape_ascii()),
        }
    }
}

#[track_caller]
fn round_trips<T: Pickle + UnpickleOwned + PartialEq + Debug>(values: impl IntoIterator<Item = T>) {
    for value in values {
        converts(&value, &value);
    }
}

/// The input reads as the value.
#[track_caller]
#[expect(clippy::needless_pass_by_value, reason = "reads better where it is called")]
fn reads<'de, T: Unpickle<'de> + PartialEq + Debug>(input: &'de [u8], expected: T) {
    match from_slice::<T>(input) {
        Ok(read) => assert_eq!(read, expected),
        Err(error) => panic!("{error:?}"),
    }
}

/// The input is no `T`, for the reason given.
#[track_caller]
fn refuses<'de, T: Unpickle<'de> + Debug>(input: &'de [u8], kind: ErrorKind, message: &str) {
    let error = from_slice::<T>(input).unwrap_err();
    assert_eq!((error.kind(), &*error.to_string()), (kind, message));
}

/// The value cannot be written, for the reason given.
#[track_caller]
fn cannot_be_written<T: Pickle + ?Sized>(value: &T, kind: ErrorKind, message: &str) {
    for protocol in Protocol::ALL {
        let mut pickler = Pickler::in_memory().protocol(protocol);
        let error = pickler.dump(value).unwrap_err();
        assert_eq!((error.kind(), &*error.to_string()), (kind, message), "{protocol:?}");
    }
}

/// A value in the form that a suite gives it.
struct As<S, T>(T, PhantomData<S>);

fn with<S: PickleWith<T>, T>(_: S, value: T) -> As<S, T> {
    As(value, PhantomData)
}

impl<S: PickleWith<T>, T> Pickle for As<S, T> {
    fn pickle(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        S::pickle(&self.0, encoder)
    }
}

impl<'de, S: PickleWith<T>, T> Unpickle<'de> for As<S, T> {
    fn unpickle<D: Decoder<'de>>(decoder: &mut D) -> Result<As<S, T>, Error> {
        S::unpickle(decoder).map(|value| As(value, PhantomData))
    }
}

impl<S, T: PartialEq> PartialEq for As<S, T> {
    fn eq(&self, other: &As<S, T>) -> bool {
        self.0 == other.0
    }
}

impl<S, T: Debug> Debug for As<S, T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

// None, bool.

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

// Integers.

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

// Floats.

#[test]
fn floats() {
    for protocol in Protocol::ALL {
        for float in [0.0, -0.0, 1.5, f64::MIN, f64::MAX, f64::EPSILON, 5e-324, 0.1] {
            for float in [float, -float, 1.0 / float] {
                let read: f64 = from_slice(&pickle(&float, protocol)).unwrap();
                assert_eq!(read.to_bits(), float.to_bits(), "{float}, {protocol:?}");
            }
        }
        for float in [0.0, -0.0, 1.5, f32::MIN, f32::MAX, f32::INFINITY, 1e-45, 0.1] {
            let read: f32 = from_slice(&pickle(&float, protocol)).unwrap();
            assert_eq!(read.to_bits(), float.to_bits(), "{float}, {protocol:?}");
        }
        assert!(from_slice::<f64>(&pickle(&f64::NAN, protocol)).unwrap().is_nan());
        assert!(from_slice::<f32>(&pickle(&f32::NAN, protocol)).unwrap().is_nan());
    }
}

#[test]
fn nan_keeps_sign_and_payload() {
    for protocol in &Protocol::ALL[1..] {
        for bits in [0x7ff8_0000_0000_0001, 0xfff8_dead_beef_0000, 0x7ff0_0000_0000_0001] {
            let read: f64 = from_slice(&pickle(&f64::from_bits(bits), *protocol)).unwrap();
            assert_eq!(read.to_bits(), bits);
        }
        for bits in [0x7fc0_0001_u32, 0xffde_adbe] {
            let read: f32 = from_slice(&pickle(&f32::from_bits(bits), *protocol)).unwrap();
            assert_eq!(read.to_bits(), bits);
        }
    }
}

#[test]
fn floats_from_ints() {
    reads(b"I-3\n.", -3.0);
    reads(b"I-3\n.", -3.0_f32);
    // 2 ** 53 and 2 ** 1023 are floats, 2 ** 53 + 1 and 2 ** 1024 are not.
    reads(b"L9007199254740992L\n.", 9_007_199_254_740_992.0);
    converts(&(BigInt::from(1) << 1023), &2_f64.powi(1023));
    refuses::<f64>(
        b"L9007199254740993L\n.",
        OutOfRange,
        "the int has no exact float, at byte 0 (LONG)",
    );
    let too_great = pickle(&(BigInt::from(1) << 1024), Protocol::V2);
    refuses::<f64>(&too_great, OutOfRange, "the int has no exact float, at byte 2 (LONG1)");
    // f32 rounds: 2 ** 24 + 1 is none.
    reads(b"I16777217\n.", 16_777_216.0_f32);
}

#[test]
fn f32_rounds() {
    reads(b"F0.1\n.", 0.1_f32);
    reads(b"F1e-60\n.", 0.0_f32);
    reads(b"Finf\n.", f32::INFINITY);
    reads(b"F3.4028235677973362e38\n.", f32::MAX); // just below the middle
    let message = "float 3.4028235677973366e38 does not fit f32, at byte 0 (FLOAT)";
    refuses::<f32>(b"F3.4028235677973366e38\n.", OutOfRange, message);
    refuses::<f32>(b"F-1e300\n.", OutOfRange, "float -1e300 does not fit f32, at byte 0 (FLOAT)");
    refuses::<f32>(b"VNaN\n.", WrongType, "expected float, found str, at byte 0 (UNICODE)");
}

// Text.

const TEXTS: [&str; 9] =
    ["", "a", "\0", "\n\\\r\x1a", "naïve", "\u{ffff}", "\u{10ffff}", "🐍", "\\u0041\\"];

#[test]
fn text() {
    round_trips(TEXTS.map(String::from));
    round_trips(TEXTS.map(Box::<str>::from));
    round_trips(TEXTS.map(Rc::<str>::from));
    round_trips(TEXTS.map(Arc::<str>::from));
    for len in [254, 255, 256, 65_535, 65_536, 100_000] {
        round_trips(["é".repeat(len / 2), "x".repeat(len)]);
    }
    for text in TEXTS {
        converts(text, &text.to_owned());
        converts(&Cow::Borrowed(text), &text.to_owned());
        for protocol in Protocol::ALL {
            reads(&pickle(text, protocol), Cow::Borrowed(text));
        }
    }
    // S'abc': a str of Python 2
    reads(b"S'abc'\n.", "abc".to_owned());
    refuses::<String>(b"I1\n.", WrongType, "expected str, found int, at byte 0 (INT)");
    refuses::<Box<str>>(b"N.", WrongType, "expected str, found None, at byte 0 (NONE)");
    refuses::<String>(
        b"\x80\x03C\x01a.",
        WrongType,
        "expected str, found bytes, at byte 2 (SHORT_BINBYTES)",
    );
}

#[test]
fn text_is_borrowed() {
    let input = b"\x80\x04\x8c\x05na\xc3\xafv.";
    let text: &str = from_slice(input).unwrap();
    assert_eq!(text, "naïv");
    assert!(input.as_ptr_range().contains(&text.as_ptr()));
    assert!(matches!(from_slice(input).unwrap(), Cow::<str>::Borrowed("naïv")));
    assert!(matches!(from_slice(b"Vna\\u00efv\n.").unwrap(), Cow::<str>::Owned(_)));
    refuses::<&str>(
        b"Vna\\u00efv\n.",
        WrongType,
        "expected a str to borrow, found one that the input holds in another form: \
         use `String` or `Cow<str>` instead of `&str`, at byte 0 (UNICODE)",
    );
    refuses::<&str>(b"I1\n.", WrongType, "expected str, found int, at byte 0 (INT)");
}

#[test]
fn chars() {
    round_trips(['\0', 'a', '\n', '\\', 'ÿ', '\u{d7ff}', '\u{e000}', '🐍', char::MAX]);
    refuses::<char>(
        b"V\n.",
        WrongLength,
        "expected a str of one character, found one of 0, at byte 0 (UNICODE)",
    );
    refuses::<char>(
        b"Va\xe9b\n.",
        WrongLength,
        "expected a str of one character, found one of 3, at byte 0 (UNICODE)",
    );
    refuses::<char>(b"I97\n.", WrongType, "expected str, found int, at byte 0 (INT)");
}

// Bytes.

#[test]
fn bytes() {
    for len in [0, 1, 2, 255, 256, 300, 65_536, 100_000] {
        let bytes: Vec<u8> = (0..=255).cycle().take(len).collect();
        converts(bytes.as_slice(), &bytes);
        for protocol in Protocol::ALL {
            reads(&pickle(&bytes, protocol), Cow::Borrowed(bytes.as_slice()));
        }
        round_trips([bytes.clone().into_boxed_slice()]);
        round_trips([Rc::<[u8]>::from(bytes.as_slice())]);
        round_trips([bytes]);
    }
    round_trips([[0_u8, 10, 255]]);
    round_trips([[0_u8; 0]]);
    round_trips([CString::from(c""), CString::from(c"\xffabc\n")]);
    converts::<CStr, _>(c"abc", &Box::<CStr>::from(c"abc"));
    assert_eq!(pickle(&vec![1_u8, 2], Protocol::V3), b"\x80\x03C\x02\x01\x02.");
    assert_eq!(pickle(&[1_u8, 2], Protocol::V3), b"\x80\x03C\x02\x01\x02.");
    // A deque of ints is one of ints even where they are u8.
    assert_eq!(pickle(&VecDeque::from([1_u8]), Protocol::V3), b"\x80\x03]K\x01a.");
}

#[test]
fn bytes_are_read_from() {
    let inputs: &[&[u8]] = &[
        b"\x80\x03C\x02\x01\xff.",                             // bytes
        b"\x80\x05\x96\x02\0\0\0\0\0\0\0\x01\xff.",            // bytearray
        b"c__builtin__\nbytearray\n(V\x01\xff\nVlatin-1\ntR.", // bytearray of Python 2
        b"\x80\x02U\x02\x01\xff.",                             // str of Python 2
        b"c_codecs\nencode\n(V\x01\xff\nVlatin1\ntR.",         // bytes before protocol 3
        b"(lp0\nI1\naI255\na.",                                // list
        b"(I1\nI255\nt.",                                      // tuple
    ];
    for input in inputs {
        reads(input, vec![1_u8, 255]);
        reads(input, [1_u8, 255]);
        reads(input, Cow::<[u8]>::Owned(vec![1, 255]));
        reads(input, VecDeque::from([1_u8, 255]));
        reads(input, CString::from(c"\x01\xff"));
        let error = from_slice::<[u8; 3]>(input).unwrap_err();
        assert_eq!(error.kind(), WrongLength);
        assert_eq!(error.message(), "expected 3 bytes, found 2");
    }
    refuses::<Vec<u8>>(
        b"(I1\nI256\nt.",
        OutOfRange,
        "[1]: the int 256 does not fit u8, at byte 4 (INT)",
    );
    refuses::<Vec<u8>>(
        b"(lI1\naVa\na.",
        WrongType,
        "[1]: expected int, found str, at byte 6 (UNICODE)",
    );
    refuses::<Vec<u8>>(b"Va\n.", WrongType, "expected bytes, found str, at byte 0 (UNICODE)");
    refuses::<CString>(
        b"\x80\x03C\x03a\0b.",
        OutOfRange,
        "bytes with a NUL at 1 are no CString, at byte 2 (SHORT_BINBYTES)",
    );
}

#[test]
fn bytes_are_borrowed() {
    let input = b"\x80\x03C\x02\x01\xff.";
    let bytes: &[u8] = from_slice(input).unwrap();
    assert_eq!(bytes, [1, 255]);
    assert!(input.as_ptr_range().contains(&bytes.as_ptr()));
    assert!(matches!(from_slice(input).unwrap(), Cow::<[u8]>::Borrowed([1, 255])));
    refuses::<&[u8]>(
        b"(I1\nt.",
        WrongType,
        "expected bytes to borrow, found some that the input holds in another form: \
         use `Vec<u8>` or `Cow<[u8]>` instead of `&[u8]`, at byte 4 (TUPLE)",
    );
}

// Sequences.

#[test]
fn sequences() {
    for len in [0, 1, 2, 999, 1000, 1001, 2001] {
        let items: Vec<u16> = (0..len).collect();
        converts(items.as_slice(), &items);
        converts(&items, &VecDeque::from(items.clone()));
        converts(&items, &items.clone().into_boxed_slice());
        converts(&items, &Rc::<[u16]>::from(items.clone()));
        converts(&items, &items.iter().copied().collect::<LinkedList<_>>());
        round_trips([VecDeque::from(items.clone())]);
        round_trips([items.iter().copied().collect::<LinkedList<_>>()]);
        round_trips([items]);
    }
    round_trips([vec![vec![], vec![Some("a".to_owned()), None]]]);
    round_trips([vec![(); 3]]);
    let heap = BinaryHeap::from([3, 1, 2]);
    let read: BinaryHeap<i32> = from_slice(&to_vec(&heap).unwrap()).unwrap();
    assert_eq!(read.into_sorted_vec(), [1, 2, 3]);
    assert_eq!(to_vec(&[1_i8; 0][..]).unwrap(), b"\x80\x04].");
}

#[test]
fn sequences_are_read_from() {
    let inputs: &[&[u8]] = &[
        b"(lp0\nI1\naI2\na.",                   // list
        b"(I1\nI2\nl.",                         // list at once
        b"(I1\nI2\nt.",                         // tuple
        b"ccollections\ndeque\n((I1\nI2\nltR.", // deque of Python 2
        b"ccollections\ndeque\n(tR(I1\nI2\ne.", // deque
    ];
    for input in inputs {
        reads(input, vec![1, 2]);
        reads(input, VecDeque::from([1_u64, 2]));
    }
    refuses::<Vec<u64>>(b"(d.", WrongType, "expected list, found dict, at byte 1 (DICT)");
    refuses::<Vec<Vec<i8>>>(
        b"(lp0\n(I1\nI128\nla.",
        OutOfRange,
        "[0][1]: the int 128 does not fit i8, at byte 9 (INT)",
    );
}

#[test]
fn tuples_and_arrays() {
    round_trips([(1_u8,)]);
    round_trips([(1_u8, "a".to_owned())]);
    round_trips([(1_u8, (), Some(2.5))]);
    round_trips([(1, 2, 3, 4)]);
    round_trips([(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12)]);
    round_trips([[0_i64; 0]]);
    round_trips([[1, 2]]);
    round_trips([[(); 5]]);
    round_trips([["a".to_owned(), String::new(), "c".to_owned(), "d".to_owned()]]);
    converts(&[1, 2], &(1, 2));
    converts(&vec![1, 2], &[1, 2]);
    converts(&vec![1, 2], &(1, 2));
    converts(&(1, 2), &vec![1, 2]);
    assert_eq!(pickle(&[1_i32, 2], Protocol::V2), b"\x80\x02K\x01K\x02\x86.");
    let message = "expected 2 items, found 3, at byte 10 (TUPLE)";
    refuses::<(u8, u8)>(b"(I1\nI2\nI3\nt.", WrongLength, message);
    refuses::<[u16; 2]>(b"(I1\nI2\nI3\nt.", WrongLength, message);
    let message = "expected 2 items, found 1, at byte 4 (TUPLE)";
    refuses::<(u8, u8)>(b"(I1\nt.", WrongLength, message);
    refuses::<(u8,)>(b"I1\n.", WrongType, "expected tuple, found int, at byte 0 (INT)");
    refuses::<(u8, i8)>(
        b"(I1\nI200\nt.",
        OutOfRange,
        "[1]: the int 200 does not fit i8, at byte 4 (INT)",
    );
    refuses::<[i8; 2]>(
        b"(I1\nI200\nt.",
        OutOfRange,
        "[1]: the int 200 does not fit i8, at byte 4 (INT)",
    );
}

// Maps and sets.

#[test]
fn maps() {
    for len in [0, 1, 2, 1000, 1001] {
        let map: BTreeMap<u16, String> = (0..len).map(|key| (key, key.to_string())).collect();
        converts(&map, &map.clone().into_iter().collect::<HashMap<_, _>>());
        converts(&map.clone().into_iter().collect::<HashMap<_, _>>(), &map);
        round_trips([map]);
    }
    round_trips([BTreeMap::from([(("a".to_owned(), Some(1)), BTreeMap::from([('x', 1)]))])]);
    let inputs: &[&[u8]] = &[
        b"(dp0\nVa\nI1\ns.",                                            // dict
        b"(Va\nI1\nd.",                                                 // dict at once
        b"(dVa\nI0\nsVa\nI1\ns.",                                       // the last one counts
        b"ccollections\nOrderedDict\n((lp0\n(lp1\nVa\naI1\naatR.",      // of Python 2
        b"ccollections\nOrderedDict\n(tRVa\nI1\ns.",                    // OrderedDict
        b"ccollections\ndefaultdict\n(c__builtin__\nint\ntRVa\nI1\ns.", // defaultdict(int)
        b"ccollections\nCounter\n((dVa\nI1\nstR.",                      // Counter
    ];
    for input in inputs {
        reads(input, BTreeMap::from([("a".to_owned(), 1)]));
        reads(input, HashMap::from([('a', 1)]));
    }
    refuses::<BTreeMap<u8, u8>>(b"(l.", WrongType, "expected dict, found list, at byte 1 (LIST)");
    refuses::<BTreeMap<String, u8>>(
        b"(dVa\nI1\nsVb\nI-1\ns.",
        OutOfRange,
        "[\"b\"]: the int -1 does not fit u8, at byte 12 (INT)",
    );
    refuses::<HashMap<u8, u8>>(
        b"(dVa\nI1\ns.",
        WrongType,
        "[\"a\"]: expected int, found str, at byte 2 (UNICODE)",
    );
}

#[test]
fn sets() {
    for len in [0, 1, 2, 1000, 1001] {
        let set: BTreeSet<u16> = (0..len).collect();
        converts(&set, &set.iter().copied().collect::<HashSet<_>>());
        converts(&set.iter().copied().collect::<HashSet<_>>(), &set);
        round_trips([set]);
    }
    let inputs: &[&[u8]] = &[
        b"c__builtin__\nset\n((lp0\nI1\naI2\natR.",       // set
        b"c__builtin__\nfrozenset\n((lp0\nI1\naI2\natR.", // frozenset
        b"\x80\x04\x8f(K\x01K\x02\x90.",                  // EMPTY_SET .. ADDITEMS
        b"\x80\x04(K\x01K\x02\x91.",                      // FROZENSET
        b"c__builtin__\nset\n((lp0\nI1\naI2\naI1\natR.",  // an item twice
    ];
    for input in inputs {
        reads(input, BTreeSet::from([1, 2]));
        reads(input, HashSet::from([1, 2]));
    }
    refuses::<BTreeSet<u8>>(b"(l.", WrongType, "expected set, found list, at byte 1 (LIST)");
    refuses::<HashSet<u8>>(
        b"\x80\x04\x8f(K\x01M\x00\x01\x90.",
        OutOfRange,
        "[1]: the int 256 does not fit u8, at byte 6 (BININT2)",
    );
}

// Pointers and cells.

#[test]
fn pointers() {
    round_trips([Box::new(5)]);
    round_trips([Rc::new(vec![1, 2])]);
    round_trips([Arc::new("a".to_owned())]);
    converts(&&mut 5_u8, &5_u8);
    converts(&Cow::Borrowed(&5_u8), &Cow::<u8>::Owned(5));
    converts(&(Box::new(1) as Box<dyn Pickle>), &1);
}

#[test]
fn cells() {
    round_trips([Cell::new(5)]);
    round_trips([RefCell::new("a".to_owned())]);
    round_trips([OnceCell::new(), OnceCell::from(1)]);
    round_trips([OnceLock::new(), OnceLock::from(1)]);
    let read: Mutex<u8> = from_slice(&to_vec(&Mutex::new(5_u8)).unwrap()).unwrap();
    assert_eq!(read.into_inner().unwrap(), 5);
    let read: RwLock<u8> = from_slice(&to_vec(&RwLock::new(5_u8)).unwrap()).unwrap();
    assert_eq!(read.into_inner().unwrap(), 5);
    let cell = RefCell::new(1);
    let _guard = cell.borrow_mut();
    cannot_be_written(&cell, Custom, "RefCell is mutably borrowed");
}

#[test]
fn poisoned_locks() {
    let mutex = Arc::new(Mutex::new(1));
    let lock = Arc::new(RwLock::new(1));
    let (poisoned_mutex, poisoned_lock) = (mutex.clone(), lock.clone());
    let thread = std::thread::spawn(move || {
        let _guards = (poisoned_mutex.lock(), poisoned_lock.write());
        std::panic::resume_unwind(Box::new("poison"));
    });
    assert!(thread.join().is_err());
    cannot_be_written(&*mutex, Custom, "Mutex is poisoned: a thread panicked that held it");
    cannot_be_written(&*lock, Custom, "RwLock is poisoned: a thread panicked that held it");
}

// Paths.

#[test]
fn paths() {
    round_trips(TEXTS.map(PathBuf::from));
    round_trips(TEXTS.map(OsString::from));
    converts(Path::new("a/ü"), &Box::<Path>::from(Path::new("a/ü")));
    reads(b"Va/\\u00fc\n.", Cow::Borrowed(Path::new("a/ü")));
    let input = b"\x80\x04\x8c\x03a/b.";
    reads(input, Path::new("a/b"));
    assert!(matches!(from_slice(input).unwrap(), Cow::<Path>::Borrowed(_)));
    refuses::<PathBuf>(b"I1\n.", WrongType, "expected str, found int, at byte 0 (INT)");
}

#[test]
#[cfg(unix)]
fn paths_from_pathlib() {
    reads(b"cpathlib\nPosixPath\n(V/\nVa\nVb\ntR.", PathBuf::from("/a/b"));
    reads(b"cpathlib\nPurePosixPath\n(Va\nVb\ntR.", PathBuf::from("a/b"));
    reads(b"cpathlib\nPurePosixPath\n(tR.", PathBuf::from("."));
    // 3.13
    reads(b"cpathlib._local\nPosixPath\n(V/a/b\ntR.", PathBuf::from("/a/b"));
    reads(b"cpathlib._local\nPurePosixPath\n(V\ntR.", PathBuf::from("."));
    refuses::<PathBuf>(
        b"cpathlib\nPosixPath\n(I1\ntR.",
        WrongType,
        "pathlib.PosixPath.parts: expected str, found int, at byte 20 (INT)",
    );
    refuses::<PathBuf>(
        b"cpathlib\nPureWindowsPath\n(Va\ntR.",
        WrongClass,
        "expected an instance of pathlib.PosixPath or pathlib.PurePosixPath, \
         found an instance of pathlib.PureWindowsPath, at byte 30 (REDUCE)",
    );
}

#[test]
#[cfg(unix)]
fn paths_beyond_unicode() {
    use std::os::unix::ffi::OsStrExt;

    let path = std::ffi::OsStr::from_bytes(b"a\xff");
    cannot_be_written(
        Path::new(path),
        Unrepresentable,
        "path `a\u{fffd}` is not Unicode, as a str must be",
    );
    cannot_be_written(path, Unrepresentable, "OsStr `a\u{fffd}` is not Unicode, as a str must be");
}

// Times.

const MAX_TIMEDELTA: Duration = Duration::new(1_000_000_000 * 86_400 - 1, 999_999_000);

#[test]
fn durations() {
    round_trips([
        Duration::ZERO,
        Duration::from_micros(1),
        Duration::new(86_399, 999_999_000),
        Duration::from_secs(86_400),
        MAX_TIMEDELTA,
    ]);
    // timedelta(1, 2, 3)
    let input = b"cdatetime\ntimedelta\n(I1\nI2\nI3\ntR.";
    reads(input, Duration::new(86_402, 3000));
    assert_eq!(
        pickle(&Duration::new(86_402, 3000), Protocol::V0),
        b"cdatetime\ntimedelta\n(I1\nI2\nI3\ntR.",
    );
    // Not as Python writes it, but as its constructor takes it: timedelta(1, -1, 2000001)
    reads(b"cdatetime\ntimedelta\n(I1\nI-1\nI2000001\ntR.", Duration::new(86_401, 1000));
    refuses::<Duration>(
        b"cdatetime\ntimedelta\n(I-1\nI86399\nI999999\ntR.",
        OutOfRange,
        "a negative timedelta does not fit Duration, at byte 41 (REDUCE)",
    );
    refuses::<Duration>(
        b"cdatetime\ntimedelta\n(L9223372036854775807L\nI0\nI0\ntR.",
        OutOfRange,
        "9223372036854775807 days are more than the 999999999 of a timedelta, at byte 50 (REDUCE)",
    );
    refuses::<Duration>(
        b"cdatetime\ntimedelta\n(I1\nF2.5\nI3\ntR.",
        WrongType,
        "datetime.timedelta.seconds: expected int, found float, at byte 24 (FLOAT)",
    );
    refuses::<Duration>(
        b"cdatetime\ntimedelta\n(I1\ntR.",
        WrongLength,
        "datetime.timedelta.seconds: the pickle has no init arg `seconds`, at byte 25 (REDUCE)",
    );
    refuses::<Duration>(
        b"cdatetime\ntimedelta\n(I1\nI2\nI3\nI4\ntR.",
        WrongLength,
        "expected 3 init args, found 4, at byte 34 (REDUCE)",
    );
    refuses::<Duration>(
        b"F1.5\n.",
        WrongType,
        "expected an instance of datetime.timedelta, found float, at byte 0 (FLOAT)",
    );
}

#[test]
fn durations_that_timedelta_has_not() {
    cannot_be_written(
        &Duration::from_nanos(1),
        Unrepresentable,
        "Duration has nanoseconds, a timedelta has microseconds: round it first, \
         or cut it off with the suite `pickle_core::suites::Micros`",
    );
    cannot_be_written(
        &(MAX_TIMEDELTA + Duration::from_micros(1)),
        Unrepresentable,
        "1000000000 days are more than the 999999999 of a timedelta",
    );
    converts(&with(Micros, Duration::new(1, 999_999_999)), &Duration::new(1, 999_999_000));
    round_trips([with(Micros, Duration::new(1, 5000))]);
}

/// So many microseconds after 1970.
fn at(micros: i64) -> SystemTime {
    let distance = Duration::from_micros(micros.unsigned_abs());
    if micros < 0 { SystemTime::UNIX_EPOCH - distance } else { SystemTime::UNIX_EPOCH + distance }
}

/// 2024-01-02 03:04:05.678901
const INSTANT: i64 = 1_704_164_645_678_901;
/// 0001-01-01 00:00:00
const FIRST: i64 = -62_135_596_800_000_000;
/// 9999-12-31 23:59:59.999999
const LAST: i64 = 253_402_300_799_999_999;

#[test]
fn datetimes() {
    let times = [0, 1, -1, INSTANT, FIRST, LAST].map(at);
    round_trips(times);
    round_trips(times.map(|time| with(NaiveUtc, time)));
    round_trips(times.map(|time| with(Micros, time)));
    // As CPython 3 writes it, but for the memo.
    let expected: &[u8] = b"\x80\x03cdatetime\ndatetime\nC\n\x07\xe8\x01\x02\x03\x04\x05\n[\xf5\
        cdatetime\ntimezone\nq\x00cdatetime\ntimedelta\nq\x01K\x00K\x00K\x00\x87R\x85R\x86R.";
    assert_eq!(pickle(&at(INSTANT), Protocol::V3), expected);
}

#[test]
fn aware_datetimes_are_read_from() {
    let inputs: &[(i64, &[u8])] = &[
        // 3.13, in protocols 0, 2, 3 and (with fold=1) 4
        (
            0,
            b"cdatetime\ndatetime\n(c_codecs\nencode\n(V\x07\xe8\x01\x02\x03\x04\x05\\u000a[\xf5\n\
              Vlatin1\ntRcdatetime\ntimezone\n(cdatetime\ntimedelta\n(I0\nI0\nI0\ntRtRtR.",
        ),
        (
            0,
            b"\x80\x02cdatetime\ndatetime\nc_codecs\nencode\n\
              X\x0c\0\0\0\x07\xc3\xa8\x01\x02\x03\x04\x05\n[\xc3\xb5X\x06\0\0\0latin1\x86R\
              cdatetime\ntimezone\ncdatetime\ntimedelta\nK\0K\0K\0\x87R\x85R\x86R.",
        ),
        (
            0,
            b"\x80\x03cdatetime\ndatetime\nC\n\x07\xe8\x01\x02\x03\x04\x05\n[\xf5\
              cdatetime\ntimezone\ncdatetime\ntimedelta\nK\0K\0K\0\x87R\x85R\x86R.",
        ),
        (
            0,
            b"\x80\x04\x95J\0\0\0\0\0\0\0\x8c\x08datetime\x94\x8c\x08datetime\x93\
              C\n\x07\xe8\x81\x02\x03\x04\x05\n[\xf5h\0\x8c\x08timezone\x93\
              h\0\x8c\ttimedelta\x93K\0K\0K\0\x87R\x85R\x86R.",
        ),
        // One hour ahead, with a name
        (
            3600,
            b"\x80\x03cdatetime\ndatetime\nC\n\x07\xe8\x01\x02\x03\x04\x05\n[\xf5\
              cdatetime\ntimezone\ncdatetime\ntimedelta\nK\0M\x10\x0eK\0\x87R\
              X\x01\0\0\0X\x86R\x86R.",
        ),
        // 12 hours behind
        (
            -43_200,
            b"\x80\x03cdatetime\ndatetime\nC\n\x07\xe8\x01\x02\x03\x04\x05\n[\xf5\
              cdatetime\ntimezone\ncdatetime\ntimedelta\n\
              J\xff\xff\xff\xffM\xc0\xa8K\0\x87R\x85R\x86R.",
        ),
    ];
    for &(ahead, input) in inputs {
        reads(input, at(INSTANT - ahead * 1_000_000));
        let error = from_slice::<As<NaiveUtc, SystemTime>>(input).unwrap_err();
        assert_eq!(error.kind(), WrongType);
        let message = "expected a naive datetime, found an aware one: read it without a suite";
        assert_eq!(error.message(), message);
    }
}

#[test]
fn naive_datetimes() {
    let inputs: &[&[u8]] = &[
        // 2.7, in protocols 0 and 2
        b"cdatetime\ndatetime\n(S'\\x07\\xe8\\x01\\x02\\x03\\x04\\x05\\n[\\xf5'\ntR.",
        b"\x80\x02cdatetime\ndatetime\nU\n\x07\xe8\x01\x02\x03\x04\x05\n[\xf5\x85R.",
        // 3.13, in protocols 0 and 3
        b"cdatetime\ndatetime\n(c_codecs\nencode\n(V\x07\xe8\x01\x02\x03\x04\x05\\u000a[\xf5\n\
          Vlatin1\ntRtR.",
        b"\x80\x03cdatetime\ndatetime\nC\n\x07\xe8\x01\x02\x03\x04\x05\n[\xf5\x85R.",
    ];
    for input in inputs {
        reads(input, with(NaiveUtc, at(INSTANT)));
    }
    refuses::<SystemTime>(
        inputs[3],
        WrongType,
        "expected an aware datetime, found a naive one: where that is in UTC, \
         use the suite `pickle_core::suites::NaiveUtc`, at byte 34 (REDUCE)",
    );
}

#[test]
fn datetimes_that_are_none() {
    let mut input = *b"\x80\x03cdatetime\ndatetime\nC\n\x07\xe8\x01\x02\x03\x04\x05\n[\xf5\x85R.";
    let payload = 23;
    assert_eq!(input[payload..payload + 2], 2024_u16.to_be_bytes());
    for (byte, value) in
        [(2, 0), (2, 13), (3, 0), (3, 32), (4, 24), (5, 60), (6, 60), (7, 16), (2, 0x80)]
    {
        let before = std::mem::replace(&mut input[payload + byte], value);
        refuses::<As<NaiveUtc, SystemTime>>(
            &input,
            OutOfRange,
            "datetime.datetime.datetime: the bytes of the datetime are no date and time, \
             at byte 21 (SHORT_BINBYTES)",
        );
        input[payload + byte] = before;
    }
    refuses::<SystemTime>(
        b"\x80\x03cdatetime\ndatetime\nC\x01\x07\x85R.",
        WrongLength,
        "datetime.datetime.datetime: expected 10 bytes, found 1, at byte 21 (SHORT_BINBYTES)",
    );
    // timezone(timedelta(1))
    refuses::<SystemTime>(
        b"\x80\x03cdatetime\ndatetime\nC\n\x07\xe8\x01\x02\x03\x04\x05\n[\xf5\
          cdatetime\ntimezone\ncdatetime\ntimedelta\nK\x01K\0K\0\x87R\x85R\x86R.",
        OutOfRange,
        "datetime.datetime.tzinfo: the offset of a timezone is less than a day, \
         at byte 81 (REDUCE)",
    );
    refuses::<SystemTime>(
        b"\x80\x03cdatetime\ndatetime\nC\n\x07\xe8\x01\x02\x03\x04\x05\n[\xf5\
          cpytz\n_UTC\n)R\x86R.",
        WrongClass,
        "datetime.datetime.tzinfo: expected an instance of datetime.timezone, \
         found an instance of pytz._UTC, at byte 45 (REDUCE)",
    );
    refuses::<SystemTime>(
        b"I0\n.",
        WrongType,
        "expected an instance of datetime.datetime, found int, at byte 0 (INT)",
    );
}

#[test]
fn times_that_datetime_has_not() {
    cannot_be_written(
        &(at(0) + Duration::from_nanos(100)),
        Unrepresentable,
        "SystemTime has nanoseconds, a datetime has microseconds: round it first, \
         or cut it off with the suite `pickle_core::suites::Micros`",
    );
    for micros in [FIRST - 1, LAST + 1] {
        let message = "a datetime is of the years 1 to 9999, a SystemTime is not";
        cannot_be_written(&at(micros), Unrepresentable, message);
    }
    converts(&with(Micros, at(5) + Duration::from_nanos(900)), &at(5));
    converts(&with(Micros, at(-5) + Duration::from_nanos(100)), &at(-5));
}

// Addresses.

#[test]
fn addresses() {
    let v4 = [Ipv4Addr::UNSPECIFIED, Ipv4Addr::LOCALHOST, Ipv4Addr::BROADCAST];
    let v6 = [Ipv6Addr::UNSPECIFIED, Ipv6Addr::LOCALHOST, Ipv6Addr::from(u128::MAX)];
    round_trips(v4);
    round_trips(v6);
    round_trips(v4.map(IpAddr::from).into_iter().chain(v6.map(IpAddr::from)));
    reads(b"cipaddress\nIPv4Address\n(I2130706433\ntR.", Ipv4Addr::LOCALHOST);
    reads(b"cipaddress\nIPv6Address\n(I1\ntR.", Ipv6Addr::LOCALHOST);
    // 3.9 and up
    reads(b"cipaddress\nIPv6Address\n(V::1\ntR.", Ipv6Addr::LOCALHOST);
    reads(b"cipaddress\nIPv6Address\n(V::1\ntR.", IpAddr::from(Ipv6Addr::LOCALHOST));
    refuses::<Ipv6Addr>(
        b"cipaddress\nIPv6Address\n(Vfe80::1%eth0\ntR.",
        OutOfRange,
        "ipaddress.IPv6Address.address: expected an IPv6Address without scope id, found `eth0`, \
         at byte 24 (UNICODE)",
    );
    refuses::<Ipv6Addr>(
        b"cipaddress\nIPv6Address\n(V1.2.3.4\ntR.",
        OutOfRange,
        "ipaddress.IPv6Address.address: `1.2.3.4` is no IPv6Address, at byte 24 (UNICODE)",
    );
    refuses::<Ipv4Addr>(
        b"cipaddress\nIPv4Address\n(L4294967296L\ntR.",
        OutOfRange,
        "ipaddress.IPv4Address.address: the int 4294967296 does not fit u32, at byte 24 (LONG)",
    );
    refuses::<Ipv4Addr>(
        b"cipaddress\nIPv6Address\n(I1\ntR.",
        WrongClass,
        "expected an instance of ipaddress.IPv4Address, \
         found an instance of ipaddress.IPv6Address, at byte 28 (REDUCE)",
    );
    refuses::<IpAddr>(
        b"V::1\n.",
        WrongType,
        "expected an instance of ipaddress.IPv4Address or ipaddress.IPv6Address, found str, \
         at byte 0 (UNICODE)",
    );
    refuses::<IpAddr>(
        b"cipaddress\nIPv4Address\n(tR.",
        WrongLength,
        "ipaddress.IPv4Address.address: the pickle has no init arg `address`, at byte 25 (REDUCE)",
    );
}

#[test]
fn socket_addresses() {
    let v4 = SocketAddrV4::new(Ipv4Addr::LOCALHOST, 80);
    let v6 = SocketAddrV6::new(Ipv6Addr::LOCALHOST, 65_535, u32::MAX, 2);
    round_trips([v4]);
    round_trips([v6]);
    round_trips([SocketAddr::from(v4), SocketAddr::from(v6)]);
    converts(&v4, &("127.0.0.1".to_owned(), 80));
    converts(&v6, &("::1".to_owned(), 65_535, u32::MAX, 2));
    converts(&("::1", 80), &SocketAddr::from((Ipv6Addr::LOCALHOST, 80)));
    converts(&("::1", 80, 5), &SocketAddrV6::new(Ipv6Addr::LOCALHOST, 80, 5, 0));
    refuses::<SocketAddr>(
        b"(V1.2.3.4\nI80\nI0\nI0\nt.",
        WrongLength,
        "expected host and port of an IP address, found 4 items, at byte 20 (TUPLE)",
    );
    refuses::<SocketAddrV6>(
        b"(V::1\nt.",
        WrongLength,
        "expected host and port of an IPv6Address, found 1 items, at byte 6 (TUPLE)",
    );
    refuses::<SocketAddrV6>(
        b"(V::1\nI1\nI2\nI3\nI4\nt.",
        WrongLength,
        "expected host and port of an IPv6Address, found 5 items, at byte 18 (TUPLE)",
    );
    refuses::<SocketAddrV4>(
        b"(Vlocalhost\nI80\nt.",
        OutOfRange,
        "[0]: `localhost` is no IPv4Address, at byte 1 (UNICODE)",
    );
    refuses::<SocketAddr>(
        b"(V::1\nI65536\nt.",
        OutOfRange,
        "[1]: the int 65536 does not fit u16, at byte 6 (INT)",
    );
}

// Ranges.

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
