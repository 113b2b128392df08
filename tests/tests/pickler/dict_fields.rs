//! What a `dict` field holds beside the fields of the type is written beside them, and never in
//! place of one.

use std::collections::{BTreeMap, HashMap};

use pickle_core::{ErrorKind, Pickle, Pickler, Protocol, from_slice};

/// A field with an alias, and a keyword that is no attribute.
#[derive(Pickle, Debug, PartialEq)]
#[pickle(module = "geo")]
struct Place {
    #[pickle(init_arg = "country")]
    country: String,
    #[pickle(alias = "height")]
    elevation: i32,
    #[pickle(dict)]
    rest: BTreeMap<String, i32>,
}

#[derive(Pickle, Debug, PartialEq)]
#[pickle(module = "geo", slots)]
struct Slotted {
    x: i32,
    #[pickle(dict)]
    rest: HashMap<String, i32>,
}

#[derive(Pickle, Debug, PartialEq)]
#[pickle(module = "geo", version = 2)]
struct Versioned {
    #[pickle(dict)]
    rest: BTreeMap<String, i32>,
}

#[derive(Pickle, Debug, PartialEq)]
#[pickle(as_dict)]
struct Plain {
    x: i32,
    #[pickle(dict)]
    rest: BTreeMap<String, i32>,
}

fn rest<M: FromIterator<(String, i32)>>(name: &str) -> M {
    [("other", 1), (name, 2)].into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

/// Is refused in all protocols, and leaves nothing behind.
#[track_caller]
fn refused<T: Pickle>(value: &T, says: &str) {
    for protocol in Protocol::ALL {
        let mut pickler = Pickler::in_memory().protocol(protocol);
        let error = pickler.dump(value).expect_err("the names clash");
        assert_eq!(error.kind(), ErrorKind::Unrepresentable);
        assert!(error.to_string().contains(says), "{error}");
        assert!(pickler.into_vec().is_empty(), "{protocol}");
    }
}

#[test]
fn a_key_that_is_a_field_is_refused() {
    let place = |name| Place { country: "Peru".into(), elevation: 7, rest: rest(name) };
    refused(
        &place("elevation"),
        "geo.Place.elevation: `elevation` is a field of the type and a key",
    );
    refused(&place("height"), "geo.Place.height: `height` is a field");
    refused(&Slotted { x: 1, rest: rest("x") }, "geo.Slotted.x: `x` is a field");
    refused(&Plain { x: 1, rest: rest("x") }, "`x` is a field");
    refused(&Versioned { rest: rest("__version__") }, "`__version__` is a field");
}

#[test]
fn other_keys_come_back() {
    let place = Place { country: "Peru".into(), elevation: 7, rest: rest("country") };
    let slotted = Slotted { x: 1, rest: rest("y") };
    for protocol in Protocol::ALL.into_iter().filter(|&protocol| protocol >= Protocol::V2) {
        let mut pickler = Pickler::in_memory().protocol(protocol);
        pickler.dump(&place).expect("a keyword is no attribute");
        let read: Place = from_slice(&pickler.into_vec()).expect("what was written");
        assert_eq!(read, place);
        let mut pickler = Pickler::in_memory().protocol(protocol);
        pickler.dump(&slotted).expect("another name");
        let read: Slotted = from_slice(&pickler.into_vec()).expect("what was written");
        assert_eq!(read, slotted);
    }
}
