//! The spellings that `rename_all` offers, as serde names them.

use std::fmt;

/// One of serde's eight rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RenameRule {
    /// `lowercase`
    Lower,
    /// `UPPERCASE`
    Upper,
    /// `PascalCase`
    Pascal,
    /// `camelCase`
    Camel,
    /// `snake_case`
    Snake,
    /// `SCREAMING_SNAKE_CASE`
    ScreamingSnake,
    /// `kebab-case`
    Kebab,
    /// `SCREAMING-KEBAB-CASE`
    ScreamingKebab,
}

impl RenameRule {
    /// All rules, by the names under which they are written.
    pub const ALL: [(&str, RenameRule); 8] = [
        ("lowercase", RenameRule::Lower),
        ("UPPERCASE", RenameRule::Upper),
        ("PascalCase", RenameRule::Pascal),
        ("camelCase", RenameRule::Camel),
        ("snake_case", RenameRule::Snake),
        ("SCREAMING_SNAKE_CASE", RenameRule::ScreamingSnake),
        ("kebab-case", RenameRule::Kebab),
        ("SCREAMING-KEBAB-CASE", RenameRule::ScreamingKebab),
    ];

    /// The rule called `name`.
    pub fn from_name(name: &str) -> Option<RenameRule> {
        RenameRule::ALL.iter().find(|(own, _)| *own == name).map(|&(_, rule)| rule)
    }

    /// Renames a variant, which is in `PascalCase` as Rust has it.
    pub fn apply_to_variant(self, variant: &str) -> String {
        match self {
            RenameRule::Pascal => variant.to_owned(),
            RenameRule::Lower => variant.to_lowercase(),
            RenameRule::Upper => variant.to_uppercase(),
            RenameRule::Camel => lower_first(variant),
            RenameRule::Snake => snake(variant),
            RenameRule::ScreamingSnake => snake(variant).to_uppercase(),
            RenameRule::Kebab => snake(variant).replace('_', "-"),
            RenameRule::ScreamingKebab => snake(variant).to_uppercase().replace('_', "-"),
        }
    }

    /// Renames a field, which is in `snake_case` as Rust has it.
    pub fn apply_to_field(self, field: &str) -> String {
        match self {
            RenameRule::Lower | RenameRule::Snake => field.to_owned(),
            RenameRule::Upper | RenameRule::ScreamingSnake => field.to_uppercase(),
            RenameRule::Pascal => pascal(field),
            RenameRule::Camel => lower_first(&pascal(field)),
            RenameRule::Kebab => field.replace('_', "-"),
            RenameRule::ScreamingKebab => field.to_uppercase().replace('_', "-"),
        }
    }
}

impl fmt::Display for RenameRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name =
            RenameRule::ALL.iter().find(|(_, rule)| rule == self).map_or("", |(name, _)| name);
        f.write_str(name)
    }
}

fn snake(pascal: &str) -> String {
    let mut snake = String::new();
    for (index, letter) in pascal.char_indices() {
        if index > 0 && letter.is_uppercase() {
            snake.push('_');
        }
        snake.extend(letter.to_lowercase());
    }
    snake
}

fn pascal(snake: &str) -> String {
    snake.split('_').map(upper_first).collect()
}

fn upper_first(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn lower_first(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::RenameRule;

    #[test]
    fn variants_are_renamed_as_by_serde() {
        for (rule, outcome, two_words, letters) in [
            ("lowercase", "outcome", "verytasty", "z42"),
            ("UPPERCASE", "OUTCOME", "VERYTASTY", "Z42"),
            ("PascalCase", "Outcome", "VeryTasty", "Z42"),
            ("camelCase", "outcome", "veryTasty", "z42"),
            ("snake_case", "outcome", "very_tasty", "z42"),
            ("SCREAMING_SNAKE_CASE", "OUTCOME", "VERY_TASTY", "Z42"),
            ("kebab-case", "outcome", "very-tasty", "z42"),
            ("SCREAMING-KEBAB-CASE", "OUTCOME", "VERY-TASTY", "Z42"),
        ] {
            let rule = RenameRule::from_name(rule).unwrap();
            assert_eq!(rule.apply_to_variant("Outcome"), outcome);
            assert_eq!(rule.apply_to_variant("VeryTasty"), two_words);
            assert_eq!(rule.apply_to_variant("Z42"), letters);
        }
    }

    #[test]
    fn fields_are_renamed_as_by_serde() {
        for (rule, outcome, two_words, letters) in [
            ("lowercase", "outcome", "very_tasty", "z42"),
            ("UPPERCASE", "OUTCOME", "VERY_TASTY", "Z42"),
            ("PascalCase", "Outcome", "VeryTasty", "Z42"),
            ("camelCase", "outcome", "veryTasty", "z42"),
            ("snake_case", "outcome", "very_tasty", "z42"),
            ("SCREAMING_SNAKE_CASE", "OUTCOME", "VERY_TASTY", "Z42"),
            ("kebab-case", "outcome", "very-tasty", "z42"),
            ("SCREAMING-KEBAB-CASE", "OUTCOME", "VERY-TASTY", "Z42"),
        ] {
            let rule = RenameRule::from_name(rule).unwrap();
            assert_eq!(rule.apply_to_field("outcome"), outcome);
            assert_eq!(rule.apply_to_field("very_tasty"), two_words);
            assert_eq!(rule.apply_to_field("z42"), letters);
        }
    }

    #[test]
    fn every_rule_shows_its_own_name() {
        for (name, rule) in RenameRule::ALL {
            assert_eq!(rule.to_string(), name);
        }
    }
}
