//! Boost.Python's `world`, which needs its country to be made and has a number that no constructor
//! takes, in the four ways of its documentation (`pickle1.cpp` to `pickle4.cpp`).

use std::collections::BTreeMap;

use pickle_core::{
    Class, Error, ErrorKind, NoState, Pickle, PickleSuite, Protocol, StatePair, from_slice,
};
use pickle_tests::hex;
use pickle_tests::python::interpreters;

use crate::conversation::{dump, exchange, listen, protocols, run};

const SCRIPT: &str = include_str!("world.py");

/// `pickle1.cpp`: the init args say it all.
mod pickle1 {
    use super::Pickle;

    #[derive(Pickle, Debug, PartialEq)]
    #[pickle(module = "pickle1_ext", name = "world", init = World::new)]
    pub struct World {
        #[pickle(init_arg)]
        country: String,
        /// Not restored, as in the example: that takes a state.
        #[pickle(skip)]
        pub secret_number: i64,
    }

    impl World {
        pub fn new(country: impl Into<String>) -> World {
            World { country: country.into(), secret_number: 0 }
        }

        pub fn greet(&self) -> String {
            format!("Hello from {}!", self.country)
        }
    }
}

/// `pickle1.cpp` once more, with the instance's `__dict__`: it needs no more than to be named.
mod pickle1_with_dict {
    use super::{BTreeMap, Pickle};

    #[derive(Pickle, Debug, PartialEq)]
    #[pickle(module = "pickle1_ext", name = "world", init = World::new)]
    pub struct World {
        #[pickle(init_arg)]
        country: String,
        #[pickle(dict)]
        pub dict: BTreeMap<String, i64>,
    }

    impl World {
        pub fn new(country: String) -> World {
            World { country, dict: BTreeMap::new() }
        }
    }
}

/// `pickle2.cpp`: the number is state, which a pair of functions saves and restores.
mod pickle2 {
    use super::Pickle;

    #[derive(Pickle, Debug, PartialEq)]
    #[pickle(
        module = "pickle2_ext",
        name = "world",
        init = World::new,
        getinitargs = World::getinitargs,
        getstate = World::getstate,
        setstate = World::setstate,
    )]
    pub struct World {
        country: String,
        pub secret_number: i64,
    }

    impl World {
        pub fn new(country: String) -> World {
            World { country, secret_number: 0 }
        }

        fn getinitargs(&self) -> (&str,) {
            (&self.country,)
        }

        fn getstate(&self) -> (i64,) {
            (self.secret_number,)
        }

        /// As in the example, the function has the last word: 42 is not restored.
        fn setstate(&mut self, (number,): (i64,)) -> Result<(), String> {
            if number < 0 {
                return Err(format!("{number} is no secret"));
            }
            if number != 42 {
                self.secret_number = number;
            }
            Ok(())
        }
    }
}

/// `pickle3.cpp`: the pair takes care of the instance's `__dict__` as well.
mod pickle3 {
    use super::{BTreeMap, Pickle};

    type Dict = BTreeMap<String, i64>;

    #[derive(Pickle, Debug, PartialEq)]
    #[pickle(
        module = "pickle3_ext",
        name = "world",
        init = World::new,
        getstate = World::getstate,
        setstate = World::setstate,
        getstate_manages_dict,
    )]
    pub struct World {
        #[pickle(init_arg)]
        country: String,
        pub secret_number: i64,
        #[pickle(dict)]
        pub dict: Dict,
    }

    impl World {
        pub fn new(country: String) -> World {
            World { country, secret_number: 0, dict: BTreeMap::new() }
        }

        fn getstate(&self) -> (&Dict, i64) {
            (&self.dict, self.secret_number)
        }

        fn setstate(&mut self, (dict, number): (Dict, i64)) {
            self.dict.extend(dict);
            if number != 42 {
                self.secret_number = number;
            }
        }
    }
}

/// A crate that knows nothing of pickles.
mod foreign {
    #[derive(Clone, Debug, PartialEq)]
    pub struct World {
        country: String,
        secret_number: i64,
    }

    impl World {
        pub fn new(country: impl Into<String>) -> World {
            World { country: country.into(), secret_number: 0 }
        }

        pub fn country(&self) -> &str {
            &self.country
        }

        pub fn secret_number(&self) -> i64 {
            self.secret_number
        }

        pub fn set_secret_number(&mut self, number: i64) {
            self.secret_number = number;
        }
    }
}

/// `pickle4.cpp`: support from outside of the class.
struct WorldSuite;

impl PickleSuite<foreign::World> for WorldSuite {
    type InitArgs = (String,);
    type State = NoState;

