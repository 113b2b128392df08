//! What is known of each address: a hash table that does without an allocation for each, and
//! without `std`.

use alloc::vec::Vec;

/// A table by address.
///
/// It is hashed by a multiplication alone: addresses are what the allocator makes them.
#[derive(Default)]
pub(super) struct Addresses {
    /// None, or a power of two of them, of which a quarter is free. What finds its slot taken is in
    /// the next one that is not.
    slots: Vec<Slot>,
    used: usize,
}

#[derive(Clone, Copy, Default)]
struct Slot {
    /// 0 if the slot is free.
    address: usize,
    /// The memo index and 1 more; 0 as long as there is none.
    behind: usize,
}

/// How far the object at an address has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Progress {
    /// It was not met before. Here its memo index is noted, as long as no other object begins.
    New(usize),
    /// It is being written.
    Begun,
    /// It stands here in the memo.
    Memoized(usize),
}

/// 2 to the power of the bits of a `usize`, divided by the golden ratio, which spreads what lies at
/// regular distances.
#[expect(clippy::cast_possible_truncation, reason = "the upper bits are what is left")]
const MULTIPLIER: usize = (0x9e37_79b9_7f4a_7c15_u64 >> (u64::BITS - usize::BITS)) as usize;

impl Addresses {
    /// What is known of the object at the address, which is not 0. If it is new, it begins.
    pub(super) fn begin(&mut self, address: usize) -> Progress {
        if self.used >= self.slots.len() / 4 * 3 {
            self.resize((self.slots.len() * 2).max(8), |_| true);
        }
        let place = self.place(address);
        let slot = &mut self.slots[place];
        if slot.address == 0 {
            *slot = Slot { address, behind: 0 };
            self.used += 1;
            return Progress::New(place);
        }
        slot.behind.checked_sub(1).map_or(Progress::Begun, Progress::Memoized)
    }

    /// Notes where the object that has begun at the address stands in the memo.
    pub(super) fn memoize(&mut self, address: usize, index: usize) {
        self.memoize_at(self.place(address), index);
    }

    /// The same for the object that began last, by its place.
    pub(super) fn memoize_at(&mut self, place: usize, index: usize) {
        self.slots[place].behind = index + 1;
    }

    /// Forgets what is not in the memo before `len`.
    pub(super) fn truncate(&mut self, len: usize) {
        self.resize(self.slots.len(), |slot| (1..=len).contains(&slot.behind));
    }

    /// The slot of the address, or the free one that is for it.
    #[inline]
    fn place(&self, address: usize) -> usize {
        let mask = self.slots.len() - 1;
        let mut place = address.wrapping_mul(MULTIPLIER) >> (self.slots.len().leading_zeros() + 1);
        while self.slots[place].address != address && self.slots[place].address != 0 {
            place = (place + 1) & mask;
        }
        place
    }

    /// Keeps some of the slots, among `len`.
    #[cold]
    fn resize(&mut self, len: usize, keep: impl Fn(&Slot) -> bool) {
        let before = core::mem::replace(&mut self.slots, alloc::vec![Slot::default(); len]);
        self.used = 0;
        for slot in before.into_iter().filter(|slot| slot.address != 0 && keep(slot)) {
            let place = self.place(slot.address);
            self.slots[place] = slot;
            self.used += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_address_is_new_once() {
        for distance in [1, 16, 48, 4096, 1 << 20] {
            let mut addresses = Addresses::default();
            let all = || (1..1000).map(|number| number * distance);
            for address in all() {
                assert!(matches!(addresses.begin(address), Progress::New(_)));
                assert_eq!(addresses.begin(address), Progress::Begun);
            }
            for (index, address) in all().enumerate() {
                addresses.memoize(address, index);
            }
            for (index, address) in all().enumerate() {
                assert_eq!(addresses.begin(address), Progress::Memoized(index));
            }
        }
    }

    #[test]
    fn what_is_behind_the_memo_is_forgotten() {
        let mut addresses = Addresses::default();
        for index in 0..100 {
            addresses.begin((index + 1) * 16);
            addresses.memoize((index + 1) * 16, index);
        }
        addresses.begin(8);
        addresses.truncate(60);
        for index in 0..100 {
            let progress = addresses.begin((index + 1) * 16);
            if index < 60 {
                assert_eq!(progress, Progress::Memoized(index));
            } else {
                assert!(matches!(progress, Progress::New(_)));
            }
        }
        assert!(matches!(addresses.begin(8), Progress::New(_)));
    }

    #[test]
    fn an_empty_table_can_be_truncated() {
        let mut addresses = Addresses::default();
        addresses.truncate(0);
        assert!(matches!(addresses.begin(16), Progress::New(_)));
    }
}
