//! Spans of time.
//!
//! | Rust | Python | Cost, limits |
//! |---|---|---|
//! | [`Duration`] | `datetime.timedelta` | whole microseconds, 999,999,999 days |
//!
//! What is finer than a microsecond is an error and not cut off, since the value would come back as
//! another. Where that does not matter, as in times that were measured, the suite
//! [`Micros`] cuts it off. A negative `timedelta` is out of range.

use alloc::format;
use core::time::Duration;

use crate::error::{Error, ErrorKind};
use crate::global::Class;
use crate::init_args::InitArgs;
use crate::pickle::Pickle;
use crate::pickler::{Construct, Encoder, Estimate, Memo, Room};
use crate::suite::PickleWith;
use crate::unpickle::Unpickle;
use crate::unpickler::Decoder;

static TIMEDELTA: Class = Class::new("datetime", "timedelta").flat();

const SECONDS_PER_DAY: u64 = 24 * 60 * 60;

/// `timedelta.max.days`.
const MAX_DAYS: u64 = 999_999_999;

const MICROS_PER_SECOND: i64 = 1_000_000;

impl Pickle for Duration {
    fn pickle(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        match args(self) {
            Some(args) => args.pickle_object(encoder, &TIMEDELTA, Construct::Call),
            None => Err(no_timedelta(self)),
        }
    }

    #[inline]
    fn pickle_estimate(&self, levels: usize) -> Option<Estimate> {
        Estimate::deeper(levels).and_then(|_| Estimate::of_parts([Some(Estimate::bytes(5)); 3]))
    }

    fn pickle_into<'r>(&self, room: Room<'r>, memo: &Memo) -> Option<Room<'r>> {
        let (days, seconds, micros) = args(self)?;
        let room = room.begin_call::<3>(&TIMEDELTA, memo)?;
        room.int32(days)?.int32(seconds)?.int32(micros)?.end_call::<3>(Construct::Call)
    }
}

/// Days, seconds and microseconds, if a timedelta can be of as many.
fn args(duration: &Duration) -> Option<(i32, i32, i32)> {
    let (seconds, nanos) = (duration.as_secs(), duration.subsec_nanos());
    let days = seconds / SECONDS_PER_DAY;
    if days > MAX_DAYS || !nanos.is_multiple_of(1000) {
        return None;
    }
    let days = i32::try_from(days).ok()?;
    let seconds = i32::try_from(seconds % SECONDS_PER_DAY).ok()?;
    Some((days, seconds, i32::try_from(nanos / 1000).ok()?))
}

#[cold]
fn no_timedelta(duration: &Duration) -> Error {
    let days = duration.as_secs() / SECONDS_PER_DAY;
    if days > MAX_DAYS {
        let message = format!("{days} days are more than the {MAX_DAYS} of a timedelta");
        return Error::new(ErrorKind::Unrepresentable, message);
    }
    too_fine("Duration", "timedelta")
}

impl<'de> Unpickle<'de> for Duration {
    fn unpickle<D: Decoder<'de>>(decoder: &mut D) -> Result<Duration, Error> {
        unpickle_timedelta(decoder, |seconds, micros| {
            let seconds = u64::try_from(seconds).map_err(|_| {
                Error::new(ErrorKind::OutOfRange, "a negative timedelta does not fit Duration")
            })?;
            Ok(Duration::new(seconds, micros * 1000))
        })
    }
}

/// Times as their types write them, but without what is finer than a microsecond: that is cut off,
/// where [`Duration`] and `SystemTime` themselves give an error.
///
/// ```
/// use core::time::Duration;
///
/// use pickle_core::{Encoder, Error, Pickle, PickleWith};
/// use pickle_core::suites::Micros;
///
/// struct Task { took: Duration }
///
/// impl Pickle for Task {
///     fn pickle(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
///         Micros::pickle(&self.took, encoder) // `#[pickle(with = Micros)]` does the same
///     }
/// }
///
/// let task = Task { took: Duration::from_nanos(1999) };
/// let pickle = pickle_core::to_vec(&task)?;
/// assert_eq!(pickle_core::from_slice::<Duration>(&pickle)?, Duration::from_micros(1));
/// # Ok::<(), Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Micros;

impl PickleWith<Duration> for Micros {
    fn pickle(value: &Duration, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        Duration::new(value.as_secs(), value.subsec_micros() * 1000).pickle(encoder)
    }

    fn unpickle<'de, D: Decoder<'de>>(decoder: &mut D) -> Result<Duration, Error> {
        Duration::unpickle(decoder)
    }
}

/// Reads a `timedelta` and hands it on in seconds, and microseconds to add to them.
pub(in crate::impls) fn unpickle_timedelta<'de, D: Decoder<'de>, T>(
    decoder: &mut D,
    convert: impl FnOnce(i64, u32) -> Result<T, Error>,
) -> Result<T, Error> {
    let mut object = decoder.begin_object(&TIMEDELTA)?;
    let days: i64 = decoder.arg(&mut object, &TIMEDELTA, "days")?;
    let seconds: i64 = decoder.arg(&mut object, &TIMEDELTA, "seconds")?;
    let micros: i64 = decoder.arg(&mut object, &TIMEDELTA, "microseconds")?;
    decoder.end_args(&mut object)?;
    let converted = match sum(days, seconds, micros) {
        Some((seconds, micros)) => convert(seconds, micros),
        None => Err(too_long(days, seconds, micros)),
    };
    let converted = converted.map_err(|error| decoder.place_object(&object, error))?;
    decoder.end_object(&mut object)?;
    Ok(converted)
}

/// All together in seconds, and microseconds to add to them, if a timedelta can be as long.
fn sum(days: i64, seconds: i64, micros: i64) -> Option<(i64, u32)> {
    let per_day = SECONDS_PER_DAY.cast_signed();
    let seconds = days.checked_mul(per_day)?.checked_add(seconds)?;
    let seconds = seconds.checked_add(micros.div_euclid(MICROS_PER_SECOND))?;
    let is_possible = seconds.div_euclid(per_day).unsigned_abs() <= MAX_DAYS;
    let micros = u32::try_from(micros.rem_euclid(MICROS_PER_SECOND)).ok()?;
    is_possible.then_some((seconds, micros))
}

#[cold]
fn too_long(days: i64, seconds: i64, micros: i64) -> Error {
    let seconds = i128::from(days) * i128::from(SECONDS_PER_DAY) + i128::from(seconds);
    let seconds = seconds + i128::from(micros.div_euclid(MICROS_PER_SECOND));
    let days = seconds.div_euclid(i128::from(SECONDS_PER_DAY));
    let message = format!("{days} days are more than the {MAX_DAYS} of a timedelta");
    Error::new(ErrorKind::OutOfRange, message)
}

/// The error for a time of Rust's which Python's type would round.
#[cold]
pub(in crate::impls) fn too_fine(rust: &str, python: &str) -> Error {
    let message = format!(
        "{rust} has nanoseconds, a {python} has microseconds: round it first, \
         or cut it off with the suite `pickle_core::suites::Micros`"
    );
    Error::new(ErrorKind::Unrepresentable, message)
}
