//! From Python classes to Rust types, where the field's own type does not say which.

mod class;
mod extensions;
mod polymorphic;
mod reader;

use alloc::boxed::Box;
use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;
use core::any::{Any, TypeId, type_name};
use core::fmt;
use core::marker::PhantomData;

pub use class::PickleClass;
pub(crate) use extensions::Extensions;
pub use polymorphic::Polymorphic;
pub(crate) use reader::with_decoder;
pub use reader::{AnyDecoder, Reader};

use crate::error::{Error, ErrorKind};
use crate::global::{Class, Global};
use crate::suite::PickleSuite;
use crate::unpickle::UnpickleOwned;
use reader::{AsIs, By, BySuite};

/// Which Rust types the Python classes are that may come where a trait object is wanted, and which
/// extension codes stand for which globals: Python's `copyreg`, as a value.
///
/// A registry is filled once and then lent to any number of [`Unpickler`](crate::Unpickler)s and
/// [`Pickler`](crate::Pickler)s, in any thread. What is registered for one trait is not read for
/// another, and a class that nothing is registered for is an error.
///
/// ```
/// use pickle_core::{Global, Pickle, Pickler, Registry, Unpickler, polymorphic};
///
/// trait Animal: Pickle {
///     fn sound(&self) -> &'static str;
/// }
/// polymorphic!(dyn Animal);
///
/// #[derive(Pickle)]
/// #[pickle(module = "farm")]
/// struct Dog { name: String }
///
/// impl Animal for Dog {
///     fn sound(&self) -> &'static str { "woof" }
/// }
///
/// let mut registry = Registry::new();
/// registry.register::<dyn Animal, Dog>()?.extension(0x70, Global::new("farm", "Dog"))?;
///
/// let animal: Box<dyn Animal> = Box::new(Dog { name: "Rex".into() });
/// let mut pickler = Pickler::in_memory().registry(&registry);
/// pickler.dump(&animal)?;
/// let pickle = pickler.into_vec();
/// assert!(pickle.windows(2).any(|bytes| bytes == b"\x82\x70")); // EXT1, in place of the name
///
/// let animal: Box<dyn Animal> = Unpickler::new(&pickle).registry(&registry).load()?;
/// assert_eq!(animal.sound(), "woof");
/// # Ok::<(), pickle_core::Error>(())
/// ```
#[derive(Default)]
pub struct Registry {
    pub(crate) extensions: Extensions,
    /// [`Implementors<D>`], by the type `D`.
    implementors: BTreeMap<TypeId, Box<dyn Any + Send + Sync>>,
}

/// The readers of one trait, and which of them is for which class, by full name.
struct Implementors<D: ?Sized> {
    readers: Vec<Box<dyn Reader<D>>>,
    classes: BTreeMap<String, usize>,
}

impl Registry {
    /// An empty registry.
    #[must_use]
    pub fn new() -> Registry {
        Registry::default()
    }

    /// Registers `T` as a type that may come where a `D`, such as `dyn Shape`, is wanted: instances
    /// of its [classes](PickleClass), under any of their names, are read as it.
    ///
    /// `D` is a trait object that [`polymorphic!`](crate::polymorphic) was called for.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Registry`] if one of the classes is registered for `D` already.
    pub fn register<D, T>(&mut self) -> Result<&mut Registry, Error>
    where
        D: Polymorphic<T> + ?Sized + 'static,
        T: UnpickleOwned + PickleClass + 'static,
    {
        self.add::<D>(T::classes(), Box::new(AsIs::<T>(PhantomData)))
    }

    /// Registers `T` as [`register`](Registry::register) does, for a `T` that is no `D` itself: the
    /// function makes one of it.
    ///
    /// What is made so can be met again behind an `Rc` or `Arc`, but must not refer to itself, not
    /// even by a `Weak`.
    ///
    /// # Errors
    ///
    /// As [`register`](Registry::register).
    pub fn register_with<T, D>(
        &mut self,
        wrap: impl Fn(T) -> Box<D> + Send + Sync + 'static,
    ) -> Result<&mut Registry, Error>
    where
        T: UnpickleOwned + PickleClass + 'static,
        D: ?Sized + 'static,
    {
        self.add(T::classes(), Box::new(By { wrap, value: PhantomData }))
    }

