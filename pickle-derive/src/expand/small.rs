//! `fn pickle_bound` and `fn pickle_into`, which write what is small in all its parts at once. What
//! they write is what `fn pickle` does.

use proc_macro2::{Literal, TokenStream};
use syn::{Ident, Type};

use super::pickle::{access, attributes_of, index_of_member, is_usual, is_usual_value};
use crate::model::{Body, Member, Model, Parts, Role};

/// A type whose objects may be small.
pub(super) enum Small<'m, 'a> {
    Newtype { ty: &'a Type, access: TokenStream },
    Member(&'m [Member<'a>]),
    Instance { parts: &'m Parts<'a>, class: &'m Ident },
}

impl<'m, 'a> Small<'m, 'a> {
    pub(super) fn of(model: &'m Model<'a>) -> Option<Small<'m, 'a>> {
        match &model.body {
            Body::Transparent(parts) => {
                let field = parts.kept().next().filter(|field| is_usual_value(field))?;
                Some(Small::Newtype { ty: field.ty, access: access(parts, field) })
            }
            Body::Class(instance) if is_usual(instance) && instance.version.is_none() => {
                let mut kept = instance.parts.kept();
                let class = &instance.class.ident;
                kept.all(|field| field.role != Role::Dict && is_usual_value(field))
                    .then_some(Small::Instance { parts: &instance.parts, class })
            }
            Body::Members { members, .. } if !members.is_empty() => Some(Small::Member(members)),
            _ => None,
        }
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
            Small::Instance { parts, class } => {
                let attributes = attributes_of(parts);
                let count = Literal::usize_unsuffixed(attributes.len());
                let bounds = attributes.iter().map(|(_, field)| {
                    let (ty, value) = (field.ty, access(parts, field));
                    code!(<#ty as _pickle::Pickle>::pickle_bound(#value))
                });
                let bound = code!(_pickle::Bound::of_instance([#(#bounds),*]));
                let puts = attributes.iter().map(|(index, field)| {
                    let (ty, value) = (field.ty, access(parts, field));
                    match index {
                        // The first name comes with what begins the instance.
                        0 => code!(<#ty as _pickle::Pickle>::pickle_into(#value, room, memo)?),
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
                let into = code! {
                    let (room, names) = room.begin_instance::<#count>(&#class, memo)?;
                    #(let room = #puts;)*
                    room.end_instance::<#count>()
                };
                (bound, into)
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
