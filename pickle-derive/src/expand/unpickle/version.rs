//! Instances of older versions.

use proc_macro2::{Literal, TokenStream};

use crate::model::Instance;

/// An instance of an older version is upgraded, and read again. All before its arguments: these may
/// have been others.
pub(super) fn upgrade(
    instance: &Instance,
    class: &TokenStream,
    again: &TokenStream,
) -> Option<TokenStream> {
    let version = instance.version?;
    let number = Literal::u32_unsuffixed(version.number);
    let Some(upgrade) = version.upgrade else {
        return Some(code! {
            if let ::core::option::Option::Some(version) =
                decoder.older_version(&mut object, #number)?
            {
                return ::core::result::Result::Err(
                    decoder.no_upgrade(&object, #class, version, #number),
                );
            }
        });
    };
    let upgraded = code_at!(upgrade => upgrade(version, older));
    let upgraded = code_at!(upgrade => _pickle::Fallible::<_pickle::Value>::into_result(#upgraded));
    let error = code!(decoder.place(error.in_attribute(#class, "upgrade()")));
    Some(code! {
        if let ::core::option::Option::Some(version) = decoder.older_version(&mut object, #number)? {
            let older = decoder.take_older(object)?;
            // Checks the signature as a whole, where it is named.
            let upgrade: fn(::core::primitive::u32, _pickle::Value) -> _ = #upgrade;
            let value = #upgraded.map_err(|error| #error)?;
            decoder.begin_upgraded(value, #number)?;
            let read = #again;
            return decoder.end_upgraded(read);
        }
    })
}

/// Reads the instance that stands for one of an older version.
pub(super) fn again() -> TokenStream {
    code!(<Self as _pickle::Unpickle<'_>>::unpickle(decoder))
}
