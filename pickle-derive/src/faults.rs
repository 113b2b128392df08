//! Collects what is wrong with a type, so that all of it is reported at once.

use proc_macro2::{Span, TokenStream};
use quote::ToTokens;

/// The faults found so far.
#[derive(Default)]
pub struct Faults(Vec<syn::Error>);

impl Faults {
    /// Notes a fault at one token: what is wrong, and how to mend it.
    pub fn at(&mut self, span: Span, wrong: impl AsRef<str>, help: impl AsRef<str>) {
        self.0.push(syn::Error::new(span, message(wrong.as_ref(), help.as_ref())));
    }

    /// The same at several tokens, from the first to the last.
    pub fn across(&mut self, at: impl ToTokens, wrong: impl AsRef<str>, help: impl AsRef<str>) {
        self.0.push(syn::Error::new_spanned(at, message(wrong.as_ref(), help.as_ref())));
    }

    /// Notes each of the faults that are one error.
    pub fn push(&mut self, error: syn::Error) {
        self.0.extend(error);
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// The messages, for tests.
    #[cfg(test)]
    pub fn messages(&self) -> Vec<String> {
        self.0.iter().map(ToString::to_string).collect()
    }

    /// A `compile_error!` for each fault.
    pub fn into_compile_errors(self) -> TokenStream {
        self.0.iter().map(syn::Error::to_compile_error).collect()
    }
}

/// What is wrong, and below it the help.
pub fn message(wrong: &str, help: &str) -> String {
    format!("{wrong}\nhelp: {help}")
}
