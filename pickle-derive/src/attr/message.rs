//! darling's messages in our own words.

use super::{FieldAttrs, TypeAttrs, VariantAttrs};
use crate::faults::message;

/// Where an attribute stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    Type,
    Variant,
    Field,
}

impl Place {
    const ALL: [Place; 3] = [Place::Type, Place::Variant, Place::Field];

    fn noun(self) -> &'static str {
        match self {
            Place::Type => "type",
            Place::Variant => "variant",
            Place::Field => "field",
        }
    }

    /// The attributes that may stand there.
    fn names(self) -> &'static [&'static str] {
        match self {
            Place::Type => TypeAttrs::NAMES,
            Place::Variant => VariantAttrs::NAMES,
            Place::Field => FieldAttrs::NAMES,
        }
    }
}

/// The faults that darling found in the attributes at `place`.
pub fn reword(error: darling::Error, place: Place) -> syn::Error {
    let reworded = syn::Error::from(error)
        .into_iter()
        .map(|error| syn::Error::new(error.span(), sentence(&error.to_string(), place)));
    reworded
        .reduce(|mut all, error| {
            all.combine(error);
            all
        })
        .expect("an error has at least one message")
}

fn sentence(theirs: &str, place: Place) -> String {
    if let Some(rest) = theirs.strip_prefix("Unknown field: `") {
        let (name, suggestion) = rest.split_once('`').unwrap_or((rest, ""));
        let suggestion =
            suggestion.strip_prefix(". Did you mean `").and_then(|rest| rest.strip_suffix("`?"));
        return unknown(name, suggestion, place);
    }
    if let Some(rest) = theirs.strip_prefix("Duplicate field `") {
        let name = rest.trim_end_matches('`');
        return message(&format!("duplicate attribute `{name}`"), "keep one of the two");
    }
    if theirs.starts_with("Unexpected meta-item format `literal`") {
        return message("an attribute begins with its name", "write `#[pickle(name = \"...\")]`");
    }
    theirs.to_owned()
}

fn unknown(name: &str, suggestion: Option<&str>, place: Place) -> String {
    let noun = place.noun();
    let wrong = format!("unknown attribute `{name}` on a {noun}");
    let elsewhere = Place::ALL.into_iter().find(|place| place.names().contains(&name));
    let help = match (elsewhere, suggestion) {
        (Some(elsewhere), _) => format!("`{name}` goes on a {}", elsewhere.noun()),
        (None, Some(suggestion)) => format!("did you mean `{suggestion}`?"),
        (None, None) => {
            let names: Vec<String> = place.names().iter().map(|name| format!("`{name}`")).collect();
            format!("on a {noun} there are {}", names.join(", "))
        }
    };
    message(&wrong, &help)
}

#[cfg(test)]
mod tests {
    use super::{Place, sentence};

    #[test]
    fn unknown_attributes_are_explained() {
        let near = sentence("Unknown field: `initarg`. Did you mean `init_arg`?", Place::Field);
        assert_eq!(near, "unknown attribute `initarg` on a field\nhelp: did you mean `init_arg`?");
        let elsewhere = sentence("Unknown field: `getstate`. Did you mean `state`?", Place::Field);
        assert_eq!(
            elsewhere,
            "unknown attribute `getstate` on a field\nhelp: `getstate` goes on a type"
        );
        let far = sentence("Unknown field: `zzz`", Place::Variant);
        assert!(far.ends_with(
            "on a variant there are `module`, `name`, `rename`, `value`, `rename_all`, `alias`"
        ));
    }

    #[test]
    fn duplicates_are_explained() {
        let duplicate = sentence("Duplicate field `init`", Place::Type);
        assert_eq!(duplicate, "duplicate attribute `init`\nhelp: keep one of the two");
    }
}
