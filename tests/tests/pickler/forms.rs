//! Whatever the form of an object is: small, it is written at once, as it is one by one.

use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use pickle_core::{Limits, Pickle, Pickler, Protocol};

use crate::small_objects::{assert_same_one_by_one, dumped_one_by_one};

#[derive(Pickle, Clone)]
#[pickle(module = "forms")]
enum Color {
    Red = 1,
    Green = 300,
}

#[derive(Pickle, Clone)]
#[pickle(module = "forms", slots)]
struct Slotted {
    id: u32,
    label: String,
}

#[derive(Pickle, Clone)]
#[pickle(module = "forms", slots)]
struct OneSlot {
    color: Color,
}

#[derive(Pickle, Clone)]
#[pickle(as_dict)]
struct Plain {
    id: u32,
    color: Option<Color>,
}

#[derive(Pickle, Clone)]
#[pickle(as_tuple)]
struct Pair(i64, Option<bool>);

#[derive(Pickle, Clone)]
#[pickle(as_tuple)]
enum Event {
    Key { code: u32, shift: bool },
    Text(String),
    Quit,
}

#[derive(Pickle, Clone)]
#[pickle(module = "forms", init = Made::new)]
struct Made {
    #[pickle(init_arg)]
    id: u32,
    #[pickle(init_arg)]
    label: String,
    weight: f32,
}

impl Made {
    fn new(id: u32, label: String) -> Made {
        Made { id, label, weight: 0.0 }
    }
}

#[derive(Pickle, Clone)]
#[pickle(module = "forms")]
struct Empty {}

#[derive(Pickle, Clone)]
#[pickle(module = "forms")]
struct Keyed {
    id: u8,
    #[pickle(dict)]
    rest: BTreeMap<String, i64>,
}

/// All forms, by themselves and behind pointers that share them.
#[derive(Pickle, Clone)]
#[pickle(module = "forms")]
struct All {
    slotted: Box<Slotted>,
    one: OneSlot,
    plain: Plain,
    pair: Pair,
    events: Vec<Event>,
    made: Made,
    empty: Empty,
    keyed: Keyed,
    nested: Vec<Vec<Vec<u16>>>,
    colors: Vec<Color>,
    shared: Shared,
}

#[derive(Pickle, Clone)]
#[pickle(module = "forms")]
struct Shared {
    slotted: Rc<Slotted>,
    one: Rc<OneSlot>,
    plain: Rc<Plain>,
    pair: Rc<Pair>,
    event: Arc<Event>,
    made: Rc<Made>,
    empty: Rc<Empty>,
    color: Rc<Color>,
    text: Rc<str>,
    list: Rc<Vec<u8>>,
    lists: Rc<Vec<Vec<u16>>>,
    items: Rc<[u16]>,
    number: Rc<f64>,
    nothing: Rc<Option<u8>>,
    twice: Rc<(Rc<u16>,)>,
}

fn all(number: usize, before: Option<&All>) -> All {
    let text = |len: usize| "-".repeat(len);
    let id = u32::try_from(number * 37).unwrap();
    let short = u8::try_from(number % 251).unwrap();
    let color = if number.is_multiple_of(2) { Color::Red } else { Color::Green };
    let slotted = Slotted { id, label: text(number % 40) };
    let one = OneSlot { color: color.clone() };
    let plain = Plain { id, color: number.is_multiple_of(3).then(|| color.clone()) };
    let pair = Pair(-i64::from(id), Some(number.is_multiple_of(5)));
    let event = match number % 3 {
        0 => Event::Key { code: id, shift: true },
        1 => Event::Text(text(number % 300)),
        _ => Event::Quit,
    };
    let made = Made { id, label: text(number % 20), weight: 0.5 };
    let lists: Vec<Vec<u16>> =
        (0..number % 4).map(|len| vec![u16::from(short); len * (number % 7)]).collect();
    let rest = (0..number % 3).map(|key| (format!("key {}", key * number % 5), 7)).collect();
    let shared = match before {
        Some(before) if !number.is_multiple_of(4) => before.shared.clone(),
        _ => Shared {
            slotted: Rc::new(slotted.clone()),
            one: Rc::new(one.clone()),
            plain: Rc::new(plain.clone()),
            pair: Rc::new(pair.clone()),
            event: Arc::new(event.clone()),
            made: Rc::new(made.clone()),
            empty: Rc::new(Empty {}),
            color: Rc::new(color.clone()),
            text: text(number % 3).into(),
            list: Rc::new(vec![short; number % 9]),
            lists: Rc::new(lists.clone()),
            items: vec![u16::from(short); number % 5].into(),
            number: Rc::new(0.5),
            nothing: Rc::new(None),
            twice: Rc::new((Rc::new(u16::from(short)),)),
        },
    };
    All {
        slotted: Box::new(slotted),
        one,
        plain,
        pair,
        events: vec![event; number % 3],
        made,
        empty: Empty {},
        keyed: Keyed { id: short, rest },
        nested: vec![lists; number % 2 + 1],
        colors: vec![color; number % 40],
        shared,
    }
}

/// As many of them, most of which share something with the one before.
fn several(count: usize) -> Vec<All> {
    let mut several: Vec<All> = Vec::new();
    for number in 0..count {
        several.push(all(number, several.last()));
    }
    several
}

#[test]
fn objects_of_every_form_are_written_together_as_they_are_one_by_one() {
    let several = several(700);
    for protocol in Protocol::ALL {
        assert_same_one_by_one(protocol, &several);
        for item in &several[..30] {
            assert_same_one_by_one(protocol, item);
            assert_same_one_by_one(protocol, &item.shared);
        }
    }
}

/// With more in the memo than BINGET reaches, all that is known takes as many bytes as it ever does.
#[test]
fn objects_of_every_form_are_written_together_behind_a_full_memo() {
    let shared: Vec<Rc<str>> = (0..300).map(|number| number.to_string().into()).collect();
    let full = [shared.clone(), shared];
    for protocol in Protocol::ALL {
        assert_same_one_by_one(protocol, &(&full, several(300)));
    }
}

#[test]
fn objects_of_every_form_are_nested_as_deep_as_they_are_one_by_one() {
    let several = several(12);
    for protocol in [Protocol::V2, Protocol::V4] {
        for depth in 0..20 {
            let limits = Limits { depth, ..Limits::default() };
            for item in &several {
                let mut pickler = Pickler::in_memory().protocol(protocol).limits(limits);
                let together = pickler.dump(item).map(|()| pickler.into_vec());
                let one_by_one = dumped_one_by_one(protocol, limits, item);
                assert_eq!(
                    together.map_err(|error| error.to_string()),
                    one_by_one.map_err(|error| error.to_string()),
                    "{depth} levels in {protocol}"
                );
            }
        }
    }
}

#[test]
fn what_points_to_what_points_on_is_nested_as_deep_as_one_by_one() {
    fn behind_references(depth: u32) -> impl Pickle {
        (0..depth).fold(Box::new(1_u8) as Box<dyn Pickle>, |inner, _| Box::new(inner))
    }
    for depth in [1, 11, 12, 13, 200] {
        let deep = behind_references(depth);
        assert_same_one_by_one(Protocol::V4, &[&deep, &deep]);
    }
}
