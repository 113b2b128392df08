//! Points in time.
//!
//! | Rust | Python | Cost, limits |
//! |---|---|---|
//! | [`SystemTime`] | `datetime.datetime` in `timezone.utc` | whole microseconds, years 1 to 9999 |
//!
//! An aware `datetime` is read with any `datetime.timezone`, that is, with any fixed offset. A
//! naive one means another point in time in every place: only the suite [`NaiveUtc`] reads it.
//! What is finer than a microsecond is an error, as for
//! [durations](super::super::core::duration); the suite [`Micros`] cuts it off.
//!
//! `datetime.timezone` does not exist in Python 2, which loads only what [`NaiveUtc`] writes.

use std::time::{Duration, SystemTime};

use crate::error::{Error, ErrorKind};
use crate::global::Class;
use crate::impls::core::duration::{Micros, too_fine, unpickle_timedelta};
use crate::init_args::InitArgs;
use crate::pickle::Pickle;
use crate::pickler::{Construct, Encoder};
use crate::suite::PickleWith;
use crate::unpickle::Unpickle;
use crate::unpickler::Decoder;

static DATETIME: Class = Class::new("datetime", "datetime");
static TIMEZONE: Class = Class::new("datetime", "timezone");

impl Pickle for SystemTime {
    fn pickle(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        DateTime::exactly(self)?.pickle_aware(encoder)
    }
}

impl<'de> Unpickle<'de> for SystemTime {
    fn unpickle<D: Decoder<'de>>(decoder: &mut D) -> Result<SystemTime, Error> {
        unpickle(decoder, |local, offset| match offset {
            Some(Offset(offset)) => to_system_time(local - offset),
            None => Err(Error::new(
                ErrorKind::WrongType,
                "expected an aware datetime, found a naive one: \
                 where that is in UTC, use the suite `pickle_core::suites::NaiveUtc`",
            )),
        })
    }
}

/// Cuts off what is finer than a microsecond, towards the past. Reads what [`SystemTime`] itself
/// reads.
impl PickleWith<SystemTime> for Micros {
    fn pickle(value: &SystemTime, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        DateTime::new(nanos(value).div_euclid(1000))?.pickle_aware(encoder)
    }

    fn unpickle<'de, D: Decoder<'de>>(decoder: &mut D) -> Result<SystemTime, Error> {
        SystemTime::unpickle(decoder)
    }
}

/// A [`SystemTime`] as a naive `datetime.datetime`, one without a time zone, which is to be
/// understood as UTC.
///
/// It is all that Python 2 has without further packages, and what `datetime.utcnow()` gives. Like
/// `SystemTime` itself, it takes whole microseconds only.
///
/// ```
/// use std::time::{Duration, SystemTime};
///
/// use pickle_core::PickleWith;
/// use pickle_core::suites::NaiveUtc;
///
/// struct Record { modified: SystemTime }
///
/// impl pickle_core::Pickle for Record {
///     fn pickle(&self, encoder: &mut pickle_core::Encoder<'_>) -> Result<(), pickle_core::Error> {
///         NaiveUtc::pickle(&self.modified, encoder) // `#[pickle(with = NaiveUtc)]` does the same
///     }
/// }
///
/// let record = Record { modified: SystemTime::UNIX_EPOCH + Duration::from_secs(86_400) };
/// let pickle = pickle_core::to_vec(&record).unwrap();
/// assert!(pickle.ends_with(b"C\x0a\x07\xb2\x01\x02\0\0\0\0\0\0\x85R.")); // 2 January 1970
/// ```
#[derive(Clone, Copy, Debug)]
pub struct NaiveUtc;

impl PickleWith<SystemTime> for NaiveUtc {
    fn pickle(value: &SystemTime, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        (DateTime::exactly(value)?,).pickle_object(encoder, &DATETIME, Construct::Call)
    }

    fn unpickle<'de, D: Decoder<'de>>(decoder: &mut D) -> Result<SystemTime, Error> {
        unpickle(decoder, |local, offset| match offset {
            None => to_system_time(local),
            Some(_) => Err(Error::new(
                ErrorKind::WrongType,
                "expected a naive datetime, found an aware one: read it without a suite",
            )),
        })
    }
}

