//! What instances contain, as far as the types of the fields show it.
//!
//! It decides what is worth a place in the memo, and nothing else.

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::Ident;

use super::plain::is_plain;
use crate::attr::{Field, Input};

/// What instances of a type contain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Contents {
    /// No other instances.
    Flat,
    /// Others of the same type.
    Recursive,
    /// Neither is known.
    Other,
}

impl Contents {
    pub(super) fn of(input: &Input) -> Contents {
        let attrs = &input.attrs;
        let is_by_fields = attrs.getstate.is_none() && attrs.getinitargs.is_none();
        let kept = || input.fields().filter(|field| field.attrs.skip.is_none());
        if kept().any(|field| names(field.syntax.ty.to_token_stream(), input.ident)) {
            Contents::Recursive
        } else if is_by_fields && kept().all(is_flat) {
            Contents::Flat
        } else {
            Contents::Other
        }
    }
}

/// Whether the identifier, or `Self`, stands somewhere in the tokens.
fn names(tokens: TokenStream, ident: &Ident) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Ident(it) => it == *ident || it == "Self",
        TokenTree::Group(group) => names(group.stream(), ident),
        TokenTree::Punct(_) | TokenTree::Literal(_) => false,
    })
}

fn is_flat(field: &Field) -> bool {
    let attrs = &field.attrs;
    attrs.with.is_none() && attrs.persistent_id.is_none() && is_plain(&field.syntax.ty)
}
