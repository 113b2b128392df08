//! Pointers of all types that are kept under a key.

use alloc::boxed::Box;
use alloc::collections::BTreeMap;
use alloc::vec::Vec;
use core::any::{Any, TypeId};

use crate::rare::Rare;

/// A table of pointers, by key and type.
///
/// Those of one type are kept together, so that none takes an allocation of its own.
pub(crate) struct Pointers<K>(Rare<BTreeMap<TypeId, Box<dyn Shelf<K>>>>);

/// The pointers of one type, which only the methods that name the type can see.
trait Shelf<K>: Any {
    fn retain(&mut self, keep: &mut dyn FnMut(K) -> bool);
    fn is_empty(&self) -> bool;
}

/// Keys mostly come in their order. Those that do not take longer, but never longer than a tree
/// does: where keys are positions in a pickle, whoever wrote that chooses them, so that hashing is
/// no choice.
struct Ordered<K, P> {
    ascending: Vec<(K, P)>,
    others: BTreeMap<K, P>,
}

impl<K: Copy + Ord, P> Ordered<K, P> {
    fn get(&self, key: K) -> Option<&P> {
        // What is new mostly comes behind all others.
        if !self.is_last(key)
            && let Ok(place) = self.place(key)
        {
            return Some(&self.ascending[place].1);
        }
        self.others.get(&key)
    }

    fn insert(&mut self, key: K, pointer: P) {
        if self.is_last(key) {
            self.others.remove(&key);
            self.ascending.push((key, pointer));
        } else if let Ok(place) = self.place(key) {
            self.ascending[place].1 = pointer;
        } else {
            self.others.insert(key, pointer);
        }
    }

    /// Whether the key comes behind those that came in their order.
    fn is_last(&self, key: K) -> bool {
        self.ascending.last().is_none_or(|(last, _)| *last < key)
    }

    fn place(&self, key: K) -> Result<usize, usize> {
        self.ascending.binary_search_by_key(&key, |(key, _)| *key)
    }
}

impl<K: Copy + Ord + 'static, P: 'static> Shelf<K> for Ordered<K, P> {
    fn retain(&mut self, keep: &mut dyn FnMut(K) -> bool) {
        self.ascending.retain(|(key, _)| keep(*key));
        self.others.retain(|key, _| keep(*key));
    }

    fn is_empty(&self) -> bool {
        self.ascending.is_empty() && self.others.is_empty()
    }
}

impl<K: Copy + Ord + 'static> Pointers<K> {
    pub(crate) fn get<P: Any + Clone>(&self, key: K) -> Option<P> {
        let ordered: &dyn Any = &**self.0.get()?.get(&TypeId::of::<P>())?;
        ordered.downcast_ref::<Ordered<K, P>>()?.get(key).cloned()
    }

    /// Keeps the pointer instead of what the key had before.
    pub(crate) fn insert<P: Any>(&mut self, key: K, pointer: P) {
        let ordered: &mut dyn Any =
            &mut **self.0.make().entry(TypeId::of::<P>()).or_insert_with(|| {
                Box::new(Ordered::<K, P> { ascending: Vec::new(), others: BTreeMap::new() })
            });
        if let Some(ordered) = ordered.downcast_mut::<Ordered<K, P>>() {
            ordered.insert(key, pointer);
        }
    }

    pub(crate) fn retain(&mut self, mut keep: impl FnMut(K) -> bool) {
        if let Some(shelves) = self.0.get_mut() {
            for shelf in shelves.values_mut() {
                shelf.retain(&mut keep);
            }
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.get().is_none_or(|shelves| shelves.values().all(|shelf| shelf.is_empty()))
    }

    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }
}

impl<K> Default for Pointers<K> {
    fn default() -> Self {
        Pointers(Rare::NONE)
    }
}

#[cfg(test)]
mod tests {
    use alloc::rc::Rc;

    use super::*;

    #[test]
    fn what_comes_in_any_order_is_found_and_replaced() {
        let mut pointers = Pointers::default();
        let order = [5, 7, 3, 9, 8, 3, 7, 1];
        for (time, key) in order.into_iter().enumerate() {
            pointers.insert(key, Rc::new(time));
        }
        for key in 0..10 {
            let last = order.iter().rposition(|&it| it == key);
            assert_eq!(pointers.get::<Rc<usize>>(key).as_deref().copied(), last);
        }
    }

    #[test]
    fn what_comes_again_behind_what_was_dropped_is_replaced() {
        let mut pointers = Pointers::default();
        let before = Rc::new(());
        for key in [1, 5, 3] {
            pointers.insert(key, before.clone());
        }
        pointers.retain(|key| key == 3);
        assert!(pointers.get::<Rc<()>>(3).is_some_and(|it| Rc::ptr_eq(&it, &before)));
        let after = Rc::new(());
        pointers.insert(3, after.clone());
        assert!(pointers.get::<Rc<()>>(3).is_some_and(|it| Rc::ptr_eq(&it, &after)));
        assert_eq!(Rc::strong_count(&before), 1);
    }

    #[test]
    fn a_key_has_a_pointer_of_each_type() {
        let mut pointers = Pointers::default();
        pointers.insert(1, Rc::new(2_u8));
        pointers.insert(1, Rc::<str>::from("three"));
        assert_eq!(pointers.get::<Rc<u8>>(1).as_deref(), Some(&2));
        assert_eq!(pointers.get::<Rc<str>>(1).as_deref(), Some("three"));
        assert_eq!(pointers.get::<Rc<u16>>(1), None);
    }

    #[test]
    fn what_is_not_retained_is_dropped() {
        let mut pointers = Pointers::default();
        let pointer = Rc::new(());
        for key in [4, 6, 2] {
            pointers.insert(key, pointer.clone());
        }
        pointers.retain(|key| key == 6);
        assert_eq!(Rc::strong_count(&pointer), 2);
        assert!(!pointers.is_empty());
        pointers.retain(|_| false);
        assert_eq!(Rc::strong_count(&pointer), 1);
        assert!(pointers.is_empty());
    }
}
