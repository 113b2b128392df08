//! Names that are written often: the keys of dicts that are alike.

use alloc::boxed::Box;
use alloc::vec::Vec;

/// Some of the names in the memo, which are found without a search.
///
/// Each has a place, which it does not share. Whoever chooses names so that all have the same place
/// gains nothing: all but one are searched for.
#[derive(Default)]
pub(super) struct Often {
    /// Which of the names has the place, and 1 more; 0 if none has.
    places: [u8; 32],
    names: Vec<(Box<str>, usize)>,
}

impl Often {
    /// The name's memo index, if it is one of these.
    #[inline]
    pub(super) fn get(&self, name: &str) -> Option<usize> {
        let number = usize::from(self.places[place(name)]);
        let (known, index) = self.names.get(number.checked_sub(1)?)?;
        (**known == *name).then_some(*index)
    }

    /// Takes in the name, if its place is free.
    pub(super) fn add(&mut self, name: &str, index: usize) {
        let place = &mut self.places[place(name)];
        if let (0, Ok(number)) = (*place, u8::try_from(self.names.len() + 1)) {
            *place = number;
            self.names.push((name.into(), index));
        }
    }
}

/// The place of a name, one of 32.
#[inline]
fn place(name: &str) -> usize {
    let byte = |index| name.as_bytes().get(index).copied().map_or(0, usize::from);
    let (len, half) = (name.len(), name.len() / 2);
    (len + 5 * byte(0) + 3 * byte(half) + byte(len.wrapping_sub(1))) % 32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_found_or_another_has_its_place() {
        let mut often = Often::default();
        let names: Vec<_> = (0..500).map(|number| alloc::format!("key{number}")).collect();
        for (index, name) in names.iter().enumerate() {
            assert_eq!(often.get(name), None);
            often.add(name, index);
        }
        let found = names.iter().enumerate().filter(|(index, name)| {
            let place = often.get(name);
            assert!(place.is_none_or(|place| place == *index));
            place.is_some()
        });
        assert!((16..=32).contains(&found.count()));
    }

    #[test]
    fn short_names_have_places() {
        let mut often = Often::default();
        for (index, name) in ["", "a", "é"].into_iter().enumerate() {
            often.add(name, index);
            assert_eq!(often.get(name), Some(index));
        }
    }
}
