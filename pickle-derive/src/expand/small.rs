//! `fn pickle_estimate` and `fn pickle_into`, which write what is small in all its parts at once.
//! What they write is what `fn pickle` does.

use proc_macro2::{Literal, TokenStream};
use syn::{Ident, Type};

use super::pickle::{
    access, attributes_of, construct_by, index_of_member, is_usual, is_usual_value, pattern,
};
use crate::model::{Body, Construct, Field, Instance, Member, Model, Parts, Role, is_atom};

/// A type whose objects may be small.
pub(super) enum Small<'m, 'a> {
    Newtype { ty: &'a Type, access: TokenStream },
    Member(&'m [Member<'a>]),
    Form(Form<'m, 'a>),
    Variants(Vec<(&'m Parts<'a>, Option<Form<'m, 'a>>)>),
}

/// What is small if all its parts are.
pub(super) enum Form<'m, 'a> {
    /// An instance that is made from its arguments, if it has any, and has attributes or none.
    Instance(&'m Instance<'a>),
    /// A dict of attributes, of which there is one at least.
    Dict(&'m Instance<'a>),
    /// A tuple. It may begin with one of the names of a class.
    Tuple { tag: Option<(&'m Ident, usize)>, parts: &'m Parts<'a> },
}

impl<'m, 'a> Small<'m, 'a> {
    pub(super) fn of(model: &'m Model<'a>) -> Option<Small<'m, 'a>> {
        match &model.body {
            Body::Transparent(parts) => {
                let field = parts.kept().next().filter(|field| is_usual_value(field))?;
                Some(Small::Newtype { ty: field.ty, access: access(parts, field) })
            }
            Body::Tuple(parts) => Form::of_tuple(None, parts).map(Small::Form),
            Body::Dict(instance) => Form::of_dict(instance).map(Small::Form),
            Body::Class(instance) => Form::of_instance(instance).map(Small::Form),
            Body::Members { members, .. } if !members.is_empty() => Some(Small::Member(members)),
            Body::Variants(variants) => Small::of_variants(
                variants.iter().map(|variant| (&variant.parts, Form::of_instance(variant))),
            ),
            Body::Tagged { class, variants } => {
                Small::of_variants(variants.iter().enumerate().map(|(index, parts)| {
                    (parts, Form::of_tuple(Some((&class.ident, index)), parts))
                }))
            }
            Body::Members { .. } | Body::Suite(_) => None,
        }
    }

    fn of_variants(
        forms: impl Iterator<Item = (&'m Parts<'a>, Option<Form<'m, 'a>>)>,
    ) -> Option<Small<'m, 'a>> {
        let forms: Vec<_> = forms.collect();
        forms.iter().any(|(_, form)| form.is_some()).then_some(Small::Variants(forms))
    }

    /// Whether it consists of several parts: any other has one, to which it leaves all.
    pub(super) fn has_parts(&self) -> bool {
        matches!(self, Small::Form(_) | Small::Variants(_))
    }

    /// The instance that is made without arguments, if the type has no other.
    fn usual_instance(&self) -> Option<&'m Instance<'a>> {
        match self {
            Small::Form(Form::Instance(instance)) if is_usual(instance) => Some(instance),
            _ => None,
        }
    }

    /// Whether all its objects are small, as far as their types tell.
    fn is_flat(&self) -> Option<TokenStream> {
        let mut types: Vec<&Type> = Vec::new();
        let mut add = |form: &Form<'m, 'a>| {
            for field in form.parts().kept() {
                if !types.contains(&field.ty) {
                    types.push(field.ty);
                }
            }
        };
        match self {
            Small::Newtype { ty, .. } => {
                return Some(code!(<#ty as _pickle::Pickle>::is_flat(levels)));
            }
            Small::Member(_) => return Some(code!(true)),
            Small::Form(form) => add(form),
            Small::Variants(variants) => {
                for (_, form) in variants {
                    add(form.as_ref()?);
                }
            }
        }
        Some(code! {
            match _pickle::Estimate::deeper(levels) {
                ::core::option::Option::None => false,
                ::core::option::Option::Some(levels) => {
                    true #(&& <#types as _pickle::Pickle>::is_flat(levels))*
                }
            }
        })
    }

    /// What says how small an object is, and what writes it then.
    pub(super) fn methods(&self) -> TokenStream {
        let (estimate, made, into) = match self {
            Small::Newtype { ty, access } => (
                code!(<#ty as _pickle::Pickle>::pickle_estimate(#access, levels)),
                Some(code!(<#ty as _pickle::Pickle>::pickle_made(#access))),
                code!(<#ty as _pickle::Pickle>::pickle_into(#access, room, memo)),
            ),
            Small::Member(members) => {
                let index = index_of_member(members);
                (
                    code!(::core::option::Option::Some(_pickle::Estimate::MEMBER)),
                    None,
                    code!(room.member(&enumeration, #index, memo)),
                )
            }
            Small::Form(form) => {
                let into = match self.usual_instance() {
                    Some(_) => code! {
                        Self::pickle_each_into(::core::slice::from_ref(self), room, memo)
                    },
                    None => form.into(),
                };
                (form.estimate(), form.made(), into)
            }
            Small::Variants(variants) => {
                let none = code!(::core::option::Option::None);
                let has_state = variants.iter().flat_map(|(_, form)| form).any(Form::has_state);
                let made = has_state.then(|| {
                    let arms = variants.iter().map(|(parts, form)| {
                        let made = form.as_ref().and_then(Form::made);
                        arm_of_other(parts, &made.unwrap_or_else(|| code!(_pickle::Made::AtEnd)))
                    });
                    code!(match self { #(#arms)* })
                });
                let by_variant = |of_form: &dyn Fn(&Form) -> TokenStream| {
                    let arms = variants.iter().map(|(parts, form)| match form {
                        Some(form) => arm(parts, &of_form(form)),
                        None => arm_of_other(parts, &none),
                    });
                    code!(match self { #(#arms)* })
                };
                (by_variant(&|form| form.estimate()), made, by_variant(&|form| form.into()))
            }
        };
        let flat = self.is_flat().map(|is_flat| {
            code! {
                #[inline]
                fn is_flat(levels: ::core::primitive::usize) -> ::core::primitive::bool {
                    #is_flat
                }
            }
        });
        let each = self.usual_instance().map(each_into);
        let made = made.map(|made| {
            code! {
                #[inline]
                fn pickle_made(&self) -> _pickle::Made {
                    #made
                }
            }
        });
        code! {
            #[inline]
            fn pickle_estimate(
                &self,
                levels: ::core::primitive::usize,
            ) -> ::core::option::Option<_pickle::Estimate> {
                #estimate
            }

            #flat

            #made

            #each

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
    fn of_instance(instance: &'m Instance<'a>) -> Option<Form<'m, 'a>> {
        let Instance { parts, construct, getinitargs, pair, version, .. } = instance;
        (*construct != Construct::NewEx
            && getinitargs.is_none()
            && pair.is_none()
            && version.is_none()
            && is_usual_in_all(parts))
        .then_some(Form::Instance(instance))
    }

    fn of_dict(instance: &'m Instance<'a>) -> Option<Form<'m, 'a>> {
        let Instance { parts, version, .. } = instance;
        (version.is_none() && parts.kept().next().is_some() && is_usual_in_all(parts))
            .then_some(Form::Dict(instance))
    }

    fn of_tuple(tag: Option<(&'m Ident, usize)>, parts: &'m Parts<'a>) -> Option<Form<'m, 'a>> {
        parts.kept().all(is_usual_value).then_some(Form::Tuple { tag, parts })
    }

    fn parts(&self) -> &'m Parts<'a> {
        match self {
            Form::Instance(instance) | Form::Dict(instance) => &instance.parts,
            Form::Tuple { parts, .. } => parts,
        }
    }

    fn estimate(&self) -> TokenStream {
        let parts = self.parts();
        let estimates = parts.kept().map(|field| {
            let (ty, value) = (field.ty, access(parts, field));
            let estimate = code!(<#ty as _pickle::Pickle>::pickle_estimate(#value, levels));
            if is_atom(ty) {
                estimate
            } else {
                // Those behind it are not looked into if it is not small.
                code!(::core::option::Option::Some(#estimate?))
            }
        });
        code! {
            let levels = _pickle::Estimate::deeper(levels)?;
            _pickle::Estimate::of_parts([#(#estimates),*])
        }
    }

    /// From where on it can be referred to, if not from its end on.
    fn made(&self) -> Option<TokenStream> {
        self.has_state().then(|| match self {
            Form::Instance(instance) if is_without_args(instance) => code!(_pickle::Made::New),
            Form::Instance(_) => code!(_pickle::Made::Within),
            Form::Dict(_) | Form::Tuple { .. } => code!(_pickle::Made::Empty),
        })
    }

    /// Whether it has attributes.
    fn has_state(&self) -> bool {
        match self {
            Form::Instance(instance) | Form::Dict(instance) => {
                !attributes_of(&instance.parts).is_empty()
            }
            Form::Tuple { .. } => false,
        }
    }

    fn into(&self) -> TokenStream {
        match self {
            Form::Instance(instance) => instance_into(instance),
            Form::Dict(instance) => {
                attributes_into(instance, &code!(begin_attributes), &code!(end_attributes))
            }
            Form::Tuple { tag, parts } => tuple_into(*tag, parts),
        }
    }
}

/// Whether each field is an argument or an attribute, and what its type says.
fn is_usual_in_all(parts: &Parts) -> bool {
    parts
        .kept()
        .all(|field| matches!(field.role, Role::Arg | Role::State(_)) && is_usual_value(field))
}

/// Whether it is made by `C.__new__(C)`.
fn is_without_args(instance: &Instance) -> bool {
    instance.construct == Construct::New && instance.parts.with_role(Role::Arg).next().is_none()
}

fn instance_into(instance: &Instance) -> TokenStream {
    if is_usual(instance) {
        return attributes_into(instance, &code!(begin_instance), &code!(end_instance));
    }
    let Instance { parts, class, construct, slots, .. } = instance;
    let class = &class.ident;
    let args: Vec<_> = parts.with_role(Role::Arg).collect();
    let count = Literal::usize_unsuffixed(args.len());
    let puts = args.iter().map(|field| value_into(parts, field));
    let construct = construct_by(*construct);
    let call = code! {
        let room = room.begin_call::<#count>(&#class, memo)?;
        #(let room = #puts;)*
    };
    let end_call = code!(room.end_call::<#count>(#construct));
    if attributes_of(parts).is_empty() {
        return code!(#call #end_call);
    }
    let state = if *slots {
        attributes_into(instance, &code!(begin_slots), &code!(end_slots))
    } else {
        attributes_into(instance, &code!(begin_attributes), &code!(end_instance))
    };
    code!(#call let room = #end_call?; #state)
}

/// Instances without arguments, one behind the other: names and all are looked up once.
fn each_into(instance: &Instance) -> TokenStream {
    let Instance { parts, class, .. } = instance;
    let class = &class.ident;
    let attributes = attributes_of(parts);
    let count = Literal::usize_unsuffixed(attributes.len());
    let puts = attributes.iter().map(|(index, field)| {
        let member = field.member;
        attribute_into(*index, field.ty, &code!(&item.#member))
    });
    code! {
        #[inline]
        fn pickle_each_into<'__r>(
            items: &[Self],
            mut room: _pickle::Room<'__r>,
            memo: &_pickle::Memo,
        ) -> ::core::option::Option<_pickle::Room<'__r>> {
            let (start, names) = memo.start_of_instance::<#count>(&#class)?;
            for item in items {
                room = room.begin_next(start)?;
                #(room = #puts;)*
                room = room.end_instance::<#count>()?;
            }
            ::core::option::Option::Some(room)
        }
    }
}

/// What has attributes, between the methods of the room that open and close it.
fn attributes_into(instance: &Instance, begin: &TokenStream, end: &TokenStream) -> TokenStream {
    let (parts, class) = (&instance.parts, &instance.class.ident);
    let attributes = attributes_of(parts);
    let count = Literal::usize_unsuffixed(attributes.len());
    let puts = attributes
        .iter()
        .map(|(index, field)| attribute_into(*index, field.ty, &access(parts, field)));
    code! {
        let (room, names) = room.#begin::<#count>(&#class, memo)?;
        #(let room = #puts;)*
        room.#end::<#count>()
    }
}

fn tuple_into(tag: Option<(&Ident, usize)>, parts: &Parts) -> TokenStream {
    let count = Literal::usize_unsuffixed(usize::from(tag.is_some()) + parts.kept().count());
    let tag = tag.map(|(class, index)| {
        let index = Literal::usize_unsuffixed(index);
        code!(let room = room.attribute(&#class, #index, memo)?;)
    });
    let puts = parts.kept().map(|field| value_into(parts, field));
    code! {
        let room = room.begin_tuple(#count)?;
        #tag
        #(let room = #puts;)*
        room.end_tuple(#count)
    }
}

/// An attribute. The name of the first comes with what opens the dict.
fn attribute_into(index: usize, ty: &Type, value: &TokenStream) -> TokenStream {
    if index == 0 {
        return object_into(ty, value);
    }
    let index = Literal::usize_unsuffixed(index);
    code! {
        <#ty as _pickle::Pickle>::pickle_attribute_into(#value, names[#index], room, memo)?
    }
}

fn value_into(parts: &Parts, field: &Field) -> TokenStream {
    object_into(field.ty, &access(parts, field))
}

fn object_into(ty: &Type, value: &TokenStream) -> TokenStream {
    code!(<#ty as _pickle::Pickle>::pickle_into(#value, room, memo)?)
}
