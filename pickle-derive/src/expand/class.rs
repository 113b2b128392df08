//! The statics: what a type is called in Python.

use proc_macro2::TokenStream;

use crate::attr::{Input, MemberValue};
use crate::model::{Body, Class, Contents, Member, Model, Module};

/// All statics of a type.
pub fn statics(model: &Model) -> TokenStream {
    match &model.body {
        Body::Suite(_) | Body::Transparent(_) | Body::Tuple(_) => TokenStream::new(),
        Body::Dict(instance) | Body::Class(instance) => class(&instance.class),
        Body::Variants(variants) => variants.iter().map(|variant| class(&variant.class)).collect(),
        Body::Tagged { class: it, .. } => class(it),
        Body::Members { class: it, members } => {
            let mut statics: TokenStream =
                members.iter().map(|member| class(&member.class)).collect();
            statics.extend(class(it));
            statics.extend(enumeration(it, members));
            statics
        }
    }
}

/// `impl PickleClass`, for a type whose values are instances of its own classes.
pub fn of_type(input: &Input, model: &Model) -> Option<TokenStream> {
    let classes: Vec<_> = match &model.body {
        Body::Class(instance) => vec![&instance.class.ident],
        Body::Variants(variants) => variants.iter().map(|variant| &variant.class.ident).collect(),
        Body::Members { class, members } => {
            let members = members.iter().map(|member| &member.class.ident);
            core::iter::once(&class.ident).chain(members).collect()
        }
        Body::Suite(_)
        | Body::Transparent(_)
        | Body::Tuple(_)
        | Body::Dict(_)
        | Body::Tagged { .. } => return None,
    };
    let ident = input.ident;
    let (impl_generics, ty_generics, where_clause) = input.generics.split_for_impl();
    Some(code! {
        #[automatically_derived]
        impl #impl_generics _pickle::PickleClass for #ident #ty_generics #where_clause {
            fn classes() -> &'static [&'static _pickle::Class] {
                // Lower case, as no class is.
                static classes: &[&_pickle::Class] = &[#(&#classes),*];
                classes
            }
        }
    })
}

fn class(class: &Class) -> TokenStream {
    let Class { ident, module, name, aliases, names, name_aliases, contents, .. } = class;
    let module = match module {
        Module::Here => code!(::core::module_path!()),
        Module::Named(module) => code!(#module),
    };
    let names = (!names.is_empty()).then(|| code!(.names(&[#(#names),*])));
    let aliases = (!aliases.is_empty()).then(|| code!(.aliases(&[#(#aliases),*])));
    let name_aliases = (!name_aliases.is_empty()).then(|| {
        let pairs = name_aliases.iter().map(|(alias, index)| {
            let index = proc_macro2::Literal::usize_unsuffixed(*index);
            code!((#alias, #index))
        });
        code!(.name_aliases(&[#(#pairs),*]))
    });
    let contents = match contents {
        Contents::Flat => Some(code!(.flat())),
        Contents::Recursive => Some(code!(.recursive())),
        Contents::Other => None,
    };
    code! {
        static #ident: _pickle::Class =
            _pickle::Class::new(#module, #name) #names #aliases #name_aliases #contents;
    }
}

fn enumeration(class: &Class, members: &[Member]) -> TokenStream {
    let members = members.iter().map(|member| {
        let Member { class: Class { ident, .. }, name, aliases, value, .. } = member;
        let value = match value {
            None => code!(::core::option::Option::None),
            Some(MemberValue::Int(int)) => {
                let int = proc_macro2::Literal::i128_unsuffixed(*int);
                code!(::core::option::Option::Some(_pickle::MemberValue::Int(#int)))
            }
            Some(MemberValue::Str(text)) => {
                code!(::core::option::Option::Some(_pickle::MemberValue::Str(#text)))
            }
        };
        code! {
            _pickle::Member { class: &#ident, name: #name, aliases: &[#(#aliases),*], value: #value }
        }
    });
    let class = &class.ident;
    // Lower case, as no class is.
    code! {
        static enumeration: _pickle::Enumeration =
            _pickle::Enumeration { class: &#class, members: &[#(#members),*] };
    }
}
