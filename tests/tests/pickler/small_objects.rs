//! Objects that are small in all their parts are written at once, and as their parts are.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use pickle_core::{
    Class, Construct, Encoder, Error, Int, Limits, Memory, Pickle, Pickler, Protocol, Unpickler,
    Value,
};

use crate::Failing;

static PAIR: Class = Class::new("geo", "Pair").names(&["first", "second"]);

/// An instance of [`PAIR`], of which both attributes are the value.
struct Pair<T>(T);

impl<T: Pickle> Pickle for Pair<T> {
    fn pickle(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        let pair = encoder.begin_instance(&PAIR, 2)?;
        self.0.pickle_attribute(&pair, 0, encoder)?;
        encoder.attribute_of(&pair, 1)?;
        self.0.pickle(encoder)?;
        encoder.end_instance(pair)
    }
}

/// The same, part by part.
struct InParts<T>(T);

impl<T: Pickle> Pickle for InParts<T> {
    fn pickle(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        let args = encoder.begin_object(&PAIR, Construct::New, 0)?;
        encoder.end_args(args)?;
        let state = encoder.begin_dict(2)?;
        for index in 0..2 {
            encoder.attribute(&PAIR, index)?;
            self.0.pickle(encoder)?;
        }
        encoder.end_dict(state)?;
        encoder.build()
    }
}

fn assert_same_in_parts<T: Pickle + Clone>(value: &T) {
    for protocol in Protocol::ALL {
        // With the classes that were seen and those that were not, and wherever a frame ends.
        for filler in std::iter::once(0).chain(65_536 - 90..65_536 + 4) {
            let filler = "-".repeat(filler);
            let whole = [Pair(value.clone()), Pair(value.clone())];
            let parts = [InParts(value.clone()), InParts(value.clone())];
            let whole = dumped(protocol, &(&whole[..1], &*filler, &whole[1..], value));
            let parts = dumped(protocol, &(&parts[..1], &*filler, &parts[1..], value));
            assert!(whole == parts, "{protocol}, behind {} bytes", filler.len());
            if filler.len() > 1 && protocol < Protocol::V4 {
                break;
            }
        }
    }
}

fn dumped(protocol: Protocol, value: &impl Pickle) -> Vec<u8> {
    let mut in_memory = Pickler::in_memory().protocol(protocol);
    in_memory.dump(value).unwrap();
    let mut written = Pickler::new(Vec::new()).protocol(protocol);
    written.dump(value).unwrap();
    let bytes = in_memory.into_vec();
    assert!(bytes == written.into_inner(), "{protocol}");
    bytes
}

#[test]
fn an_instance_is_written_as_its_parts_are() {
    assert_same_in_parts(&1.5_f64);
    assert_same_in_parts(&Some(false));
    assert_same_in_parts(&None::<u8>);
    assert_same_in_parts(&i64::MIN);
    assert_same_in_parts(&"a text of 24 characters.".to_owned());
    assert_same_in_parts(&vec![true; 40]);
}

#[test]
fn ints_have_as_few_bytes_as_they_need() {
    let mut ints = vec![0_i64, i64::MIN, i64::MAX];
    for bits in 0..63 {
        let power = 1 << bits;
        ints.extend([power - 1, power, -power, -power - 1]);
    }
    for protocol in Protocol::ALL {
        for &int in &ints {
            let pickle = dumped(protocol, &int);
            assert_eq!(pickle_core::from_slice::<i64>(&pickle).unwrap(), int);
            let as_wide = dumped(protocol, &i128::from(int));
            assert_eq!(pickle, as_wide);
            let whole = dumped(protocol, &[Pair(int), Pair(int)]);
            let parts = dumped(protocol, &[InParts(int), InParts(int)]);
            assert_eq!(whole, parts, "{int}");
        }
    }
    // LONG1 of 5 bytes: the sixth would say nothing that they do not.
    let framed = |bytes: &[u8]| [b"\x80\x04\x95\x08\0\0\0\0\0\0\0", bytes].concat();
    assert_eq!(dumped(Protocol::V4, &0x8000_0000_u32), framed(b"\x8a\x05\0\0\0\x80\0."));
    assert_eq!(dumped(Protocol::V4, &-0x80_0000_0000_i64), framed(b"\x8a\x05\0\0\0\0\x80."));
}