    fn class() -> &'static Class {
        static WORLD: Class = Class::new("pickle4_ext", "world");
        &WORLD
    }

    fn getinitargs(world: &foreign::World) -> Result<(String,), Error> {
        Ok((world.country().to_owned(),))
    }

    fn init((country,): (String,)) -> Result<foreign::World, Error> {
        Ok(foreign::World::new(country))
    }
}

/// The foreign type in a type of our own: the suite is named on that.
#[derive(Pickle, Debug, PartialEq)]
#[pickle(suite = WorldSuite)]
struct Wrapper(foreign::World);

impl PickleSuite<Wrapper> for WorldSuite {
    type InitArgs = (String,);
    type State = NoState;

    fn class() -> &'static Class {
        <WorldSuite as PickleSuite<foreign::World>>::class()
    }

    fn getinitargs(wrapper: &Wrapper) -> Result<(String,), Error> {
        <WorldSuite as PickleSuite<foreign::World>>::getinitargs(&wrapper.0)
    }

    fn init(args: (String,)) -> Result<Wrapper, Error> {
        <WorldSuite as PickleSuite<foreign::World>>::init(args).map(Wrapper)
    }
}

/// The same type with its number: a suite with a state.
struct StatefulSuite;

impl PickleSuite<foreign::World> for StatefulSuite {
    type InitArgs = (String,);
    type State = StatefulSuite;

    fn class() -> &'static Class {
        static WORLD: Class = Class::new("pickle2_ext", "world");
        &WORLD
    }

    fn getinitargs(world: &foreign::World) -> Result<(String,), Error> {
        Ok((world.country().to_owned(),))
    }

    fn init((country,): (String,)) -> Result<foreign::World, Error> {
        if country.is_empty() {
            Err(Error::custom("no country"))
        } else {
            Ok(foreign::World::new(country))
        }
    }
}

impl StatePair<foreign::World> for StatefulSuite {
    type State = (i64,);

    fn getstate(world: &foreign::World) -> Result<Option<(i64,)>, Error> {
        Ok(Some((world.secret_number(),)))
    }

    fn setstate(world: &mut foreign::World, (number,): (i64,)) -> Result<(), Error> {
        world.set_secret_number(number);
        Ok(())
    }
}

/// The foreign type as a field, under either suite: nothing has to be wrapped.
#[derive(Pickle, Debug, PartialEq)]
#[pickle(transparent)]
struct Light(#[pickle(with = WorldSuite)] foreign::World);

#[derive(Pickle, Debug, PartialEq)]
#[pickle(transparent)]
struct Stateful(#[pickle(with = StatefulSuite)] foreign::World);

/// Worlds of all ways in one list.
#[derive(Pickle, Debug, PartialEq)]
#[pickle(module = "atlas")]
struct Atlas {
    worlds: (pickle1::World, pickle2::World, pickle3::World, Wrapper),
}

#[test]
fn init_args_alone() {
    let ivory = "C\u{f4}te d\u{2019}Ivoire";
    exchange(
        SCRIPT,
        "pickle1_ext",
        &[("world", pickle1::World::new("Hello")), ("ivory", pickle1::World::new(ivory))],
    );
    assert_eq!(pickle1::World::new("Hello").greet(), "Hello from Hello!");
}

#[test]
fn init_args_alone_do_not_restore_the_secret() {
    for python in interpreters() {
        let heard = listen(python, SCRIPT, "say('pickle1_ext with a secret')");
        assert!(!heard.is_empty());
        for (name, protocol, bytes) in heard {
            let world: pickle1::World = from_slice(&bytes).unwrap();
            assert_eq!(world, pickle1::World::new("California"), "{python}, {name}, {protocol:?}");
        }
    }
    let mut world = pickle1::World::new("California");
    world.secret_number = 24;
    for protocol in Protocol::ALL {
        let read: pickle1::World = from_slice(&dump(&world, protocol)).unwrap();
        assert_eq!(read.secret_number, 0);
    }
}

#[test]
fn init_args_and_the_dict() {
    let empty = pickle1_with_dict::World::new("California".into());
    let mut full = pickle1_with_dict::World::new("California".into());
    full.dict = BTreeMap::from([("x".into(), 1), ("y".into(), 2)]);
    exchange(SCRIPT, "pickle1_ext with a dict", &[("empty", empty), ("full", full)]);
}

fn world2(number: i64) -> pickle2::World {
    let mut world = pickle2::World::new("California".into());
    world.secret_number = number;
    world
}

#[test]
fn init_args_and_state() {
    exchange(SCRIPT, "pickle2_ext", &[("24", world2(24)), ("0", world2(0))]);
}

/// "Hello from California! 0": both sides ask the example's own function what to do.
#[test]
fn setstate_has_the_last_word() {
    for python in interpreters() {
        for (_, protocol, bytes) in listen(python, SCRIPT, "say('pickle2_ext 42')") {
            let read: pickle2::World = from_slice(&bytes).unwrap();
            assert_eq!(read, world2(0), "{python}, {protocol:?}");
        }
        let lines: Vec<String> = protocols(python)
            .map(|protocol| {
                format!("0\t{}\t{}\n", protocol.number(), hex::encode(&dump(&world2(42), protocol)))
            })
            .collect();
        let answers = run(python, SCRIPT, "hear('pickle2_ext')", &lines);
        assert!(answers.iter().all(|answer| answer == "ok"), "{python}: {answers:?}");
    }
}

#[test]
fn state_that_is_not_restored_is_an_error_with_its_place() {
    for protocol in Protocol::ALL {
        let error =
            from_slice::<Vec<pickle2::World>>(&dump(&[world2(1), world2(-1)][..], protocol));
        let error = error.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Custom, "{error}");
        assert_eq!(error.message(), "-1 is no secret");
        assert_eq!(error.path(), "[1]");
        assert!(error.offset().is_some());
    }
    // The state of another version of the class: "expected 1-item tuple in call to __setstate__".
    let other = b"cpickle2_ext\nworld\n(VCalifornia\ntR(I1\nI2\ntb.";
    let error = from_slice::<pickle2::World>(other).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::WrongLength);
    assert!(error.path().starts_with("pickle2_ext.world.__setstate__()"), "{error}");
    // No init args at all.
    let error = from_slice::<pickle2::World>(b"cpickle2_ext\nworld\n(tR(I1\ntb.").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::WrongLength);
    // The class of another extension.
    let error =
        from_slice::<pickle2::World>(b"cpickle1_ext\nworld\n(VCalifornia\ntR.").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::WrongClass);
}

