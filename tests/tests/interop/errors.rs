//! What is in the zoo and cannot be had: the error says why.

use std::fmt::Debug;
use std::time::Duration;

use pickle_core::{Encoding, ErrorKind, Pickle, UnpickleOwned, Value};
use pickle_tests::fixtures::pickles_of;

use crate::construction::Reduce6;
use crate::table::load;

/// Each fixture of the case fails in the same way, and the message says what it should.
#[track_caller]
fn fails<T: UnpickleOwned + Debug>(case: &str, encoding: Encoding, kind: ErrorKind, says: &str) {
    let mut count = 0;
    for (fixture, bytes) in pickles_of(case) {
        let error = load::<T>(bytes, encoding).expect_err(&fixture.file);
        assert_eq!(error.kind(), kind, "{}: {error}", fixture.file);
        assert!(error.to_string().contains(says), "{}: {error}", fixture.file);
        assert!(error.offset().is_some(), "{}: {error}", fixture.file);
        count += 1;
    }
    assert!(count > 0, "{case} is in no fixture");
}

#[test]
fn lone_surrogates_are_no_text() {
    let says = "surrogate";
    fails::<String>("str_lone_surrogate", Encoding::Ascii, ErrorKind::LoneSurrogate, says);
    fails::<Value>("str_lone_surrogate", Encoding::Ascii, ErrorKind::LoneSurrogate, says);
    fails::<Value>("str_lone_surrogate", Encoding::Bytes, ErrorKind::LoneSurrogate, says);
}

/// The same of what a Python pickles just now.
pub fn lone_surrogate<T: UnpickleOwned + Debug>(bytes: &[u8]) -> Result<(), String> {
    match load::<T>(bytes, Encoding::Ascii) {
        Err(error) if error.kind() == ErrorKind::LoneSurrogate => Ok(()),
        Err(error) => Err(format!("{:?}: {error}", error.kind())),
        Ok((value, _)) => Err(format!("is read as {value:?}")),
    }
}

/// The sixth part of `__reduce__` is a function that is called for its effect on the instance.
/// Nothing in a pickle is called, and the state must not get lost in silence.
#[test]
fn state_that_a_function_sets_is_not_lost() {
    let says = "the state of zoo.Reduce6 is set by a call of zoo.set_reduce6";
    fails::<Reduce6>("reduce_6", Encoding::Ascii, ErrorKind::WrongType, says);
    fails::<Reduce6WithoutState>("reduce_6", Encoding::Ascii, ErrorKind::WrongType, says);
}

/// Could be made without the state.
#[derive(Pickle, Debug)]
#[pickle(module = "zoo", name = "Reduce6")]
struct Reduce6WithoutState {
    #[pickle(init_arg)]
    _a: i64,
}

#[test]
fn durations_are_not_negative() {
    let says = "negative timedelta";
    fails::<Duration>("timedelta_negative", Encoding::Ascii, ErrorKind::OutOfRange, says);
}

#[test]
fn text_of_python_2_needs_its_encoding() {
    for encoding in [Encoding::Ascii, Encoding::Utf8] {
        fails::<String>("py2_str_latin1", encoding, ErrorKind::Encoding, "Unpickler::encoding");
        fails::<Value>("py2_str_latin1", encoding, ErrorKind::Encoding, "Unpickler::encoding");
    }
    fails::<String>("py2_str_latin1", Encoding::Bytes, ErrorKind::WrongType, "found bytes");
}

#[test]
fn ints_have_to_fit() {
    for (case, says) in [("int_256", "256"), ("int_minus_1", "-1"), ("int_2p2100", "2101 bits")] {
        fails::<u8>(case, Encoding::Ascii, ErrorKind::OutOfRange, says);
    }
    fails::<i128>("int_2p128_minus_1", Encoding::Ascii, ErrorKind::OutOfRange, "i128");
}
