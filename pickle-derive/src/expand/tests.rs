//! What is written for a few types, in full.

use proc_macro2::TokenStream;
use quote::quote;
use syn::parse_quote;

use crate::derive;

fn assert_same(found: &TokenStream, expected: &TokenStream) {
    assert_eq!(found.to_string(), expected.to_string());
}

#[test]
fn a_newtype_is_its_field() {
    let expected = quote! {
        #[doc(hidden)]
        #[allow(deprecated, non_upper_case_globals, unused_qualifications, clippy::absolute_paths)]
        const _: () = {
            use ::pickle_core as _pickle;
            #[automatically_derived]
            impl _pickle::Pickle for Id {
                #[inline]
                fn pickle(
                    &self,
                    encoder: &mut _pickle::Encoder<'_>,
                ) -> ::core::result::Result<(), _pickle::Error> {
                    if encoder.dispatched(self)? {
                        return ::core::result::Result::Ok(());
                    }
                    <u64 as _pickle::Pickle>::pickle(&self.0, encoder)
                }
                #[inline]
                fn pickle_estimate(
                    &self,
                    levels: ::core::primitive::usize,
                ) -> ::core::option::Option<_pickle::Estimate> {
                    <u64 as _pickle::Pickle>::pickle_estimate(&self.0, levels)
                }
                #[inline]
                fn is_flat(levels: ::core::primitive::usize) -> ::core::primitive::bool {
                    <u64 as _pickle::Pickle>::is_flat(levels)
                }
                #[inline]
                fn pickle_made(&self) -> _pickle::Made {
                    <u64 as _pickle::Pickle>::pickle_made(&self.0)
                }
                #[inline]
                fn pickle_into<'__r>(
                    &self,
                    room: _pickle::Room<'__r>,
                    memo: &_pickle::Memo,
                ) -> ::core::option::Option<_pickle::Room<'__r>> {
                    <u64 as _pickle::Pickle>::pickle_into(&self.0, room, memo)
                }
                #[inline]
                fn pickle_unhashable(
                    &self,
                    levels: ::core::primitive::usize,
                ) -> ::core::option::Option<_pickle::Kind> {
                    let levels = levels.checked_sub(1)?;
                    <u64 as _pickle::Pickle>::pickle_unhashable(&self.0, levels)
                }
            }
            #[automatically_derived]
            impl<'de> _pickle::Unpickle<'de> for Id {
                fn unpickle<__D: _pickle::Decoder<'de>>(
                    decoder: &mut __D,
                ) -> ::core::result::Result<Self, _pickle::Error> {
                    let field_0 = <u64 as _pickle::Unpickle<'_>>::unpickle(decoder)?;
                    ::core::result::Result::Ok(Self(field_0))
                }
            }
        };
    };
    assert_same(
        &derive(&parse_quote!(
            struct Id(u64);
        )),
        &expected,
    );
}

#[test]
fn a_type_with_everything_is_bounded_by_its_fields() {
    let tokens = derive(&parse_quote! {
        struct Everything<'a, T, U: Clone, S, const N: usize>
        where
            T: Iterator,
        {
            item: Option<T::Item>,
            list: [Vec<U>; N],
            #[pickle(skip)]
            skipped: S,
            marker: std::marker::PhantomData<T>,
            text: &'a str,
        }
    })
    .to_string();
    let pickle = quote! {
        impl<'a, T, U: Clone, S, const N: usize> _pickle::Pickle for Everything<'a, T, U, S, N>
        where
            T: Iterator,
            T::Item: _pickle::Pickle,
            U: _pickle::Pickle
    };
    let unpickle = quote! {
        impl<'de: 'a, 'a, T, U: Clone, S, const N: usize> _pickle::Unpickle<'de>
            for Everything<'a, T, U, S, N>
        where
            T: Iterator,
            T::Item: _pickle::Unpickle<'de>,
            U: _pickle::Unpickle<'de>,
            S: ::core::default::Default
    };
    assert!(tokens.contains(&pickle.to_string()), "{tokens}");
    assert!(tokens.contains(&unpickle.to_string()), "{tokens}");
}

#[test]
fn a_faulty_type_has_impls_all_the_same() {
    let tokens = derive(&parse_quote! {
        #[pickle(nonsense, crate = other::runtime)]
        struct Faulty<'de, T: Clone = u8>(&'de T);
    })
    .to_string();
    for expected in [
        quote!(::core::compile_error!),
        quote!(
            use other::runtime as _pickle;
        ),
        quote!(impl<'de, T: Clone> _pickle::Pickle for Faulty<'de, T>),
        quote!(impl<'__de: 'de, 'de, T: Clone> _pickle::Unpickle<'__de> for Faulty<'de, T>),
    ] {
        assert!(tokens.contains(&expected.to_string()), "{expected}\n{tokens}");
    }
}

#[test]
fn a_subclass_of_list_is_no_plain_object() {
    let tokens = derive(&parse_quote!(
        struct Stack {
            #[pickle(listitems)]
            items: Vec<u8>,
        }
    ));
    assert!(tokens.to_string().contains("begin_container"), "{tokens}");
    let tokens = derive(&parse_quote!(
        struct Stack(#[pickle(listitems)] Vec<u8>, u8);
    ));
    assert!(!tokens.to_string().contains("begin_container"), "{tokens}");
}
