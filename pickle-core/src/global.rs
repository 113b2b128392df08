//! Names of classes and functions, and the classes that Rust types stand for.

use alloc::borrow::Cow;
use alloc::string::String;
use core::fmt;
use core::sync::atomic::{AtomicU32, Ordering};

/// A class or function, as a pickle names it: the module, and the qualified name in it.
///
/// A name with dots (PEP 3154) reaches into classes: `Outer.Inner`. Python 2 names are mapped to
/// those of Python 3 when reading, and back when writing protocols 0 to 2.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Global {
    /// The module's full name: `collections`, `os.path`.
    pub module: Cow<'static, str>,
    /// The qualified name in the module: `OrderedDict`, `Shape.Circle`.
    pub name: Cow<'static, str>,
}

impl Global {
    /// The global `name` of `module`.
    pub fn new(module: impl Into<Cow<'static, str>>, name: impl Into<Cow<'static, str>>) -> Global {
        Global { module: module.into(), name: name.into() }
    }
}

impl fmt::Display for Global {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.module, self.name)
    }
}

/// A Python class as a Rust type sees it: its global, other globals it was once known by, and the
/// names of the attributes and keyword arguments that the type writes and expects.
///
/// A class must be a `static`: a [`Pickler`](crate::Pickler) and an
/// [`Unpickler`](crate::Unpickler) know it by its identity, and after its first use in a stream it
/// costs neither hashing nor comparing.
///
/// ```
/// use pickle_core::Class;
///
/// static WORLD: Class = Class::new("geo", "World")
///     .names(&["country", "secret"])
///     .aliases(&["old_geo.World"]);
/// assert_eq!(WORLD.to_string(), "geo.World");
/// ```
pub struct Class {
    module: &'static str,
    /// Whether the module is a Rust path.
    is_path: bool,
    name: &'static str,
    aliases: &'static [&'static str],
    names: &'static [&'static str],
    name_aliases: &'static [(&'static str, usize)],
    contents: Contents,
    id: AtomicU32,
}

/// What instances of a class contain. It changes nothing of what is read, and only what is memoized
/// of what is written: see [`Encoder::class`](crate::Encoder::class).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Contents {
    /// No other instances.
    Flat,
    /// Others of the same class.
    Recursive,
    /// Neither is known.
    Other,
}

impl Class {
    /// The class `name` (qualified: `Shape.Circle`) of `module`.
    ///
    /// `module` may be a Rust path, as `module_path!()` gives it: `::` stands for `.`.
    #[must_use]
    pub const fn new(module: &'static str, name: &'static str) -> Class {
        Class {
            module,
            is_path: is_path(module.as_bytes()),
            name,
            aliases: &[],
            names: &[],
            name_aliases: &[],
            contents: Contents::Other,
            id: AtomicU32::new(0),
        }
    }

