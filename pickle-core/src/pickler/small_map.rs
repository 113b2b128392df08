//! Maps of which most stay small.

use alloc::collections::BTreeMap;
use alloc::vec::Vec;
use core::borrow::Borrow;

/// A map that looks through its entries one by one as long as there are few: in less time than it
/// takes to make a tree.
pub(super) struct SmallMap<K, V> {
    few: Vec<(K, V)>,
    /// All of them, once they are more.
    many: BTreeMap<K, V>,
}

/// How many are few.
const FEW: usize = 16;

impl<K: Ord, V: Copy> SmallMap<K, V> {
    pub(super) fn get<Q: Ord + ?Sized>(&self, key: &Q) -> Option<V>
    where
        K: Borrow<Q>,
    {
        if self.many.is_empty() {
            return self.few.iter().find(|(own, _)| own.borrow() == key).map(|&(_, value)| value);
        }
        self.many.get(key).copied()
    }

    /// Adds what is not there.
    pub(super) fn insert(&mut self, key: K, value: V) {
        if self.many.is_empty() {
            if self.few.len() < FEW {
                self.few.reserve_exact(FEW - self.few.len());
                self.few.push((key, value));
                return;
            }
            self.many.extend(self.few.drain(..));
        }
        self.many.insert(key, value);
    }

    pub(super) fn retain(&mut self, mut keep: impl FnMut(V) -> bool) {
        self.few.retain(|&(_, value)| keep(value));
        self.many.retain(|_, value| keep(*value));
    }
}

impl<K, V> Default for SmallMap<K, V> {
    fn default() -> Self {
        SmallMap { few: Vec::new(), many: BTreeMap::new() }
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::{String, ToString};

    use super::*;

    #[test]
    fn each_key_has_its_value_however_many_there_are() {
        for len in [0, 1, FEW - 1, FEW, FEW + 1, 3 * FEW] {
            let mut map = SmallMap::<String, usize>::default();
            for number in 0..len {
                assert_eq!(map.get(number.to_string().as_str()), None);
                map.insert(number.to_string(), number);
            }
            for kept in (0..len).rev() {
                let value = |number| (number <= kept).then_some(number);
                map.retain(|number| number <= kept);
                assert!((0..len).all(|number| map.get(&number.to_string()) == value(number)));
            }
            map.insert("new".into(), 7);
            assert_eq!(map.get("new"), Some(7));
        }
    }
}
