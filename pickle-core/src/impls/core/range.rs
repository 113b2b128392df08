//! Ranges.
//!
//! | Rust | Python | Cost, limits |
//! |---|---|---|
//! | `a..b` | `range(a, b)` | integers only; a `slice` of integers is accepted |
//! | `a..=b` | `range(a, b + 1)` | likewise |
//! | `a..` | `slice(a, None)` | |
//! | `..b` | `slice(None, b)` | |
//! | `..=b` | `slice(None, b + 1)` | integers only |
//! | `..` | `slice(None, None)` | |
//!
//! Rust's ranges have no step: one other than 1 is an error. A `range` is Python 2's `xrange`
//! before protocol 3, which takes no more there than a C `long` holds.

use alloc::format;
use core::ops::RangeToInclusive;
use core::ops::{Bound, Range, RangeBounds, RangeFrom, RangeFull, RangeInclusive, RangeTo};

use crate::error::{Error, ErrorKind};
use crate::global::Class;
use crate::init_args::InitArgs;
use crate::int::Int;
use crate::pickle::Pickle;
use crate::pickler::{Construct, Encoder};
use crate::unpickle::Unpickle;
use crate::unpickler::{Decoder, Integer};

static RANGE: Class = Class::new("builtins", "range").flat();
static SLICE: Class = Class::new("builtins", "slice").flat();

impl<T: Pickle + Integer> Pickle for Range<T> {
    fn pickle(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        (&self.start, &self.end, 1).pickle_object(encoder, &RANGE, Construct::Call)
    }
}

impl<'de, T: Unpickle<'de> + Integer> Unpickle<'de> for Range<T> {
    fn unpickle<D: Decoder<'de>>(decoder: &mut D) -> Result<Range<T>, Error> {
        read(decoder, &[&RANGE, &SLICE], |start: T, end: T| Ok(start..end))
    }
}

impl<T: Pickle + Step> Pickle for RangeInclusive<T> {
    fn pickle(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        // A range that was iterated to its end excludes that.
        let stop = match self.end_bound() {
            Bound::Included(end) => end.after(),
            _ => self.end().to_int(),
        };
        (self.start(), stop, 1).pickle_object(encoder, &RANGE, Construct::Call)
    }
}

impl<'de, T: Unpickle<'de> + Step> Unpickle<'de> for RangeInclusive<T> {
    fn unpickle<D: Decoder<'de>>(decoder: &mut D) -> Result<RangeInclusive<T>, Error> {
        read(decoder, &[&RANGE, &SLICE], |start: T, stop: Int| {
            if stop <= T::MIN.to_int() {
                // Nothing is before the smallest number, but Python's empty ranges are all equal.
                let (start, end) = T::EMPTY;
                return Ok(start..=end);
            }
            Ok(start..=T::before(&stop)?)
        })
    }
}

impl<T: Pickle> Pickle for RangeFrom<T> {
    fn pickle(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        (&self.start, (), ()).pickle_object(encoder, &SLICE, Construct::Call)
    }
}

impl<'de, T: Unpickle<'de>> Unpickle<'de> for RangeFrom<T> {
    fn unpickle<D: Decoder<'de>>(decoder: &mut D) -> Result<RangeFrom<T>, Error> {
        read(decoder, &[&SLICE], |start: T, (): ()| Ok(start..))
    }
}

impl<T: Pickle> Pickle for RangeTo<T> {
    fn pickle(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        ((), &self.end, ()).pickle_object(encoder, &SLICE, Construct::Call)
    }
}

impl<'de, T: Unpickle<'de>> Unpickle<'de> for RangeTo<T> {
    fn unpickle<D: Decoder<'de>>(decoder: &mut D) -> Result<RangeTo<T>, Error> {
        read(decoder, &[&SLICE], |(): (), end: T| Ok(..end))
    }
}

impl<T: Step> Pickle for RangeToInclusive<T> {
    fn pickle(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        ((), self.end.after(), ()).pickle_object(encoder, &SLICE, Construct::Call)
    }
}

