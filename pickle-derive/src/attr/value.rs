//! What may stand behind the name of an attribute: nothing, a string, a path.

use darling::ast::MetaNameValueInvalidExpr;
use darling::{Error, FromMeta, Result};
use proc_macro2::{Span, TokenStream};
use quote::ToTokens;
use syn::parse::Parser;
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::{Expr, ExprPath, Lit, LitStr, Meta, Path, Token, Type, WherePredicate};

use crate::case::RenameRule;
use crate::faults::message;

/// An attribute that is given: where its name stands, and its value.
///
/// (`darling`'s `SpannedValue` keeps the place of the value. Rules across attributes are about
/// the names.)
#[derive(Clone, Debug)]
pub struct Given<T> {
    /// The name's place.
    pub span: Span,
    /// What stands behind the name.
    pub value: T,
}

/// What can be read from the part of an attribute behind its name.
///
/// Each method may refuse; the error then says what the attribute takes.
pub trait Argument: Sized {
    /// What the attribute called `name` takes, and how that is written.
    fn expected(name: &str) -> (String, String);

    /// `name`
    fn from_word() -> Option<Self> {
        None
    }

    /// `name = expression`
    fn from_expr(_: &Expr) -> Option<Self> {
        None
    }

    /// `name = tokens` that are no expression
    fn from_tokens(_: &TokenStream) -> Option<Self> {
        None
    }

    /// `name(tokens)`
    fn from_list(_: &TokenStream) -> Option<Result<Self>> {
        None
    }
}

impl<T: Argument> Given<T> {
    fn refuse(path: &Path, at: &impl Spanned) -> Error {
        let name = path.to_token_stream().to_string();
        let (expected, help) = T::expected(&name);
        Error::custom(message(&expected, &help)).with_span(&at.span())
    }
}

impl<T: Argument> FromMeta for Given<T> {
    fn from_meta(meta: &Meta) -> Result<Given<T>> {
        let path = meta.path();
        let value = match meta {
            Meta::Path(_) => T::from_word().ok_or_else(|| Given::<T>::refuse(path, path)),
            Meta::NameValue(meta) => T::from_expr(ungroup(&meta.value))
                .ok_or_else(|| Given::<T>::refuse(path, &meta.value)),
            Meta::List(meta) => {
                T::from_list(&meta.tokens).unwrap_or_else(|| Err(Given::<T>::refuse(path, path)))
            }
        }?;
        Ok(Given { span: path.span(), value })
    }

    fn from_invalid_expr(meta: &MetaNameValueInvalidExpr) -> Result<Given<T>> {
        let value = T::from_tokens(&meta.value)
            .ok_or_else(|| Given::<T>::refuse(&meta.path, &meta.value))?;
        Ok(Given { span: meta.path.span(), value })
    }
}

/// An attribute that says everything by its name.
#[derive(Clone, Debug)]
pub struct Word;

impl Argument for Word {
    fn expected(name: &str) -> (String, String) {
        (format!("`{name}` takes no value"), format!("write `{name}` alone"))
    }

    fn from_word() -> Option<Word> {
        Some(Word)
    }
}

/// A version.
impl Argument for u32 {
    fn expected(name: &str) -> (String, String) {
        (format!("`{name}` takes an integer from 1 to {}", u32::MAX), format!("write `{name} = 1`"))
    }

    fn from_expr(expr: &Expr) -> Option<u32> {
        integer(expr).and_then(|int| u32::try_from(int).ok())
    }
}

/// A string.
impl Argument for LitStr {
    fn expected(name: &str) -> (String, String) {
        (format!("`{name}` takes a string"), format!("write `{name} = \"...\"`"))
    }

    fn from_expr(expr: &Expr) -> Option<LitStr> {
        string(expr)
    }
}

/// A function.
impl Argument for ExprPath {
    fn expected(name: &str) -> (String, String) {
        (
            format!("`{name}` takes the path of a function"),
            format!("write `{name} = Type::function`, without quotes; a closure is no path"),
        )
    }

    fn from_expr(expr: &Expr) -> Option<ExprPath> {
        path(expr)
    }
}

/// A suite. Written like a type, or with `::<..>` like an expression.
impl Argument for Type {
    fn expected(name: &str) -> (String, String) {
        (
            format!("`{name}` takes the path of a suite"),
            format!(
                "write the path as it is, without quotes: `{name} = MySuite`, `{name} = Suite::<A, B>`"
            ),
        )
    }

    fn from_expr(expr: &Expr) -> Option<Type> {
        let path = path(expr)?;
        Some(Type::Path(syn::TypePath { attrs: path.attrs, qself: path.qself, path: path.path }))
    }

    fn from_tokens(tokens: &TokenStream) -> Option<Type> {
        match syn::parse2(tokens.clone()) {
            Ok(Type::Path(path)) => Some(Type::Path(path)),
            _ => None,
        }
    }
}

/// Where the runtime is found.
#[derive(Clone, Debug)]
pub struct CratePath(pub Path);

impl Argument for CratePath {
    fn expected(name: &str) -> (String, String) {
        (
            format!("`{name}` takes the path of the `pickle_core` crate"),
            format!("write the path as it is, without quotes: `{name} = ::my_crate::pickle_core`"),
        )
    }

    fn from_expr(expr: &Expr) -> Option<CratePath> {
        path(expr).filter(|path| path.qself.is_none()).map(|path| CratePath(path.path))
    }

    fn from_tokens(tokens: &TokenStream) -> Option<CratePath> {
        // `crate` alone is no expression.
        Path::parse_mod_style.parse2(tokens.clone()).ok().map(CratePath)
    }
}