/// Reads a `datetime`: the microseconds since 1970 that its clock shows, and what it is ahead.
fn unpickle<'de, D: Decoder<'de>>(
    decoder: &mut D,
    convert: impl FnOnce(i128, Option<Offset>) -> Result<SystemTime, Error>,
) -> Result<SystemTime, Error> {
    let mut object = decoder.begin_object(&DATETIME)?;
    let local: DateTime = decoder.arg(&mut object, &DATETIME, "datetime")?;
    let offset = if decoder.next_arg(&mut object)? {
        Some(decoder.attribute(&DATETIME, "tzinfo")?)
    } else {
        None
    };
    decoder.end_args(&mut object)?;
    let time = convert(local.micros(), offset);
    let time = time.map_err(|error| decoder.place_object(&object, error))?;
    decoder.end_object(&mut object)?;
    Ok(time)
}

/// Nanoseconds since 1970.
fn nanos(time: &SystemTime) -> i128 {
    match time.duration_since(SystemTime::UNIX_EPOCH) {
        Ok(after) => after.as_nanos().cast_signed(),
        Err(before) => -before.duration().as_nanos().cast_signed(),
    }
}

fn to_system_time(micros: i128) -> Result<SystemTime, Error> {
    let distance = u64::try_from(micros.unsigned_abs()).ok().map(Duration::from_micros);
    let time = distance.and_then(|distance| {
        if micros < 0 {
            SystemTime::UNIX_EPOCH.checked_sub(distance)
        } else {
            SystemTime::UNIX_EPOCH.checked_add(distance)
        }
    });
    time.ok_or_else(|| {
        Error::new(ErrorKind::OutOfRange, "datetime does not fit the system's SystemTime")
    })
}

/// The first argument of `datetime.datetime` in a pickle, byte by byte: the year in two, month,
/// day, hour, minute, second, and the microsecond in three.
struct DateTime([u8; 10]);

/// Set in the month of a local time that is the second of its kind, when clocks were put back. With
/// a fixed offset it says nothing.
const FOLD: u8 = 0x80;

impl DateTime {
    /// What a clock shows in UTC.
    fn exactly(time: &SystemTime) -> Result<DateTime, Error> {
        let nanos = nanos(time);
        if nanos.rem_euclid(1000) != 0 {
            return Err(too_fine("SystemTime", "datetime"));
        }
        DateTime::new(nanos.div_euclid(1000))
    }

    /// What a clock shows so many microseconds after the beginning of 1970.
    fn new(micros: i128) -> Result<DateTime, Error> {
        let range = days_before(1, 1, 1)..days_before(10_000, 1, 1);
        let days = i64::try_from(micros.div_euclid(DAY)).ok().filter(|days| range.contains(days));
        let Some(days) = days else {
            return Err(Error::new(
                ErrorKind::Unrepresentable,
                "a datetime is of the years 1 to 9999, a SystemTime is not",
            ));
        };
        let (year, month, day) = date_after(days);
        let micros = micros.rem_euclid(DAY);
        let seconds = micros / 1_000_000;
        let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
        let [.., year_high, year_low] = year.to_be_bytes();
        let [.., high, middle, low] = (micros % 1_000_000).to_be_bytes();
        let [month, day] = [month, day].map(|part| part.to_le_bytes()[0]);
        let [hour, minute, second] = [hour, minute, second].map(|part| part.to_le_bytes()[0]);
        let bytes = [year_high, year_low, month, day, hour, minute, second, high, middle, low];
        Ok(DateTime(bytes))
    }

    /// The inverse of [`new`](DateTime::new).
    fn micros(&self) -> i128 {
        let [year_high, year_low, month, day, hour, minute, second, high, middle, low] = self.0;
        let year = i64::from(u16::from_be_bytes([year_high, year_low]));
        let days = days_before(year, i64::from(month), i64::from(day));
        let minutes = i128::from(hour) * 60 + i128::from(minute);
        let seconds = minutes * 60 + i128::from(second);
        let micros = i128::from(u32::from_be_bytes([0, high, middle, low]));
        i128::from(days) * DAY + seconds * 1_000_000 + micros
    }

    fn pickle_aware(self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        (self, Utc).pickle_object(encoder, &DATETIME, Construct::Call)
    }
}

impl Pickle for DateTime {
    fn pickle(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        encoder.bytes(&self.0)
    }
}

impl<'de> Unpickle<'de> for DateTime {
    fn unpickle<D: Decoder<'de>>(decoder: &mut D) -> Result<DateTime, Error> {
        let mut bytes: [u8; 10] = Unpickle::unpickle(decoder)?;
        bytes[2] &= !FOLD;
        let date_time = DateTime(bytes);
        // Only what a clock can show comes back as it was.
        match DateTime::new(date_time.micros()) {
            Ok(DateTime(same)) if same == bytes => Ok(date_time),
            _ => {
                let message = "the bytes of the datetime are no date and time";
                Err(decoder.place(Error::new(ErrorKind::OutOfRange, message)))
            }
        }
    }
}

