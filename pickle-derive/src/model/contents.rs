//! What instances contain, as far as the types of the fields show it.
//!
//! It decides what is worth a place in the memo, and nothing else: a name that means another type
//! here than it usually does costs a few bytes.

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::{GenericArgument, Ident, PathArguments, Type, TypePath};

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
    let is_plain = attrs.with.is_none() && attrs.persistent_id.is_none();
    is_plain && has_no_instances(&field.syntax.ty)
}

/// Whether the type is made of numbers, strings and collections of such.
fn has_no_instances(ty: &Type) -> bool {
    match ty {
        Type::Array(ty) => has_no_instances(&ty.elem),
        Type::Group(ty) => has_no_instances(&ty.elem),
        Type::Paren(ty) => has_no_instances(&ty.elem),
        Type::Reference(ty) => has_no_instances(&ty.elem),
        Type::Slice(ty) => has_no_instances(&ty.elem),
        Type::Tuple(ty) => ty.elems.iter().all(has_no_instances),
        Type::Path(ty) => is_path_without_instances(ty),
        _ => false,
    }
}

fn is_path_without_instances(ty: &TypePath) -> bool {
    let Some(last) = ty.path.segments.last().filter(|_| ty.qself.is_none()) else { return false };
    let name = last.ident.to_string();
    match &last.arguments {
        PathArguments::None => matches!(
            &*name,
            "bool"
                | "char"
                | "str"
                | "String"
                | "f32"
                | "f64"
                | "i8"
                | "i16"
                | "i32"
                | "i64"
                | "i128"
                | "isize"
                | "u8"
                | "u16"
                | "u32"
                | "u64"
                | "u128"
                | "usize"
        ),
        PathArguments::AngleBracketed(arguments) => {
            let is_collection = matches!(
                &*name,
                "Option"
                    | "Box"
                    | "Cow"
                    | "Vec"
                    | "VecDeque"
                    | "HashMap"
                    | "BTreeMap"
                    | "HashSet"
                    | "BTreeSet"
            );
            is_collection
                && arguments.args.iter().all(|argument| match argument {
                    GenericArgument::Type(ty) => has_no_instances(ty),
                    GenericArgument::Lifetime(_) => true,
                    _ => false,
                })
        }
        PathArguments::Parenthesized(_) => false,
    }
}
