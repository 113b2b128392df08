//! Values without a class: a field alone, and plain tuples.

use proc_macro2::{Literal, TokenStream};

use super::value::{binding, construct, default, skipped, value, whole};
use crate::model::{Class, Codec, Field, Parts, Role};

/// The only field.
pub(super) fn transparent(parts: &Parts) -> TokenStream {
    let read = parts.kept().map(|field| {
        let (binding, value) = (&field.binding, value(field, None));
        code!(let #binding = #value;)
    });
    let read: TokenStream = read.collect();
    let value = assembled(parts);
    code! {
        #read
        ::core::result::Result::Ok(#value)
    }
}

/// A plain tuple.
pub(super) fn tuple(parts: &Parts) -> TokenStream {
    let count = Literal::usize_unsuffixed(parts.kept().count());
    let elements = elements(parts, 0);
    let value = assembled(parts);
    code! {
        let mut items = decoder.begin_tuple(#count)?;
        #elements
        decoder.end_tuple(&mut items)?;
        ::core::result::Result::Ok(#value)
    }
}

/// An enum whose variants are tuples that begin with a tag.
pub(super) fn tagged(class: &Class, variants: &[Parts]) -> TokenStream {
    let class = &class.ident;
    if variants.is_empty() {
        return code! {
            let mut items = decoder.begin_tagged_tuple()?;
            decoder.next_element(&mut items)?;
            let tag = decoder.read_str()?;
            ::core::result::Result::Err(decoder.unknown_variant(&#class, &tag))
        };
    }
    let arms = variants.iter().enumerate().map(|(index, parts)| {
        let index = Literal::usize_unsuffixed(index);
        let elements = elements(parts, 1);
        let value = assembled(parts);
        code! {
            ::core::option::Option::Some(#index) => {
                #elements
                #value
            }
        }
    });
    code! {
        let mut items = decoder.begin_tagged_tuple()?;
        decoder.next_element(&mut items)?;
        let tag = decoder.read_str()?;
        let value = match #class.index_of(&tag, 0) {
            #(#arms)*
            _ => return ::core::result::Result::Err(decoder.unknown_variant(&#class, &tag)),
        };
        decoder.end_tuple(&mut items)?;
        ::core::result::Result::Ok(value)
    }
}

/// The items, of which the first has this index.
fn elements(parts: &Parts, first: usize) -> TokenStream {
    let read = |(index, field): (usize, &Field)| {
        let Field { binding, ty, codec, .. } = field;
        let index = Literal::usize_unsuffixed(first + index);
        if let Codec::Plain = codec {
            return code!(let #binding = decoder.element::<#ty>(&mut items, #index)?;);
        }
        let value = value(field, Some(&code!(in_item(#index))));
        code! {
            decoder.next_element(&mut items)?;
            let #binding = #value;
        }
    };
    parts.kept().enumerate().map(read).collect()
}

/// The value, all of whose fields that are not skipped are in their variables.
fn assembled(parts: &Parts) -> TokenStream {
    let Some(whole) = whole(parts) else {
        return construct(parts, |field| match field.role {
            Role::Skip => default(field),
            _ => binding(field),
        });
    };
    let read = parts.kept().map(|Field { member, binding, .. }| code!(value.#member = #binding;));
    let skipped = skipped(parts);
    code!({
        let mut value: Self = #whole;
        #(#read)*
        #(#skipped)*
        value
    })
}
