//! The rules that hold across attributes. One function for each, under a comment that states it.
//!
//! Every function looks at what is written and notes each breach at the token that makes it one.
//! None relies on another: all that is wrong with a type is reported at once.

mod classless;
mod construction;
mod enumeration;
mod field;
mod names;
mod state;
mod suite;
#[cfg(test)]
mod tests;
mod version;

use crate::attr::{Data, Fields, Input, Style};
use crate::faults::Faults;
use crate::model::Shape;

/// Checks the rules that concern one field alone: they can be judged even where the attributes of
/// other parts are beyond reading.
pub fn check_fields(input: &Input, faults: &mut Faults) {
    for field in input.fields() {
        field::check(field, faults);
    }
}

/// Checks the rules that concern the type as a whole.
pub fn check_type(input: &Input, faults: &mut Faults) {
    let before = faults.count();
    one_form(input, faults);
    if faults.count() > before {
        return; // Which rules hold depends on the form.
    }
    let shape = Shape::of(input);
    if shape == Shape::Suite {
        suite::stands_alone(input, faults);
        return;
    }
    classless::class_attributes_need_a_class(input, shape, faults);
    classless::class_roles_need_a_class(input, shape, faults);
    classless::names_need_a_dict(input, shape, faults);
    classless::transparent_has_one_field(input, faults);
    enumeration::struct_attributes_on_enums(input, faults);
    enumeration::enum_attributes_on_structs(input, faults);
    enumeration::members_have_no_class(input, shape, faults);
    enumeration::fields_of_tagged_tuples_have_no_names(input, shape, faults);
    enumeration::variant_attributes(input, shape, faults);
    classless::default_fills_something(input, shape, faults);
    construction::newargs_needs_args(input, shape, faults);
    if let (Shape::Class, Data::Struct(fields)) = (shape, &input.data) {
        construction::getinitargs_needs_init(input, faults);
        construction::init_arg_beside_getinitargs(input, fields, faults);
        construction::getinitargs_on_tuple_structs(input, fields, faults);
        state::pair_is_complete(input, faults);
        state::pair_is_the_state(input, fields, faults);
        state::pair_manages_dict(input, fields, faults);
        state::manages_dict_needs_pair_and_dict(input, fields, faults);
        state::attributes_that_the_pair_overrules(input, faults);
    }
    state::deny_unknown_beside_dict(input, faults);
    for fields in bodies(input) {
        construction::keywords_come_last(fields, faults);
        state::one_of_a_kind(fields, faults);
        if shape.has_classes() && fields.style == Style::Tuple {
            construction::tuple_fields_are_arguments(fields, faults);
        }
    }
    version::upgrade_needs_a_version(input, faults);
    version::versions_begin_at_one(input, faults);
    version::the_pair_owns_the_state(input, shape, faults);
    version::upgraded_parts_are_owned(input, faults);
    names::classes_have_names(input, faults);
    names::aliases_name_a_module(input, shape, faults);
    names::rename_all_renames_something(input, shape, faults);
    names::attributes_differ(input, shape, faults);
    names::variants_differ(input, shape, faults);
    names::member_values_differ(input, shape, faults);
}

// A type is a class, or a suite says what it is, or it is a plain dict, a plain tuple or its only
// field: one of these.
fn one_form(input: &Input, faults: &mut Faults) {
    let attrs = &input.attrs;
    let suite = attrs.suite.iter().map(|given| ("suite", given.span));
    let words = [
        ("as_dict", &attrs.as_dict),
        ("as_tuple", &attrs.as_tuple),
        ("transparent", &attrs.transparent),
    ];
    let words = words.into_iter().filter_map(|(name, given)| Some((name, given.as_ref()?.span)));
    // Beside a suite, `suite::stands_alone` has the word.
    let forms: Vec<_> = if attrs.suite.is_some() { suite.collect() } else { words.collect() };
    if let [(first, _), rest @ ..] = forms.as_slice() {
        for (other, span) in rest {
            faults.at(
                *span,
                format!("`{other}` contradicts `{first}`: a type has one form"),
                format!("keep `{first}` or `{other}`"),
            );
        }
    }
}

/// The fields of the struct, or those of each variant.
fn bodies<'i, 'a>(input: &'i Input<'a>) -> Vec<&'i Fields<'a>> {
    match &input.data {
        Data::Struct(fields) => vec![fields],
        Data::Enum(variants) => variants.iter().map(|variant| &variant.fields).collect(),
    }
}
