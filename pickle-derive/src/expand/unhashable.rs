//! `fn pickle_unhashable`, of types that are no instances of a class.

use proc_macro2::TokenStream;

use super::pickle::{access, is_usual_value, pattern};
use crate::model::{Body, Model, Parts};

/// The method, if it says anything else than the default.
pub(super) fn function(model: &Model) -> Option<TokenStream> {
    let body = match &model.body {
        Body::Transparent(parts) | Body::Tuple(parts) => in_parts(parts)?,
        Body::Dict(_) => code! {
            let _ = levels.checked_sub(1)?;
            ::core::option::Option::Some(_pickle::Kind::Dict)
        },
        Body::Tagged { variants, .. } => {
            let none = code!(::core::option::Option::None);
            let bodies: Vec<_> = variants.iter().map(in_parts).collect();
            bodies.iter().flatten().next()?;
            let arms = variants.iter().zip(&bodies).map(|(parts, body)| match body {
                Some(body) => {
                    let pattern = pattern(parts);
                    code!(#pattern => { #body })
                }
                None => {
                    let variant = parts.variant;
                    code!(Self::#variant { .. } => #none,)
                }
            });
            code!(match self { #(#arms)* })
        }
        Body::Class(_) | Body::Members { .. } | Body::Variants(_) | Body::Suite(_) => return None,
    };
    Some(code! {
        #[inline]
        fn pickle_unhashable(
            &self,
            levels: ::core::primitive::usize,
        ) -> ::core::option::Option<_pickle::Kind> {
            #body
        }
    })
}

/// The first that is found in the fields, of those that are what their types say.
fn in_parts(parts: &Parts) -> Option<TokenStream> {
    let mut found = parts.kept().filter(|field| is_usual_value(field)).map(|field| {
        let (ty, value) = (field.ty, access(parts, field));
        code!(<#ty as _pickle::Pickle>::pickle_unhashable(#value, levels))
    });
    let first = found.next()?;
    Some(code! {
        let levels = levels.checked_sub(1)?;
        #first #(.or_else(|| #found))*
    })
}
