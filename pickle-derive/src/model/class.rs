//! The classes that a type stands for, each a `static` of the generated code.

use std::collections::HashSet;

use proc_macro2::Span;
use syn::ext::IdentExt;
use syn::{GenericParam, Generics, Ident};

use super::contents::Contents;
use super::fields::{Field, Role};
use super::members::variant_name;
use crate::attr::{Given, Input, Variant};
use crate::case::RenameRule;

/// A `static` of type `Class`.
pub struct Class {
    /// The name of the `static`.
    pub ident: Ident,
    /// The module.
    pub module: Module,
    /// The qualified name in the module.
    pub name: String,
    /// Other full names.
    pub aliases: Vec<String>,
    /// The attributes and keywords.
    pub names: Vec<String>,
    /// Other names of theirs.
    pub name_aliases: Vec<(String, usize)>,
    /// What its instances contain.
    pub contents: Contents,
    /// The index of the attribute that holds the version, if there is one.
    pub version: Option<usize>,
}

/// The name of the attribute that holds the version.
pub const VERSION: &str = "__version__";

/// The module of a class.
#[derive(Clone)]
pub enum Module {
    /// That in which the type is declared.
    Here,
    /// Another.
    Named(String),
}

impl Class {
    /// The class of a struct or of an enum.
    pub(super) fn of_type(input: &Input, fields: &mut [Field], names: &mut StaticNames) -> Class {
        let attrs = &input.attrs;
        let own = input.ident.unraw().to_string();
        let mut class = Class {
            ident: names.name(&own),
            module: module(attrs.module.as_ref()),
            name: attrs.name.as_ref().map_or(own, |name| name.value.value()),
            aliases: attrs.alias.iter().map(|alias| alias.value.value()).collect(),
            names: Vec::new(),
            name_aliases: Vec::new(),
            contents: Contents::of(input),
            version: None,
        };
        class.number(fields, attrs.version.is_some());
        class
    }

    /// The class of a variant, nested in that of the enum unless it has a name of its own.
    pub(super) fn of_variant(
        input: &Input,
        variant: &Variant,
        fields: &mut [Field],
        names: &mut StaticNames,
    ) -> Class {
        let attrs = &input.attrs;
        let rule = attrs.rename_all.as_ref().map(|given| given.value);
        let own = variant_name(variant, rule);
        let outer = match &attrs.name {
            Some(name) => name.value.value(),
            None => input.ident.unraw().to_string(),
        };
        let nested = attrs.alias.iter().map(|alias| format!("{}.{own}", alias.value.value()));
        let further = variant.attrs.alias.iter().map(|alias| alias.value.value());
        let mut class = Class {
            ident: names.name(&variant.syntax.ident.unraw().to_string()),
            module: module(variant.attrs.module.as_ref().or(attrs.module.as_ref())),
            name: match &variant.attrs.name {
                Some(name) => name.value.value(),
                None => format!("{outer}.{own}"),
            },
            aliases: nested.chain(further).collect(),
            names: Vec::new(),
            name_aliases: Vec::new(),
            contents: Contents::of(input),
            version: None,
        };
        class.number(fields, attrs.version.is_some());
        class
    }

    /// What holds the names of the variants of an `as_tuple` enum.
    pub(super) fn of_tags(input: &Input, variants: &[Variant], names: &mut StaticNames) -> Class {
        let rule = input.attrs.rename_all.as_ref().map(|given| given.value);
        let mut class = Class::of_type(input, &mut [], names);
        for (index, variant) in variants.iter().enumerate() {
            class.names.push(variant_name(variant, rule));
            let aliases = variant.attrs.alias.iter();
            class.name_aliases.extend(aliases.map(|alias| (alias.value.value(), index)));
        }
        class
    }

    /// Gives each attribute and keyword its index: in the order in which they are written, which
    /// is keywords first, then the version.
    fn number(&mut self, fields: &mut [Field], has_version: bool) {
        for keywords in [true, false] {
            if has_version && !keywords {
                self.version = Some(self.names.len());
                self.names.push(VERSION.to_owned());
            }
            for field in &mut *fields {
                let index = self.names.len();
                match &mut field.role {
                    Role::Keyword(number) if keywords => *number = index,
                    Role::State(number) if !keywords => *number = index,
                    _ => continue,
                }
                self.names.push(field.name.clone());
                self.name_aliases.extend(field.aliases.iter().map(|alias| (alias.clone(), index)));
            }
        }
    }
}

fn module(given: Option<&Given<syn::LitStr>>) -> Module {
    given.map_or(Module::Here, |module| Module::Named(module.value.value()))
}

/// Names for statics, which differ from each other and from the const parameters of the type.
pub(super) struct StaticNames(HashSet<String>);

impl StaticNames {
    pub fn new(generics: &Generics) -> StaticNames {
        let constants = generics.params.iter().filter_map(|param| match param {
            GenericParam::Const(param) => Some(param.ident.to_string()),
            _ => None,
        });
        StaticNames(constants.collect())
    }

    /// `SOME_NAME` for `SomeName`.
    pub fn name(&mut self, camel: &str) -> Ident {
        let mut name = RenameRule::ScreamingSnake.apply_to_variant(camel);
        while !self.0.insert(name.clone()) {
            name.push('_');
        }
        Ident::new(&name, Span::mixed_site())
    }
}