impl<'de, T: Step> Unpickle<'de> for RangeToInclusive<T> {
    fn unpickle<D: Decoder<'de>>(decoder: &mut D) -> Result<RangeToInclusive<T>, Error> {
        read(decoder, &[&SLICE], |(): (), stop: Int| Ok(..=T::before(&stop)?))
    }
}

impl Pickle for RangeFull {
    fn pickle(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        ((), (), ()).pickle_object(encoder, &SLICE, Construct::Call)
    }
}

impl<'de> Unpickle<'de> for RangeFull {
    fn unpickle<D: Decoder<'de>>(decoder: &mut D) -> Result<RangeFull, Error> {
        read(decoder, &[&SLICE], |(): (), (): ()| Ok(..))
    }
}

/// Reads the three arguments of a `range` or `slice`, and makes the range of the first two.
fn read<'de, D: Decoder<'de>, A: Unpickle<'de>, B: Unpickle<'de>, R>(
    decoder: &mut D,
    classes: &[&'static Class],
    make: impl FnOnce(A, B) -> Result<R, Error>,
) -> Result<R, Error> {
    let (index, mut object) = decoder.begin_object_of(classes)?;
    let class = classes[index];
    let start = decoder.arg(&mut object, class, "start")?;
    let stop = decoder.arg(&mut object, class, "stop")?;
    let StepOfOne = decoder.arg(&mut object, class, "step")?;
    decoder.end_args(&mut object)?;
    let range = make(start, stop).map_err(|error| decoder.place_object(&object, error))?;
    decoder.end_object(&mut object)?;
    Ok(range)
}

/// The only step that a range of Rust's has, which a `slice` may leave out.
struct StepOfOne;

impl<'de> Unpickle<'de> for StepOfOne {
    fn unpickle<D: Decoder<'de>>(decoder: &mut D) -> Result<StepOfOne, Error> {
        match Option::<Int>::unpickle(decoder)? {
            Some(step) if step != Int::from(1) => {
                let message = format!("expected a step of 1, found {step}");
                Err(decoder.place(Error::new(ErrorKind::OutOfRange, message)))
            }
            _ => Ok(StepOfOne),
        }
    }
}

/// The integers, each of which has neighbours. Python's ranges name the number behind the last
/// one, which may be beyond the type.
trait Step: Integer {
    const MIN: Self;

    /// Start and end of an inclusive range without items.
    const EMPTY: (Self, Self);

    fn to_int(&self) -> Int;

    fn after(&self) -> Int;

    fn before(int: &Int) -> Result<Self, Error>;
}

macro_rules! steps {
    ($($int:ty)*) => {$(
        impl Step for $int {
            const MIN: $int = <$int>::MIN;

            const EMPTY: ($int, $int) = (<$int>::MIN + 1, <$int>::MIN);

            fn to_int(&self) -> Int {
                Int::from(*self)
            }

            fn after(&self) -> Int {
                match self.checked_add(1) {
                    Some(next) => Int::from(next),
                    None => beyond(&self.to_le_bytes()),
                }
            }

            fn before(int: &Int) -> Result<$int, Error> {
                let before = match <$int>::try_from(int) {
                    Ok(int) => int.checked_sub(1),
                    Err(_) => (*int == <$int>::MAX.after()).then_some(<$int>::MAX),
                };
                before.ok_or_else(|| {
                    let message = format!("int {int} - 1 does not fit {}", <$int>::NAME);
                    Error::new(ErrorKind::OutOfRange, message)
                })
            }
        }
    )*};
}

steps!(i8 i16 i32 i64 i128 isize u8 u16 u32 u64 u128 usize);

/// One more than a type's greatest number, whose bytes are given.
fn beyond(max: &[u8]) -> Int {
    let mut bytes = [0; 17];
    bytes[..max.len()].copy_from_slice(max);
    for byte in &mut bytes {
        let (sum, carry) = byte.overflowing_add(1);
        *byte = sum;
        if !carry {
            break;
        }
    }
    Int::from_le_bytes(&bytes)
}
