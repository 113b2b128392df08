//! What `getstate` may return, and the instance's `__dict__`.

use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::String;

use crate::error::{Error, ErrorKind};
use crate::global::Class;
use crate::pickle::Pickle;
use crate::pickler::Encoder;
use crate::unpickle::Unpickle;
use crate::unpickler::Decoder;

/// What a `getstate` function may return: the state, or a `Result` of it with any error type.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no state: it cannot be pickled",
    label = "returns neither a type that implements `Pickle` nor a `Result` of one"
)]
pub trait GetState {
    /// The state's type.
    type State: Pickle;

    /// The state.
    ///
    /// # Errors
    ///
    /// What the user's function returned.
    fn into_state(self) -> Result<Self::State, Error>;

    /// Writes the state of the instance that was just written.
    ///
    /// # Errors
    ///
    /// What the user's function returned, and what the state gives.
    fn pickle_state(self, encoder: &mut Encoder<'_>) -> Result<(), Error>
    where
        Self: Sized,
    {
        encoder.state(&self.into_state()?)
    }
}

impl<S: Pickle> GetState for S {
    type State = S;

    fn into_state(self) -> Result<S, Error> {
        Ok(self)
    }
}

impl<S: Pickle, E: Into<Box<dyn core::error::Error + Send + Sync>>> GetState for Result<S, E> {
    type State = S;

    fn into_state(self) -> Result<S, Error> {
        self.map_err(Error::custom)
    }
}

/// A map field that stands for an instance's `__dict__`, when writing: the attributes that no
/// other field names.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot stand for an instance's `__dict__`",
    label = "not a map from names to values that can be pickled",
    note = "use a `HashMap` or `BTreeMap` with `String` keys"
)]
pub trait InstanceDict {
    /// How many attributes it holds.
    fn attribute_count(&self) -> usize;

    /// Writes each name and value, one after the other.
    ///
    /// # Errors
    ///
    /// What the values give.
    fn pickle_attributes(&self, encoder: &mut Encoder<'_>) -> Result<(), Error>;

    /// Refuses names that are those, or aliases, of the fields: by their indices into the names of
    /// the class. What is written by two of the same name is read as one.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Unrepresentable`], if there is such a name.
    #[doc(hidden)]
    fn check_names(&self, class: &'static Class, fields: &[usize]) -> Result<(), Error> {
        let _ = (class, fields);
        Ok(())
    }
}

/// Refuses a name that is that, or an alias, of one of the fields.
fn check_name(name: &str, class: &'static Class, fields: &[usize]) -> Result<(), Error> {
    match class.index_of(name, 0) {
        Some(index) if fields.contains(&index) => {
            let message = format!(
                "`{name}` is a field of the type and a key of its `dict` field too: one of the two \
                 would be lost"
            );
            Err(Error::new(ErrorKind::Unrepresentable, message)
                .in_attribute(class, String::from(name)))
        }
        _ => Ok(()),
    }
}

/// A map field that stands for an instance's `__dict__`, when reading.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot stand for an instance's `__dict__`",
    label = "not a map from names to values that can be unpickled",
    note = "use a `HashMap` or `BTreeMap` with `String` keys"
)]
pub trait FromInstanceDict<'de> {
    /// Reads the value of the attribute `name`, and keeps it.
    ///
    /// # Errors
    ///
    /// What the value gives.
    fn unpickle_attribute<D: Decoder<'de>>(
        &mut self,
        name: Cow<'de, str>,
        decoder: &mut D,
    ) -> Result<(), Error>;

    /// Whether the value is such that
    /// [`unpickle_attribute`](FromInstanceDict::unpickle_attribute) takes it; see `Unpickle::check`.
    ///
    /// # Errors
    ///
    /// If it is not, or if that cannot be told.
    #[doc(hidden)]
    fn check_attribute<D: Decoder<'de>>(
        _name: Cow<'de, str>,
        decoder: &mut D,
    ) -> Result<(), Error> {
        decoder.before_user_code()
    }
}

macro_rules! instance_dict {
    ([$($generics:tt)*] $map:ty) => {
        impl<K: AsRef<str>, V: Pickle, $($generics)*> InstanceDict for $map {
            fn attribute_count(&self) -> usize {
                self.len()
            }

            fn pickle_attributes(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
                for (name, value) in self {
                    encoder.name(name.as_ref())?;
                    value.pickle(encoder).map_err(|error| error.in_key(format!("{:?}", name.as_ref())))?;
                }
                Ok(())
            }

            fn check_names(&self, class: &'static Class, fields: &[usize]) -> Result<(), Error> {
                self.keys().try_for_each(|name| check_name(name.as_ref(), class, fields))
            }
        }
    };
}

instance_dict!([] BTreeMap<K, V>);
#[cfg(feature = "std")]
instance_dict!([S] std::collections::HashMap<K, V, S>);

impl<'de, K: From<String> + Ord, V: Unpickle<'de>> FromInstanceDict<'de> for BTreeMap<K, V> {
    fn unpickle_attribute<D: Decoder<'de>>(
        &mut self,
        name: Cow<'de, str>,
        decoder: &mut D,
    ) -> Result<(), Error> {
        let value = V::unpickle(decoder).map_err(|error| error.in_key(format!("{name:?}")))?;
        self.insert(K::from(name.into_owned()), value);
        Ok(())
    }

    fn check_attribute<D: Decoder<'de>>(_: Cow<'de, str>, decoder: &mut D) -> Result<(), Error> {
        V::check(decoder)
    }
}

#[cfg(feature = "std")]
impl<'de, K, V, S> FromInstanceDict<'de> for std::collections::HashMap<K, V, S>
where
    K: From<String> + Eq + core::hash::Hash,
    V: Unpickle<'de>,
    S: core::hash::BuildHasher,
{
    fn unpickle_attribute<D: Decoder<'de>>(
        &mut self,
        name: Cow<'de, str>,
        decoder: &mut D,
    ) -> Result<(), Error> {
        let value = V::unpickle(decoder).map_err(|error| error.in_key(format!("{name:?}")))?;
        self.insert(K::from(name.into_owned()), value);
        Ok(())
    }

    fn check_attribute<D: Decoder<'de>>(_: Cow<'de, str>, decoder: &mut D) -> Result<(), Error> {
        V::check(decoder)
    }
}