#[test]
fn text_of_every_length_is_copied_whole() {
    let text: String = ('a'..='z').cycle().take(300).collect();
    for len in 0..=text.len() {
        let text = &text[..len];
        let pickle = dumped(Protocol::V4, &[text, text]);
        let read: [&str; 2] = pickle_core::from_slice(&pickle).unwrap();
        assert_eq!(read, [text, text]);
        let pickle = dumped(Protocol::V4, &[Pair(text), Pair(text)]);
        assert_eq!(pickle, dumped(Protocol::V4, &[InParts(text), InParts(text)]));
    }
}

#[test]
fn lists_of_small_objects_are_written_as_any_list_is() {
    for len in (0..70).chain([998, 999, 1000, 1001, 1999, 2000, 2001, 140_000]) {
        let ints = |len| (0..len).map(|index: i64| (index * index) << (index % 40));
        assert_same_in_any_list(&ints(len).map(|int| int % 3 == 0).collect::<Vec<_>>());
        assert_same_in_any_list(
            &(0..u32::try_from(len).unwrap()).map(f64::from).collect::<Vec<_>>(),
        );
        assert_same_in_any_list(&ints(len).collect::<Vec<_>>());
    }
}

fn assert_same_in_any_list<T: Pickle + Copy>(items: &[T]) {
    let others: std::collections::VecDeque<T> = items.iter().copied().collect();
    for protocol in Protocol::ALL {
        let len = items.len();
        assert!(dumped(protocol, &items) == dumped(protocol, &others), "{protocol}, {len} items");
    }
}

#[derive(Pickle, Clone, Copy)]
#[pickle(module = "ships")]
enum Kind {
    Ferry,
    Tug,
}

#[derive(Pickle, Clone)]
#[pickle(module = "ships")]
pub struct Place {
    pub x: f32,
    pub y: f64,
}

#[derive(Pickle, Clone)]
#[pickle(module = "ships")]
struct Tag {
    number: i128,
}

/// Small in all its parts, as far as they are short.
#[derive(Pickle, Clone)]
#[pickle(module = "ships")]
struct Ship {
    kind: Kind,
    before: Option<Kind>,
    name: String,
    places: (Place, Option<(Place, u8)>),
    tag: Tag,
    doors: Vec<bool>,
    codes: [i16; 5],
    id: [u8; 16],
    data: Vec<u8>,
    notes: Vec<String>,
}

fn ship(number: usize) -> Ship {
    let text = |len| "-".repeat(len);
    let place = |shift: u8| Place { x: f32::from(shift), y: f64::from(shift) };
    let byte = u8::try_from(number % 251).unwrap();
    Ship {
        kind: if number.is_multiple_of(3) { Kind::Ferry } else { Kind::Tug },
        before: number.is_multiple_of(2).then_some(Kind::Tug),
        name: text(number % 300),
        places: (place(byte), (number % 5 > 1).then(|| (place(1), byte))),
        tag: Tag { number: (number as i128) << (number % 80) },
        doors: vec![true; number % 40],
        codes: [0, 255, 256, -1, i16::from(byte)],
        id: [byte; 16],
        data: vec![byte; number * 7 % 500],
        notes: (0..number % 4).map(text).collect(),
    }
}

