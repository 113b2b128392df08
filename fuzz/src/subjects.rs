//! The types that are read, by number.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use arbitrary::{Arbitrary, Unstructured};
use pickle_core::{Pickle, Registry, UnpickleOwned, Value};

use crate::agreement::{Outcome, everywhere, from_slice};
use crate::counted::{Counted, Everything, Keyed, Table, Versioned, World};
use crate::graphs::{Branches, Nodes, Pointers, Signs, Trees};
use crate::round_trip::{Options, round_trip};
use crate::shapes::{Bag, Drawing, Keywords, Point, Record, Slots};

/// A part without a type.
#[derive(Pickle, Debug, Clone)]
#[pickle(transparent)]
pub struct Any(pub Value);

/// Parts without a type, in all places.
#[derive(Pickle, Debug, Clone)]
#[pickle(module = "shapes")]
pub struct Noted {
    pub title: String,
    pub extra: Any,
    pub pairs: Vec<(Any, i64)>,
    pub nested: ((Any, u8), Rc<Any>),
    #[pickle(default)]
    pub more: Vec<Any>,
    pub point: Point,
    pub rows: BTreeMap<String, Any>,
}

/// Numbers in rows, maps and sets.
#[derive(Pickle, Debug, Clone)]
#[pickle(as_dict)]
pub struct Numbers {
    pub rows: Vec<(i64, f64)>,
    pub triples: Vec<[i16; 3]>,
    pub floats: Vec<Vec<f32>>,
    pub flags: Vec<bool>,
    pub maybe: Vec<Option<u16>>,
    pub wide: Vec<(u64, i128)>,
    pub map: BTreeMap<i64, BTreeMap<u8, f64>>,
    pub set: BTreeSet<(i8, bool)>,
    pub letters: BTreeMap<char, u32>,
}

/// Parts that borrow from the input where they can.
#[derive(Pickle, Debug)]
#[pickle(module = "shapes")]
pub struct Borrowed<'a> {
    pub text: &'a str,
    pub maybe: Cow<'a, str>,
    pub data: &'a [u8],
    pub by_name: BTreeMap<&'a str, Vec<&'a str>>,
}

/// What is done with a type.
pub struct Subject {
    /// Reads pickles by both sources, which must agree.
    pub read: fn(&[u8], &Registry) -> Vec<Outcome>,
    /// Generates values, dumps them, and reads them again; gives the pickles.
    pub round_trip: fn(&mut Unstructured<'_>, Options, &Registry) -> arbitrary::Result<Vec<u8>>,
}

impl Subject {
    const fn of<T: Pickle + UnpickleOwned + for<'a> Arbitrary<'a>>() -> Subject {
        Subject { read: everywhere::<T>, round_trip: round_trip::<T> }
    }
}

pub static SUBJECTS: [Subject; 22] = [
    Subject::of::<Drawing>(),
    Subject::of::<Vec<Drawing>>(),
    Subject::of::<(Drawing, Record)>(),
    Subject::of::<Vec<Bag>>(),
    Subject::of::<Vec<(Slots, Keywords, Record)>>(),
    Subject::of::<Everything>(),
    Subject::of::<Vec<Everything>>(),
    Subject::of::<Vec<(Counted, World, Table)>>(),
    Subject::of::<(Counted, Any, Versioned, Rc<Vec<i64>>, Vec<i64>)>(),
    Subject::of::<Vec<Keyed>>(),
    Subject::of::<Trees>(),
    Subject::of::<(Counted, Trees, Trees)>(),
    Subject::of::<Branches>(),
    Subject::of::<Nodes>(),
    Subject::of::<Vec<Pointers>>(),
    Subject::of::<Signs>(),
    Subject::of::<Any>(),
    Subject::of::<Vec<Noted>>(),
    Subject::of::<(Drawing, Any, Rc<Any>)>(),
    Subject::of::<Vec<Numbers>>(),
    // What borrows can be read from slices only, and is written as what owns.
    Subject {
        read: |pickles, registry| from_slice::<Vec<Borrowed<'_>>>(pickles, registry),
        ..Subject::of::<Vec<BTreeMap<String, String>>>()
    },
    Subject {
        read: |pickles, registry| {
            from_slice::<(&str, Cow<'_, [u8]>, Vec<Cow<'_, str>>)>(pickles, registry)
        },
        ..Subject::of::<(String, Rc<str>, Vec<Rc<str>>)>()
    },
];

/// The type of this number.
pub fn subject(number: u8) -> &'static Subject {
    &SUBJECTS[usize::from(number) % SUBJECTS.len()]
}
