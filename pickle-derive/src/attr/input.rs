//! A type and everything in it, each with its attributes.

use darling::FromAttributes;
use darling::ast::NestedMeta;
use proc_macro2::{Span, TokenStream, TokenTree};
use syn::ext::IdentExt;
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::{Attribute, DeriveInput, Generics, Ident, Index, Member, Meta, Path, Token};

use super::message::{Place, reword};
use super::{FieldAttrs, TypeAttrs, VariantAttrs};
use crate::faults::{Faults, message};

/// The type on which the derive stands.
pub struct Input<'a> {
    pub ident: &'a Ident,
    pub generics: &'a Generics,
    pub attrs: TypeAttrs,
    pub data: Data<'a>,
}

/// What is in the type.
pub enum Data<'a> {
    Struct(Fields<'a>),
    Enum(Vec<Variant<'a>>),
}

/// A variant of an enum.
pub struct Variant<'a> {
    pub syntax: &'a syn::Variant,
    pub attrs: VariantAttrs,
    pub fields: Fields<'a>,
}

/// The fields of a struct or variant.
pub struct Fields<'a> {
    pub style: Style,
    pub list: Vec<Field<'a>>,
}

/// How fields are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// `{ x: T }`
    Named,
    /// `(T)`
    Tuple,
    /// nothing
    Unit,
}

/// A field of a struct or variant.
pub struct Field<'a> {
    pub syntax: &'a syn::Field,
    pub member: Member,
    pub attrs: FieldAttrs,
}

impl<'a> Input<'a> {
    /// Reads all attributes of a type. What cannot be read is noted, and left out; then the rules
    /// that hold across attributes cannot be judged.
    pub fn new(syntax: &'a DeriveInput, faults: &mut Faults) -> Option<Input<'a>> {
        let attrs = receive(&syntax.attrs, Place::Type, faults);
        let data = match &syntax.data {
            syn::Data::Struct(data) => Data::Struct(Fields::new(&data.fields, faults)),
            syn::Data::Enum(data) => Data::Enum(
                data.variants.iter().map(|variant| Variant::new(variant, faults)).collect(),
            ),
            syn::Data::Union(data) => {
                faults.at(
                    data.union_token.span,
                    "a union cannot be pickled: nothing says which of its fields holds the value",
                    "make it an enum",
                );
                return None;
            }
        };
        Some(Input { ident: &syntax.ident, generics: &syntax.generics, attrs, data })
    }

    /// All fields of the type, with those of the variants.
    pub fn fields(&self) -> impl Iterator<Item = &Field<'a>> {
        let (own, variants) = match &self.data {
            Data::Struct(fields) => (Some(fields), [].as_slice()),
            Data::Enum(variants) => (None, variants.as_slice()),
        };
        own.into_iter()
            .chain(variants.iter().map(|variant| &variant.fields))
            .flat_map(|fields| &fields.list)
    }
}

