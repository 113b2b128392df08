//! Instances, and dicts with the same parts: put together once all of them are read.

use proc_macro2::{Literal, TokenStream};

use super::value::{binding, construct, default, filled};
use super::{args, attributes, items, version};
use crate::model::{Field, Instance, Role, Variants};

/// An instance.
pub(super) fn class(instance: &Instance) -> TokenStream {
    let class = &instance.class.ident;
    let upgrade = version::upgrade(instance, &code!(&#class), &version::again());
    let args = args::args(instance);
    let Made { steps, value } = state(instance);
    code! {
        let mut object = decoder.begin_object(&#class)?;
        #upgrade
        #args
        #steps
        let value = #value;
        decoder.end_object(&mut object)?;
        ::core::result::Result::Ok(value)
    }
}

/// A plain dict.
pub(super) fn dict(instance: &Instance) -> TokenStream {
    let class = &instance.class.ident;
    let upgrade = version::upgrade(instance, &code!(&#class), &version::again());
    let Made { steps, value } = state(instance);
    code! {
        let mut object = decoder.begin_record(&#class)?;
        #upgrade
        #steps
        let value = #value;
        decoder.end_object(&mut object)?;
        ::core::result::Result::Ok(value)
    }
}

/// An enum with data: an instance of one of the variants' classes.
pub(super) fn variant(variants: &Variants) -> TokenStream {
    let classes: Vec<_> = variants.iter().map(|variant| &variant.class.ident).collect();
    let Variants { others, last } = variants;
    let (class, upgraded) = match classes.as_slice() {
        [class] => (code!(&#class), code!(_)),
        _ => (code!([#(&#classes),*][variant]), code!(variant)),
    };
    let upgrade = version::upgrade(last, &class, &version::again());
    let last = block(last);
    let (variant, value) = if others.is_empty() {
        (upgraded, last)
    } else {
        let indices = (0..others.len()).map(Literal::usize_unsuffixed);
        let others = others.iter().map(block);
        (
            code!(variant),
            code!(match variant {
                #(#indices => #others)*
                _ => #last
            }),
        )
    };
    code! {
        let (#variant, mut object) = decoder.begin_object_of(&[#(&#classes),*])?;
        #upgrade
        let value = #value;
        decoder.end_object(&mut object)?;
        ::core::result::Result::Ok(value)
    }
}

/// An instance as one block: the arguments, the items, the state, as they were written.
fn block(instance: &Instance) -> TokenStream {
    let args = args::args(instance);
    let Made { steps, value } = state(instance);
    code!({ #args #steps #value })
}

/// How a value is made: the steps, and the expression that gives it behind them.
struct Made {
    steps: TokenStream,
    value: TokenStream,
}

/// Everything behind the arguments, of a value that is put together from all of it.
fn state(instance: &Instance) -> Made {
    let parts = &instance.parts;
    let class = &instance.class.ident;
    let locals = parts.fields.iter().filter_map(|field| {
        let Field { binding, role, .. } = field;
        match role {
            Role::State(_) => Some(code!(let mut #binding = ::core::option::Option::None;)),
            Role::Dict | Role::ListItems | Role::DictItems => {
                let default = default(field);
                Some(code!(let mut #binding = #default;))
            }
            _ => None,
        }
    });
    let into_local =
        |field: &Field, change: &dyn Fn(TokenStream) -> TokenStream| change(binding(field));
    let items = items::items(instance, &into_local);
    let attributes = attributes::attributes(instance, &into_local);
    let value = construct(parts, |field| match field.role {
        Role::State(_) => filled(field, class),
        Role::Skip => default(field),
        _ => binding(field),
    });
    Made { steps: code!(#(#locals)* #items #attributes), value }
}
