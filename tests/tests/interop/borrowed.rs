//! Values that borrow from the pickle.

use std::borrow::Cow;
use std::collections::BTreeMap;

use pickle_core::{ErrorKind, Pickle, from_slice};
use pickle_tests::fixtures::pickles_of;

#[derive(Pickle, Debug, PartialEq)]
#[pickle(module = "zoo")]
struct Plain<'a> {
    name: Cow<'a, str>,
    tags: Vec<Cow<'a, str>>,
    limits: BTreeMap<Cow<'a, str>, i64>,
}

#[derive(Pickle, Debug, PartialEq)]
#[pickle(module = "zoo")]
struct Blob<'a> {
    name: &'a str,
    data: &'a [u8],
}

/// Text is borrowed where it stands in the input as UTF-8: from protocol 1 on, and ASCII always.
#[test]
fn text_is_borrowed() {
    for (fixture, bytes) in pickles_of("str_bmp") {
        let text: Cow<str> = from_slice(bytes).expect(&fixture.file);
        assert_eq!(text, "你好 €", "{}", fixture.file);
        let is_borrowed = matches!(text, Cow::Borrowed(_));
        assert_eq!(is_borrowed, fixture.protocol > 0, "{}", fixture.file);
        match from_slice::<&str>(bytes) {
            Ok(text) => assert_eq!((text, is_borrowed), ("你好 €", true), "{}", fixture.file),
            Err(error) => {
                assert_eq!((error.kind(), is_borrowed), (ErrorKind::WrongType, false), "{error}");
            }
        }
    }
}

#[test]
fn parts_are_borrowed() {
    for (fixture, bytes) in pickles_of("plain") {
        let plain: Plain = from_slice(bytes).expect(&fixture.file);
        let limits = BTreeMap::from([("low".into(), 1), ("high".into(), 9)]);
        let expected = Plain { name: "Ada".into(), tags: vec!["x".into(), "y".into()], limits };
        assert_eq!(plain, expected, "{}", fixture.file);
        // Protocol 0 does not escape ASCII.
        assert!(matches!(plain.name, Cow::Borrowed(_)), "{}", fixture.file);
    }
    for (fixture, bytes) in pickles_of("plain_with_bytes") {
        // Before protocol 3, bytes are the characters of a str.
        if fixture.protocol >= 3 {
            let blob: Blob = from_slice(bytes).expect(&fixture.file);
            let expected = Blob { name: "raw", data: b"\x00\x7f\x80\xff" };
            assert_eq!(blob, expected, "{}", fixture.file);
        }
    }
}
