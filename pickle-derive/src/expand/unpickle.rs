//! `fn unpickle`: reads a value and puts it together. The mirror of `pickle`.

use proc_macro2::{Literal, TokenStream};
use quote::quote_spanned;
use syn::{Ident, Lifetime};

use super::{at_type, call};
use crate::attr::{DefaultValue, Style};
use crate::model::{Body, Class, Codec, Field, Instance, Member, Missing, Model, Parts, Role};

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
    if let Body::Dict(instance) | Body::Class(instance) = &model.body
        && let Some(early) = early(instance)
    {
        let (begin, args) = match &model.body {
            Body::Dict(_) => (code!(begin_record), None),
            _ => (code!(begin_object), Some(args(instance))),
        };
        return in_phases(instance, &begin, args.as_ref(), &early, de);
    }
    let body = match &model.body {
        Body::Suite(suite) => code!(<#suite as _pickle::PickleWith<Self>>::unpickle(decoder)),
        Body::Transparent(parts) => transparent(parts),
        Body::Tuple(parts) => tuple(parts),
        Body::Dict(instance) => dict(instance),
        Body::Class(instance) => class(instance),
        Body::Members { members, .. } => member(model.ident, members),
        Body::Variants(variants) => variant(variants),
        Body::Tagged { class, variants } => tagged(class, variants),
    };
    code! {
        fn unpickle<__D: _pickle::Decoder<#de>>(
            decoder: &mut __D,
        ) -> ::core::result::Result<Self, _pickle::Error> {
            #body
        }
    }
}

