//! Writes the code.
//!
//! It stands in a `const _` of its own, in which `_pickle` is the runtime. All other names are full
//! paths, and local variables have the macro's hygiene (`mixed_site`): nothing that a user's type
//! has in scope can change the meaning of the code, and no path that a user gives can meet one of
//! its variables.

/// Quotes code whose local variables are the macro's own.
macro_rules! code {
    ($($tokens:tt)*) => {
        ::quote::quote_spanned!(::proc_macro2::Span::mixed_site()=> $($tokens)*)
    };
}

/// The same, but with errors about it shown at other tokens.
macro_rules! code_at {
    ($at:expr => $($tokens:tt)*) => {
        ::quote::quote_spanned!(crate::expand::place(&$at)=> $($tokens)*)
    };
}

mod bounds;
mod check;
mod class;
mod pickle;
mod small;
#[cfg(test)]
mod tests;
mod unhashable;
mod unpickle;

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote_spanned;
use syn::spanned::Spanned;
use syn::{DeriveInput, ExprPath, GenericParam, Generics, Type};

use crate::attr::{Input, crate_path};
use crate::model::Model;

/// Both impls.
pub fn expand(input: &Input, model: &Model) -> TokenStream {
    let runtime = runtime(input.attrs.krate.as_ref().map(|given| &given.value.0));
    let statics = class::statics(model);
    let ident = input.ident;
    let (_, ty_generics, _) = input.generics.split_for_impl();

    let generics = bounds::pickle(input, model);
    let (impl_generics, _, where_clause) = generics.split_for_impl();
    let pickle = pickle::function(model, has_type_id(input.generics));
    let pickle = code! {
        #[automatically_derived]
        impl #impl_generics _pickle::Pickle for #ident #ty_generics #where_clause {
            #pickle
        }
    };

    let (generics, de) = bounds::unpickle(input, model);
    let (impl_generics, _, where_clause) = generics.split_for_impl();
    let first = unpickle::first(model);
    let unpickle = unpickle::function(model, &de);
    let check = check::function(model, &de);
    let unpickle = code! {
        #[automatically_derived]
        impl #impl_generics _pickle::Unpickle<#de> for #ident #ty_generics #where_clause {
            #first
            #unpickle
            #check
        }
    };

    let classes = class::of_type(input, model);

    code! {
        #[doc(hidden)]
        #[allow(deprecated, non_upper_case_globals, unused_qualifications, clippy::absolute_paths)]
        const _: () = {
            #runtime
            #statics
            #pickle
            #unpickle
            #classes
        };
    }
}

/// Whether the type has a `TypeId`, whatever stands for its parameters.
fn has_type_id(generics: &Generics) -> bool {
    generics.params.iter().all(|param| matches!(param, GenericParam::Const(_)))
}

/// Impls that do nothing, for a type whose attributes are wrong: so that the user sees the fault
/// alone, and not everything that follows from a missing impl.
pub fn fallback(syntax: &DeriveInput) -> TokenStream {
    let runtime = runtime(crate_path(&syntax.attrs).as_ref());
    let ident = &syntax.ident;
    let (impl_generics, ty_generics, where_clause) = syntax.generics.split_for_impl();
    let (generics_de, de) = bounds::with_de(&syntax.generics);
    let (impl_generics_de, ..) = generics_de.split_for_impl();
    code! {
        #[doc(hidden)]
        #[allow(unused_qualifications, clippy::absolute_paths)]
        const _: () = {
            #runtime

            #[automatically_derived]
            impl #impl_generics _pickle::Pickle for #ident #ty_generics #where_clause {
                fn pickle(
                    &self,
                    _: &mut _pickle::Encoder<'_>,
                ) -> ::core::result::Result<(), _pickle::Error> {
                    ::core::unimplemented!()
                }
            }

            #[automatically_derived]
            impl #impl_generics_de _pickle::Unpickle<#de> for #ident #ty_generics #where_clause {
                fn unpickle<__D: _pickle::Decoder<#de>>(
                    _: &mut __D,
                ) -> ::core::result::Result<Self, _pickle::Error> {
                    ::core::unimplemented!()
                }
            }

            #[automatically_derived]
            impl #impl_generics _pickle::PickleClass for #ident #ty_generics #where_clause {
                fn classes() -> &'static [&'static _pickle::Class] {
                    ::core::unimplemented!()
                }
            }
        };
    }
}

/// `use` of the runtime. A path that leads nowhere is shown as the user wrote it.
fn runtime(path: Option<&syn::Path>) -> TokenStream {
    match path {
        None => code!(
            use ::pickle_core as _pickle;
        ),
        Some(path) => quote_spanned!(path.span()=> use #path as _pickle;),
    }
}

/// A call of a user's function. All of it stands where the function is named, so that this is
/// where an argument that does not fit is shown: the user has written no other part of the call.
fn call(function: &ExprPath, arguments: TokenStream) -> TokenStream {
    let here = last(function).span();
    let arguments = arguments.into_iter().map(|mut token| {
        token.set_span(here.resolved_at(token.span()));
        token
    });
    quote_spanned!(here=> #function(#(#arguments)*))
}

/// Where the function is named, with the macro's hygiene.
fn place(function: &ExprPath) -> Span {
    last(function).span().resolved_at(Span::mixed_site())
}

/// The tokens of the type, for what the compiler says about it.
fn at_type(ty: &Type) -> Span {
    ty.span().resolved_at(Span::mixed_site())
}

/// `function` in `Type::function`.
fn last(path: &ExprPath) -> &Ident {
    &path.path.segments.last().expect("a path has a segment").ident
}
