//! Rules about the names that the pickle holds.

use std::collections::HashMap;

use proc_macro2::Span;
use syn::LitStr;

use crate::attr::{Data, Fields, Given, Input, MemberValue, Style, Variant};
use crate::faults::Faults;
use crate::model::{Shape, VERSION, field_name, is_named, member_values, variant_name};

// A class has a module and a name.
pub fn classes_have_names(input: &Input, faults: &mut Faults) {
    let mut check = |attribute: &str, given: &Option<Given<LitStr>>| {
        if let Some(given) = given
            && given.value.value().is_empty()
        {
            faults.at(
                given.value.span(),
                format!("`{attribute}` is empty"),
                format!(
                    "name a {}, or remove `{attribute}`",
                    if attribute == "module" { "module" } else { "class" }
                ),
            );
        }
    };
    check("module", &input.attrs.module);
    check("name", &input.attrs.name);
    if let Data::Enum(variants) = &input.data {
        for variant in variants {
            check("module", &variant.attrs.module);
            check("name", &variant.attrs.name);
        }
    }
}

// A class may move from one module to another, so its alias is a full name.
pub fn aliases_name_a_module(input: &Input, shape: Shape, faults: &mut Faults) {
    if !(shape.has_classes() || shape == Shape::Members) {
        return;
    }
    let on_variants: Vec<_> = match &input.data {
        Data::Enum(variants) if shape == Shape::Variants => {
            variants.iter().flat_map(|variant| &variant.attrs.alias).collect()
        }
        _ => Vec::new(),
    };
    for alias in input.attrs.alias.iter().chain(on_variants) {
        let name = alias.value.value();
        if !name
            .split_once('.')
            .is_some_and(|(module, name)| !module.is_empty() && !name.is_empty())
        {
            faults.at(
                alias.value.span(),
                format!("alias `{name}` names no module"),
                format!("write the full name: `alias = \"module.{}\"`", input.ident),
            );
        }
    }
}

// `rename_all` is for fields (or variants) with names.
pub fn rename_all_renames_something(input: &Input, shape: Shape, faults: &mut Faults) {
    let (Some(rule), Data::Struct(fields)) = (&input.attrs.rename_all, &input.data) else { return };
    let why = match shape {
        Shape::Tuple => "the items of a tuple have no names",
        Shape::Transparent => "the type is pickled as its only field",
        _ if fields.style != Style::Named => "there are no fields with names",
        _ if input.attrs.getstate.is_some() => "the pair of `getstate` and `setstate` is the state",
        _ => return,
    };
    faults.at(rule.span, format!("`rename_all` has no effect: {why}"), "remove `rename_all`");
}

// Each attribute and keyword of a class has a name of its own, aliases included.
pub fn attributes_differ(input: &Input, shape: Shape, faults: &mut Faults) {
    if !(shape.has_classes() || shape == Shape::Dict) {
        return;
    }
    match &input.data {
        Data::Struct(fields) => {
            let rule = input.attrs.rename_all.as_ref();
            fields_differ(input, fields, rule.map(|given| given.value), faults);
        }
        Data::Enum(variants) => {
            for variant in variants {
                let own = variant.attrs.rename_all.as_ref();
                let rule = own.or(input.attrs.rename_all_fields.as_ref());
                fields_differ(input, &variant.fields, rule.map(|given| given.value), faults);
            }
        }
    }
}

fn fields_differ(
    input: &Input,
    fields: &Fields,
    rule: Option<crate::case::RenameRule>,
    faults: &mut Faults,
) {
    let mut taken = Taken::default();
    if let Some(version) = &input.attrs.version {
        taken.take("attribute", VERSION.to_owned(), "version", version.span, faults);
    }
    for field in fields.list.iter().filter(|field| is_named(field, fields.style)) {
        let name = field_name(field, rule);
        let rename = field.attrs.rename.as_ref().map(|given| given.value.span());
        taken.take(
            "attribute",
            name,
            &field.name(),
            rename.unwrap_or_else(|| field.span()),
            faults,
        );
        for alias in &field.attrs.alias {
            taken.take("attribute", alias.value.value(), &field.name(), alias.value.span(), faults);
        }
    }
}

// Each variant of an enum has a name of its own, aliases included.
pub fn variants_differ(input: &Input, shape: Shape, faults: &mut Faults) {
    let Data::Enum(variants) = &input.data else { return };
    let rule = input.attrs.rename_all.as_ref().map(|given| given.value);
    let mut taken = Taken::default();
    for variant in variants {
        let attrs = &variant.attrs;
        let own = variant.syntax.ident.to_string();
        let rename = attrs.rename.as_ref().or(attrs.name.as_ref()).map(|given| given.value.span());
        let span = rename.unwrap_or_else(|| variant.syntax.ident.span());
        let name = variant_name(variant, rule);
        let key =
            if shape == Shape::Variants { full_name(input, variant, &name) } else { name.clone() };
        let shown = attrs.name.as_ref().map_or(name, |given| given.value.value());
        taken.take_shown("variant", key, &shown, &own, span, faults);
        for alias in &attrs.alias {
            taken.take("variant", alias.value.value(), &own, alias.value.span(), faults);
        }
    }
}

// Each member has a value of its own: Python takes a second name of a value for the same member.
pub fn member_values_differ(input: &Input, shape: Shape, faults: &mut Faults) {
    let Data::Enum(variants) = &input.data else { return };
    if shape != Shape::Members {
        return;
    }
    let mut taken = HashMap::new();
    for (variant, value) in variants.iter().zip(member_values(variants)) {
        let Some(value) = value else { continue };
        let own = &variant.syntax.ident;
        let shown = match &value {
            MemberValue::Int(int) => int.to_string(),
            MemberValue::Str(text) => format!("{text:?}"),
        };
        let Some(other) = taken.insert(value, own) else { continue };
        let given = variant.attrs.value.as_ref();
        faults.at(
            given.map_or_else(|| own.span(), |given| given.span),
            format!("a second member with the value `{shown}`: `{other}` has it already"),
            "give one of them another `value`, or make it an `alias` of the other",
        );
    }
}

/// The full name of a variant's class: where it is nested in the enum's, after that.
fn full_name(input: &Input, variant: &Variant, own: &str) -> String {
    let text = |given: &Given<LitStr>| given.value.value();
    let module = variant.attrs.module.as_ref().or(input.attrs.module.as_ref()).map(text);
    let outer = input.attrs.name.as_ref().map_or_else(|| input.ident.to_string(), text);
    let name = variant.attrs.name.as_ref().map_or_else(|| format!("{outer}.{own}"), text);
    format!("{}.{name}", module.unwrap_or_default())
}

/// The names that are taken, each with who has it.
#[derive(Default)]
struct Taken(HashMap<String, String>);

impl Taken {
    fn take(&mut self, what: &str, name: String, owner: &str, span: Span, faults: &mut Faults) {
        let shown = name.clone();
        self.take_shown(what, name, &shown, owner, span, faults);
    }

    /// Takes a name that messages show differently.
    fn take_shown(
        &mut self,
        what: &str,
        name: String,
        shown: &str,
        owner: &str,
        span: Span,
        faults: &mut Faults,
    ) {
        match self.0.get(&name) {
            Some(other) if other == owner => faults.at(
                span,
                format!("`{owner}` has the name `{shown}` already"),
                "remove the alias",
            ),
            Some(other) => faults.at(
                span,
                format!("a second {what} with the name `{shown}`: `{other}` has it already"),
                "give one of them another name with `rename`",
            ),
            None => {
                self.0.insert(name, owner.to_owned());
            }
        }
    }
}