/// The only field.
fn transparent(parts: &Parts) -> TokenStream {
    let read = parts.kept().map(|field| {
        let Field { binding, ty, .. } = field;
        let read = match field.codec {
            Codec::Plain => code!(<#ty as _pickle::Unpickle<'_>>::unpickle(decoder)?),
            Codec::With(suite) => code!(<#suite as _pickle::PickleWith<#ty>>::unpickle(decoder)?),
            Codec::Bytes => bytes(field, &TokenStream::new()),
            Codec::Persistent => persistent(field),
        };
        code!(let #binding = #read;)
    });
    let read: TokenStream = read.collect();
    let value = assembled(parts);
    code! {
        #read
        ::core::result::Result::Ok(#value)
    }
}

/// A plain tuple.
fn tuple(parts: &Parts) -> TokenStream {
    let count = Literal::usize_unsuffixed(parts.kept().count());
    let elements = elements(parts, 0);
    let value = assembled(parts);
    code! {
        let mut items = decoder.begin_tuple(#count)?;
        #elements
        decoder.end_tuple(items)?;
        ::core::result::Result::Ok(#value)
    }
}

/// An enum whose variants are tuples that begin with a tag.
fn tagged(class: &Class, variants: &[Parts]) -> TokenStream {
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
        decoder.end_tuple(items)?;
        ::core::result::Result::Ok(value)
    }
}

fn elements(parts: &Parts, first: usize) -> TokenStream {
    let read = |(index, field): (usize, &Field)| {
        let Field { binding, ty, .. } = field;
        let index = Literal::usize_unsuffixed(first + index);
        let place = code!(.map_err(|error| error.in_item(#index)));
        let read = match field.codec {
            Codec::Plain => {
                return code!(let #binding = decoder.element::<#ty>(&mut items, #index)?;);
            }
            Codec::With(suite) => {
                code!(<#suite as _pickle::PickleWith<#ty>>::unpickle(decoder)#place?)
            }
            Codec::Bytes => bytes(field, &place),
            Codec::Persistent => {
                code!(match decoder.resolve::<#ty>()#place? {
                    ::core::option::Option::Some(value) => value,
                    ::core::option::Option::None => {
                        <#ty as _pickle::Unpickle<'_>>::unpickle(decoder)#place?
                    }
                })
            }
        };
        code! {
            decoder.next_element(&mut items)?;
            let #binding = #read;
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
    let assignments = parts.fields.iter().filter_map(|field| {
        let Field { member, binding, .. } = field;
        match (field.role, field.missing) {
            (Role::Skip, Missing::Call(function)) => {
                let value = call(function, TokenStream::new());
                Some(code!(value.#member = #value;))
            }
            (Role::Skip, _) => None,
            _ => Some(code!(value.#member = #binding;)),
        }
    });
    code!({
        let mut value: Self = #whole;
        #(#assignments)*
        value
    })
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

/// An enum with data: an instance of one of the variants' classes.
fn variant(variants: &[Instance]) -> TokenStream {
    let classes: Vec<_> = variants.iter().map(|variant| &variant.class.ident).collect();
    let [others @ .., last] = variants else { unreachable!("an enum with data has variants") };
    let (class, upgraded) = match classes.as_slice() {
        [class] => (code!(&#class), code!(_)),
        _ => (code!([#(&#classes),*][variant]), code!(variant)),
    };
    let upgrade = upgrade(last, &class, &again());
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
        decoder.end_object(object)?;
        ::core::result::Result::Ok(value)
    }
}

/// An instance.
fn class(instance: &Instance) -> TokenStream {
    let class = &instance.class.ident;
    let upgrade = upgrade(instance, &code!(&#class), &again());
    let args = args(instance);
    let Made { steps, value } = state(instance);
    code! {
        let mut object = decoder.begin_object(&#class)?;
        #upgrade
        #args
        #steps
        let value = #value;
        decoder.end_object(object)?;
        ::core::result::Result::Ok(value)
    }
}

/// A plain dict.
fn dict(instance: &Instance) -> TokenStream {
    let class = &instance.class.ident;
    let upgrade = upgrade(instance, &code!(&#class), &again());
    let Made { steps, value } = state(instance);
    code! {
        let mut object = decoder.begin_record(&#class)?;
        #upgrade
        #steps
        let value = #value;
        decoder.end_object(object)?;
        ::core::result::Result::Ok(value)
    }
}

/// An instance, or a dict, whose value is there before its state: others may refer to it by then.
fn in_phases(
    instance: &Instance,
    begin: &TokenStream,
    args: Option<&TokenStream>,
    early: &TokenStream,
    de: &Lifetime,
) -> TokenStream {
    let class = &instance.class.ident;
    let again = code!(<Self as _pickle::Unpickle<'_>>::unpickle_in_phases(decoder, slot));
    let upgrade = upgrade(instance, &code!(&#class), &again);
    let state = late_state(instance);
    code! {
        fn unpickle<__D: _pickle::Decoder<#de>>(
            decoder: &mut __D,
        ) -> ::core::result::Result<Self, _pickle::Error> {
            _pickle::Alone::unpickle(decoder)
        }

        fn unpickle_in_phases<__D: _pickle::Decoder<#de>, __S: _pickle::Slot<__D, Self>>(
            decoder: &mut __D,
            slot: &mut __S,
        ) -> ::core::result::Result<(), _pickle::Error> {
            let mut object = decoder.#begin(&#class)?;
            #upgrade
            #args
            #early
            #state
            decoder.end_object(object)
        }
    }
}

/// An instance of an older version is upgraded, and read again. All before its arguments: these may
/// have been others.
fn upgrade(instance: &Instance, class: &TokenStream, again: &TokenStream) -> Option<TokenStream> {
    let version = instance.version?;
    let number = Literal::u32_unsuffixed(version.number);
    let Some(upgrade) = version.upgrade else {
        return Some(code! {
            if let ::core::option::Option::Some(version) =
                decoder.older_version(&mut object, #number)?
            {
                return ::core::result::Result::Err(
                    decoder.no_upgrade(&object, #class, version, #number),
                );
            }
        });
    };
    let upgraded = code_at!(upgrade => upgrade(version, older));
    let upgraded = code_at!(upgrade => _pickle::Fallible::<_pickle::Value>::into_result(#upgraded));
    let error = code!(decoder.place(error.in_attribute(#class, "upgrade()")));
    Some(code! {
        if let ::core::option::Option::Some(version) = decoder.older_version(&mut object, #number)? {
            let older = decoder.take_older(object)?;
            // Checks the signature as a whole, where it is named.
            let upgrade: fn(::core::primitive::u32, _pickle::Value) -> _ = #upgrade;
            let value = #upgraded.map_err(|error| #error)?;
            decoder.begin_upgraded(value, #number)?;
            let read = #again;
            return decoder.end_upgraded(read);
        }
    })
}

/// Reads the instance that stands for one of an older version.
fn again() -> TokenStream {
    code!(<Self as _pickle::Unpickle<'_>>::unpickle(decoder))
}

/// How a value is made: the steps, and the expression that gives it behind them.
struct Made {
    steps: TokenStream,
    value: TokenStream,
}

/// An instance as one block: the arguments, the items, the state, as they were written.
fn block(instance: &Instance) -> TokenStream {
    let args = args(instance);
    let Made { steps, value } = state(instance);
    code!({ #args #steps #value })
}

fn args(instance: &Instance) -> TokenStream {
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
    let items = items(instance, &into_local);
    let attributes = attributes(instance, &into_local);
    let value = construct(parts, |field| match field.role {
        Role::State(_) => filled(field, class),
        Role::Skip => default(field),
        _ => binding(field),
    });
    Made { steps: code!(#(#locals)* #items #attributes), value }
}

/// Everything behind the arguments, of a value that is in `slot` by then.
fn late_state(instance: &Instance) -> TokenStream {
    let parts = &instance.parts;
    let class = &instance.class.ident;
    let into_slot = |field: &Field, change: &dyn Fn(TokenStream) -> TokenStream| {
        let member = field.member;
        let change = change(code!(value.#member));
        code!(slot.update(|value| #change)?)
    };
    let items = items(instance, &into_slot);
    if let Some((_, setstate)) = instance.pair {
        let calls = setstate_calls(instance, setstate);
        return code!(#items #calls);
    }
    let pending: Vec<&Field> =
        parts.fields.iter().filter(|field| matches!(field.role, Role::State(_))).collect();
    let bindings = pending.iter().map(|field| &field.binding);
    let attributes = attributes(instance, &into_slot);
    let filled =
        pending.iter().filter(|field| !matches!(field.missing, Missing::Keep)).map(|field| {
            let (binding, filled) = (&field.binding, filled(field, class));
            code!(let #binding = #filled;)
        });
    let assignments = pending.iter().map(|field| {
        let Field { member, binding, missing, .. } = field;
        match missing {
            Missing::Keep => code! {
                if let ::core::option::Option::Some(#binding) = #binding {
                    value.#member = #binding;
                }
            },
            _ => code!(value.#member = #binding;),
        }
    });
    let update = (!pending.is_empty()).then(|| code!(slot.update(|value| { #(#assignments)* })?;));
    code! {
        #(let mut #bindings = ::core::option::Option::None;)*
        #items
        #attributes
        #(#filled)*
        #update
    }
}

/// The value before its state, where something must have it by then: a constructor gives it, or
/// `setstate` takes it, or a whole default fills what the state lacks.
fn early(instance: &Instance) -> Option<TokenStream> {
    let parts = &instance.parts;
    let fields = &parts.fields;
    let arguments =
        fields.iter().filter(|field| matches!(field.role, Role::Arg | Role::Keyword(_)));
    let mut assignments = Vec::new();
    let mut function = None;
    let value = if let Some(init) = instance.init {
        let value = if instance.getinitargs.is_some() {
            code_at!(init => _pickle::Init::<_, Self>::init(#init, args))
        } else {
            let types = arguments.clone().map(|field| field.ty);
            let arguments = arguments.map(binding);
            // Checks the signature as a whole, where it is named.
            function = Some(code!(let init: fn(#(#types),*) -> _ = #init;));
            let value = code_at!(init => init(#(#arguments),*));
            code_at!(init => _pickle::Fallible::<Self>::into_result(#value))
        };
        let value = code!({
            decoder.before_user_code()?;
            #value.map_err(|error| decoder.place_object(&object, error))?
        });
        if fields
            .iter()
            .any(|field| matches!((field.role, field.missing), (Role::Skip, Missing::Call(_))))
        {
            value
        } else {
            return Some(code!(#function let value: Self = #value; slot.make(decoder, value);));
        }
    } else if let Some(whole) = whole(parts) {
        assignments.extend(
            arguments.map(|Field { member, binding, .. }| code!(value.#member = #binding;)),
        );
        whole
    } else if instance.pair.is_some() {
        let value = construct(parts, |field| match field.role {
            Role::Arg | Role::Keyword(_) => binding(field),
            _ => default(field),
        });
        return Some(code!(slot.make(decoder, #value);));
    } else {
        return None;
    };
    for field in fields {
        if let (Role::Skip, Missing::Call(function)) = (field.role, field.missing) {
            let member = field.member;
            let function = call(function, TokenStream::new());
            assignments.push(code!(value.#member = #function;));
        }
    }
    if assignments.is_empty() {
        return Some(code!(#function slot.make(decoder, #value);));
    }
    Some(code! {
        #function
        let mut value: Self = #value;
        #(#assignments)*
        slot.make(decoder, value);
    })
}

/// The whole value that `default` on the type gives.
fn whole(parts: &Parts) -> Option<TokenStream> {
    Some(match parts.default? {
        DefaultValue::Trait => code!(<Self as ::core::default::Default>::default()),
        DefaultValue::Function(function) => call(function, TokenStream::new()),
    })
}

/// How a field that collects is changed: takes the field, and what makes the expression from the
/// place where it collects.
type Change<'a> = &'a dyn Fn(&Field, &dyn Fn(TokenStream) -> TokenStream) -> TokenStream;

/// The list items and the dict items.
fn items(instance: &Instance, change: Change) -> TokenStream {
    let class = &instance.class.ident;
    let items = instance.parts.fields.iter().filter_map(|field| {
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
            Role::ListItems => Some(code! {
                let mut items = decoder.list_items(&mut object)?;
                while decoder.next_item(&mut items)? {
                    let item = _pickle::Unpickle::unpickle(decoder)#place?;
                    #extend;
                }
            }),
            Role::DictItems => Some(code! {
                let mut entries = decoder.dict_items(&mut object)?;
                while decoder.next_key(&mut entries)? {
                    let key = _pickle::Unpickle::unpickle(decoder)#place?;
                    decoder.next_value(&mut entries)?;
                    let item = (key, _pickle::Unpickle::unpickle(decoder)#place?);
                    #extend;
                }
            }),
            _ => None,
        }
    });
    items.collect()
}

/// Hands the whole state to `setstate`.
fn setstate_calls(instance: &Instance, setstate: &syn::ExprPath) -> TokenStream {
    let class = &instance.class.ident;
    let state = code_at!(setstate => decoder.attribute(&#class, "__setstate__()")?);
    let done = code_at!(setstate => slot.update(|value| setstate(value, state))?);
    let done = code_at!(setstate => _pickle::Fallible::<()>::into_result(#done));
    code! {
        let setstate: fn(&mut Self, _) -> _ = #setstate;
        while decoder.next_state(&mut object)? {
            let state = #state;
            decoder.before_user_code()?;
            #done.map_err(|error| decoder.place_object(&object, error))?;
        }
    }
}

/// Reads the attributes, in whatever order: most often that in which they are declared.
fn attributes(instance: &Instance, change: Change) -> TokenStream {
    let parts = &instance.parts;
    let class = &instance.class.ident;
    let fields = parts.fields.iter().filter_map(|field| {
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
    let unknown = code! {
        return ::core::result::Result::Err(decoder.unknown_attribute(&object, &#class));
    };
    let dict = parts.with_role(Role::Dict).next();
    if known.is_empty() && dict.is_none() {
        return if instance.deny_unknown {
            code!(if decoder.next_attribute(&mut object, 0)?.is_some() { #unknown })
        } else {
            code!(while decoder.next_attribute(&mut object, 0)?.is_some() {
                decoder.skip()?;
            })
        };
    }
    let first = known.first().map_or(0, |&(index, _)| index);
    let first = Literal::usize_unsuffixed(first);
    let advance = code!(next = decoder.next_attribute(&mut object, #first)?;);
    let other = match dict {
        Some(field) => {
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
        None if instance.deny_unknown => unknown,
        None => code!(decoder.skip()?; #advance),
    };
    let indices: Vec<_> =
        known.iter().map(|(index, _)| Literal::usize_unsuffixed(*index)).collect();
    let steps = known.iter().zip(&indices).map(|((index, read), expected)| {
        let behind = Literal::usize_unsuffixed(index + 1);
        code! {
            if next == ::core::option::Option::Some(#expected) {
                #read
                next = decoder.next_attribute(&mut object, #behind)?;
            }
        }
    });
    let other = match indices.as_slice() {
        [] => other,
        known => code!(if !::core::matches!(index, #(#known)|*) { #other }),
    };
    let index = if indices.is_empty() { code!(_) } else { code!(index) };
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

/// Reads the attribute or argument at which the decoder stands, named in errors.
fn attribute(field: &Field, class: &Ident) -> TokenStream {
    let Field { ty, name, .. } = field;
    let place = code!(.map_err(|error| error.in_attribute(&#class, #name)));
    match field.codec {
        Codec::Plain => code!(decoder.attribute::<#ty>(&#class, #name)?),
        Codec::With(suite) => {
            code!(<#suite as _pickle::PickleWith<#ty>>::unpickle(decoder)#place?)
        }
        Codec::Bytes => bytes(field, &place),
        Codec::Persistent => code!(decoder.persistent_attribute::<#ty>(&#class, #name)?),
    }
}

fn bytes(field: &Field, place: &TokenStream) -> TokenStream {
    let ty = field.ty;
    code!(<#ty as ::core::convert::From<_>>::from(decoder.read_bytes()#place?.into_owned()))
}

fn persistent(field: &Field) -> TokenStream {
    let ty = field.ty;
    code! {
        match decoder.resolve::<#ty>()? {
            ::core::option::Option::Some(value) => value,
            ::core::option::Option::None => <#ty as _pickle::Unpickle<'_>>::unpickle(decoder)?,
        }
    }
}

/// The value of a field whose variable may be empty still.
fn filled(field: &Field, class: &Ident) -> TokenStream {
    let Field { binding, ty, name, .. } = field;
    match field.missing {
        Missing::Refuse | Missing::Keep => {
            code!(decoder.require(#binding, &object, &#class, #name)?)
        }
        Missing::Default => {
            code!(#binding.unwrap_or_else(|| <#ty as ::core::default::Default>::default()))
        }
        Missing::Call(function) => {
            let value = call(function, TokenStream::new());
            code!(#binding.unwrap_or_else(|| #value))
        }
    }
}

/// The value of a field that is not in the pickle.
fn default(field: &Field) -> TokenStream {
    let ty = field.ty;
    if let Missing::Call(function) = field.missing {
        call(function, TokenStream::new())
    } else {
        code!(<#ty as ::core::default::Default>::default())
    }
}

fn binding(field: &Field) -> TokenStream {
    let binding = &field.binding;
    code!(#binding)
}

/// Puts a struct or variant together.
fn construct(parts: &Parts, value: impl Fn(&Field) -> TokenStream) -> TokenStream {
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
