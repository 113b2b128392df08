//! Lists, tuples and arrays.

use std::collections::{BinaryHeap, LinkedList, VecDeque};
use std::rc::Rc;

use pickle_core::ErrorKind::{OutOfRange, WrongLength, WrongType};
use pickle_core::{Protocol, from_slice, to_vec};

use crate::{converts, pickle, reads, refuses, round_trips};

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
