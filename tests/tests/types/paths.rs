//! Paths.

use std::borrow::Cow;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use pickle_core::ErrorKind::{Unrepresentable, WrongClass, WrongType};
use pickle_core::from_slice;

use crate::text::TEXTS;
use crate::{cannot_be_written, converts, reads, refuses, round_trips};

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
