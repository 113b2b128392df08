//! [`Pickle`](crate::Pickle) and [`Unpickle`](crate::Unpickle) for the types of `core`, `alloc` and
//! `std`, and of other crates.
//!
//! Each file below is about one subject: it opens with a table of its types, what Python sees, and
//! what that costs, and holds writing and reading side by side.
//!
//! | Folder | Types | Needs |
//! |---|---|---|
//! | `core` | numbers, text, bytes, tuples, arrays, ranges, times, addresses, cells | nothing |
//! | `alloc` | strings, collections, boxes and shared pointers | nothing |
//! | `std` | hash tables, paths, locks, points in time | feature `std` |
//! | `ext` | other crates' types, a file for each crate | the feature named like the crate |

/// What writes a small object at once, for a type that is written as what it leads to.
macro_rules! small_as {
    ($self:ident => $target:expr) => {
        #[inline]
        fn pickle_estimate(&$self, levels: usize) -> Option<crate::pickler::Estimate> {
            crate::pickler::Estimate::behind_pointer(&$target, levels)
        }

        #[inline]
        fn pickle_made(&$self) -> crate::pickler::Made {
            ($target).pickle_made()
        }

        #[inline]
        fn pickle_into<'r>(
            &$self,
            room: crate::pickler::Room<'r>,
            memo: &crate::pickler::Memo,
        ) -> Option<crate::pickler::Room<'r>> {
            ($target).pickle_into(room, memo)
        }

        unhashable_as!($self => $target);
    };
}

/// What says whether Python can hash an object, for a type that is written as what it leads to: a
/// level deeper, as that may lead back.
macro_rules! unhashable_as {
    ($self:ident => $target:expr) => {
        #[inline]
        fn pickle_unhashable(&$self, levels: usize) -> Option<crate::unpickler::Kind> {
            let levels = levels.checked_sub(1)?;
            ($target).pickle_unhashable(levels)
        }
    };
}

/// The same for a type whose objects are all of a kind that Python cannot hash.
macro_rules! unhashable {
    ($kind:ident) => {
        #[inline]
        fn pickle_unhashable(&self, _: usize) -> Option<crate::unpickler::Kind> {
            Some(crate::unpickler::Kind::$kind)
        }
    };
}

mod alloc;
pub(crate) mod core;
mod ext;
#[cfg(feature = "std")]
pub(crate) mod std;
