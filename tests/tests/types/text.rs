//! Text and characters.

use std::borrow::Cow;
use std::rc::Rc;
use std::sync::Arc;

use pickle_core::ErrorKind::{WrongLength, WrongType};
use pickle_core::{Protocol, from_slice};

use crate::{converts, pickle, reads, refuses, round_trips};

pub const TEXTS: [&str; 9] =
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
