//! Types that hold nothing of the user's.

use syn::{GenericArgument, PathArguments, Type, TypePath};

/// Numbers, truth values and text.
const ATOMS: [&str; 18] = [
    "bool", "char", "f32", "f64", "i8", "i16", "i32", "i64", "i128", "isize", "str", "u8", "u16",
    "u32", "u64", "u128", "usize", "String",
];

const CONTAINERS: [&str; 10] = [
    "Option",
    "Vec",
    "VecDeque",
    "Box",
    "Cow",
    "BTreeMap",
    "BTreeSet",
    "HashMap",
    "HashSet",
    "PhantomData",
];

/// Whether the type is one of the standard library's, made of such: it runs no code of the user's,
/// and has no instances in it.
///
/// A type of the user's that has the same name is taken for it. That changes no value: it costs time,
/// as the default `check` makes the value to look at it, and bytes, as less is memoized.
pub fn is_plain(ty: &Type) -> bool {
    match ty {
        Type::Array(ty) => is_plain(&ty.elem),
        Type::Group(ty) => is_plain(&ty.elem),
        Type::Paren(ty) => is_plain(&ty.elem),
        Type::Reference(ty) => is_plain(&ty.elem),
        Type::Slice(ty) => is_plain(&ty.elem),
        Type::Tuple(ty) => ty.elems.iter().all(is_plain),
        Type::Path(ty) => is_plain_path(ty),
        _ => false,
    }
}

fn is_plain_path(ty: &TypePath) -> bool {
    let Some(last) = ty.path.segments.last().filter(|_| ty.qself.is_none()) else { return false };
    let arguments_are_plain = match &last.arguments {
        PathArguments::None => true,
        PathArguments::AngleBracketed(given) => given.args.iter().all(|argument| match argument {
            GenericArgument::Type(ty) => is_plain(ty),
            GenericArgument::Lifetime(_) => true,
            _ => false,
        }),
        PathArguments::Parenthesized(_) => false,
    };
    let mut names = ATOMS.iter().chain(&CONTAINERS);
    names.any(|name| last.ident == name) && arguments_are_plain
}

/// Whether the type is a number, a truth value or text, all of which are small.
///
/// A type of the user's that has the same name is taken for it, which costs time at most.
pub fn is_atom(ty: &Type) -> bool {
    let Type::Path(TypePath { qself: None, path, .. }) = ty else { return false };
    path.get_ident().is_some_and(|ident| ATOMS.iter().any(|name| ident == name))
}
