//! Rules within one field.

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::ToTokens;

use crate::attr::{DefaultValue, Field, InitArg};
use crate::faults::Faults;

/// Checks a field by itself.
pub fn check(field: &Field, faults: &mut Faults) {
    let before = faults.count();
    one_role(field, faults);
    if faults.count() > before {
        return; // What may stand beside the role depends on the role.
    }
    nothing_beside_skip(field, faults);
    one_way_of_writing(field, faults);
    collectors_have_no_name(field, faults);
    positional_args_have_no_name(field, faults);
    keywords_are_named_once(field, faults);
    persistent_objects_borrow_nothing(field, faults);
}

/// The roles that are given, in the order of the documentation.
fn roles(field: &Field) -> Vec<(&'static str, Span)> {
    let attrs = &field.attrs;
    let init_arg = attrs.init_arg.iter().map(|given| ("init_arg", given.span));
    let words = [
        ("state", &attrs.state),
        ("skip", &attrs.skip),
        ("persistent_id", &attrs.persistent_id),
        ("dict", &attrs.dict),
        ("listitems", &attrs.listitems),
        ("dictitems", &attrs.dictitems),
    ];
    let words = words.into_iter().filter_map(|(name, given)| Some((name, given.as_ref()?.span)));
    init_arg.chain(words).collect()
}

// A field has at most one role. (`dict` and `persistent_id` are state already: `state` beside them
// says nothing wrong.)
fn one_role(field: &Field, faults: &mut Faults) {
    let roles = roles(field);
    let [(first, _), rest @ ..] = roles.as_slice() else { return };
    for (other, span) in rest {
        if *first == "state" && matches!(*other, "dict" | "persistent_id") {
            continue;
        }
        faults.at(
            *span,
            format!("`{}` is `{first}` already: a field has one role", field.name()),
            format!("keep `{first}` or `{other}`"),
        );
    }
}

// A skipped field is not in the pickle: it has no name there and no form. It comes from `Default`
// unless a function is named.
fn nothing_beside_skip(field: &Field, faults: &mut Faults) {
    let attrs = &field.attrs;
    if attrs.skip.is_none() {
        return;
    }
    for (name, span) in attrs.given() {
        if matches!(name, "rename" | "alias" | "with" | "bytes" | "buffer") {
            faults.at(
                span,
                format!("`{name}` has no effect on a field that is skipped"),
                format!("remove `{name}` or `skip`"),
            );
        }
    }
    if let Some(default) = &attrs.default
        && let DefaultValue::Trait = default.value
    {
        faults.at(
            default.span,
            "`default` says nothing new: a skipped field comes from `Default` already",
            "remove `default`, or name a function: `default = path`",
        );
    }
}

// `with`, `bytes` and `persistent_id` each say how the field is written: one of them. So does
// `buffer`, but beside `bytes`, which says how its bytes are got.
fn one_way_of_writing(field: &Field, faults: &mut Faults) {
    let attrs = &field.attrs;
    let ways: Vec<_> = [
        ("persistent_id", attrs.persistent_id.as_ref().map(|given| given.span)),
        ("with", attrs.with.as_ref().map(|given| given.span)),
        ("bytes", attrs.bytes.as_ref().map(|given| given.span)),
        ("buffer", attrs.buffer.as_ref().filter(|_| attrs.bytes.is_none()).map(|given| given.span)),
    ]
    .into_iter()
    .filter_map(|(name, span)| Some((name, span?)))
    .collect();
    if let [(first, _), rest @ ..] = ways.as_slice() {
        for (other, span) in rest {
            faults.at(
                *span,
                format!("`{other}` contradicts `{first}`: each says how the field is pickled"),
                format!("keep `{first}` or `{other}`"),
            );
        }
    }
}

// A field that collects (`dict`, `listitems`, `dictitems`) is no attribute itself: it has no name
// in the pickle and no form of its own.
fn collectors_have_no_name(field: &Field, faults: &mut Faults) {
    let attrs = &field.attrs;
    let collector = if attrs.dict.is_some() {
        "dict"
    } else if attrs.listitems.is_some() {
        "listitems"
    } else if attrs.dictitems.is_some() {
        "dictitems"
    } else {
        return;
    };
    for (name, span) in attrs.given() {
        if matches!(name, "rename" | "alias" | "with" | "bytes" | "buffer" | "default") {
            faults.at(
                span,
                format!(
                    "`{name}` has no effect beside `{collector}`: the field is no attribute itself"
                ),
                format!("remove `{name}`"),
            );
        }
    }
}

// A positional argument is known by its place.
fn positional_args_have_no_name(field: &Field, faults: &mut Faults) {
    let Some(init_arg) = &field.attrs.init_arg else { return };
    if !matches!(init_arg.value, InitArg::Positional) {
        return;
    }
    for (name, span) in field.attrs.given() {
        if matches!(name, "rename" | "alias") {
            faults.at(
                span,
                format!("`{name}` has no effect: a positional init arg has no name in the pickle"),
                format!("remove `{name}`, or make it a keyword argument: `init_arg = \"...\"`"),
            );
        }
    }
}

// A keyword argument is named by `init_arg` itself.
fn keywords_are_named_once(field: &Field, faults: &mut Faults) {
    let Some(init_arg) = &field.attrs.init_arg else { return };
    let InitArg::Keyword(keyword) = &init_arg.value else { return };
    if let Some(rename) = &field.attrs.rename {
        faults.at(
            rename.span,
            format!(
                "`rename` contradicts `init_arg = \"{}\"`: each names the keyword",
                keyword.value()
            ),
            "remove `rename`",
        );
    }
}

// Hooks are registered by type, which only types that borrow nothing have (`Any`).
fn persistent_objects_borrow_nothing(field: &Field, faults: &mut Faults) {
    let Some(persistent_id) = &field.attrs.persistent_id else { return };
    if let Some(lifetime) = lifetime(field.syntax.ty.to_token_stream()) {
        faults.at(
            persistent_id.span,
            format!(
                "`persistent_id` needs a type that borrows nothing, but `{}` borrows for `{lifetime}`",
                field.name()
            ),
            "let the field own its value: a `String` for a `&str`, an `Rc<T>` or `Arc<T>` for a `&T`",
        );
    }
}

/// The first lifetime in a type, other than `'static`.
fn lifetime(ty: TokenStream) -> Option<String> {
    let mut is_lifetime = false;
    for token in ty {
        match token {
            TokenTree::Ident(ident) if is_lifetime && ident != "static" => {
                return Some(format!("'{ident}"));
            }
            TokenTree::Group(group) => {
                if let Some(lifetime) = lifetime(group.stream()) {
                    return Some(lifetime);
                }
            }
            TokenTree::Punct(punct) if punct.as_char() == '\'' => {
                is_lifetime = true;
                continue;
            }
            _ => {}
        }
        is_lifetime = false;
    }
    None
}
