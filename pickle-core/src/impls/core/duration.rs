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
use crate::pickler::{Construct, Encoder};
use crate::suite::PickleWith;
use crate::unpickle::Unpickle;
use crate::unpickler::Decoder;

static TIMEDELTA: Class = Class::new("datetime", "timedelta").flat();

const SECONDS_PER_DAY: u64 = 24 * 60 * 60;

/// `timedelta.max.days`.
const MAX_DAYS: u64 = 999_999_999;

impl Pickle for Duration {
    fn pickle(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        let days = self.as_secs() / SECONDS_PER_DAY;
        if days > MAX_DAYS {
            let message = format!("{days} days are more than the {MAX_DAYS} of a timedelta");
            return Err(Error::new(ErrorKind::Unrepresentable, message));
        }
        if !self.subsec_nanos().is_multiple_of(1000) {
            return Err(too_fine("Duration", "timedelta"));
        }
        (days, self.as_secs() % SECONDS_PER_DAY, self.subsec_micros()).pickle_object(
            encoder,
            &TIMEDELTA,
            Construct::Call,
        )
    }
}

impl<'de> Unpickle<'de> for Duration {
    fn unpickle<D: Decoder<'de>>(decoder: &mut D) -> Result<Duration, Error> {
        unpickle_timedelta(decoder, |micros| {
            let seconds = u64::try_from(micros.div_euclid(1_000_000)).map_err(|_| {
                Error::new(ErrorKind::OutOfRange, "a negative timedelta does not fit Duration")
            })?;
            let nanos = u32::try_from(micros.rem_euclid(1_000_000)).unwrap_or_default() * 1000;
            Ok(Duration::new(seconds, nanos))
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

/// Reads a `timedelta` and hands it on in microseconds.
pub(in crate::impls) fn unpickle_timedelta<'de, D: Decoder<'de>, T>(
    decoder: &mut D,
    convert: impl FnOnce(i128) -> Result<T, Error>,
) -> Result<T, Error> {
    let mut object = decoder.begin_object(&TIMEDELTA)?;
    let days: i64 = decoder.arg(&mut object, &TIMEDELTA, "days")?;
    let seconds: i64 = decoder.arg(&mut object, &TIMEDELTA, "seconds")?;
    let micros: i64 = decoder.arg(&mut object, &TIMEDELTA, "microseconds")?;
    decoder.end_args(&mut object)?;
    let seconds = i128::from(days) * i128::from(SECONDS_PER_DAY) + i128::from(seconds);
    let micros = seconds * 1_000_000 + i128::from(micros);
    let days = micros.div_euclid(i128::from(SECONDS_PER_DAY) * 1_000_000);
    let converted = if days.unsigned_abs() > u128::from(MAX_DAYS) {
        let message = format!("{days} days are more than the {MAX_DAYS} of a timedelta");
        Err(Error::new(ErrorKind::OutOfRange, message))
    } else {
        convert(micros)
    };
    let converted = converted.map_err(|error| decoder.place_object(&object, error))?;
    decoder.end_object(&mut object)?;
    Ok(converted)
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
