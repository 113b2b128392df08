//! The derive macro of `pickle_core`: Rust types that pickle.
//!
//! Depend on `pickle_core`, which re-exports the macro; everything is described at
//! [`derive(Pickle)`](derive@Pickle).
//!
//! How it is made: `attr` reads the attributes, `check` holds them against the rules, `model`
//! says what they mean, and `expand` writes the code.

mod attr;
mod case;
mod check;
mod expand;
mod faults;
mod model;

use proc_macro::TokenStream;
use syn::{DeriveInput, parse_macro_input};

use crate::attr::Input;
use crate::faults::Faults;
use crate::model::Model;

/// Makes a type picklable: implements both `Pickle` and `Unpickle<'de>`.
///
/// Without any attribute, a struct is an instance of the Python class of the same name, in the
/// module of the same path (`app::geo::World` is the class `World` of the module `app.geo`), and
/// its fields are the attributes of the instance:
///
/// ```
/// use pickle_core::Pickle;
///
/// #[derive(Pickle)]
/// struct World {
///     country: String,
///     secret: i32,
/// }
/// ```
///
/// ```python
/// class World:
///     def __init__(self, country, secret):
///         self.country = country
///         self.secret = secret
/// ```
///
/// Everything else is said by attributes under `#[pickle(...)]`, on the type, on a variant of an
/// enum, or on a field. Paths are written as paths, without quotes; names as strings. Attributes
/// can stand in one `#[pickle(...)]` or in several.
///
/// # What a type is for Python
///
/// | Rust | Python |
/// |---|---|
/// | struct | an instance: `C.__new__(C)`, then its attributes |
/// | struct with init args | `C(*args)`, then the rest of its attributes, if any |
/// | struct with keyword init args | `C.__new__(C, *args, **kwargs)`, then the rest |
/// | unit struct | an instance without attributes |
/// | tuple struct | `C(*fields)` |
/// | newtype | its field; `C(field)` with any attribute that is about a class |
/// | enum without data | a member of an `enum.Enum` |
/// | enum with data | an instance of the variant's class, nested in the enum's: `Shape.Circle` |
/// | `as_dict` | a plain dict |
/// | `as_tuple` | a plain tuple; for an enum, one that begins with the variant's name |
/// | `transparent` | the only field |
/// | `suite = S` | what `S` says |
///
/// # On the type
///
/// ## The class
///
/// - `module = "geo"`, `name = "World"`: the class in Python. Without them, the module in which
///   the type is declared, with `.` for `::`, and the type's name. A name with dots reaches into
///   classes: `name = "Planet.World"`.
/// - `alias = "old_geo.World"`: another full name under which the class is accepted when reading.
///   Repeatable. On an enum with data, it stands for the classes of all variants, which are nested
///   in it.
///
/// ## How it is made again
///
/// - `init = World::new`: the constructor, which receives the init args, positional ones first, in
///   the order of the fields. It returns `Self` or a `Result` with any error. Fields that are not
///   init args are assigned afterwards, when the state is read. Without init args, Python calls the
///   class without arguments, and Rust the constructor.
/// - `getinitargs = World::getinitargs`: a function of `&self` that returns the init args as a
///   tuple (or a `Result` of one), where they are not fields. Needs `init`.
/// - `newargs`: the init args go to `cls.__new__` (`__getnewargs__`) instead of to a call of the
///   class. Keyword arguments always do.
///
/// ```
/// use pickle_core::Pickle;
///
/// #[derive(Pickle)]
/// #[pickle(module = "geo", init = World::new)]
/// struct World {
///     #[pickle(init_arg)]
///     country: String,
///     secret: i32, // an attribute
/// }
///
/// impl World {
///     fn new(country: String) -> Result<World, &'static str> {
///         if country.is_empty() { Err("no country") } else { Ok(World { country, secret: 0 }) }
///     }
/// }
/// ```
///
/// ## Its state
///
/// - `getstate = World::getstate`, `setstate = World::setstate`: the functions that save and
///   restore the state, always as a pair. The first takes `&self` and returns the state, any type
///   that can be pickled; a state of `None` is not written. The second takes `&mut self` and the
///   state, and is not called where there is none. Both may return a `Result` with any error. The
///   pair *is* the state: fields that are not init args are its business. Without `init`, they
///   begin as their `Default`, or as what `default = path` gives.
/// - `getstate_manages_dict`: says that the pair takes care of the `dict` field too.
/// - `slots`: the state is `(None, {..})`, as for a Python class with `__slots__`; with a `dict`
///   field, `({..}, {..})`. When reading, either shape is accepted always.
/// - `default`, `default = path`: attributes that the pickle lacks are those of `Self::default()`
///   (of what `path()` returns), and so are skipped fields. Beside `init`, they are left as the
///   constructor made them.
/// - `deny_unknown`: an attribute that no field names is an error. Otherwise it is ignored.
/// - `rename_all = "camelCase"`: how attributes are spelled, by serde's rules: `lowercase`,
///   `UPPERCASE`, `PascalCase`, `camelCase`, `snake_case`, `SCREAMING_SNAKE_CASE`, `kebab-case`,
///   `SCREAMING-KEBAB-CASE`. On an enum, how variants are spelled; `rename_all_fields` is for the
///   fields of all its variants.
///
/// ```
/// use pickle_core::Pickle;
///
/// #[derive(Pickle)]
/// #[pickle(init = World::new, getstate = World::getstate, setstate = World::setstate)]
/// struct World {
///     #[pickle(init_arg)]
///     country: String,
///     secret: i32,
/// }
///
/// impl World {
///     fn new(country: String) -> World { World { country, secret: 0 } }
///     fn getstate(&self) -> (i32,) { (self.secret,) }
///     fn setstate(&mut self, (secret,): (i32,)) { self.secret = secret; }
/// }
/// ```
///
/// ## Its version
///
/// - `version = 3`: the version of what is written, from 1 on: an attribute of the instance, the
///   first, called `__version__` (with `slots`, one of the slots, so that a class in Python has it
///   in its `__slots__`; with `as_dict`, a key). When reading, what has none is of version 0. For
///   structs that are classes or `as_dict`, and for enums with data, whose variants all have it.
///   Not beside `getstate` and `setstate`, which own the state.
/// - `upgrade = Account::upgrade`: what makes an instance of an older version one of today's,
///   before its arguments and attributes are looked at: a function that takes the older version
///   (a `u32`) and the instance (a `Value`: its class, arguments and state), and returns one in
///   today's form (a `Value`, or a `Result` of one with any error), which is then read instead. It
///   is called once for each object, and not at all for instances of today's version, which cost no
///   `Value` either. Without `upgrade`, an older version is an error
///   (`ErrorKind::Version`), as a newer one always is.
///
/// The function gets a copy of all that the instance reaches, and can change it as it likes. Identity
/// is kept: an object of the copy is still that of the pickle, wherever it is moved, so what an
/// upgraded instance shares with others stays shared; and the old instance, where its parts refer
/// back to it, is what it has become. (What is changed *within* a shared object is not seen by
/// others; of several forms of one object, the first that is read counts.) Three things are lost.
/// Parts of the input cannot be borrowed: fields are `Cow`, not `&str`. Errors have no place in the
/// input that is more precise than a part of the old instance. And copies cost time: where n old
/// instances reach each other, n times the whole, within `Limits::repeats`.
///
/// ```
/// use pickle_core::{Error, Pickle, Value};
///
/// #[derive(Pickle)]
/// #[pickle(module = "bank", alias = "old_bank.Account")] // the class has moved
/// #[pickle(version = 2, upgrade = Account::upgrade)]
/// struct Account {
///     first: String, // `name` until version 1
///     last: String,
///     #[pickle(default)]
///     limit: u32, // new, and nothing to upgrade
/// }
///
/// impl Account {
///     fn upgrade(_version: u32, mut account: Value) -> Result<Value, Error> {
///         let name: String = account.take("name")?;
///         let (first, last) = name.split_once(' ').unwrap_or(("", &name));
///         account.insert("first", first)?;
///         account.insert("last", last)?;
///         Ok(account)
///     }
/// }
///
/// // What Python has written: Account(name='Ada Lovelace')
/// let older = b"\x80\x02cold_bank\nAccount\n)\x81}U\x04nameU\x0cAda Lovelacesb.";
/// let account: Account = pickle_core::from_slice(older)?;
/// assert_eq!((&*account.first, &*account.last), ("Ada", "Lovelace"));
/// # Ok::<(), Error>(())
/// ```
///
/// ## No class, or not by attributes
///
/// - `as_dict`: a plain dict from names to fields.
/// - `as_tuple`: a plain tuple of the fields. For an enum, `("Circle", radius)`.
/// - `transparent`: the only field that is not skipped.
/// - `suite = S`: everything comes from `S`, which implements `PickleSuite<Self>` (or
///   `PickleWith<Self>`) by hand. Nothing else stands beside it but `bound` and `crate`.
///
/// ## Technical
///
/// - `bound = "T: Trait"`: where predicates that replace the inferred ones, which are
///   `T: Pickle` and `T: Unpickle<'de>` for each type parameter (and associated type) in a field
///   that is pickled by its own traits, and `T: Default` in one that may be filled with its default.
///   `bound(pickle = "..", unpickle = "..")` tells the two impls apart; the lifetime of the input
///   is `'de` in the latter.
/// - `crate = path`: where `pickle_core` is found, if not at `::pickle_core`.
///
/// # On a variant
///
/// - `rename = "RED"`: its name: of the member, or of the class in the enum's, or the tag.
/// - `alias = "ROUGE"`: another name that is accepted when reading. Repeatable. Of a variant
///   that is a class, the full name: `alias = "old_geo.Circle"`.
/// - `value = 1`, `value = "red"`: the member's value in Python. Where a variant of the enum has a
///   discriminant, the members' values are the discriminants. A member whose value is known is
///   written by it, `Color(1)`, as Python does; any other by its name, `Color.RED`. Both are read.
/// - `module = "geo"`, `name = "Circle"`: of a variant that is a class, where it is not nested in
///   the enum's.
/// - `rename_all = "camelCase"`: how its fields are spelled.
///
/// ```
/// use pickle_core::Pickle;
///
/// #[derive(Pickle)]
/// #[pickle(module = "paint", rename_all = "UPPERCASE")]
/// enum Color { Red = 1, Green, Blue } // paint.Color(1), ..
///
/// #[derive(Pickle)]
/// #[pickle(module = "geo")]
/// enum Shape {
///     Circle { radius: f64 },                         // geo.Shape.Circle, with an attribute
///     #[pickle(name = "Rect")] Rectangle(f64, f64),   // geo.Rect(width, height)
/// }
/// ```
///
/// # On a field
///
/// A field has one role:
///
/// | role | writing | reading |
/// |---|---|---|
/// | `state` | an attribute; the role of fields with names, where nothing else is said | assigned |
/// | `init_arg` | an argument of the constructor, in field order; the role of the fields of tuple structs and tuple variants | passed to `init`, or assigned where there is none |
/// | `init_arg = "kw"` | a keyword argument (`__getnewargs_ex__`), behind the positional ones | the same |
/// | `skip` | nothing | `Default`, or `default = path`; with `init`, as the constructor made it |
/// | `persistent_id` | by reference: the hook that is registered for the field's type gives its id | the hook resolves the id |
/// | `dict` | the attributes that no other field names: the instance's `__dict__`. A map with `String` keys | the same |
/// | `listitems` | the items of a list's subclass, say a `Vec` | appended by `Extend` to the `Default` |
/// | `dictitems` | the items of a dict's subclass, say a `BTreeMap` | inserted by `Extend` into the `Default` |
///
/// `dict` and `persistent_id` are state, so `state` may stand beside them. `persistent_id` on a
/// field of a tuple is an argument.
///
/// Beside the role:
///
/// - `rename = "type"`: the attribute's name. Without it, the field's, without `r#`.
/// - `alias = "kind"`: another name that is accepted when reading. Repeatable.
/// - `default`, `default = path`: what a field gets that the pickle lacks, attribute or argument;
///   otherwise that is an error, for an `Option` too. With `init`, a bare `default` leaves an
///   attribute as the constructor made it. Unlike constructors and `setstate`, the function may run
///   more than once for an object: a load that takes the slower way begins anew.
/// - `with = S`: how a field of a foreign type is pickled: `S` implements `PickleWith<T>` or
///   `PickleSuite<T>`. A generic suite is written `S<T>`, or `S::<T, U>` if there is a comma.
/// - `bytes`: written as `bytes`, by `AsRef<[u8]>`, and read by `From<Vec<u8>>`.
/// - `buffer`: bytes that may go beside the pickle (PEP 574): in protocol 5, as the pickler's
///   `buffer_callback` decides, and otherwise as `bytes`. For `Vec<u8>`, `Box<[u8]>`, `Rc<[u8]>`,
///   `[u8; N]` and others that are `Borrow<[u8]>`; for `&[u8]` and `Cow<[u8]>`, which then borrow
///   the buffer that the unpickler was given. Beside `bytes`, for types with the traits that this
///   asks for. Inside a container, `pickle_core::Buffer` does the same.
///
/// ```
/// use std::{collections::HashMap, path::PathBuf};
///
/// use pickle_core::{Pickle, Value};
///
/// #[derive(Pickle)]
/// struct Reader {
///     #[pickle(init_arg)]
///     path: PathBuf,
///     #[pickle(rename = "lineno", default)]
///     line: u64,
///     #[pickle(skip)]
///     cache: HashMap<u64, String>,
///     #[pickle(dict)]
///     others: HashMap<String, Value>,
/// }
/// ```
///
/// # Lifetimes
///
/// A type with lifetimes borrows from the input: `&'a str`, `&'a [u8]` and `Cow<'a, str>` cost no
/// copy. The impl is for every input that outlives them: `impl<'de: 'a, 'a> Unpickle<'de>`.
///
/// # What the compiler refuses
///
/// Attributes that contradict each other, need each other or mean nothing where they stand, each
/// with a message at the token in question that says how to mend it; all faults of a type at once.
/// Above all: `getstate` without `setstate` or the other way round, state fields beside the pair,
/// a `dict` field beside a pair that does not say `getstate_manages_dict` (Boost.Python's
/// "Incomplete pickle support", found before the program runs), two roles on a field, class
/// attributes on a type without a class, two parts of the same name, and unions.
#[proc_macro_derive(Pickle, attributes(pickle))]
pub fn derive_pickle(input: TokenStream) -> TokenStream {
    derive(&parse_macro_input!(input as DeriveInput)).into()
}

/// The impls; or the faults, and impls that do nothing.
fn derive(syntax: &DeriveInput) -> proc_macro2::TokenStream {
    let mut faults = Faults::default();
    if let Some(input) = Input::new(syntax, &mut faults) {
        // What is left out because it cannot be read would break rules by its absence.
        let is_complete = faults.count() == 0;
        check::check_fields(&input, &mut faults);
        if is_complete {
            check::check_type(&input, &mut faults);
        }
        if faults.count() == 0 {
            return expand::expand(&input, &Model::new(&input));
        }
    }
    let mut tokens = faults.into_compile_errors();
    tokens.extend(expand::fallback(syntax));
    tokens
}