    /// Registers the class of a suite, whose values the function makes a trait object of: a reader
    /// for a foreign class.
    ///
    /// The suite gives the class, and reads the instance; the trait may be implemented by the
    /// suite's type itself or, where that is foreign too, by a wrapper. As with
    /// [`register_with`](Registry::register_with), the instance must not refer to itself.
    ///
    /// ```
    /// use pickle_core::{Class, Error, NoState, PickleSuite, Registry, Unpickler, polymorphic};
    ///
    /// trait Number { fn value(&self) -> f64; }
    /// polymorphic!(dyn Number);
    ///
    /// struct Ratio(i64, i64);
    /// impl Number for Ratio {
    ///     fn value(&self) -> f64 { self.0 as f64 / self.1 as f64 }
    /// }
    ///
    /// /// `fractions.Fraction('3/4')`
    /// struct Fraction;
    /// impl PickleSuite<Ratio> for Fraction {
    ///     type InitArgs = (String,);
    ///     type State = NoState;
    ///
    ///     fn class() -> &'static Class {
    ///         static FRACTION: Class = Class::new("fractions", "Fraction");
    ///         &FRACTION
    ///     }
    ///     fn getinitargs(ratio: &Ratio) -> Result<(String,), Error> {
    ///         Ok((format!("{}/{}", ratio.0, ratio.1),))
    ///     }
    ///     fn init((text,): (String,)) -> Result<Ratio, Error> {
    ///         let (a, b) = text.split_once('/').unwrap_or((&text, "1"));
    ///         Ok(Ratio(a.parse().map_err(Error::custom)?, b.parse().map_err(Error::custom)?))
    ///     }
    /// }
    ///
    /// let mut registry = Registry::new();
    /// registry.register_suite::<Fraction, _, _>(|ratio| Box::new(ratio) as Box<dyn Number>)?;
    /// let pickle = b"cfractions\nFraction\n(S'3/4'\ntR.";
    /// let number: Box<dyn Number> = Unpickler::new(pickle).registry(&registry).load()?;
    /// assert_eq!(number.value(), 0.75);
    /// # Ok::<(), Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`register`](Registry::register).
    pub fn register_suite<S, T, D>(
        &mut self,
        wrap: impl Fn(T) -> Box<D> + Send + Sync + 'static,
    ) -> Result<&mut Registry, Error>
    where
        S: PickleSuite<T> + 'static,
        T: 'static,
        D: ?Sized + 'static,
    {
        let reader = BySuite::<S, T, _> { wrap, suite: PhantomData };
        self.add(&[S::class()], Box::new(reader))
    }

    /// Registers an extension code for a global, as `copyreg.add_extension(module, name, code)`:
    /// picklers write it in place of the name, in protocol 2 and later, and unpicklers take it for
    /// the name. To repeat a registration is no error.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Extension`] unless the code is from 1 to 2147483647 and both it and the global
    /// are new.
    pub fn extension(&mut self, code: u32, global: Global) -> Result<&mut Registry, Error> {
        self.extensions.add(code, global)?;
        Ok(self)
    }

    fn add<D: ?Sized + 'static>(
        &mut self,
        classes: &[&'static Class],
        reader: Box<dyn Reader<D>>,
    ) -> Result<&mut Registry, Error> {
        let names: Vec<String> = classes.iter().flat_map(|class| class.full_names()).collect();
        let implementors = self.implementors.entry(TypeId::of::<D>()).or_insert_with(|| {
            Box::new(Implementors::<D> { readers: Vec::new(), classes: BTreeMap::new() })
        });
        // It is of no other type.
        if let Some(implementors) = implementors.downcast_mut::<Implementors<D>>() {
            if let Some(name) = names.iter().find(|name| implementors.classes.contains_key(*name)) {
                let target = type_name::<D>();
                let message = alloc::format!("{name} is registered for `{target}` already");
                return Err(Error::new(ErrorKind::Registry, message));
            }
            let index = implementors.readers.len();
            implementors.classes.extend(names.into_iter().map(|name| (name, index)));
            implementors.readers.push(reader);
        }
        Ok(self)
    }

    /// The reader for instances of the class, as a `D`; or for the member of an enum that the
    /// global is.
    pub(crate) fn reader<D: ?Sized + 'static>(
        &self,
        module: &str,
        name: &str,
    ) -> Option<&dyn Reader<D>> {
        let Implementors { readers, classes } = self.implementors()?;
        let of_class = |name| classes.get(&alloc::format!("{module}.{name}"));
        let index = of_class(name).or_else(|| {
            // A member, by a name that may be an alias.
            let (class, _) = name.rsplit_once('.')?;
            of_class(class)
        })?;
        Some(&*readers[*index])
    }

    /// All readers that give a `D`.
    pub(crate) fn readers<D: ?Sized + 'static>(&self) -> &[Box<dyn Reader<D>>] {
        self.implementors::<D>().map_or(&[], |implementors| &implementors.readers)
    }

    fn implementors<D: ?Sized + 'static>(&self) -> Option<&Implementors<D>> {
        self.implementors.get(&TypeId::of::<D>())?.downcast_ref()
    }
}

impl fmt::Debug for Registry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Registry")
            .field("extensions", &self.extensions)
            .field("traits", &self.implementors.len())
            .finish()
    }
}
