//! The generics of the impls: the type's own, and the bounds that its fields ask for.

use proc_macro2::Span;
use syn::{
    GenericArgument, GenericParam, Generics, Ident, Lifetime, LifetimeParam, PathArguments,
    ReturnType, Type, TypeParamBound, TypePath, WherePredicate, parse_quote_spanned,
};

use crate::attr::Input;
use crate::model::{Codec, Field, Missing, Model, Role};

/// The generics of `impl Pickle`.
pub fn pickle(input: &Input, model: &Model) -> Generics {
    let mut generics = input.generics.clone();
    let predicates = match &input.attrs.bound {
        Some(bound) => bound.value.pickle.clone(),
        None => inferred(input.generics, model, |field| match (field.role, field.codec) {
            (Role::Skip, _) | (_, Codec::With(_) | Codec::Bytes) => Vec::new(),
            (_, Codec::Plain) if field.is_buffer => Vec::new(),
            (_, Codec::Plain) => vec![bound("Pickle", None)],
            (_, Codec::Persistent) => vec![bound("Pickle", None), is_static()],
        }),
    };
    extend(&mut generics, predicates);
    generics
}

/// The generics of `impl Unpickle<'de>`, and `'de`.
pub fn unpickle(input: &Input, model: &Model) -> (Generics, Lifetime) {
    let (mut generics, de) = with_de(input.generics);
    let mut predicates = match &input.attrs.bound {
        Some(bound) => bound.value.unpickle.clone(),
        None => inferred(input.generics, model, |field| {
            let mut bounds = match (field.role, field.codec) {
                (Role::Skip, _) | (_, Codec::With(_) | Codec::Bytes) => Vec::new(),
                (_, Codec::Plain) => vec![bound("Unpickle", Some(&de))],
                (_, Codec::Persistent) => vec![bound("Unpickle", Some(&de)), is_static()],
            };
            let collects = matches!(field.role, Role::Dict | Role::ListItems | Role::DictItems);
            if matches!(field.missing, Missing::Default) && !collects {
                bounds.push(is_default());
            }
            bounds
        }),
    };
    let is_generic = input.generics.type_params().next().is_some();
    if input.attrs.default.is_some() && input.attrs.init.is_none() && is_generic {
        let default = is_default();
        predicates.push(parse_quote_spanned!(Span::mixed_site()=> Self: #default));
    }
    extend(&mut generics, predicates);
    (generics, de)
}

/// The generics with the lifetime of the input, which outlives all that the type borrows.
pub fn with_de(generics: &Generics) -> (Generics, Lifetime) {
    let is_taken = |name: &str| generics.lifetimes().any(|it| it.lifetime.ident == name);
    let mut name = String::from("de");
    while is_taken(&name) {
        name.insert_str(0, "__");
    }
    let de =
        Lifetime { apostrophe: Span::mixed_site(), ident: Ident::new(&name, Span::call_site()) };
    let mut param = LifetimeParam::new(de.clone());
    param.bounds.extend(generics.lifetimes().map(|it| it.lifetime.clone()));
    let mut generics = generics.clone();
    generics.params.insert(0, GenericParam::Lifetime(param));
    (generics, de)
}

fn extend(generics: &mut Generics, predicates: Vec<WherePredicate>) {
    if !predicates.is_empty() {
        generics.make_where_clause().predicates.extend(predicates);
    }
}

fn bound(name: &str, de: Option<&Lifetime>) -> TypeParamBound {
    let name = Ident::new(name, Span::mixed_site());
    let arguments = de.map(|de| code!(<#de>));
    parse_quote_spanned!(Span::mixed_site()=> _pickle::#name #arguments)
}

fn is_static() -> TypeParamBound {
    parse_quote_spanned!(Span::mixed_site()=> 'static)
}

fn is_default() -> TypeParamBound {
    parse_quote_spanned!(Span::mixed_site()=> ::core::default::Default)
}

/// A predicate for each type parameter, and each type associated with one, that occurs in a field
/// which asks for bounds.
fn inferred(
    generics: &Generics,
    model: &Model,
    bounds_of: impl Fn(&Field) -> Vec<TypeParamBound>,
) -> Vec<WherePredicate> {
    let params: Vec<&Ident> = generics.type_params().map(|param| &param.ident).collect();
    if params.is_empty() {
        return Vec::new();
    }
    let mut asked: Vec<(TypePath, Vec<TypeParamBound>)> = Vec::new();
    for field in model.fields() {
        let bounds = bounds_of(field);
        let mut used = Used { params: &params, found: Vec::new() };
        used.visit(field.ty);
        for path in used.found {
            let position = asked.iter().position(|(known, _)| *known == path);
            let index = position.unwrap_or_else(|| {
                asked.push((path, Vec::new()));
                asked.len() - 1
            });
            for bound in &bounds {
                if !asked[index].1.contains(bound) {
                    asked[index].1.push(bound.clone());
                }
            }
        }
    }
    asked.retain(|(_, bounds)| !bounds.is_empty());
    let predicate = |(path, bounds): (TypePath, Vec<TypeParamBound>)| parse_quote_spanned!(Span::mixed_site()=> #path: #(#bounds)+*);
    asked.into_iter().map(predicate).collect()
}

/// Finds `T` and `T::Assoc` in a type.
struct Used<'p> {
    params: &'p [&'p Ident],
    found: Vec<TypePath>,
}

impl Used<'_> {
    fn visit(&mut self, ty: &Type) {
        match ty {
            Type::Array(ty) => self.visit(&ty.elem),
            Type::Group(ty) => self.visit(&ty.elem),
            Type::Paren(ty) => self.visit(&ty.elem),
            Type::Ptr(ty) => self.visit(&ty.elem),
            Type::Reference(ty) => self.visit(&ty.elem),
            Type::Slice(ty) => self.visit(&ty.elem),
            Type::Tuple(ty) => ty.elems.iter().for_each(|ty| self.visit(ty)),
            Type::Path(ty) => self.visit_path(ty),
            _ => {} // Holds no values that are pickled.
        }
    }

    fn visit_path(&mut self, ty: &TypePath) {
        // It holds nothing, whatever its parameter.
        if ty.path.segments.last().is_some_and(|segment| segment.ident == "PhantomData") {
            return;
        }
        if let Some(qself) = &ty.qself {
            // `<T as Trait>::Assoc`, like `T::Assoc`, asks nothing of `T` itself.
            let mut used = Used { params: self.params, found: Vec::new() };
            used.visit(&qself.ty);
            if !used.found.is_empty() {
                self.found.push(ty.clone());
                return;
            }
        } else if ty.path.leading_colon.is_none()
            && let Some(first) = ty.path.segments.first()
            && self.params.contains(&&first.ident)
        {
            self.found.push(ty.clone());
            return;
        }
        for segment in &ty.path.segments {
            match &segment.arguments {
                PathArguments::None => {}
                PathArguments::AngleBracketed(arguments) => {
                    for argument in &arguments.args {
                        match argument {
                            GenericArgument::Type(ty) => self.visit(ty),
                            GenericArgument::AssocType(assoc) => self.visit(&assoc.ty),
                            _ => {}
                        }
                    }
                }
                PathArguments::Parenthesized(arguments) => {
                    if let ReturnType::Type(_, ty) = &arguments.output {
                        self.visit(ty);
                    }
                }
            }
        }
    }
}
