use pickle_core::Pickle;
use std::borrow::Cow;

#[derive(Debug, PartialEq, Pickle)]
struct Name<'a> {
    name: &'a str,
    bytes: &'a [u8],
    more: Cow<'a, str>,
}

/// The name that the derive would have taken for the input's lifetime.
#[derive(Debug, PartialEq, Pickle)]
struct Input<'de> {
    name: &'de str,
}

#[derive(Debug, PartialEq, Pickle)]
struct Both<'a, 'de, '__de: 'a, T: 'a> {
    a: &'a str,
    b: Option<&'de str>,
    c: Vec<&'__de str>,
    d: T,
}

#[derive(Debug, PartialEq, Pickle)]
enum Token<'a> {
    Word(&'a str),
    Bytes { bytes: &'a [u8] },
    Pair(Name<'a>, Box<Token<'a>>),
}

#[derive(Debug, PartialEq, Pickle)]
#[pickle(as_tuple)]
struct Static<'a>(&'a str, u8);

fn main() {
    let name = Name { name: "a", bytes: b"b", more: Cow::Borrowed("c") };
    let token = Token::Pair(name, Box::new(Token::Bytes { bytes: b"x" }));
    let both = Both { a: "a", b: Some("b"), c: vec!["c"], d: 1_u8 };
    let value = (token, Input { name: "d" }, both, Static("e", 1));
    let pickle = pickle_core::to_vec(&value).unwrap();
    let read: (Token, Input, Both<u8>, Static) = pickle_core::from_slice(&pickle).unwrap();
    assert_eq!(read, value);
}