/// `datetime.timezone.utc`.
struct Utc;

impl Pickle for Utc {
    fn pickle(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        (Duration::ZERO,).pickle_object(encoder, &TIMEZONE, Construct::Call)
    }
}

/// How many microseconds a `datetime.timezone` is ahead of UTC.
struct Offset(i128);

impl<'de> Unpickle<'de> for Offset {
    fn unpickle<D: Decoder<'de>>(decoder: &mut D) -> Result<Offset, Error> {
        let mut object = decoder.begin_object(&TIMEZONE)?;
        let Delta(micros) = decoder.arg(&mut object, &TIMEZONE, "offset")?;
        if decoder.next_arg(&mut object)? {
            decoder.skip()?; // its name
        }
        decoder.end_args(&mut object)?;
        if micros.abs() >= DAY {
            let message = "the offset of a timezone is less than a day";
            let error = Error::new(ErrorKind::OutOfRange, message);
            return Err(decoder.place_object(&object, error));
        }
        decoder.end_object(&mut object)?;
        Ok(Offset(micros))
    }
}

/// A `timedelta` of either sign, in microseconds.
struct Delta(i128);

impl<'de> Unpickle<'de> for Delta {
    fn unpickle<D: Decoder<'de>>(decoder: &mut D) -> Result<Delta, Error> {
        unpickle_timedelta(decoder, |seconds, micros| {
            Ok(Delta(i128::from(seconds) * 1_000_000 + i128::from(micros)))
        })
    }
}

/// A day in microseconds.
const DAY: i128 = 24 * 60 * 60 * 1_000_000;

/// Days in 400 years, after which the calendar repeats.
const CYCLE: i64 = 400 * 365 + 97;

/// How many days a calendar whose years begin in March, with a year 0 in front of year 1, counts
/// before 1970.
const EPOCH: i64 = 719_468;

/// How many days there are from 1 January 1970 to the date.
fn days_before(year: i64, month: i64, day: i64) -> i64 {
    // With the leap day at a year's end, months have 31, 30, 31, 30, 31 days over and over.
    let month = (month + 9) % 12;
    let year = year - i64::from(month >= 10);
    let (cycle, year) = (year.div_euclid(400), year.rem_euclid(400));
    let day_of_year = (153 * month + 2) / 5 + day - 1;
    cycle * CYCLE + 365 * year + year / 4 - year / 100 + day_of_year - EPOCH
}

/// The year, month and day so many days after 1 January 1970.
fn date_after(days: i64) -> (i64, i64, i64) {
    let days = days + EPOCH;
    let (cycle, day) = (days.div_euclid(CYCLE), days.rem_euclid(CYCLE));
    let leap_days = day / 1460 - day / 36_524 + day / (CYCLE - 1);
    let year = (day - leap_days) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let day = day - (153 * month + 2) / 5 + 1;
    let year = cycle * 400 + year + i64::from(month >= 10);
    (year, (month + 2) % 12 + 1, day)
}

#[cfg(test)]
mod tests {
    use super::{date_after, days_before};

    #[test]
    fn known_days() {
        for (days, date) in [
            (0, (1970, 1, 1)),
            (-1, (1969, 12, 31)),
            (59, (1970, 3, 1)),
            (11_016, (2000, 2, 29)),
            (11_017, (2000, 3, 1)),
            (19_782, (2024, 2, 29)),
            (-25_509, (1900, 2, 28)),
            (-25_508, (1900, 3, 1)),
            (-719_162, (1, 1, 1)),
            (2_932_896, (9999, 12, 31)),
        ] {
            assert_eq!(date_after(days), date);
            assert_eq!(days_before(date.0, date.1, date.2), days);
        }
    }

    #[test]
    fn every_day_of_a_cycle_follows_the_one_before() {
        let mut yesterday = date_after(-146_098);
        for days in -146_097..=146_097 {
            let (year, month, day) = date_after(days);
            assert_eq!(days_before(year, month, day), days);
            let follows = match day {
                1 if month == 1 => yesterday == (year - 1, 12, 31),
                1 => yesterday.0 == year && yesterday.1 == month - 1 && yesterday.2 >= 28,
                _ => yesterday == (year, month, day - 1),
            };
            assert!(follows, "{yesterday:?}, {:?}", (year, month, day));
            yesterday = (year, month, day);
        }
    }
}
