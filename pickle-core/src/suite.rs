//! Pickle support that is written outside of a type.

use crate::error::Error;
use crate::global::Class;
use crate::init_args::{FromInitArgs, InitArgs};
use crate::pickle::Pickle;
use crate::pickler::{Construct, Encoder};
use crate::unpickle::UnpickleOwned;
use crate::unpickler::{Decoder, check};

/// How values of `T` are pickled as instances of a Python class: Boost.Python's `pickle_suite`,
/// for types that have no annotations of their own.
///
/// Name it with `#[pickle(suite = S)]` on a type, or `#[pickle(with = S)]` on a field of a foreign
/// type. A suite gives the init args and the constructor that takes them; what cannot be restored
/// that way goes into the state, for which the suite names a [`StatePair`] (often itself), or
/// [`NoState`].
///
/// ```
/// use pickle_core::{Class, Error, NoState, PickleSuite};
///
/// struct World { country: String }
///
/// struct WorldSuite;
///
/// impl PickleSuite<World> for WorldSuite {
///     type InitArgs = (String,);
///     type State = NoState;
///
///     fn class() -> &'static Class {
///         static WORLD: Class = Class::new("geo", "World");
///         &WORLD
///     }
///
///     fn getinitargs(world: &World) -> Result<(String,), Error> {
///         Ok((world.country.clone(),))
///     }
///
///     fn init((country,): (String,)) -> Result<World, Error> {
///         Ok(World { country })
///     }
/// }
/// ```
pub trait PickleSuite<T> {
    /// The init args, as a tuple.
    type InitArgs: InitArgs + for<'de> FromInitArgs<'de>;

    /// Where the state is kept: the suite itself (or another type) that implements [`StatePair`],
    /// or [`NoState`].
    type State: StatePair<T>;

    /// The Python class.
    fn class() -> &'static Class;

    /// The arguments with which the value can be made again; `()` for none.
    ///
    /// # Errors
    ///
    /// If the value cannot be pickled.
    fn getinitargs(value: &T) -> Result<Self::InitArgs, Error>;

    /// Makes the value from its init args.
    ///
    /// # Errors
    ///
    /// If the arguments are not acceptable.
    fn init(args: Self::InitArgs) -> Result<T, Error>;

    /// Whether the init args go to `cls.__new__` instead of to a call of the class.
    const NEWARGS: bool = false;
}

/// The two functions that save and restore what init args cannot: both, or (with [`NoState`])
/// neither.
///
/// ```compile_fail
/// # use pickle_core::{Error, StatePair};
/// struct Counter(u64);
/// struct CounterSuite;
///
/// impl StatePair<Counter> for CounterSuite {
///     type State = u64;
///     fn getstate(counter: &Counter) -> Result<Option<u64>, Error> { Ok(Some(counter.0)) }
///     // error: not all trait items implemented, missing: `setstate`
/// }
/// ```
pub trait StatePair<T> {
    /// The state's type.
    type State: Pickle + UnpickleOwned;

    /// The state, or `None` if there is none to restore: then nothing is written, and
    /// [`setstate`](StatePair::setstate) is not called when reading.
    ///
    /// # Errors
    ///
    /// If the value cannot be pickled.
    fn getstate(value: &T) -> Result<Option<Self::State>, Error>;

    /// Restores the state of a value that was just made from its init args.
    ///
    /// # Errors
    ///
    /// If the state is not acceptable.
    fn setstate(value: &mut T, state: Self::State) -> Result<(), Error>;
}

/// The state of classes whose init args say everything.
pub struct NoState;

impl<T> StatePair<T> for NoState {
    type State = ();

    fn getstate(_: &T) -> Result<Option<()>, Error> {
        Ok(None)
    }

    fn setstate(_: &mut T, (): ()) -> Result<(), Error> {
        Ok(())
    }
}

/// How a field of a foreign type is pickled, in any form: what `#[pickle(with = S)]` asks of `S`.
///
/// Every [`PickleSuite`] is one. Implement this trait instead where the form is not an instance of
/// a class.
///
/// ```
/// use pickle_core::{Decoder, Encoder, Error, PickleWith};
///
/// /// Keeps a temperature as a plain float.
/// struct Celsius;
/// struct Temperature { kelvin: f64 }
///
/// impl PickleWith<Temperature> for Celsius {
///     fn pickle(value: &Temperature, encoder: &mut Encoder<'_>) -> Result<(), Error> {
///         encoder.float(value.kelvin - 273.15)
///     }
///
///     fn unpickle<'de, D: Decoder<'de>>(decoder: &mut D) -> Result<Temperature, Error> {
///         Ok(Temperature { kelvin: decoder.read_float()? + 273.15 })
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no suite for `{T}`",
    label = "implements neither `PickleSuite<{T}>` nor `PickleWith<{T}>`"
)]
pub trait PickleWith<T> {
    /// Writes the value as one object.
    ///
    /// # Errors
    ///
    /// As [`Pickle::pickle`].
    fn pickle(value: &T, encoder: &mut Encoder<'_>) -> Result<(), Error>;

    /// Reads one object.
    ///
    /// # Errors
    ///
    /// As [`Unpickle::unpickle`](crate::Unpickle::unpickle).
    fn unpickle<'de, D: Decoder<'de>>(decoder: &mut D) -> Result<T, Error>;

    /// Whether the next object is one that [`unpickle`](PickleWith::unpickle) takes: the same
    /// reads, without a call of what must run once only.
    ///
    /// # Errors
    ///
    /// If it is not, or if that cannot be told.
    #[doc(hidden)]
    fn check<'de, D: Decoder<'de>>(decoder: &mut D) -> Result<(), Error> {
        Self::unpickle(decoder).map(drop)
    }
}

impl<T, S: PickleSuite<T>> PickleWith<T> for S {
    fn pickle(value: &T, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        let construct = if S::NEWARGS { Construct::New } else { Construct::Call };
        S::getinitargs(value)?.pickle_object(encoder, S::class(), construct)?;
        match <S::State as StatePair<T>>::getstate(value)? {
            Some(state) => encoder.state(&state),
            None => Ok(()),
        }
    }

    fn unpickle<'de, D: Decoder<'de>>(decoder: &mut D) -> Result<T, Error> {
        let mut object = decoder.begin_object(S::class())?;
        let args = S::InitArgs::from_args(decoder, &mut object, S::class())?;
        decoder.before_user_code()?;
        let mut value = S::init(args).map_err(|error| decoder.place_object(&object, error))?;
        while decoder.next_state(&mut object)? {
            let state = decoder.attribute(S::class(), "__setstate__()")?;
            <S::State as StatePair<T>>::setstate(&mut value, state)
                .map_err(|error| decoder.place_object(&object, error))?;
        }
        decoder.end_object(&mut object)?;
        Ok(value)
    }

    fn check<'de, D: Decoder<'de>>(decoder: &mut D) -> Result<(), Error> {
        let mut object = decoder.begin_object(S::class())?;
        S::InitArgs::check_args(decoder, &mut object, S::class())?;
        check::state(decoder, &mut object, <S::State as StatePair<T>>::setstate)?;
        decoder.end_object(&mut object)
    }
}
