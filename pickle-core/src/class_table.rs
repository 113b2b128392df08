//! What is kept of each class while a pickle is written or read.

use alloc::vec::Vec;

use crate::global::Class;

/// A table that is indexed by class, without hashing.
///
/// It reaches from the first id that it is asked for to the last. Ids are given out at first use, so
/// that classes which are used together have ids that are near to each other: a pickle of a few
/// classes has a small table, however many classes the program has.
#[derive(Default)]
pub(crate) struct ClassTable<E> {
    /// The id of the first entry's class.
    first: usize,
    entries: Vec<E>,
}

impl<E: Copy + Default> ClassTable<E> {
    /// What is kept of the class, if the table reaches as far.
    #[inline]
    pub(crate) fn get(&self, class: &Class) -> Option<&E> {
        self.entries.get(class.known_id().wrapping_sub(self.first))
    }

    /// What is kept of the class: at first, the default.
    pub(crate) fn entry(&mut self, class: &Class) -> &mut E {
        let id = class.id();
        if self.entries.is_empty() {
            self.first = id;
        }
        if let Some(before @ 1..) = self.first.checked_sub(id) {
            self.entries.splice(..0, core::iter::repeat_n(E::default(), before));
            self.first = id;
        }
        let place = id - self.first;
        if self.entries.len() <= place {
            self.entries.resize(place + 1, E::default());
        }
        &mut self.entries[place]
    }

    /// All that is kept.
    pub(crate) fn iter_mut(&mut self) -> impl Iterator<Item = &mut E> {
        self.entries.iter_mut()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_class_has_an_entry_of_its_own() {
        static CLASSES: [Class; 100] = [const { Class::new("m", "C") }; 100];
        let mut table = ClassTable::<usize>::default();
        for class in &CLASSES[20..] {
            class.id();
        }
        assert!(CLASSES.iter().all(|class| table.get(class).is_none()));
        let order = [50, 70, 30, 30, 10, 99];
        for number in order {
            *table.entry(&CLASSES[number]) += number;
        }
        for (number, class) in CLASSES.iter().enumerate() {
            let times = order.iter().filter(|&&it| it == number).count();
            assert_eq!(table.get(class).copied().unwrap_or(0), times * number);
        }
    }

    #[test]
    fn a_few_classes_of_many_take_little_room() {
        static CLASSES: [Class; 1000] = [const { Class::new("m", "C") }; 1000];
        let mut table = ClassTable::<usize>::default();
        for class in &CLASSES {
            class.id();
        }
        for class in CLASSES[990..994].iter().rev() {
            table.entry(class);
        }
        // Other tests may take ids in between.
        assert!(table.entries.len() < CLASSES.len() / 2);
    }
}
