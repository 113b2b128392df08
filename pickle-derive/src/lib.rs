//! `#[derive(Pickle)]`
mod attr;
mod case;
mod check;
mod expand;
mod faults;
mod model;

use faults::Faults;
use proc_macro::TokenStream;
use syn::{DeriveInput, parse_macro_input};

/// Derive.
#[proc_macro_derive(Pickle, attributes(pickle))]
pub fn derive_pickle(input: TokenStream) -> TokenStream {
    derive(&parse_macro_input!(input as DeriveInput)).into()
}

/// The impls, or the faults and impls that do nothing.
fn derive(syntax: &DeriveInput) -> proc_macro2::TokenStream {
    let mut faults = Faults::default();
    let input = attr::Input::new(syntax, &mut faults);
    if let Some(input) = &input {
        let is_read = faults.count() == 0;
        check::check_fields(input, &mut faults);
        if is_read {
            check::check_type(input, &mut faults);
        }
        if faults.count() == 0 {
            return expand::expand(input, &model::Model::new(input));
        }
    }
    let mut tokens = faults.into_compile_errors();
    tokens.extend(expand::fallback(syntax));
    tokens
}
