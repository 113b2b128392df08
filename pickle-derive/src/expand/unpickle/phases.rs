//! Instances, and dicts with the same parts, that are there before their state: others may refer to
//! them by then.

use proc_macro2::TokenStream;
use syn::{ExprPath, Lifetime};

use super::value::{binding, construct, default, filled, skipped, whole};
use super::{args, attributes, items, version};
use crate::model::{Body, Field, Instance, Missing, Model, Parts, Role};

/// Both methods, for a value that can be made before its state.
pub(super) fn functions(model: &Model, de: &Lifetime) -> Option<TokenStream> {
    let (instance, begin, args) = match &model.body {
        Body::Dict(instance) => (instance, code!(begin_record), None),
        Body::Class(instance) => (instance, code!(begin_object), Some(args::args(instance))),
        _ => return None,
    };
    let early = early(instance)?;
    let class = &instance.class.ident;
    let again = code!(<Self as _pickle::Unpickle<'_>>::unpickle_in_phases(decoder, slot));
    let upgrade = version::upgrade(instance, &code!(&#class), &again);
    let state = state(instance);
    Some(code! {
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
            decoder.end_object(&mut object)
        }
    })
}

/// Whether the value is there before its state.
pub(in crate::expand) fn is_made_early(instance: &Instance) -> bool {
    early(instance).is_some()
}

/// Puts the value into the slot before its state, where something must have it by then: a
/// constructor gives it, or `setstate` takes it, or a whole default fills what the state lacks.
fn early(instance: &Instance) -> Option<TokenStream> {
    let parts = &instance.parts;
    if let Some(init) = instance.init {
        let (signature, value) = constructed(instance, init);
        let make = make(&value, &skipped(parts));
        return Some(code!(#signature #make));
    }
    if let Some(whole) = whole(parts) {
        let given =
            arguments(parts).map(|Field { member, binding, .. }| code!(value.#member = #binding;));
        let assignments: Vec<_> = given.chain(skipped(parts)).collect();
        return Some(make(&whole, &assignments));
    }
    instance.pair?;
    let value = construct(parts, |field| match field.role {
        Role::Arg | Role::Keyword(_) => binding(field),
        _ => default(field),
    });
    Some(make(&value, &[]))
}

/// A statement that checks the constructor's signature, where it can, and what the constructor
/// gives.
fn constructed(instance: &Instance, init: &ExprPath) -> (Option<TokenStream>, TokenStream) {
    let (signature, value) = if instance.getinitargs.is_some() {
        (None, code_at!(init => _pickle::Init::<_, Self>::init(#init, args)))
    } else {
        let types = arguments(&instance.parts).map(|field| field.ty);
        let arguments = arguments(&instance.parts).map(binding);
        // Checks the signature as a whole, where it is named.
        let signature = code!(let init: fn(#(#types),*) -> _ = #init;);
        let value = code_at!(init => init(#(#arguments),*));
        (Some(signature), code_at!(init => _pickle::Fallible::<Self>::into_result(#value)))
    };
    let value = code!({
        decoder.before_user_code()?;
        #value.map_err(|error| decoder.place_object(&object, error))?
    });
    (signature, value)
}

/// The fields that come as init args.
fn arguments<'p, 'a>(parts: &'p Parts<'a>) -> impl Iterator<Item = &'p Field<'a>> {
    parts.fields.iter().filter(|field| matches!(field.role, Role::Arg | Role::Keyword(_)))
}

/// Puts the value into the slot, behind the assignments to its fields.
fn make(value: &TokenStream, assignments: &[TokenStream]) -> TokenStream {
    let mutable = (!assignments.is_empty()).then(|| code!(mut));
    code! {
        let #mutable value: Self = #value;
        #(#assignments)*
        slot.make(decoder, value);
    }
}

/// Everything behind the arguments, of a value that is in `slot` by then.
fn state(instance: &Instance) -> TokenStream {
    let parts = &instance.parts;
    let class = &instance.class.ident;
    let into_slot = |field: &Field, change: &dyn Fn(TokenStream) -> TokenStream| {
        let member = field.member;
        let change = change(code!(value.#member));
        code!(slot.update(|value| #change)?)
    };
    let items = items::items(instance, &into_slot);
    if let Some((_, setstate)) = instance.pair {
        let calls = setstate_calls(instance, setstate);
        return code!(#items #calls);
    }
    let pending: Vec<&Field> =
        parts.fields.iter().filter(|field| matches!(field.role, Role::State(_))).collect();
    let bindings = pending.iter().map(|field| &field.binding);
    let attributes = attributes::attributes(instance, &into_slot);
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

/// Hands the whole state to `setstate`.
fn setstate_calls(instance: &Instance, setstate: &ExprPath) -> TokenStream {
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
