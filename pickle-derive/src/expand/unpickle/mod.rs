//! `fn unpickle`: reads a value and puts it together. The mirror of `pickle`.

mod args;
mod attributes;
mod instance;
mod items;
mod phases;
mod plain;
mod value;
mod version;

pub(super) use phases::is_made_early;
use proc_macro2::{Literal, TokenStream};
use syn::{Ident, Lifetime};

use crate::model::{Body, Member, Model};

/// What an object begins with, where that is known.
pub fn first(model: &Model) -> Option<TokenStream> {
    match &model.body {
        Body::Class(_) | Body::Variants(_) => Some(code! {
            const FIRST: _pickle::First = _pickle::First::Global;
        }),
        _ => None,
    }
}

/// The method; two for a value that is made in two phases.
pub fn function(model: &Model, de: &Lifetime) -> TokenStream {
    if let Some(phases) = phases::functions(model, de) {
        return phases;
    }
    let body = match &model.body {
        Body::Suite(suite) => code!(<#suite as _pickle::PickleWith<Self>>::unpickle(decoder)),
        Body::Transparent(parts) => plain::transparent(parts),
        Body::Tuple(parts) => plain::tuple(parts),
        Body::Dict(instance) => instance::dict(instance),
        Body::Class(instance) => instance::class(instance),
        Body::Members { members, .. } => member(model.ident, members),
        Body::Variants(variants) => instance::variant(variants),
        Body::Tagged { class, variants } => plain::tagged(class, variants),
    };
    code! {
        fn unpickle<__D: _pickle::Decoder<#de>>(
            decoder: &mut __D,
        ) -> ::core::result::Result<Self, _pickle::Error> {
            #body
        }
    }
}

/// An enum without data.
fn member(ident: &Ident, members: &[Member]) -> TokenStream {
    let variants: Vec<_> = members.iter().map(|member| member.variant).collect();
    let Some((last, others)) = variants.split_last() else {
        let message = format!("`{ident}` has no variants");
        return code! {
            let error = _pickle::Error::new(_pickle::ErrorKind::UnknownVariant, #message);
            ::core::result::Result::Err(decoder.place(error))
        };
    };
    if others.is_empty() {
        return code! {
            decoder.read_member(&enumeration)?;
            ::core::result::Result::Ok(Self::#last)
        };
    }
    let indices = (0..others.len()).map(Literal::usize_unsuffixed);
    code! {
        ::core::result::Result::Ok(match decoder.read_member(&enumeration)? {
            #(#indices => Self::#others,)*
            _ => Self::#last,
        })
    }
}
