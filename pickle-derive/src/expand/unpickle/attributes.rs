//! The attributes.

use proc_macro2::{Literal, TokenStream};

use super::value::{Change, attribute};
use crate::model::{Field, Instance, Role};

/// Reads the attributes, in whatever order: most often that in which they are declared.
pub(super) fn attributes(instance: &Instance, change: Change) -> TokenStream {
    let known = known(instance);
    let dict = instance.parts.with_role(Role::Dict).next();
    if known.is_empty() && dict.is_none() {
        return none(instance);
    }
    let first = Literal::usize_unsuffixed(known.first().map_or(0, |&(index, _)| index));
    let indices: Vec<_> =
        known.iter().map(|&(index, _)| Literal::usize_unsuffixed(index)).collect();
    let steps = known.iter().zip(&indices).map(|((index, read), expected)| {
        let behind = Literal::usize_unsuffixed(index + 1);
        code! {
            if let ::core::option::Option::Some(#expected) = next {
                #read
                next = decoder.next_attribute(&mut object, #behind)?;
            }
        }
    });
    let other = other(instance, dict, change, &first);
    let (index, other) = match indices.as_slice() {
        [] => (code!(_), other),
        known => (code!(index), code!(if !::core::matches!(index, #(#known)|*) { #other })),
    };
    // In their order, attributes are read in one pass through the loop.
    let walk = code! {
        let mut next = decoder.next_attribute(&mut object, #first)?;
        while let ::core::option::Option::Some(#index) = next {
            #(#steps)*
            #other
        }
    };
    if instance.version.is_none() {
        return walk;
    }
    code! {
        let mut is_current = false;
        #walk
        decoder.end_version(is_current)?;
    }
}

/// The attributes that have a name, by their index, each with what reads it.
fn known(instance: &Instance) -> Vec<(usize, TokenStream)> {
    let class = &instance.class.ident;
    let fields = instance.parts.fields.iter().filter_map(|field| {
        let Role::State(index) = field.role else { return None };
        let (binding, read) = (&field.binding, attribute(field, class));
        Some((index, code!(#binding = ::core::option::Option::Some(#read);)))
    });
    let version = instance.version.map(|version| {
        let number = Literal::u32_unsuffixed(version.number);
        (version.attribute, code!(is_current = decoder.read_version(#number)?;))
    });
    let mut known: Vec<_> = version.into_iter().chain(fields).collect();
    known.sort_by_key(|&(index, _)| index);
    known
}

/// Where the type has no attributes.
fn none(instance: &Instance) -> TokenStream {
    if instance.deny_unknown {
        let unknown = unknown(instance);
        return code!(if decoder.next_attribute(&mut object, 0)?.is_some() { #unknown });
    }
    code!(decoder.skip_attributes(&mut object)?;)
}

/// What becomes of an attribute that no field names.
fn other(
    instance: &Instance,
    dict: Option<&Field>,
    change: Change,
    first: &Literal,
) -> TokenStream {
    let advance = code!(next = decoder.next_attribute(&mut object, #first)?;);
    let Some(field) = dict else {
        return if instance.deny_unknown {
            unknown(instance)
        } else {
            code!(decoder.skip()?; #advance)
        };
    };
    let ty = field.ty;
    let insert = change(field, &|dict| {
        code!(<#ty as _pickle::FromInstanceDict<'_>>::unpickle_attribute(
            &mut #dict, name, decoder,
        ))
    });
    code! {
        let name = decoder.attribute_name(&object);
        #insert?;
        #advance
    }
}

/// Refuses an attribute that no field names.
fn unknown(instance: &Instance) -> TokenStream {
    let class = &instance.class.ident;
    code! {
        return ::core::result::Result::Err(decoder.unknown_attribute(&object, &#class));
    }
}