impl<'a> Variant<'a> {
    fn new(syntax: &'a syn::Variant, faults: &mut Faults) -> Variant<'a> {
        let attrs = receive(&syntax.attrs, Place::Variant, faults);
        Variant { syntax, attrs, fields: Fields::new(&syntax.fields, faults) }
    }
}

impl<'a> Fields<'a> {
    fn new(syntax: &'a syn::Fields, faults: &mut Faults) -> Fields<'a> {
        let style = match syntax {
            syn::Fields::Named(_) => Style::Named,
            syn::Fields::Unnamed(_) => Style::Tuple,
            syn::Fields::Unit => Style::Unit,
        };
        let field = |(index, syntax)| Field::new(index, syntax, faults);
        Fields { style, list: syntax.iter().enumerate().map(field).collect() }
    }

    /// The fields that are not skipped.
    pub fn kept(&self) -> impl Iterator<Item = &Field<'a>> {
        self.list.iter().filter(|field| field.attrs.skip.is_none())
    }
}

impl<'a> Field<'a> {
    fn new(index: usize, syntax: &'a syn::Field, faults: &mut Faults) -> Field<'a> {
        let attrs = receive(&syntax.attrs, Place::Field, faults);
        let member = match &syntax.ident {
            Some(ident) => Member::Named(ident.clone()),
            None => Member::Unnamed(Index { index: position(index), span: Span::call_site() }),
        };
        Field { syntax, member, attrs }
    }

    /// The field as messages name it, and as Python sees it: `r#type` is `type`.
    pub fn name(&self) -> String {
        match &self.member {
            Member::Named(ident) => ident.unraw().to_string(),
            Member::Unnamed(index) => index.index.to_string(),
        }
    }

    /// The field's name, or its type where it has none.
    pub fn span(&self) -> Span {
        self.syntax.ident.as_ref().map_or_else(|| self.syntax.ty.span(), Ident::span)
    }
}

fn position(index: usize) -> u32 {
    u32::try_from(index).expect("no type has that many fields")
}

fn receive<T: FromAttributes + Default>(
    attrs: &[Attribute],
    place: Place,
    faults: &mut Faults,
) -> T {
    // darling would report the syntax too, but cannot say where an attribute ends too early.
    let unreadable = attrs.iter().filter(|attr| attr.path().is_ident("pickle")).filter_map(syntax);
    if let Some(error) = unreadable.reduce(|mut all, error| {
        all.combine(error);
        all
    }) {
        faults.push(error);
        return T::default();
    }
    T::from_attributes(attrs).unwrap_or_else(|error| {
        faults.push(reword(error, place));
        T::default()
    })
}

/// What is wrong with the syntax of an attribute.
fn syntax(attr: &Attribute) -> Option<syn::Error> {
    let list = Punctuated::<NestedMeta, Token![,]>::parse_terminated;
    match &attr.meta {
        Meta::List(meta) => empty_value(&meta.tokens).or_else(|| attr.parse_args_with(list).err()),
        Meta::Path(path) => {
            let help = "write `#[pickle(...)]`";
            Some(syn::Error::new(path.span(), message("the parentheses are missing", help)))
        }
        Meta::NameValue(meta) => {
            let help = "write `#[pickle(...)]`";
            Some(syn::Error::new(
                meta.eq_token.span,
                message("attributes stand in parentheses", help),
            ))
        }
    }
}

/// An `=` with nothing behind it.
fn empty_value(tokens: &TokenStream) -> Option<syn::Error> {
    let is = |token: &TokenTree, sign| matches!(token, TokenTree::Punct(punct) if punct.as_char() == sign);
    let mut tokens = tokens.clone().into_iter().peekable();
    while let Some(token) = tokens.next() {
        if is(&token, '=') && tokens.peek().is_none_or(|next| is(next, ',')) {
            let message = message("no value behind the `=`", "write one, or remove the `=`");
            return Some(syn::Error::new(token.span(), message));
        }
    }
    None
}

/// The path behind `crate =`, also where other attributes are beyond reading.
pub fn crate_path(attrs: &[Attribute]) -> Option<Path> {
    let mut found = None;
    for attr in attrs.iter().filter(|attr| attr.path().is_ident("pickle")) {
        // Stops at the first thing that it does not understand, with what it has by then.
        let _ = attr.parse_nested_meta(|meta| {
            if meta.path.is_ident("crate") {
                found = Some(meta.value()?.call(Path::parse_mod_style)?);
            } else if meta.input.peek(syn::Token![=]) {
                let _: syn::Expr = meta.value()?.parse()?;
            } else if meta.input.peek(syn::token::Paren) {
                let _: TokenStream = meta.input.step(|cursor| {
                    let rest = cursor.token_tree().map_or(*cursor, |(_, rest)| rest);
                    Ok((TokenStream::new(), rest))
                })?;
            }
            Ok(())
        });
    }
    found
}
