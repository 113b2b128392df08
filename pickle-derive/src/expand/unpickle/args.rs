//! The init args.

use proc_macro2::{Literal, TokenStream};
use syn::Ident;

use super::value::{attribute, default, filled};
use crate::model::{Codec, Field, Instance, Missing, Role};

pub(super) fn args(instance: &Instance) -> TokenStream {
    let class = &instance.class.ident;
    if instance.getinitargs.is_some() {
        return code! {
            let args = _pickle::FromInitArgs::from_args(decoder, &mut object, &#class)?;
        };
    }
    let positional: Vec<_> =
        instance.parts.with_role(Role::Arg).map(|field| arg(field, class)).collect();
    let count = Literal::usize_unsuffixed(positional.len());
    // One argument is always itself.
    let expect = (positional.len() > 1).then(|| code!(decoder.expect_args(&mut object, #count);));
    let keywords = keywords(instance);
    code! {
        #expect
        #(#positional)*
        #keywords
        decoder.end_args(&mut object)?;
    }
}

fn arg(field: &Field, class: &Ident) -> TokenStream {
    let Field { binding, ty, name, .. } = field;
    let read = attribute(field, class);
    match (field.missing, field.codec) {
        (Missing::Refuse | Missing::Keep, Codec::Plain) => {
            code!(let #binding = decoder.arg::<#ty>(&mut object, &#class, #name)?;)
        }
        (Missing::Refuse | Missing::Keep, _) => code! {
            if !decoder.next_arg(&mut object)? {
                return ::core::result::Result::Err(decoder.missing_arg(&object, &#class, #name));
            }
            let #binding = #read;
        },
        (Missing::Default | Missing::Call(_), _) => {
            let default = default(field);
            code!(let #binding = if decoder.next_arg(&mut object)? { #read } else { #default };)
        }
    }
}

fn keywords(instance: &Instance) -> Option<TokenStream> {
    let class = &instance.class.ident;
    let fields: Vec<(usize, &Field)> =
        instance
            .parts
            .fields
            .iter()
            .filter_map(|field| {
                if let Role::Keyword(index) = field.role { Some((index, field)) } else { None }
            })
            .collect();
    if fields.is_empty() {
        return None;
    }
    let bindings = fields.iter().map(|(_, field)| &field.binding);
    let arms = fields.iter().map(|(index, field)| {
        let index = Literal::usize_unsuffixed(*index);
        let (binding, read) = (&field.binding, attribute(field, class));
        code!(#index => #binding = ::core::option::Option::Some(#read),)
    });
    let filled = fields.iter().map(|(_, field)| {
        let (binding, filled) = (&field.binding, filled(field, class));
        code!(let #binding = #filled;)
    });
    Some(code! {
        #(let mut #bindings = ::core::option::Option::None;)*
        while let ::core::option::Option::Some(index) = decoder.next_keyword(&mut object)? {
            match index {
                #(#arms)*
                _ => {
                    return ::core::result::Result::Err(decoder.unknown_attribute(&object, &#class));
                }
            }
        }
        #(#filled)*
    })
}
