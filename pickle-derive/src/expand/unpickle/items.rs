//! The items of instances of subclasses of `list` and `dict`.

use proc_macro2::TokenStream;
use quote::quote_spanned;

use super::value::Change;
use crate::expand::at_type;
use crate::model::{Field, Instance, Role};

/// The list items and the dict items.
pub(super) fn items(instance: &Instance, change: Change) -> TokenStream {
    let class = &instance.class.ident;
    let items = instance.parts.with_items().map(|field| {
        let Field { ty, name, .. } = field;
        let place = code!(.map_err(|error| error.in_attribute(&#class, #name)));
        let item = quote_spanned!(at_type(ty)=> <#ty as ::core::iter::IntoIterator>::Item);
        let extend = change(field, &|target| {
            code! {
                <#ty as ::core::iter::Extend<#item>>::extend(
                    &mut #target,
                    ::core::option::Option::Some(item),
                )
            }
        });
        match field.role {
            Role::ListItems => code! {
                let mut items = decoder.list_items(&mut object)?;
                let mut index = 0;
                while decoder.next_item(&mut items)? {
                    let item = _pickle::Unpickle::unpickle(decoder)
                        .map_err(|error| error.in_item(index))
                        #place?;
                    #extend;
                    index += 1;
                }
            },
            _ => code! {
                let mut entries = decoder.dict_items(&mut object)?;
                while decoder.next_key(&mut entries)? {
                    let key = _pickle::Unpickle::unpickle(decoder)
                        .map_err(|error| decoder.in_entry(&entries, error))
                        #place?;
                    decoder.next_value(&mut entries)?;
                    let value = _pickle::Unpickle::unpickle(decoder)
                        .map_err(|error| decoder.in_entry(&entries, error))
                        #place?;
                    let item = (key, value);
                    #extend;
                }
            },
        }
    });
    items.collect()
}
