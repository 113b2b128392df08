//! Rules about the state: the pair of `getstate` and `setstate`, and the instance's `__dict__`.

use crate::attr::{Data, DefaultValue, Fields, Input, Style};
use crate::faults::Faults;

// `getstate` and `setstate` go together: what one writes, only the other can restore.
pub fn pair_is_complete(input: &Input, faults: &mut Faults) {
    match (&input.attrs.getstate, &input.attrs.setstate) {
        (Some(getstate), None) => faults.at(
            getstate.span,
            "`getstate` without `setstate`: the state would be pickled, but never restored",
            format!(
                "add `setstate = {}::setstate`, a function `fn(&mut self, state: S)` that takes \
                 what `getstate` returns and may return a `Result`",
                input.ident
            ),
        ),
        (None, Some(setstate)) => faults.at(
            setstate.span,
            "`setstate` without `getstate`: there would be no state to restore",
            format!(
                "add `getstate = {}::getstate`, a function `fn(&self) -> S` that returns \
                 what `setstate` takes, or a `Result` of it",
                input.ident
            ),
        ),
        _ => {}
    }
}

// The pair *is* the state: beside it, no field is pickled as an attribute.
pub fn pair_is_the_state(input: &Input, fields: &Fields, faults: &mut Faults) {
    // The fields of a tuple struct are init args.
    if !has_pair(input) || fields.style == Style::Tuple {
        return;
    }
    for field in &fields.list {
        let attrs = &field.attrs;
        if attrs.init_arg.is_some() || attrs.skip.is_some() {
            continue;
        }
        for (name, span) in attrs.given() {
            let is_initial_value = attrs
                .default
                .as_ref()
                .is_some_and(|given| matches!(given.value, DefaultValue::Function(_)));
            let is_breach = match name {
                "state" | "rename" | "alias" | "with" | "bytes" | "buffer" | "persistent_id" => {
                    true
                }
                // Without a constructor, a function may give the value that `setstate` finds.
                "default" => input.attrs.init.is_some() || !is_initial_value,
                _ => false,
            };
            if is_breach {
                faults.at(
                    span,
                    format!("`{name}` beside `getstate` and `setstate`: the pair is the state"),
                    format!(
                        "remove `{name}` and let the pair take care of `{}`, make the field an \
                         `init_arg`, or remove the pair",
                        field.name()
                    ),
                );
            }
        }
    }
}

// Boost.Python's guard: a class that has both an instance `__dict__` and a pair must say that the
// pair takes care of the `__dict__` too, lest it be lost.
pub fn pair_manages_dict(input: &Input, fields: &Fields, faults: &mut Faults) {
    if !has_pair(input) || input.attrs.getstate_manages_dict.is_some() {
        return;
    }
    for field in &fields.list {
        if let Some(dict) = &field.attrs.dict {
            faults.at(
                dict.span,
                format!(
                    "incomplete pickle support: with `getstate` and `setstate`, nothing would pickle \
                     the attributes in `{}`",
                    field.name()
                ),
                "let the pair save and restore them, and say so with `getstate_manages_dict` on the type",
            );
        }
    }
}

// `getstate_manages_dict` is about a pair and a `dict` field.
pub fn manages_dict_needs_pair_and_dict(input: &Input, fields: &Fields, faults: &mut Faults) {
    let Some(manages) = &input.attrs.getstate_manages_dict else { return };
    if !has_pair(input) {
        faults.at(
            manages.span,
            "`getstate_manages_dict` without `getstate` and `setstate`",
            "add the pair, or remove `getstate_manages_dict`",
        );
    } else if !fields.list.iter().any(|field| field.attrs.dict.is_some()) {
        faults.at(
            manages.span,
            "`getstate_manages_dict` without a `dict` field: there is nothing to manage",
            "mark the map that stands for the instance's `__dict__` with `#[pickle(dict)]`, \
             or remove `getstate_manages_dict`",
        );
    }
}

// The pair writes and reads a state of its own: attributes that shape the state of fields have no
// effect beside it.
pub fn attributes_that_the_pair_overrules(input: &Input, faults: &mut Faults) {
    if !has_pair(input) {
        return;
    }
    for (name, span) in input.attrs.given() {
        if matches!(name, "slots" | "deny_unknown") {
            faults.at(
                span,
                format!(
                    "`{name}` has no effect beside `getstate` and `setstate`: the pair is the state"
                ),
                format!("remove `{name}`"),
            );
        }
    }
}

// A `dict` field takes every attribute that no other field names: none is unknown.
pub fn deny_unknown_beside_dict(input: &Input, faults: &mut Faults) {
    let Some(deny) = &input.attrs.deny_unknown else { return };
    let Data::Struct(fields) = &input.data else { return };
    if has_pair(input) {
        return;
    }
    if let Some(field) = fields.list.iter().find(|field| field.attrs.dict.is_some()) {
        faults.at(
            deny.span,
            format!("`deny_unknown` has no effect: `{}` takes every attribute", field.name()),
            "remove `deny_unknown`, or `dict` from the field",
        );
    }
}

// An instance has one `__dict__`, one sequence of list items and one of dict items.
pub fn one_of_a_kind(fields: &Fields, faults: &mut Faults) {
    for kind in ["dict", "listitems", "dictitems"] {
        let mut first = None;
        for field in &fields.list {
            let given = field.attrs.given();
            let Some((_, span)) = given.iter().find(|(name, _)| *name == kind) else { continue };
            match &first {
                None => first = Some(field.name()),
                Some(first) => faults.at(
                    *span,
                    format!("a second `{kind}` field: `{first}` is one already"),
                    format!("keep one of `{first}` and `{}`", field.name()),
                ),
            }
        }
    }
}

fn has_pair(input: &Input) -> bool {
    input.attrs.getstate.is_some() || input.attrs.setstate.is_some()
}
