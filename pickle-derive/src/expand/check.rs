//! `fn check`: whether the next object is one that `unpickle` takes. The shadow of `unpickle`,
//! without the user's functions.
//!
//! Where a type runs none of them, nor does any type in it, the default does: it makes the value
//! and drops it. What that cannot be seen of is checked part by part.

use proc_macro2::{Literal, TokenStream};
use syn::Lifetime;

use super::unpickle::is_made_early;
use crate::model::{Body, Codec, Field, Instance, Missing, Model, Parts, Role, Variants, is_plain};

/// The method, unless the default does.
pub fn function(model: &Model, de: &Lifetime) -> Option<TokenStream> {
    let in_phases = match &model.body {
        Body::Dict(instance) | Body::Class(instance) => is_made_early(instance),
        _ => false,
    };
    let made = in_phases.then(|| code!(made(decoder);));
    let body = match &model.body {
        Body::Suite(suite) => code!(<#suite as _pickle::PickleWith<Self>>::check(decoder)),
        // They are globals, and nothing of the user's is in them.
        Body::Members { .. } => return None,
        _ if !may_run_code(model) => return None,
        Body::Transparent(parts) => {
            let items = items(parts);
            code! {
                #((#items)(decoder)?;)*
                ::core::result::Result::Ok(())
            }
        }
        Body::Tuple(parts) => {
            let items = items(parts);
            code!(_pickle::check::tuple(decoder, &[#(#items),*]))
        }
        Body::Dict(instance) => dict(instance, made.as_ref()),
        Body::Class(instance) => class(instance, made.as_ref()),
        Body::Variants(variants) => variant(variants),
        Body::Tagged { class, variants } => {
            let class = &class.ident;
            let variants = variants.iter().map(|parts| {
                let items = items(parts);
                code!(&[#(#items),*])
            });
            code!(_pickle::check::tagged(decoder, &#class, &[#(#variants),*]))
        }
    };
    Some(methods(&body, in_phases, de))
}

/// The method; two for a value that is made in two phases.
fn methods(body: &TokenStream, in_phases: bool, de: &Lifetime) -> TokenStream {
    let body = code! {
        #[allow(unused_imports)]
        use _pickle::check::{Unpicklable as _, Whatever as _};
        #body
    };
    if !in_phases {
        return code! {
            fn check<__D: _pickle::Decoder<#de>>(
                decoder: &mut __D,
            ) -> ::core::result::Result<(), _pickle::Error> {
                #body
            }
        };
    }
    code! {
        fn check<__D: _pickle::Decoder<#de>>(
            decoder: &mut __D,
        ) -> ::core::result::Result<(), _pickle::Error> {
            <Self as _pickle::Unpickle<'_>>::check_in_phases(decoder, &mut |_| ())
        }

        fn check_in_phases<__D: _pickle::Decoder<#de>>(
            decoder: &mut __D,
            made: &mut dyn ::core::ops::FnMut(&mut __D),
        ) -> ::core::result::Result<(), _pickle::Error> {
            #body
        }
    }
}

/// Whether reading the type may come to a function of the user's, for all that can be seen here.
fn may_run_code(model: &Model) -> bool {
    model.instances().any(|instance| {
        instance.init.is_some() || instance.pair.is_some() || instance.version.is_some()
    }) || model.fields().any(|field| field.role != Role::Skip && field_may_run_code(field))
}

fn field_may_run_code(field: &Field) -> bool {
    match field.codec {
        Codec::Bytes => false,
        Codec::Plain if field.role == Role::Dict => true,
        Codec::Plain => !is_plain(field.ty),
        Codec::With(_) | Codec::Persistent => true,
    }
}

/// A plain dict.
fn dict(instance: &Instance, made: Option<&TokenStream>) -> TokenStream {
    let class = &instance.class.ident;
    let state = state(instance);
    code! {
        let mut object = decoder.begin_record(&#class)?;
        #made
        #state
        decoder.end_object(&mut object)
    }
}

/// An instance.
fn class(instance: &Instance, made: Option<&TokenStream>) -> TokenStream {
    let class = &instance.class.ident;
    let parts = object(instance, made);
    code! {
        let mut object = decoder.begin_object(&#class)?;
        #parts
        decoder.end_object(&mut object)
    }
}

/// An instance of one of the variants' classes.
fn variant(variants: &Variants) -> TokenStream {
    let classes = variants.iter().map(|variant| &variant.class.ident);
    let indices = (0..variants.others.len()).map(Literal::usize_unsuffixed);
    let others = variants.others.iter().map(|variant| object(variant, None));
    let last = object(&variants.last, None);
    code! {
        let (variant, mut object) = decoder.begin_object_of(&[#(&#classes),*])?;
        match variant {
            #(#indices => { #others })*
            _ => { #last }
        }
        decoder.end_object(&mut object)
    }
}

/// Everything between the class and the end of an instance.
fn object(instance: &Instance, made: Option<&TokenStream>) -> TokenStream {
    let args = match (instance.init, instance.getinitargs) {
        (Some(init), Some(_)) => {
            let class = &instance.class.ident;
            code! {
                _pickle::check::init_args::<__D, _, Self>(decoder, &mut object, &#class, #init)?;
            }
        }
        _ => {
            let positional = instance.parts.with_role(Role::Arg).map(|field| part(field, 0));
            let keywords = parts(instance, |role| match role {
                Role::Keyword(index) => Some(index),
                _ => None,
            });
            code! {
                _pickle::check::args(
                    decoder,
                    &mut object,
                    &[#(#positional),*],
                    &[#(#keywords),*],
                )?;
            }
        }
    };
    let state = state(instance);
    let version = instance.version.map(|version| {
        let number = Literal::u32_unsuffixed(version.number);
        code!(_pickle::check::version(decoder, &mut object, #number)?;)
    });
    code!(#version #args #made #state)
}

/// Everything behind the arguments.
fn state(instance: &Instance) -> TokenStream {
    let collections = instance.parts.with_items().map(|field| {
        let ty = field.ty;
        let function = match field.role {
            Role::ListItems => code!(list_items),
            _ => code!(dict_items),
        };
        code! {
            _pickle::check::#function(
                decoder,
                &mut object,
                ::core::marker::PhantomData::<#ty>,
            )?;
        }
    });
    if let Some((_, setstate)) = instance.pair {
        let state = code_at! {
            setstate => _pickle::check::state::<__D, Self, _, _>(decoder, &mut object, #setstate)?;
        };
        return code!(#(#collections)* #state);
    }
    let version = match instance.version {
        Some(version) => {
            let index = Literal::usize_unsuffixed(version.attribute);
            let number = Literal::u32_unsuffixed(version.number);
            code!(::core::option::Option::Some((#index, #number)))
        }
        None => code!(::core::option::Option::None),
    };
    let unknown = match instance.parts.with_role(Role::Dict).next() {
        Some(field) => {
            let ty = field.ty;
            code!(Kept(<#ty as _pickle::FromInstanceDict<'_>>::check_attribute::<__D>))
        }
        None if instance.deny_unknown => code!(Refused),
        None => code!(Skipped),
    };
    let attributes = parts(instance, |role| match role {
        Role::State(index) => Some(index),
        _ => None,
    });
    code! {
        #(#collections)*
        _pickle::check::attributes(
            decoder,
            &mut object,
            &[#(#attributes),*],
            #version,
            &_pickle::check::Unknown::#unknown,
        )?;
    }
}

/// The parts whose role has an index, in the order of that.
fn parts(instance: &Instance, index: impl Fn(Role) -> Option<usize>) -> Vec<TokenStream> {
    let mut fields: Vec<_> = instance
        .parts
        .fields
        .iter()
        .filter_map(|field| index(field.role).map(|index| (index, field)))
        .collect();
    fields.sort_by_key(|&(index, _)| index);
    fields.into_iter().map(|(index, field)| part(field, index)).collect()
}

fn part(field: &Field, index: usize) -> TokenStream {
    let index = Literal::usize_unsuffixed(index);
    let check = check(field);
    let is_required = match field.missing {
        Missing::Refuse => true,
        Missing::Keep => field.role == Role::Arg,
        Missing::Default | Missing::Call(_) => false,
    };
    let kind = if is_required { code!(required) } else { code!(optional) };
    code!(_pickle::check::Part::#kind(#index, #check))
}

fn items<'p>(parts: &'p Parts) -> impl Iterator<Item = TokenStream> + 'p {
    parts.kept().map(check)
}

/// The function that checks the field.
fn check(field: &Field) -> TokenStream {
    let ty = field.ty;
    match field.codec {
        Codec::Plain => code!((&_pickle::check::Type::<#ty>::of()).check::<__D>()),
        Codec::With(suite) => code!(<#suite as _pickle::PickleWith<#ty>>::check::<__D>),
        Codec::Bytes => code!(_pickle::check::bytes::<__D>),
        Codec::Persistent => {
            code!((&_pickle::check::Type::<#ty>::of()).check_persistent::<__D>())
        }
    }
}
