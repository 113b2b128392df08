//! Init args as tuples, and the constructors that take them.

use alloc::boxed::Box;

use crate::error::{Error, Fallible};
use crate::global::Class;
use crate::pickle::Pickle;
use crate::pickler::{Construct, Encoder};
use crate::unpickle::Unpickle;
use crate::unpickler::Decoder;
use crate::unpickler::check::{self, Part};

/// The arguments with which an instance is made again, when writing: tuples of up to 12 objects,
/// and a `Result` of one.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be pickled as init args",
    label = "not a tuple of types that implement `Pickle`",
    note = "init args are a tuple: `(a,)` for one, `()` for none"
)]
pub trait InitArgs {
    /// Writes an instance of `class` that is made from these arguments, without its state.
    ///
    /// # Errors
    ///
    /// As [`Encoder::begin_object`], and what the arguments give.
    fn pickle_object(
        &self,
        encoder: &mut Encoder<'_>,
        class: &'static Class,
        construct: Construct,
    ) -> Result<(), Error>;
}

/// The arguments with which an instance is made again, when reading: tuples of up to 12 objects.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be unpickled as init args",
    label = "not a tuple of types that implement `Unpickle`",
    note = "init args are a tuple: `(a,)` for one, `()` for none"
)]
pub trait FromInitArgs<'de>: Sized {
    /// Reads all positional arguments of an instance, and leaves them.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::WrongLength`](crate::ErrorKind::WrongLength) if there are fewer or more, and
    /// what the arguments give.
    fn from_args<D: Decoder<'de>>(
        decoder: &mut D,
        object: &mut D::Object,
        class: &'static Class,
    ) -> Result<Self, Error>;

    /// Whether the arguments are such that [`from_args`](FromInitArgs::from_args) takes; see
    /// `Unpickle::check`.
    ///
    /// # Errors
    ///
    /// If they are not, or if that cannot be told.
    #[doc(hidden)]
    fn check_args<D: Decoder<'de>>(
        decoder: &mut D,
        object: &mut D::Object,
        class: &'static Class,
    ) -> Result<(), Error> {
        Self::from_args(decoder, object, class).map(drop)
    }
}

/// A constructor: any function of up to 12 arguments that gives a `T` or a `Result` of one.
#[diagnostic::on_unimplemented(
    message = "`init` does not make a `{T}`",
    label = "not a function that returns `{T}` or a `Result` of it"
)]
pub trait Init<Args, T> {
    /// Calls the constructor.
    ///
    /// # Errors
    ///
    /// What the constructor returns.
    fn init(self, args: Args) -> Result<T, Error>;
}

impl<A: InitArgs, E> InitArgs for Result<A, E>
where
    E: Clone + Into<Box<dyn core::error::Error + Send + Sync>>,
{
    fn pickle_object(
        &self,
        encoder: &mut Encoder<'_>,
        class: &'static Class,
        construct: Construct,
    ) -> Result<(), Error> {
        match self {
            Ok(args) => args.pickle_object(encoder, class, construct),
            Err(error) => Err(Error::custom(error.clone())),
        }
    }
}

/// What errors call an argument.
macro_rules! place {
    ($index:literal) => {
        concat!("__getinitargs__()[", $index, "]")
    };
}

macro_rules! tuples {
    ($($count:literal: $($name:ident $index:literal)*;)*) => {$(
        impl<$($name: Pickle),*> InitArgs for ($($name,)*) {
            #[allow(non_snake_case)]
            fn pickle_object(
                &self,
                encoder: &mut Encoder<'_>,
                class: &'static Class,
                construct: Construct,
            ) -> Result<(), Error> {
                let ($($name,)*) = self;
                let args = encoder.begin_object(class, construct, $count)?;
                $($name.pickle(encoder).map_err(|error| error.in_attribute(class, place!($index)))?;)*
                encoder.end_args(args)
            }
        }

        impl<'de, $($name: Unpickle<'de>),*> FromInitArgs<'de> for ($($name,)*) {
            fn from_args<__D: Decoder<'de>>(
                decoder: &mut __D,
                object: &mut __D::Object,
                class: &'static Class,
            ) -> Result<Self, Error> {
                let _ = class;
                decoder.expect_args(object, $count);
                let args = ($(decoder.arg::<$name>(object, class, place!($index))?,)*);
                decoder.end_args(object)?;
                Ok(args)
            }

            fn check_args<__D: Decoder<'de>>(
                decoder: &mut __D,
                object: &mut __D::Object,
                _: &'static Class,
            ) -> Result<(), Error> {
                check::args(decoder, object, &[$(Part::required($index, $name::check)),*], &[])
            }
        }

        impl<__F, __R, __T, $($name),*> Init<($($name,)*), __T> for __F
        where
            __F: FnOnce($($name),*) -> __R,
            __R: Fallible<__T>,
        {
            #[allow(non_snake_case)]
            fn init(self, ($($name,)*): ($($name,)*)) -> Result<__T, Error> {
                self($($name),*).into_result()
            }
        }
    )*};
}

tuples! {
    0:;
    1: A 0;
    2: A 0 B 1;
    3: A 0 B 1 C 2;
    4: A 0 B 1 C 2 D 3;
    5: A 0 B 1 C 2 D 3 E 4;
    6: A 0 B 1 C 2 D 3 E 4 F 5;
    7: A 0 B 1 C 2 D 3 E 4 F 5 G 6;
    8: A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7;
    9: A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8;
    10: A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9;
    11: A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9 K 10;
    12: A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9 K 10 L 11;
}
