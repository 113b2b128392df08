//! Rules about enums and their variants.

use crate::attr::{Data, Input, Style};
use crate::faults::Faults;
use crate::model::Shape;

// An enum is not made by a constructor and has no state of its own: its variants do.
pub fn struct_attributes_on_enums(input: &Input, faults: &mut Faults) {
    if !matches!(input.data, Data::Enum(_)) {
        return;
    }
    for (name, span) in input.attrs.given() {
        let help = match name {
            "as_dict" => "write `as_tuple`, or keep the variants as classes",
            "transparent" => "remove `transparent`",
            "default" => "write `#[pickle(default)]` on the fields that may be missing",
            "init" | "getinitargs" | "getstate" | "setstate" | "getstate_manages_dict" => {
                "give the variant one field of a struct type that has it, \
                 or write a suite for the enum: `suite = MySuite`"
            }
            _ => continue,
        };
        faults.at(span, format!("`{name}` does not go on an enum"), help);
    }
}

// What is about variants does not go on a struct.
pub fn enum_attributes_on_structs(input: &Input, faults: &mut Faults) {
    if let (Data::Struct(_), Some(rule)) = (&input.data, &input.attrs.rename_all_fields) {
        faults.at(
            rule.span,
            "`rename_all_fields` is for enums, whose variants have fields",
            "write `rename_all`",
        );
    }
}

// An enum without data is an `enum.Enum`: its members are no classes, and have neither arguments
// nor state.
pub fn members_have_no_class(input: &Input, shape: Shape, faults: &mut Faults) {
    let Data::Enum(variants) = &input.data else { return };
    if shape != Shape::Members {
        return;
    }
    for (name, span) in input.attrs.given() {
        if matches!(
            name,
            "newargs" | "slots" | "deny_unknown" | "rename_all_fields" | "version" | "upgrade"
        ) {
            faults.at(
                span,
                format!("`{name}` has no effect: the variants hold no data"),
                format!("remove `{name}`"),
            );
        }
    }
    for (name, span) in variants.iter().flat_map(|variant| variant.attrs.given()) {
        if matches!(name, "module" | "name") {
            faults.at(
                span,
                format!("`{name}` needs a class, but a variant without data is a member of its enum"),
                "rename the member with `rename`, or move the enum with `module` and `name` on the type",
            );
        }
    }
}

// The items of a tuple have no names to be changed.
pub fn fields_of_tagged_tuples_have_no_names(input: &Input, shape: Shape, faults: &mut Faults) {
    let Data::Enum(variants) = &input.data else { return };
    if shape != Shape::Tagged {
        return;
    }
    let on_variants = variants.iter().flat_map(|variant| variant.attrs.given());
    let on_variants = on_variants.filter(|(name, _)| *name == "rename_all");
    let on_type = input.attrs.given().into_iter().filter(|(name, _)| *name == "rename_all_fields");
    for (name, span) in on_type.chain(on_variants) {
        faults.at(
            span,
            format!("`{name}` has no effect: the items of a tuple have no names"),
            format!("remove `{name}`"),
        );
    }
}

// `value` is for the members of an `enum.Enum`; a variant with data is named by one attribute.
pub fn variant_attributes(input: &Input, shape: Shape, faults: &mut Faults) {
    let Data::Enum(variants) = &input.data else { return };
    for variant in variants {
        let attrs = &variant.attrs;
        if let Some(value) = &attrs.value
            && shape != Shape::Members
        {
            let why = if shape == Shape::Tagged {
                "with `as_tuple`, variants are known by their names"
            } else {
                "in an enum with data, each variant is a class"
            };
            faults.at(value.span, format!("`value` has no effect: {why}"), "remove `value`");
        }
        if let (Some(rename), Some(name)) = (&attrs.rename, &attrs.name)
            && shape == Shape::Variants
        {
            faults.at(
                rename.span,
                format!(
                    "`rename` contradicts `name = \"{}\"`: each names the class",
                    name.value.value()
                ),
                "remove `rename`, or `name`, which is the full name in the module",
            );
        }
        if let Some(rule) = &attrs.rename_all
            && shape != Shape::Tagged
            && variant.fields.style != Style::Named
        {
            faults.at(
                rule.span,
                format!(
                    "`rename_all` has no effect: the fields of `{}` have no names",
                    variant.syntax.ident
                ),
                "remove `rename_all`",
            );
        }
    }
}
