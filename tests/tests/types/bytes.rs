//! Bytes.

use std::borrow::Cow;
use std::collections::VecDeque;
use std::ffi::{CStr, CString};
use std::rc::Rc;

use pickle_core::ErrorKind::{OutOfRange, WrongLength, WrongType};
use pickle_core::{Protocol, from_slice};

use crate::{converts, pickle, reads, refuses, round_trips};

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