    /// Other full names, `module.name`, under which the class is accepted when reading.
    #[must_use]
    pub const fn aliases(mut self, aliases: &'static [&'static str]) -> Class {
        self.aliases = aliases;
        self
    }

    /// The names of attributes and keyword arguments, in the order in which they are written.
    #[must_use]
    pub const fn names(mut self, names: &'static [&'static str]) -> Class {
        self.names = names;
        self
    }

    /// Other names accepted when reading, each with the index of the name it stands for.
    #[must_use]
    pub const fn name_aliases(mut self, aliases: &'static [(&'static str, usize)]) -> Class {
        self.name_aliases = aliases;
        self
    }

    /// Says that instances contain no other instances: then nothing of the class is written again
    /// in a pickle whose outermost object is one, and nothing of it is memoized.
    #[must_use]
    pub const fn flat(mut self) -> Class {
        self.contents = Contents::Flat;
        self
    }

    /// Says that instances contain others of the same class, as those of a tree do: then even that
    /// of the outermost object is likely to be written again, and is memoized at once.
    #[must_use]
    pub const fn recursive(mut self) -> Class {
        self.contents = Contents::Recursive;
        self
    }

    /// The module, with dots.
    #[must_use]
    pub fn module(&self) -> Cow<'static, str> {
        if let Some(module) = self.plain_module() {
            Cow::Borrowed(module)
        } else {
            let parts = self.module.split("::").map(|part| part.trim_start_matches("r#"));
            Cow::Owned(parts.collect::<alloc::vec::Vec<_>>().join("."))
        }
    }

    /// The module, where that is written as it is given.
    #[inline]
    fn plain_module(&self) -> Option<&'static str> {
        if self.is_path { None } else { Some(self.module) }
    }

    /// The qualified name in the module.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// The global that is written for the class.
    #[must_use]
    pub fn global(&self) -> Global {
        Global { module: self.module(), name: Cow::Borrowed(self.name) }
    }

    /// Whether a pickle that names `module` and `name` means this class.
    #[must_use]
    pub fn is(&self, module: &str, name: &str) -> bool {
        self.is_called(module.as_bytes(), name.as_bytes())
    }

    /// The same for bytes, which may be no text.
    pub(crate) fn is_called(&self, module: &[u8], name: &[u8]) -> bool {
        let is_module = |own: &str| own.as_bytes() == module;
        let is_own = self.name.as_bytes() == name
            && self.plain_module().map_or_else(|| is_module(&self.module()), is_module);
        is_own
            || self.aliases.iter().any(|alias| {
                let rest = alias.as_bytes().strip_prefix(module);
                rest.and_then(|rest| rest.strip_prefix(b".")).is_some_and(|rest| rest == name)
            })
    }

    /// The full name, and the other full names under which the class is accepted when reading.
    pub(crate) fn full_names(&self) -> impl Iterator<Item = String> + use<> {
        let aliases = self.aliases.iter().map(|&alias| String::from(alias));
        core::iter::once(alloc::format!("{self}")).chain(aliases)
    }

    /// The attribute or keyword at `index`, in the order of [`names`](Class::names).
    #[must_use]
    pub fn attribute(&self, index: usize) -> &'static str {
        self.names[index]
    }

    /// What instances contain.
    pub(crate) fn contents(&self) -> Contents {
        self.contents
    }

    /// How many names there are.
    #[must_use]
    pub fn attribute_count(&self) -> usize {
        self.names.len()
    }

    /// The index of the attribute or keyword called `name`, by its own name or an alias; `expected`
    /// is tried first.
    #[must_use]
    pub fn index_of(&self, name: &str, expected: usize) -> Option<usize> {
        if self.names.get(expected).is_some_and(|&own| own == name) {
            return Some(expected);
        }
        self.names.iter().position(|&own| own == name).or_else(|| {
            self.name_aliases.iter().find(|(alias, _)| *alias == name).map(|&(_, index)| index)
        })
    }

    /// A small number that is this class's alone in the running program, for tables that are
    /// indexed by class. Given out at first use, from 1 on.
    #[inline]
    pub(crate) fn id(&self) -> usize {
        match self.id.load(Ordering::Relaxed) {
            0 => self.assign_id(),
            id => id as usize,
        }
    }

    /// The same, or 0 as long as none was given out.
    #[inline]
    pub(crate) fn known_id(&self) -> usize {
        self.id.load(Ordering::Relaxed) as usize
    }

    #[cold]
    fn assign_id(&self) -> usize {
        static LAST: AtomicU32 = AtomicU32::new(0);
        let fresh = LAST.fetch_add(1, Ordering::Relaxed) + 1;
        match self.id.compare_exchange(0, fresh, Ordering::Relaxed, Ordering::Relaxed) {
            Ok(_) => fresh as usize,
            Err(other) => other as usize,
        }
    }
}

impl fmt::Display for Class {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.module(), self.name)
    }
}

impl fmt::Debug for Class {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Class({self})")
    }
}

impl PartialEq for Class {
    fn eq(&self, other: &Class) -> bool {
        self.name == other.name && self.module() == other.module()
    }
}

impl Eq for Class {}

/// Whether there is anything in the module's name that Python does not have.
const fn is_path(module: &[u8]) -> bool {
    let mut rest = module;
    while let [_, behind @ ..] = rest {
        if let [b':', b':', ..] | [b'r', b'#', ..] = rest {
            return true;
        }
        rest = behind;
    }
    false
}

/// Joins what a message lists: `a`, `a or b`, `a, b or c`.
pub(crate) fn one_of<T: fmt::Display>(items: impl IntoIterator<Item = T>) -> String {
    let items: alloc::vec::Vec<String> =
        items.into_iter().map(|item| alloc::format!("{item}")).collect();
    match items.as_slice() {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => alloc::format!("{} or {last}", first.join(", ")),
    }
}
