//! What is written: the attributes of a type, its variants and its fields. Syntax only.

mod input;
mod message;
mod value;

use darling::FromAttributes;
use proc_macro2::Span;
use syn::{ExprPath, LitStr, Type};

pub use input::{Data, Field, Fields, Input, Style, Variant, crate_path};
pub use value::{Bound, CratePath, DefaultValue, Given, InitArg, MemberValue, Word, integer};

use crate::case::RenameRule;

/// The attributes of types that say how instances of a class are named, made and restored.
pub const OF_CLASSES: [&str; 10] = [
    "module",
    "name",
    "alias",
    "init",
    "getinitargs",
    "newargs",
    "getstate",
    "setstate",
    "getstate_manages_dict",
    "slots",
];

/// `#[pickle(...)]` on the type.
#[derive(Clone, Debug, Default, FromAttributes)]
#[darling(attributes(pickle), default)]
pub struct TypeAttrs {
    pub module: Option<Given<LitStr>>,
    pub name: Option<Given<LitStr>>,
    #[darling(multiple)]
    pub alias: Vec<Given<LitStr>>,
    pub init: Option<Given<ExprPath>>,
    pub getinitargs: Option<Given<ExprPath>>,
    pub newargs: Option<Given<Word>>,
    pub getstate: Option<Given<ExprPath>>,
    pub setstate: Option<Given<ExprPath>>,
    pub getstate_manages_dict: Option<Given<Word>>,
    #[darling(map = Some)] // `Option` itself would refuse what is no expression, such as `S<T>`.
    pub suite: Option<Given<Type>>,
    pub as_dict: Option<Given<Word>>,
    pub as_tuple: Option<Given<Word>>,
    pub transparent: Option<Given<Word>>,
    pub slots: Option<Given<Word>>,
    pub rename_all: Option<Given<RenameRule>>,
    pub rename_all_fields: Option<Given<RenameRule>>,
    pub default: Option<Given<DefaultValue>>,
    pub deny_unknown: Option<Given<Word>>,
    pub version: Option<Given<u32>>,
    pub upgrade: Option<Given<ExprPath>>,
    pub bound: Option<Given<Bound>>,
    #[darling(rename = "crate")]
    pub krate: Option<Given<CratePath>>,
}

/// `#[pickle(...)]` on a variant.
#[derive(Clone, Debug, Default, FromAttributes)]
#[darling(attributes(pickle), default)]
pub struct VariantAttrs {
    pub module: Option<Given<LitStr>>,
    pub name: Option<Given<LitStr>>,
    pub rename: Option<Given<LitStr>>,
    #[darling(multiple)]
    pub alias: Vec<Given<LitStr>>,
    pub value: Option<Given<MemberValue>>,
    pub rename_all: Option<Given<RenameRule>>,
}

/// `#[pickle(...)]` on a field.
#[derive(Clone, Debug, Default, FromAttributes)]
#[darling(attributes(pickle), default)]
pub struct FieldAttrs {
    pub init_arg: Option<Given<InitArg>>,
    pub state: Option<Given<Word>>,
    pub skip: Option<Given<Word>>,
    pub persistent_id: Option<Given<Word>>,
    pub dict: Option<Given<Word>>,
    pub listitems: Option<Given<Word>>,
    pub dictitems: Option<Given<Word>>,
    pub rename: Option<Given<LitStr>>,
    #[darling(multiple)]
    pub alias: Vec<Given<LitStr>>,
    pub default: Option<Given<DefaultValue>>,
    #[darling(map = Some)]
    pub with: Option<Given<Type>>,
    pub bytes: Option<Given<Word>>,
    pub buffer: Option<Given<Word>>,
}

/// Writes the method that lists which attributes of a receiver are given, and where.
macro_rules! given {
    ($receiver:ident { $($field:ident)* } $($other:ident = $name:literal)*) => {
        impl $receiver {
            /// The names that may be written here.
            pub const NAMES: &'static [&'static str] = &[$(stringify!($field),)* "alias", $($name),*];

            /// The attributes that are given, by name and place.
            pub fn given(&self) -> Vec<(&'static str, Span)> {
                let mut given = Vec::new();
                $(given.extend(self.$field.iter().map(|given| (stringify!($field), given.span)));)*
                given.extend(self.alias.iter().map(|given| ("alias", given.span)));
                $(given.extend(self.$other.iter().map(|given| ($name, given.span)));)*
                given
            }
        }
    };
}

given!(TypeAttrs {
    module name init getinitargs newargs getstate setstate getstate_manages_dict suite as_dict
    as_tuple transparent slots rename_all rename_all_fields default deny_unknown version
    upgrade bound
} krate = "crate");
given!(VariantAttrs { module name rename value rename_all });
given!(FieldAttrs {
    init_arg state skip persistent_id dict listitems dictitems rename default with bytes
    buffer
});
