//! Rules about types that are no class: `as_dict`, `as_tuple`, `transparent`.

use crate::attr::{Data, Input, OF_CLASSES, Style};
use crate::faults::Faults;
use crate::model::Shape;

/// The attribute that makes the type classless, and what it makes of it.
fn form(input: &Input, shape: Shape) -> Option<(&'static str, &'static str)> {
    let is_transparent = input.attrs.transparent.is_some();
    match shape {
        Shape::Dict => Some(("as_dict", "a plain dict")),
        Shape::Tuple | Shape::Tagged => Some(("as_tuple", "a plain tuple")),
        Shape::Transparent if is_transparent => Some(("transparent", "its only field")),
        // A newtype becomes a class as soon as there is a class attribute.
        _ => None,
    }
}

// The attributes that describe a class, its construction and its state mean nothing on a type that
// is pickled without one.
pub fn class_attributes_need_a_class(input: &Input, shape: Shape, faults: &mut Faults) {
    let Some((form, what)) = form(input, shape) else { return };
    let variants = match &input.data {
        Data::Struct(_) => [].as_slice(),
        Data::Enum(variants) => variants.as_slice(),
    };
    let on_type = input.attrs.given().into_iter().filter(|(name, _)| {
        OF_CLASSES.contains(name) || shape != Shape::Dict && matches!(*name, "version" | "upgrade")
    });
    let on_variants = variants.iter().flat_map(|variant| variant.attrs.given());
    let on_variants = on_variants.filter(|(name, _)| matches!(*name, "module" | "name"));
    for (name, span) in on_type.chain(on_variants) {
        faults.at(
            span,
            format!("`{name}` needs a class, but `{form}` makes the type {what}"),
            format!("remove `{name}` or `{form}`"),
        );
    }
    if let Some(deny) = &input.attrs.deny_unknown
        && shape != Shape::Dict
    {
        faults.at(
            deny.span,
            format!(
                "`deny_unknown` has no effect: `{form}` makes the type {what}, without attributes"
            ),
            "remove `deny_unknown`",
        );
    }
}

// The same for the roles of fields.
pub fn class_roles_need_a_class(input: &Input, shape: Shape, faults: &mut Faults) {
    let Some((form, what)) = form(input, shape) else { return };
    for field in input.fields() {
        for (name, span) in field.attrs.given() {
            if matches!(name, "init_arg" | "listitems" | "dictitems") {
                faults.at(
                    span,
                    format!("`{name}` needs a class, but `{form}` makes the type {what}"),
                    format!("remove `{name}` or `{form}`"),
                );
            }
        }
    }
}

// Without attributes there are no names either, and every part is there.
pub fn names_need_a_dict(input: &Input, shape: Shape, faults: &mut Faults) {
    if !matches!(shape, Shape::Tuple | Shape::Tagged | Shape::Transparent) {
        dict_of_unnamed_fields(input, shape, faults);
        return;
    }
    let what = if shape == Shape::Transparent {
        "the type is pickled as its only field"
    } else {
        "the items of a tuple have no names"
    };
    for field in input.fields() {
        for (name, span) in field.attrs.given() {
            if matches!(name, "rename" | "alias" | "dict" | "state") {
                faults.at(
                    span,
                    format!("`{name}` has no effect: {what}"),
                    format!("remove `{name}`"),
                );
            }
        }
        if let Some(default) = &field.attrs.default
            && field.attrs.skip.is_none()
        {
            let wrong = if shape == Shape::Transparent {
                "`default` has no effect: the only field is always there"
            } else {
                "`default` has no effect: every item of a tuple is there"
            };
            faults.at(default.span, wrong, "remove `default`");
        }
    }
}

// A dict has a key for each value.
fn dict_of_unnamed_fields(input: &Input, shape: Shape, faults: &mut Faults) {
    let (Some(as_dict), Data::Struct(fields)) = (&input.attrs.as_dict, &input.data) else { return };
    if shape == Shape::Dict && fields.style == Style::Tuple {
        faults.at(
            as_dict.span,
            "`as_dict` needs fields with names",
            "write `as_tuple`, or give the fields names",
        );
    }
}

// `transparent` stands for one field; all others are skipped.
pub fn transparent_has_one_field(input: &Input, faults: &mut Faults) {
    let (Some(transparent), Data::Struct(fields)) = (&input.attrs.transparent, &input.data) else {
        return;
    };
    match fields.kept().count() {
        1 => {}
        0 if fields.list.is_empty() => faults.at(
            transparent.span,
            format!("`transparent` needs a field, but `{}` has none", input.ident),
            "remove `transparent`",
        ),
        0 => faults.at(
            transparent.span,
            format!("`transparent` needs a field, but all that `{}` has are skipped", input.ident),
            "remove `transparent`",
        ),
        count => faults.at(
            transparent.span,
            format!("`transparent` needs exactly one field, but `{}` has {count}", input.ident),
            "mark the others with `#[pickle(skip)]`, or write `as_tuple`",
        ),
    }
}

// `default` on the type fills attributes that the pickle lacks, and skipped fields.
pub fn default_fills_something(input: &Input, shape: Shape, faults: &mut Faults) {
    let (Some(default), Data::Struct(fields)) = (&input.attrs.default, &input.data) else { return };
    let why = match shape {
        _ if fields.kept().count() < fields.list.len() => return,
        Shape::Tuple => "every item of a tuple is there",
        Shape::Transparent => "the only field is always there",
        _ => return,
    };
    faults.at(default.span, format!("`default` has no effect: {why}"), "remove `default`");
}
