//! Durations and times.

use std::time::{Duration, SystemTime};

use pickle_core::ErrorKind::{OutOfRange, Unrepresentable, WrongClass, WrongLength, WrongType};
use pickle_core::suites::{Micros, NaiveUtc};
use pickle_core::{Protocol, from_slice, to_vec};

use crate::{As, cannot_be_written, converts, pickle, reads, refuses, round_trips, with};

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

#[test]
fn durations_in_a_list_are_written_as_each_alone() {
    let durations = [MAX_TIMEDELTA, Duration::ZERO, Duration::new(86_400 * 300 + 70_000, 1000)];
    round_trips([durations.to_vec()]);
    let list = pickle(&durations[..], Protocol::V4);
    let parts: [&[u8]; 3] = [
        b"J\xff\xc9\x9a;J\x7fQ\x01\0J?B\x0f\0\x87R",
        b"K\0K\0K\0\x87R",
        b"M\x2c\x01Jp\x11\x01\0K\x01\x87R",
    ];
    for part in parts {
        assert!(list.windows(part.len()).any(|bytes| bytes == part), "{}", list.escape_ascii());
    }
    for (wrong, message) in [
        (Duration::from_nanos(1), "[2]: Duration has nanoseconds"),
        (MAX_TIMEDELTA + Duration::from_micros(1), "[2]: 1000000000 days are more"),
    ] {
        let error = to_vec(&vec![Duration::ZERO, Duration::ZERO, wrong]).unwrap_err();
        assert!(error.to_string().starts_with(message), "{error}");
    }
}
