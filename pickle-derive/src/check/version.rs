//! Rules about versions.

use syn::Type;

use crate::attr::Input;
use crate::faults::Faults;
use crate::model::Shape;

// What is upgraded is older than some version.
pub fn upgrade_needs_a_version(input: &Input, faults: &mut Faults) {
    if let (Some(upgrade), None) = (&input.attrs.upgrade, &input.attrs.version) {
        faults.at(
            upgrade.span,
            "`upgrade` without `version`: nothing says which instances are older",
            "add `version = 1`: what has no version in the pickle is then of version 0",
        );
    }
}

// Version 0 is that of pickles which have none.
pub fn versions_begin_at_one(input: &Input, faults: &mut Faults) {
    if let Some(version) = &input.attrs.version
        && version.value == 0
    {
        faults.at(
            version.span,
            "`version = 0` is that of instances without a version in the pickle",
            "begin with `version = 1`",
        );
    }
}

// The version is an attribute in the state, and the pair *is* the state.
pub fn the_pair_owns_the_state(input: &Input, shape: Shape, faults: &mut Faults) {
    let attrs = &input.attrs;
    if shape != Shape::Class || attrs.getstate.is_none() && attrs.setstate.is_none() {
        return;
    }
    if let Some(version) = &attrs.version {
        faults.at(
            version.span,
            "`version` contradicts `getstate` and `setstate`: the pair owns the state, in which the \
             version would be kept",
            "put a version into the state that `getstate` returns and let `setstate` look at it, or \
             remove the pair",
        );
    }
}

// What an upgrade gives is not in the input: nothing can be borrowed from it.
pub fn upgraded_parts_are_owned(input: &Input, faults: &mut Faults) {
    if input.attrs.upgrade.is_none() {
        return;
    }
    for field in input.fields().filter(|field| field.attrs.skip.is_none()) {
        if let Type::Reference(reference) = &field.syntax.ty {
            faults.across(
                reference,
                format!(
                    "`{}` borrows from the input, in which the parts of an upgraded instance are not",
                    field.name()
                ),
                "let it be a `Cow`, which borrows where it can, or own its value",
            );
        }
    }
}
