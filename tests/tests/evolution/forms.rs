//! Types of every form have versions.

use std::borrow::Cow;
use std::collections::BTreeMap;

use pickle_core::{Error, ErrorKind, Pickle, Protocol, Unpickler, Value, ValueRef, from_slice};

use crate::dump;

#[test]
fn variants_have_the_version_of_their_enum() {
    mod v1 {
        #[derive(pickle_core::Pickle)]
        #[pickle(module = "geo", name = "Shape", version = 1)]
        pub enum Shape {
            Circle { diameter: f64 },
            Square(f64),
            Empty,
        }
    }

    #[derive(Pickle, Debug, PartialEq)]
    #[pickle(module = "geo", version = 2, upgrade = Shape::upgrade)]
    enum Shape {
        Circle {
            radius: f64,
        },
        #[pickle(alias = "geo.Shape.Square")]
        Rectangle(f64, f64),
        Empty,
    }

    impl Shape {
        fn upgrade(_: u32, mut shape: Value) -> Result<Value, Error> {
            if shape.attribute("diameter").is_some() {
                let diameter: f64 = shape.take("diameter")?;
                shape.insert("radius", diameter / 2.0)?;
            }
            let side = shape.instance().and_then(|it| it.args().next()).map(Value::from);
            if let Some(side) = side {
                shape.set_args([side.clone(), side])?;
            }
            Ok(shape)
        }
    }

    for protocol in Protocol::ALL {
        let older = [v1::Shape::Circle { diameter: 3.0 }, v1::Shape::Square(2.0), v1::Shape::Empty];
        let today: [Shape; 3] = from_slice(&dump(protocol, &older)).unwrap();
        let expected = [Shape::Circle { radius: 1.5 }, Shape::Rectangle(2.0, 2.0), Shape::Empty];
        assert_eq!(today, expected);
        assert_eq!(from_slice::<[Shape; 3]>(&dump(protocol, &today)).unwrap(), expected);
    }
}

#[derive(Pickle, Debug, PartialEq)]
#[pickle(as_dict, version = 2, upgrade = upgrade_record, deny_unknown)]
struct Record<'a> {
    text: Cow<'a, str>,
    #[pickle(skip)]
    cache: u8,
}

fn upgrade_record(_: u32, mut record: Value) -> Value {
    record.rename("txt", "text");
    record
}

#[test]
fn dicts_have_versions_and_borrow_where_they_can() {
    let older = dump(Protocol::V4, &BTreeMap::from([("txt", "old")]));
    let read: Record<'_> = from_slice(&older).unwrap();
    assert!(matches!(read.text, Cow::Owned(ref text) if text == "old"));
    let today = dump(Protocol::V4, &read);
    let read: Record<'_> = from_slice(&today).unwrap();
    assert!(matches!(read.text, Cow::Borrowed("old")));
    let value: Value = from_slice(&today).unwrap();
    assert_eq!(value.to_string(), "{'__version__': 2, 'text': 'old'}");
    let other = dump(Protocol::V4, &BTreeMap::from([("text", "a"), ("more", "b")]));
    assert_eq!(from_slice::<Record<'_>>(&other).unwrap_err().kind(), ErrorKind::UnknownAttribute);
}

#[test]
fn slots_and_instance_dicts_keep_the_version_out_of_sight() {
    #[derive(Pickle, Debug, PartialEq, Default)]
    #[pickle(module = "app", version = 3, slots, default, upgrade = same)]
    struct Point {
        x: i32,
        #[pickle(dict)]
        others: BTreeMap<String, i32>,
    }
    fn same(version: u32, point: Value) -> Value {
        assert_eq!(version, 0);
        point
    }
    let point = Point { x: 1, others: [("y".into(), 2)].into() };
    for protocol in Protocol::ALL {
        let pickle = dump(protocol, &point);
        assert_eq!(from_slice::<Point>(&pickle).unwrap(), point);
        let value: Value = from_slice(&pickle).unwrap();
        assert_eq!(value.attribute("__version__").and_then(ValueRef::as_i64), Some(3));
    }
    // Without a version, in either half of the state.
    let older = b"\x80\x02capp\nPoint\n)\x81}U\x01yK\x02s}U\x01xK\x01s\x86b.";
    assert_eq!(from_slice::<Point>(older).unwrap(), point);
}

#[test]
fn what_has_no_attributes_has_a_version() {
    #[derive(Pickle)]
    #[pickle(module = "app", name = "Unit", version = 1)]
    struct Unit;
    #[derive(Pickle, Debug, PartialEq)]
    #[pickle(module = "app", name = "Id", version = 1)]
    struct Id(u64);
    for protocol in Protocol::ALL {
        let Unit = from_slice(&dump(protocol, &Unit)).unwrap();
        assert_eq!(from_slice::<Id>(&dump(protocol, &Id(7))).unwrap(), Id(7));
    }
}

#[test]
fn a_pair_can_be_given_up_for_attributes() {
    mod v0 {
        #[derive(pickle_core::Pickle, Default)]
        #[pickle(module = "app", name = "Counter", getstate = Counter::get, setstate = Counter::set)]
        pub struct Counter {
            pub count: u32,
        }
        impl Counter {
            fn get(&self) -> (u32,) {
                (self.count,)
            }
            fn set(&mut self, (count,): (u32,)) {
                self.count = count;
            }
        }
    }
    #[derive(Pickle, Debug, PartialEq)]
    #[pickle(module = "app", version = 1, upgrade = Counter::upgrade)]
    struct Counter {
        count: u32,
    }
    impl Counter {
        #[expect(clippy::needless_pass_by_value, reason = "what `upgrade` takes")]
        fn upgrade(_: u32, counter: Value) -> Result<Value, Error> {
            let state = counter.instance().and_then(|it| it.states().next());
            let count = state.and_then(|state| state.item(0)).map(Value::from);
            let class = pickle_core::Global::new("app", "Counter");
            Value::new_object(class, [0; 0]).with_state(Value::dict([("count", count)])?)
        }
    }
    for protocol in Protocol::ALL {
        let pickle = dump(protocol, &v0::Counter { count: 3 });
        assert_eq!(from_slice::<Counter>(&pickle).unwrap(), Counter { count: 3 });
    }
}

#[test]
fn persistent_ids_are_resolved_in_upgraded_instances() {
    #[derive(Pickle, Debug, PartialEq)]
    struct Record(u32);
    #[derive(Pickle, Debug, PartialEq)]
    #[pickle(module = "app", version = 1, upgrade = rename)]
    struct Memo {
        #[pickle(persistent_id)]
        record: Record,
    }
    fn rename(_: u32, mut memo: Value) -> Value {
        memo.rename("old", "record");
        memo
    }
    let pickle = b"\x80\x02capp\nMemo\n)\x81}U\x03oldK\x07Qsb.";
    let mut unpickler = Unpickler::new(pickle).persistent_load(|id: u32| Some(Record(id * 10)));
    assert_eq!(unpickler.load::<Memo>().unwrap(), Memo { record: Record(70) });
}

#[test]
fn a_class_that_stands_for_its_instance_is_upgraded_to_one() {
    #[derive(Pickle, Debug, PartialEq)]
    #[pickle(module = "app", version = 1, upgrade = same)]
    enum Option {
        Some { value: u8 },
        None,
    }
    fn same(_: u32, value: Value) -> Value {
        value
    }
    assert_eq!(
        from_slice::<Option>(b"\x80\x04\x8c\x03app\x8c\x0bOption.None\x93.").unwrap(),
        Option::None
    );
}
