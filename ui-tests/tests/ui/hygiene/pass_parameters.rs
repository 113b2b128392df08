//! Parameters with the names that generated code likes.
#![allow(non_camel_case_types, non_upper_case_globals, dead_code)]

use pickle_core::Pickle;
use std::fmt::Debug;

#[derive(Debug, PartialEq, Pickle)]
struct One<D> {
    value: D,
}

#[derive(Debug, PartialEq, Pickle)]
struct Many<T, W, R, E, S, De, Decoder, Encoder> {
    t: T,
    w: Vec<W>,
    r: Option<R>,
    e: E,
    s: S,
    de: De,
    decoder: Decoder,
    encoder: Encoder,
}

#[derive(Debug, PartialEq, Pickle)]
enum Either<Result, Option> {
    Left(Result),
    Right { right: Option },
}

#[derive(Debug, PartialEq, Pickle)]
struct Constants<T, const N: usize, const CONSTANTS: usize, const D: bool> {
    first: [T; N],
    second: [u8; CONSTANTS],
}

#[derive(Debug, PartialEq, Pickle)]
struct x<const X: usize> {
    a: u8,
}

#[derive(Debug, PartialEq, Pickle)]
struct Lifetimes<'de, 'a, 'b, D> {
    de: &'de str,
    a: &'a str,
    b: &'b [u8],
    d: D,
}

fn round<T: PartialEq + Debug + pickle_core::Pickle + pickle_core::UnpickleOwned>(value: T) {
    let pickle = pickle_core::to_vec(&value).unwrap();
    assert_eq!(pickle_core::from_slice::<T>(&pickle).unwrap(), value);
}

fn main() {
    round(One { value: 1 });
    round(Many { t: 1, w: vec![2], r: Some(3), e: 4, s: 5, de: 6, decoder: 7, encoder: 8 });
    round(Either::<u8, u8>::Right { right: 1 });
    round(Constants::<u32, 2, 1, true> { first: [1, 2], second: [3] });
    round(x::<1> { a: 1 });
}
