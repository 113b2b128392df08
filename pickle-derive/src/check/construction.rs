//! Rules about init args and constructors.

use crate::attr::{Data, Fields, InitArg, Input, Style};
use crate::faults::Faults;
use crate::model::Shape;

// The args that `getinitargs` gives when writing go to `init` when reading: there is nothing else
// that takes them.
pub fn getinitargs_needs_init(input: &Input, faults: &mut Faults) {
    if let (Some(getinitargs), None) = (&input.attrs.getinitargs, &input.attrs.init) {
        faults.at(
            getinitargs.span,
            "`getinitargs` without `init`: nothing would take the init args when unpickling",
            "add `init = path`, a function that takes them and returns `Self` or a `Result` of it",
        );
    }
}

// Init args are fields, or what `getinitargs` returns: not both.
pub fn init_arg_beside_getinitargs(input: &Input, fields: &Fields, faults: &mut Faults) {
    if input.attrs.getinitargs.is_none() {
        return;
    }
    for field in &fields.list {
        if let Some(init_arg) = &field.attrs.init_arg {
            faults.at(
                init_arg.span,
                "`init_arg` contradicts `getinitargs`, which returns all the init args",
                "remove `init_arg` and let `getinitargs` return the field, or remove `getinitargs`",
            );
        }
    }
}

// `newargs` says where init args go: there must be some.
pub fn newargs_needs_args(input: &Input, shape: Shape, faults: &mut Faults) {
    let Some(newargs) = &input.attrs.newargs else { return };
    let has_args = |fields: &Fields| match fields.style {
        Style::Named => fields.list.iter().any(|field| field.attrs.init_arg.is_some()),
        Style::Tuple => fields.kept().next().is_some(),
        Style::Unit => false,
    };
    let any = match &input.data {
        Data::Struct(fields) => has_args(fields),
        Data::Enum(variants) => variants.iter().any(|variant| has_args(&variant.fields)),
    };
    if shape.has_classes() && !any && input.attrs.getinitargs.is_none() {
        faults.at(
            newargs.span,
            "`newargs` without init args: nothing would go to `__new__`",
            "mark the fields that are arguments with `#[pickle(init_arg)]`, or remove `newargs`",
        );
    }
}

// The fields of a tuple struct are init args by themselves: beside `getinitargs` they must not be.
pub fn getinitargs_on_tuple_structs(input: &Input, fields: &Fields, faults: &mut Faults) {
    let Some(getinitargs) = &input.attrs.getinitargs else { return };
    if fields.style == Style::Tuple && fields.kept().next().is_some() {
        faults.at(
            getinitargs.span,
            "`getinitargs` on a tuple struct, whose fields are its init args already",
            "mark fields that are not init args with `#[pickle(skip)]`, or give the fields names",
        );
    }
}

// As in Python, keyword arguments come behind positional ones.
pub fn keywords_come_last(fields: &Fields, faults: &mut Faults) {
    let mut keyword = None;
    for field in &fields.list {
        let attrs = &field.attrs;
        let is_implicit = fields.style == Style::Tuple && attrs.skip.is_none();
        match (&attrs.init_arg, &keyword) {
            (Some(init_arg), _) if matches!(init_arg.value, InitArg::Keyword(_)) => {
                keyword = Some(field.name());
            }
            (_, Some(keyword)) => {
                let span = match &attrs.init_arg {
                    Some(init_arg) => init_arg.span,
                    None if is_implicit => field.span(),
                    None => continue,
                };
                let name = field.name();
                faults.at(
                    span,
                    format!("positional init arg `{name}` behind the keyword init arg `{keyword}`"),
                    format!(
                        "move `{name}` before `{keyword}`, or pass it by name: `init_arg = \"...\"`"
                    ),
                );
            }
            _ => {}
        }
    }
}

// The fields of a tuple struct or tuple variant are arguments of its class: they have no names, so
// they cannot be attributes.
pub fn tuple_fields_are_arguments(fields: &Fields, faults: &mut Faults) {
    for field in &fields.list {
        let is_keyword = field
            .attrs
            .init_arg
            .as_ref()
            .is_some_and(|given| matches!(given.value, InitArg::Keyword(_)));
        // `rename` beside a positional `init_arg` is a fault of the field by itself.
        let is_explicit = field.attrs.init_arg.is_some() || field.attrs.skip.is_some();
        for (name, span) in field.attrs.given() {
            match name {
                "state" | "dict" => faults.at(
                    span,
                    format!(
                        "`{name}` needs a field with a name: the fields of a tuple are init args"
                    ),
                    "give the fields names",
                ),
                "rename" | "alias" if !is_keyword && !is_explicit => faults.at(
                    span,
                    format!(
                        "`{name}` has no effect: the fields of a tuple are positional init args"
                    ),
                    format!("remove `{name}`, or pass it by name: `init_arg = \"...\"`"),
                ),
                _ => {}
            }
        }
    }
}