/// One by one: a dispatch table is asked about each, though it says nothing about them.
pub fn dumped_one_by_one(
    protocol: Protocol,
    limits: Limits,
    value: &impl Pickle,
) -> Result<Vec<u8>, Error> {
    struct Stranger;
    let mut pickler = Pickler::in_memory().protocol(protocol).limits(limits);
    pickler = pickler.dispatch(|_: &Stranger, encoder: &mut Encoder<'_>| encoder.none());
    pickler.dump(value).map(|()| pickler.into_vec())
}

pub fn assert_same_one_by_one(protocol: Protocol, value: &impl Pickle) {
    let one_by_one = dumped_one_by_one(protocol, Limits::default(), value).unwrap();
    assert!(dumped(protocol, value) == one_by_one, "{protocol}");
}

#[test]
fn small_objects_are_written_together_as_they_are_one_by_one() {
    let ships: Vec<Ship> = (0..1500).map(ship).collect();
    for protocol in Protocol::ALL {
        assert_same_one_by_one(protocol, &ships);
    }
}

/// Flat, whatever its lists hold.
#[derive(Pickle, Clone)]
#[pickle(module = "ships")]
struct Crate {
    label: String,
    weights: Vec<u16>,
    place: Option<Place>,
}

#[derive(Pickle, Clone)]
#[pickle(module = "ships")]
struct Hold {
    crates: Vec<Crate>,
    deck: Option<u8>,
}

/// Crates of which the first says little about how large the others are.
fn hold(labels: impl IntoIterator<Item = usize>, weights: usize) -> Hold {
    let labels = labels.into_iter().enumerate();
    let crates = labels.map(|(index, label)| Crate {
        label: "-".repeat(label),
        weights: vec![7; if index == 0 { 0 } else { weights }],
        place: (index > 0).then_some(Place { x: 0.5, y: 1.5 }),
    });
    Hold { crates: crates.collect(), deck: Some(1) }
}

#[test]
fn lists_of_which_the_first_item_is_small_are_written_as_one_by_one() {
    let ordinary = hold([3; 5], 2);
    for (name, hold) in [
        ("the first is the smallest", hold((0..60).map(|label| label * 40), 5)),
        ("the first is the largest", hold((0..60).rev().map(|label| label * 40), 5)),
        ("a list of more than a batch within", hold([1; 3], 1001)),
        ("a text of a frame within", hold([1, 65_535, 65_536, 65_537, 70_000], 1)),
        ("together as large as a frame", hold([0; 999], 20)),
        ("more than a batch", hold([0; 1001], 0)),
    ] {
        for filler in [0, 60_000, 65_500] {
            let holds: Vec<&Hold> = std::iter::repeat_n([&ordinary, &hold], 6).flatten().collect();
            let value = ("-".repeat(filler), holds);
            for protocol in Protocol::ALL {
                let one_by_one = dumped_one_by_one(protocol, Limits::default(), &value).unwrap();
                let together = dumped(protocol, &value);
                assert!(together == one_by_one, "{name}, behind {filler} bytes, {protocol}");
            }
        }
    }
}

#[test]
fn small_objects_are_nested_as_deep_as_they_are_one_by_one() {
    let ships: Vec<Ship> = (0..20).map(ship).collect();
    assert_nested_as_deep(&ships);
    // Of known classes, and the first item is not the deepest.
    assert_nested_as_deep(&(Place { x: 0.5, y: 1.5 }, hold([1], 0), [[hold([1; 3], 1)]]));
}

fn assert_nested_as_deep(value: &impl Pickle) {
    let mut failed = 0;
    for depth in 0..10 {
        let limits = Limits { depth, ..Limits::default() };
        let mut pickler = Pickler::in_memory().limits(limits);
        let together = pickler.dump(value).map(|()| pickler.into_vec());
        let one_by_one = dumped_one_by_one(Protocol::V4, limits, value);
        failed += usize::from(together.is_err());
        assert_eq!(
            together.map_err(|error| error.to_string()),
            one_by_one.map_err(|error| error.to_string()),
            "{depth} levels"
        );
    }
    assert!((1..10).contains(&failed), "{failed} have failed");
}

#[test]
fn small_objects_that_a_failed_dump_has_named_are_named_again() {
    let ship = ship(7);
    let dumps = |failing: &dyn Fn(&mut Pickler<'_, Memory>)| {
        let mut pickler = Pickler::in_memory();
        failing(&mut pickler);
        pickler.dump(&(&ship, &ship)).unwrap();
        failing(&mut pickler);
        pickler.dump(&[ship.clone(), ship.clone()]).unwrap();
        pickler.into_vec()
    };
    let failing = dumps(&|pickler| {
        pickler.dump(&(Tag { number: 1 }, &ship, Failing)).unwrap_err();
    });
    assert!(failing == dumps(&|_| {}));
}

/// Of three classes, numbered one after the other, the second is not known to the pickler yet.
#[test]
fn names_are_unknown_until_they_are_written() {
    #[derive(Pickle)]
    #[pickle(as_dict)]
    struct First {
        one: u8,
        two: u8,
    }

    #[derive(Pickle, PartialEq, Debug)]
    #[pickle(as_dict)]
    struct Second {
        three: u8,
        four: Option<Box<Second>>,
    }

    #[derive(Pickle)]
    #[pickle(as_dict)]
    struct Third {
        five: u8,
    }

    let first = || First { one: 1, two: 2 };
    let second = || Second { three: 3, four: Some(Box::new(Second { three: 4, four: None })) };
    let mut numbered = Pickler::in_memory();
    numbered.dump(&(first(), second(), Third { five: 5 })).unwrap();

    let [failed, plain] = [true, false].map(|fails| {
        let mut pickler = Pickler::in_memory();
        pickler.dump(&(first(), Third { five: 5 })).unwrap();
        if fails {
            pickler.dump(&Failing).unwrap_err();
        }
        pickler.dump(&(second(), second())).unwrap();
        pickler.into_vec()
    });
    assert!(failed == plain);
    let mut unpickler = Unpickler::new(&failed);
    unpickler.load::<Value>().unwrap();
    assert_eq!(unpickler.load::<(Second, Second)>().unwrap(), (second(), second()));
}

#[derive(Pickle, Clone)]
#[pickle(module = "geo")]
enum Shape {
    Nothing,
    Square(f64),
    Rect(i64, u8),
    Polygon(u8, u8, u8, u8),
    Circle { radius: f64, name: Option<String> },
    Group { name: char, shapes: Vec<Shape> },
}

#[derive(Pickle, Clone)]
#[pickle(module = "geo", newargs)]
struct Point(#[pickle(init_arg)] i32, #[pickle(init_arg)] i32);

#[test]
fn variants_and_what_is_made_from_arguments_are_written_together_as_one_by_one() {
    let circle = Shape::Circle { radius: 2.5, name: Some("round".into()) };
    let shapes = [
        Shape::Nothing,
        Shape::Square(0.5),
        Shape::Rect(i64::MIN, 7),
        Shape::Polygon(1, 2, 3, 4),
        circle.clone(),
        Shape::Group { name: 'é', shapes: vec![Shape::Nothing, circle] },
    ];
    let points = [Point(1, -1), Point(1 << 20, 0)];
    for protocol in Protocol::ALL {
        let value = (shapes.clone(), points.clone(), shapes.clone(), points.clone(), ['a', 'b']);
        assert_same_one_by_one(protocol, &value);
    }
}

#[test]
fn items_and_entries_are_written_together_as_one_by_one() {
    let numbers: BTreeSet<i64> = (0..2500).map(|number| number * 1_000_003).collect();
    let names: BTreeMap<String, Option<f64>> =
        (0..2500).map(|number| (format!("name {number}"), Some(0.5))).collect();
    let queue: VecDeque<char> = ('a'..='z').chain('à'..='ü').collect();
    for protocol in Protocol::ALL {
        let value = (numbers.clone(), names.clone(), queue.clone());
        assert_same_one_by_one(protocol, &value);
    }
}

#[test]
fn ints_beyond_64_bits_are_written_as_those_of_any_size() {
    for bits in 62..127 {
        for wide in [1_i128 << bits, (1 << bits) - 1, -(1 << bits), -(1 << bits) - 1] {
            for protocol in Protocol::ALL {
                let any = dumped(protocol, &[Int::from(wide), Int::from(wide)]);
                assert!(dumped(protocol, &[wide, wide]) == any, "{wide} in {protocol}");
            }
        }
    }
    for protocol in Protocol::ALL {
        let widest = (i128::MIN, i128::MAX, u128::MAX, u64::MAX);
        let any =
            (Int::from(widest.0), Int::from(widest.1), Int::from(widest.2), Int::from(widest.3));
        assert!(dumped(protocol, &widest) == dumped(protocol, &any), "{protocol}");
    }
}
