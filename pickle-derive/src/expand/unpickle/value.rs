//! The values of fields, and what is made of them.

use proc_macro2::{Span, TokenStream};
use quote::quote_spanned;
use syn::{Ident, Type};

use crate::attr::{DefaultValue, Style};
use crate::expand::{at_type, call};
use crate::model::{Codec, Field, Missing, Parts, Role};

/// Reads the attribute or argument at which the decoder stands, named in errors.
pub(super) fn attribute(field: &Field, class: &Ident) -> TokenStream {
    let Field { ty, name, .. } = field;
    match field.codec {
        Codec::Plain => code!(decoder.attribute::<#ty>(&#class, #name)?),
        Codec::Persistent => code!(decoder.persistent_attribute::<#ty>(&#class, #name)?),
        Codec::With(_) | Codec::Bytes => value(field, Some(&code!(in_attribute(&#class, #name)))),
    }
}

/// Reads the value at which the decoder stands; errors are told their place by the method.
pub(super) fn value(field: &Field, place: Option<&TokenStream>) -> TokenStream {
    let ty = field.ty;
    let place = place.map(|method| code!(.map_err(|error| error.#method)));
    match field.codec {
        Codec::Plain => code!(<#ty as _pickle::Unpickle<'_>>::unpickle(decoder)#place?),
        Codec::With(suite) => {
            code!(<#suite as _pickle::PickleWith<#ty>>::unpickle(decoder)#place?)
        }
        Codec::Bytes => {
            code!(<#ty as ::core::convert::From<_>>::from(decoder.read_bytes()#place?.into_owned()))
        }
        Codec::Persistent => code! {
            match decoder.resolve::<#ty>()#place? {
                ::core::option::Option::Some(value) => value,
                ::core::option::Option::None => {
                    <#ty as _pickle::Unpickle<'_>>::unpickle(decoder)#place?
                }
            }
        },
    }
}

/// The value of a field whose variable may be empty still.
pub(super) fn filled(field: &Field, class: &Ident) -> TokenStream {
    let Field { binding, ty, name, .. } = field;
    match field.missing {
        Missing::Refuse | Missing::Keep => {
            code!(decoder.require(#binding, &object, &#class, #name)?)
        }
        Missing::Default => {
            let default = default_of(ty);
            code!(#binding.unwrap_or_else(|| #default))
        }
        Missing::Call(function) => {
            let value = call(function, TokenStream::new());
            code!(#binding.unwrap_or_else(|| #value))
        }
    }
}

/// The value of a field that is not in the pickle.
pub(super) fn default(field: &Field) -> TokenStream {
    if let Missing::Call(function) = field.missing {
        call(function, TokenStream::new())
    } else {
        default_of(field.ty)
    }
}

fn default_of(ty: &Type) -> TokenStream {
    quote_spanned!(at_type(ty)=> <#ty as _pickle::DefaultField>::default_value())
}

pub(super) fn binding(field: &Field) -> TokenStream {
    let binding = &field.binding;
    code!(#binding)
}

/// Puts a struct or variant together.
pub(super) fn construct(parts: &Parts, value: impl Fn(&Field) -> TokenStream) -> TokenStream {
    let variant = parts.variant.map(|variant| code!(::#variant));
    match parts.style {
        Style::Unit => code!(Self #variant),
        Style::Named => {
            let fields = parts.fields.iter().map(|field| {
                let (member, value) = (field.member, value(field));
                code!(#member: #value)
            });
            code!(Self #variant { #(#fields),* })
        }
        Style::Tuple => {
            let values = parts.fields.iter().map(value);
            code!(Self #variant(#(#values),*))
        }
    }
}

/// The whole value that `default` on the type gives.
pub(super) fn whole(parts: &Parts) -> Option<TokenStream> {
    let default = parts.default?;
    Some(match &default.value {
        DefaultValue::Trait => {
            let here = default.span.resolved_at(Span::mixed_site());
            quote_spanned!(here=> <Self as _pickle::DefaultField>::default_value())
        }
        DefaultValue::Function(function) => call(function, TokenStream::new()),
    })
}

/// What gives the skipped fields the values that they have a function for.
pub(super) fn skipped(parts: &Parts) -> Vec<TokenStream> {
    let skipped = parts.with_role(Role::Skip).filter_map(|field| {
        let Missing::Call(function) = field.missing else { return None };
        let (member, value) = (field.member, call(function, TokenStream::new()));
        Some(code!(value.#member = #value;))
    });
    skipped.collect()
}

/// How a field that collects is changed: takes the field, and what makes the expression from the
/// place where it collects.
pub(super) type Change<'a> = &'a dyn Fn(&Field, &dyn Fn(TokenStream) -> TokenStream) -> TokenStream;