/// What a part that the pickle lacks is filled with.
#[derive(Clone, Debug)]
pub enum DefaultValue {
    /// `Default`
    Trait,
    /// What the function gives.
    Function(ExprPath),
}

impl Argument for DefaultValue {
    fn expected(name: &str) -> (String, String) {
        (
            format!("`{name}` takes the path of a function without arguments, or nothing"),
            format!("write `{name}`, or `{name} = path` without quotes"),
        )
    }

    fn from_word() -> Option<DefaultValue> {
        Some(DefaultValue::Trait)
    }

    fn from_expr(expr: &Expr) -> Option<DefaultValue> {
        path(expr).map(DefaultValue::Function)
    }
}

/// How an init arg is passed.
#[derive(Clone, Debug)]
pub enum InitArg {
    /// By its place.
    Positional,
    /// By its name.
    Keyword(LitStr),
}

impl Argument for InitArg {
    fn expected(name: &str) -> (String, String) {
        (
            format!("`{name}` takes the name of a keyword argument, or nothing"),
            format!("write `{name}`, or `{name} = \"keyword\"`"),
        )
    }

    fn from_word() -> Option<InitArg> {
        Some(InitArg::Positional)
    }

    fn from_expr(expr: &Expr) -> Option<InitArg> {
        string(expr).map(InitArg::Keyword)
    }
}

impl Argument for RenameRule {
    fn expected(name: &str) -> (String, String) {
        let rules: Vec<String> =
            RenameRule::ALL.iter().map(|(rule, _)| format!("`\"{rule}\"`")).collect();
        (
            format!("`{name}` takes the name of a rule"),
            format!("the rules are {}", rules.join(", ")),
        )
    }

    fn from_expr(expr: &Expr) -> Option<RenameRule> {
        RenameRule::from_name(&string(expr)?.value())
    }
}

/// The value of an enum's member.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum MemberValue {
    /// An `int`.
    Int(i128),
    /// A `str`.
    Str(String),
}

impl Argument for MemberValue {
    fn expected(name: &str) -> (String, String) {
        (
            format!("`{name}` takes an integer or a string"),
            format!("write `{name} = 1` or `{name} = \"...\"`"),
        )
    }

    fn from_expr(expr: &Expr) -> Option<MemberValue> {
        match string(expr) {
            Some(string) => Some(MemberValue::Str(string.value())),
            None => integer(expr).map(MemberValue::Int),
        }
    }
}

/// Bounds that replace the inferred ones.
#[derive(Clone, Debug, Default)]
pub struct Bound {
    /// Of `impl Pickle`.
    pub pickle: Vec<WherePredicate>,
    /// Of `impl Unpickle<'de>`.
    pub unpickle: Vec<WherePredicate>,
}

impl Argument for Bound {
    fn expected(name: &str) -> (String, String) {
        (
            format!("`{name}` takes where predicates in a string"),
            format!(
                "write `{name} = \"T: Trait\"`, or \
                 `{name}(pickle = \"T: Pickle\", unpickle = \"T: Unpickle<'de>\")`"
            ),
        )
    }

    fn from_expr(expr: &Expr) -> Option<Bound> {
        let predicates = predicates(&string(expr)?).ok()?;
        Some(Bound { pickle: predicates.clone(), unpickle: predicates })
    }

    fn from_list(tokens: &TokenStream) -> Option<Result<Bound>> {
        let mut bound = Bound::default();
        let (expected, help) = Bound::expected("bound");
        let mut read = |meta: syn::meta::ParseNestedMeta<'_>| {
            let side = if meta.path.is_ident("pickle") {
                &mut bound.pickle
            } else if meta.path.is_ident("unpickle") {
                &mut bound.unpickle
            } else {
                return Err(
                    meta.error(message("`bound` has the sides `pickle` and `unpickle`", &help))
                );
            };
            let given: Expr = meta.value()?.parse()?;
            let predicates = string(ungroup(&given)).and_then(|string| predicates(&string).ok());
            let refuse = || syn::Error::new_spanned(&given, message(&expected, &help));
            side.extend(predicates.ok_or_else(refuse)?);
            Ok(())
        };
        let parsed = syn::meta::parser(&mut read).parse2(tokens.clone());
        Some(parsed.map(|()| bound).map_err(Error::from))
    }
}

fn predicates(string: &LitStr) -> syn::Result<Vec<WherePredicate>> {
    let list = Punctuated::<WherePredicate, Token![,]>::parse_terminated;
    Ok(string.parse_with(list)?.into_iter().collect())
}

/// The expression without the invisible groups that `macro_rules!` puts around it.
fn ungroup(mut expr: &Expr) -> &Expr {
    while let Expr::Group(group) = expr {
        expr = &group.expr;
    }
    expr
}

fn string(expr: &Expr) -> Option<LitStr> {
    match expr {
        Expr::Lit(expr) => match &expr.lit {
            Lit::Str(string) => Some(string.clone()),
            _ => None,
        },
        _ => None,
    }
}

fn path(expr: &Expr) -> Option<ExprPath> {
    match expr {
        Expr::Path(path) => Some(path.clone()),
        _ => None,
    }
}

/// An integer literal, with or without a sign.
pub fn integer(expr: &Expr) -> Option<i128> {
    match ungroup(expr) {
        Expr::Lit(expr) => match &expr.lit {
            Lit::Int(int) => int.base10_parse().ok(),
            _ => None,
        },
        Expr::Unary(syn::ExprUnary { op: syn::UnOp::Neg(_), expr, .. }) => {
            match ungroup(expr) {
                // By its digits, so that the least i128 is one.
                Expr::Lit(syn::ExprLit { lit: Lit::Int(int), .. }) => {
                    format!("-{}", int.base10_digits()).parse().ok()
                }
                _ => None,
            }
        }
        _ => None,
    }
}
