//! Rules about `suite`.

use crate::attr::{Data, Input};
use crate::faults::Faults;

// A suite says everything: nothing but the technical attributes stands beside it.
pub fn stands_alone(input: &Input, faults: &mut Faults) {
    let variants = match &input.data {
        Data::Struct(_) => [].as_slice(),
        Data::Enum(variants) => variants.as_slice(),
    };
    let on_type = input.attrs.given().into_iter();
    let on_variants = variants.iter().flat_map(|variant| variant.attrs.given());
    let on_fields = input.fields().flat_map(|field| field.attrs.given());
    for (name, span) in on_type.chain(on_variants).chain(on_fields) {
        if !matches!(name, "suite" | "bound" | "crate") {
            faults.at(
                span,
                format!(
                    "`{name}` has no effect beside `suite`: the suite says how the type is pickled"
                ),
                format!("remove `{name}`, or remove `suite` and describe the type by attributes"),
            );
        }
    }
}
