//! The members of an enum without data.

use syn::Ident;
use syn::ext::IdentExt;

use super::class::{Class, StaticNames};
use super::contents::Contents;
use crate::attr::{Input, MemberValue, Variant, integer};
use crate::case::RenameRule;

/// A member of an `enum.Enum`.
pub struct Member<'a> {
    /// The variant.
    pub variant: &'a Ident,
    /// The member as a global: `Color.RED`.
    pub class: Class,
    /// Its name in the enum.
    pub name: String,
    /// Its other names there.
    pub aliases: Vec<String>,
    /// Its value in Python, where it is known.
    pub value: Option<MemberValue>,
}

/// The name of a variant in the pickle.
pub fn variant_name(variant: &Variant, rule: Option<RenameRule>) -> String {
    let own = variant.syntax.ident.unraw().to_string();
    match (&variant.attrs.rename, rule) {
        (Some(rename), _) => rename.value.value(),
        (None, Some(rule)) => rule.apply_to_variant(&own),
        (None, None) => own,
    }
}

/// The members that the variants stand for.
pub(super) fn members<'a>(
    input: &Input,
    variants: &'a [Variant<'a>],
    enumeration: &Class,
    names: &mut StaticNames,
) -> Vec<Member<'a>> {
    let rule = input.attrs.rename_all.as_ref().map(|given| given.value);
    let values = member_values(variants);
    variants
        .iter()
        .zip(values)
        .map(|(variant, value)| {
            let name = variant_name(variant, rule);
            let aliases: Vec<_> =
                variant.attrs.alias.iter().map(|alias| alias.value.value()).collect();
            let class = Class {
                ident: names.name(&variant.syntax.ident.unraw().to_string()),
                module: enumeration.module.clone(),
                name: format!("{}.{name}", enumeration.name),
                // Those of the enum serve for the member too.
                aliases: Vec::new(),
                names: Vec::new(),
                name_aliases: Vec::new(),
                contents: Contents::Flat,
                version: None,
            };
            Member { variant: &variant.syntax.ident, class, name, aliases, value }
        })
        .collect()
}

/// The values of the members: given by `value`, or the discriminants as far as they are literals,
/// if there are any.
pub fn member_values(variants: &[Variant]) -> Vec<Option<MemberValue>> {
    let are_numbered = variants.iter().any(|variant| variant.syntax.discriminant.is_some());
    let mut next = are_numbered.then_some(0);
    let mut values = Vec::new();
    for variant in variants {
        if let Some((_, discriminant)) = &variant.syntax.discriminant {
            next = integer(discriminant);
        }
        values.push(match &variant.attrs.value {
            Some(given) => Some(given.value.clone()),
            None => next.map(MemberValue::Int),
        });
        next = next.and_then(|value| value.checked_add(1));
    }
    values
}