#[test]
fn state_with_the_dict() {
    let empty = pickle3::World::new("California".into());
    let mut full = pickle3::World::new("California".into());
    full.secret_number = 24;
    full.dict = BTreeMap::from([("x".into(), 1), ("y".into(), 2)]);
    exchange(SCRIPT, "pickle3_ext", &[("empty", empty), ("full", full)]);
}

#[test]
fn support_from_outside_on_a_wrapper() {
    exchange(SCRIPT, "pickle4_ext", &[("world", Wrapper(foreign::World::new("Hello")))]);
}

#[test]
fn support_from_outside_on_a_field() {
    exchange(SCRIPT, "pickle4_ext", &[("world", Light(foreign::World::new("Hello")))]);
    let california = foreign::World::new("California");
    let mut secret = california.clone();
    secret.set_secret_number(24);
    exchange(SCRIPT, "pickle2_ext", &[("24", Stateful(secret)), ("0", Stateful(california))]);
}

#[test]
fn a_suite_may_refuse() {
    let nowhere = Stateful(foreign::World::new(""));
    for protocol in Protocol::ALL {
        let error = from_slice::<(u8, Stateful)>(&dump(&(1_u8, &nowhere), protocol)).unwrap_err();
        assert_eq!((error.kind(), error.message()), (ErrorKind::Custom, "no country"));
        assert_eq!(error.path(), "[1]");
    }
}

#[test]
fn worlds_of_all_ways_together() {
    let mut third = pickle3::World::new("Three".into());
    third.secret_number = 3;
    third.dict.insert("x".into(), 1);
    let mut second = pickle2::World::new("Two".into());
    second.secret_number = 2;
    let worlds = (pickle1::World::new("One"), second, third, Wrapper(foreign::World::new("Four")));
    exchange(SCRIPT, "atlas", &[("atlas", Atlas { worlds })]);
}

/// Where Python itself still calls `__getinitargs__`: INST, OBJ and BUILD.
#[test]
fn old_style_classes_of_python_2() {
    for python in interpreters().iter().filter(|python| python.version.0 == 2) {
        let lines = run(python, SCRIPT, "say_old_style()", &[]);
        assert_eq!(lines.len(), 6);
        for line in lines {
            let bytes = hex::decode(&line).unwrap();
            let read: pickle2::World = from_slice(&bytes).unwrap();
            assert_eq!(read, world2(24), "{python}\n{}", python.disassemble(&bytes));
        }
        let lines: Vec<String> = protocols(python)
            .map(|protocol| hex::encode(&dump(&world2(24), protocol)) + "\n")
            .collect();
        let answers = run(python, SCRIPT, "hear_old_style()", &lines);
        assert_eq!(answers, ["world California 24"; 6], "{python}");
    }
}
