//! `fn pickle_bound` and `fn pickle_into`, which write what is small in all its parts at once. What
//! they write is what `fn pickle` does.

use proc_macro2::{Literal, TokenStream};
use syn::Type;

use super::pickle::{
    access, attributes_of, construct_by, index_of_member, is_usual, is_usual_value, pattern,
};
use crate::model::{Body, Construct, Field, Instance, Member, Model, Parts, Role, Variants};

/// A type whose objects may be small.
pub(super) enum Small<'m, 'a> {
    Newtype { ty: &'a Type, access: TokenStream },
    Member(&'m [Member<'a>]),
    Instance(Form<'m, 'a>),
    Variants(Vec<(&'m Parts<'a>, Option<Form<'m, 'a>>)>),
}

/// An instance that may be small.
pub(super) enum Form<'m, 'a> {
    /// One without arguments, and with attributes.
    Attributes(&'m Instance<'a>),
    /// One with arguments or without, and nothing else.
    Call(&'m Instance<'a>),
}

impl<'m, 'a> Small<'m, 'a> {
    pub(super) fn of(model: &'m Model<'a>) -> Option<Small<'m, 'a>> {
        match &model.body {
            Body::Transparent(parts) => {
                let field = parts.kept().next().filter(|field| is_usual_value(field))?;
                Some(Small::Newtype { ty: field.ty, access: access(parts, field) })
            }
            Body::Class(instance) => Form::of(instance).map(Small::Instance),
            Body::Members { members, .. } if !members.is_empty() => Some(Small::Member(members)),
            Body::Variants(variants) => Small::of_variants(variants),
            _ => None,
        }
    }

    fn of_variants(variants: &'m Variants<'a>) -> Option<Small<'m, 'a>> {
        let forms: Vec<_> =
            variants.iter().map(|variant| (&variant.parts, Form::of(variant))).collect();
        forms.iter().any(|(_, form)| form.is_some()).then_some(Small::Variants(forms))
    }

    /// Whether it consists of several parts: any other has one, to which it leaves all.
    pub(super) fn has_parts(&self) -> bool {
        matches!(self, Small::Instance(_) | Small::Variants(_))
    }

    /// What says how small an object is, and what writes it then.
    pub(super) fn methods(&self) -> TokenStream {
        let (bound, into) = match self {
            Small::Newtype { ty, access } => (
                code!(<#ty as _pickle::Pickle>::pickle_bound(#access)),
                code!(<#ty as _pickle::Pickle>::pickle_into(#access, room, memo)),
            ),
            Small::Member(members) => {
                let index = index_of_member(members);
                (code!(_pickle::Bound::MEMBER), code!(room.member(&enumeration, #index, memo)))
            }
            Small::Instance(form) => (form.bound(), form.into()),
            Small::Variants(variants) => {
                let by_variant = |of_form: &dyn Fn(&Form) -> TokenStream, other: TokenStream| {
                    let arms = variants.iter().map(|(parts, form)| match form {
                        Some(form) => arm(parts, &of_form(form)),
                        None => arm_of_other(parts, &other),
                    });
                    code!(match self { #(#arms)* })
                };
                (
                    by_variant(&|form| form.bound(), code!(_pickle::Bound::NONE)),
                    by_variant(&|form| form.into(), code!(::core::option::Option::None)),
                )
            }
        };
        code! {
            #[inline]
            fn pickle_bound(&self) -> _pickle::Bound {
                #bound
            }

            #[inline]
            fn pickle_into<'__r>(
                &self,
                room: _pickle::Room<'__r>,
                memo: &_pickle::Memo,
            ) -> ::core::option::Option<_pickle::Room<'__r>> {
                #into
            }
        }
    }
}

/// The code of a variant, with its fields taken apart.
fn arm(parts: &Parts, code: &TokenStream) -> TokenStream {
    let pattern = pattern(parts);
    code!(#pattern => { #code })
}

/// The same of one whose fields are not looked at.
fn arm_of_other(parts: &Parts, code: &TokenStream) -> TokenStream {
    let variant = parts.variant;
    code!(Self::#variant { .. } => #code,)
}

impl<'m, 'a> Form<'m, 'a> {
    fn of(instance: &'m Instance<'a>) -> Option<Form<'m, 'a>> {
        let Instance { parts, getinitargs, pair, slots, version, .. } = instance;
        let is_call = instance.construct != Construct::NewEx
            && getinitargs.is_none()
            && pair.is_none()
            && !slots
            && parts.kept().all(|field| field.role == Role::Arg);
        let is_usual_in_all = parts.kept().all(is_usual_value);
        if version.is_some() || !is_usual_in_all || parts.with_role(Role::Dict).next().is_some() {
            None
        } else if is_usual(instance) {
            Some(Form::Attributes(instance))
        } else {
            is_call.then_some(Form::Call(instance))
        }
    }

    fn bound(&self) -> TokenStream {
        let (Form::Attributes(Instance { parts, .. }) | Form::Call(Instance { parts, .. })) = self;
        let bounds = parts.kept().map(|field| {
            let (ty, value) = (field.ty, access(parts, field));
            code!(<#ty as _pickle::Pickle>::pickle_bound(#value))
        });
        match self {
            Form::Attributes(_) => code!(_pickle::Bound::of_instance([#(#bounds),*])),
            Form::Call(_) => code!(_pickle::Bound::of_call([#(#bounds),*])),
        }
    }

    fn into(&self) -> TokenStream {
        match self {
            Form::Attributes(instance) => attributes_into(instance),
            Form::Call(instance) => call_into(instance),
        }
    }
}

fn attributes_into(instance: &Instance) -> TokenStream {
    let (parts, class) = (&instance.parts, &instance.class.ident);
    let attributes = attributes_of(parts);
    let count = Literal::usize_unsuffixed(attributes.len());
    let puts = attributes.iter().map(|(index, field)| {
        let (ty, value) = (field.ty, access(parts, field));
        match index {
            // The first name comes with what begins the instance.
            0 => value_into(parts, field),
            index => {
                let name = Literal::usize_unsuffixed(*index);
                code! {
                    <#ty as _pickle::Pickle>::pickle_attribute_into(
                        #value,
                        names[#name],
                        room,
                        memo,
                    )?
                }
            }
        }
    });
    code! {
        let (room, names) = room.begin_instance::<#count>(&#class, memo)?;
        #(let room = #puts;)*
        room.end_instance::<#count>()
    }
}

fn call_into(instance: &Instance) -> TokenStream {
    let (parts, class) = (&instance.parts, &instance.class.ident);
    let count = Literal::usize_unsuffixed(parts.kept().count());
    let puts = parts.kept().map(|field| value_into(parts, field));
    let construct = construct_by(instance.construct);
    code! {
        let room = room.begin_call::<#count>(&#class, memo)?;
        #(let room = #puts;)*
        room.end_call::<#count>(#construct)
    }
}

fn value_into(parts: &Parts, field: &Field) -> TokenStream {
    let (ty, value) = (field.ty, access(parts, field));
    code!(<#ty as _pickle::Pickle>::pickle_into(#value, room, memo)?)
}
