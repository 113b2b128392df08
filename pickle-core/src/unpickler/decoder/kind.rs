//! The kinds of objects.

use core::fmt;

/// What an object of a pickle is, as far as the format tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Kind {
    /// `None`.
    None,
    /// `bool`.
    Bool,
    /// `int`, of any size.
    Int,
    /// `float`.
    Float,
    /// `str`.
    Str,
    /// `bytes`.
    Bytes,
    /// `bytearray`.
    ByteArray,
    /// `list`.
    List,
    /// `tuple`.
    Tuple,
    /// `dict`.
    Dict,
    /// `set`.
    Set,
    /// `frozenset`.
    FrozenSet,
    /// A class or function.
    Global,
    /// An instance: the result of a call or of `__new__`.
    Object,
    /// A persistent id.
    PersistentId,
    /// An out-of-band buffer (PEP 574).
    Buffer,
}

impl fmt::Display for Kind {
    /// Python's name for the type, as error messages use it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Kind::None => "None",
            Kind::Bool => "bool",
            Kind::Int => "int",
            Kind::Float => "float",
            Kind::Str => "str",
            Kind::Bytes => "bytes",
            Kind::ByteArray => "bytearray",
            Kind::List => "list",
            Kind::Tuple => "tuple",
            Kind::Dict => "dict",
            Kind::Set => "set",
            Kind::FrozenSet => "frozenset",
            Kind::Global => "a class or function",
            Kind::Object => "an instance",
            Kind::PersistentId => "a persistent id",
            Kind::Buffer => "an out-of-band buffer",
        })
    }
}
