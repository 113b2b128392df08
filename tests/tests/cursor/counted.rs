//! Types of every shape that run functions of the user's, and a log of the calls.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use pickle_core::{Class, Error, NoState, Pickle, PickleSuite, StatePair, Value};

use crate::shapes::Point;

thread_local! {
    static CALLS: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

pub fn log(call: String) {
    CALLS.with_borrow_mut(|calls| calls.push(call));
}

/// The calls since the last time that this was asked.
pub fn calls() -> Vec<String> {
    CALLS.take()
}

/// Made by a constructor that takes not everything.
#[derive(Pickle, Debug, PartialEq, Clone)]
#[pickle(module = "shapes", init = Counted::new)]
pub struct Counted {
    #[pickle(init_arg)]
    pub number: u32,
    #[pickle(default)]
    pub note: Option<String>,
}

impl Counted {
    fn new(number: u32) -> Result<Counted, String> {
        log(format!("Counted({number})"));
        if number == 666 {
            return Err("not this one".to_owned());
        }
        Ok(Counted { number, note: None })
    }
}

/// The world of Boost.Python's documentation: init args from a function, and a pair.
#[derive(Debug, PartialEq, Clone, Pickle)]
#[pickle(module = "shapes", init = World::new, getinitargs = World::getinitargs)]
#[pickle(getstate = World::getstate, setstate = World::setstate)]
pub struct World {
    pub country: String,
    pub secrets: Vec<i64>,
}

impl World {
    fn new(country: String) -> World {
        log(format!("World({country})"));
        World { country, secrets: Vec::new() }
    }

    fn getinitargs(&self) -> (String,) {
        (self.country.clone(),)
    }

    fn getstate(&self) -> Option<Vec<i64>> {
        Some(self.secrets.clone()).filter(|secrets| !secrets.is_empty())
    }

    fn setstate(&mut self, secrets: Vec<i64>) -> Result<(), String> {
        log(format!("setstate({secrets:?})"));
        if secrets.contains(&666) {
            return Err("not this one".to_owned());
        }
        self.secrets = secrets;
        Ok(())
    }
}

/// A pair without a constructor, whose state is a whole dict.
#[derive(Debug, PartialEq, Clone, Default, Pickle)]
#[pickle(module = "shapes", getstate = Table::getstate, setstate = Table::setstate)]
pub struct Table {
    pub cells: BTreeMap<String, Counted>,
}

impl Table {
    fn getstate(&self) -> BTreeMap<String, Counted> {
        self.cells.clone()
    }

    fn setstate(&mut self, cells: BTreeMap<String, Counted>) {
        log(format!("setstate of {}", cells.len()));
        self.cells = cells;
    }
}

/// A type without annotations.
#[derive(Debug, PartialEq, Clone)]
pub struct Foreign {
    pub id: u8,
    pub tags: Vec<String>,
}

pub struct ForeignSuite;

impl PickleSuite<Foreign> for ForeignSuite {
    type InitArgs = (u8,);
    type State = ForeignSuite;

    fn class() -> &'static Class {
        static FOREIGN: Class = Class::new("shapes", "Foreign");
        &FOREIGN
    }

    fn getinitargs(foreign: &Foreign) -> Result<(u8,), Error> {
        Ok((foreign.id,))
    }

    fn init((id,): (u8,)) -> Result<Foreign, Error> {
        log(format!("Foreign({id})"));
        Ok(Foreign { id, tags: Vec::new() })
    }
}

impl StatePair<Foreign> for ForeignSuite {
    type State = Vec<String>;

    fn getstate(foreign: &Foreign) -> Result<Option<Vec<String>>, Error> {
        Ok(Some(foreign.tags.clone()).filter(|tags| !tags.is_empty()))
    }

    fn setstate(foreign: &mut Foreign, tags: Vec<String>) -> Result<(), Error> {
        log(format!("setstate({tags:?})"));
        foreign.tags = tags;
        Ok(())
    }
}

/// Another that has no state.
#[derive(Debug, PartialEq, Clone, Pickle)]
#[pickle(suite = ReadySuite)]
pub struct Ready;

pub struct ReadySuite;

impl PickleSuite<Ready> for ReadySuite {
    type InitArgs = ();
    type State = NoState;

    fn class() -> &'static Class {
        static READY: Class = Class::new("shapes", "Ready");
        &READY
    }

    fn getinitargs(_: &Ready) -> Result<(), Error> {
        Ok(())
    }

    fn init((): ()) -> Result<Ready, Error> {
        log("Ready()".to_owned());
        Ok(Ready)
    }
}

/// One whose version is in the pickle.
#[derive(Debug, PartialEq, Clone, Pickle)]
#[pickle(module = "shapes", version = 3, upgrade = Versioned::upgrade)]
pub struct Versioned {
    pub name: String,
    pub counted: Counted,
}

impl Versioned {
    fn upgrade(version: u32, mut older: Value) -> Result<Value, Error> {
        log(format!("upgrade from {version}"));
        older.insert("name", "upgraded")?;
        Ok(older)
    }
}

/// The same, before there were versions.
#[derive(Pickle)]
#[pickle(module = "shapes", name = "Versioned")]
pub struct Unversioned {
    pub counted: Counted,
}

#[derive(Debug, PartialEq, Clone, Pickle)]
#[pickle(module = "shapes", init = Keyed::new, deny_unknown)]
pub struct Keyed {
    #[pickle(init_arg)]
    pub at: Counted,
    #[pickle(init_arg)]
    pub other: Option<Counted>,
    #[pickle(init_arg = "key")]
    pub key: Counted,
    pub late: Option<Counted>,
}

impl Keyed {
    fn new(at: Counted, other: Option<Counted>, key: Counted) -> Keyed {
        log(format!("Keyed({})", at.number));
        Keyed { at, other, key, late: None }
    }
}

#[derive(Debug, PartialEq, Clone, Pickle)]
#[pickle(module = "shapes")]
pub enum Choice {
    Named { counted: Counted, world: World },
    Both(Counted, Table),
    Neither,
}

#[derive(Debug, PartialEq, Clone, Pickle)]
#[pickle(as_tuple)]
pub enum Tagged {
    One(Counted),
    Two(Counted, u8),
    None,
}

#[derive(Debug, PartialEq, Clone, Pickle)]
pub struct Transparent(pub Counted);

#[derive(Debug, PartialEq, Clone, Pickle)]
#[pickle(as_tuple)]
pub struct Pair {
    pub first: Counted,
    #[pickle(bytes)]
    pub second: Vec<u8>,
}

#[derive(Debug, PartialEq, Clone, Pickle)]
#[pickle(as_dict, default)]
pub struct Entry {
    pub counted: Option<Counted>,
    pub plain: u8,
}

impl Default for Entry {
    fn default() -> Entry {
        Entry { counted: None, plain: 7 }
    }
}

#[derive(Debug, PartialEq, Clone, Pickle)]
#[pickle(module = "shapes")]
pub struct Open {
    pub known: u8,
    #[pickle(dict)]
    pub others: BTreeMap<String, Counted>,
}

/// All of them.
#[derive(Debug, PartialEq, Clone, Pickle)]
#[pickle(module = "shapes")]
pub struct Everything {
    pub plain: Point,
    pub counted: Vec<Counted>,
    pub worlds: BTreeMap<String, World>,
    pub table: Option<Box<Table>>,
    #[pickle(with = ForeignSuite)]
    pub foreign: Foreign,
    pub ready: (Ready, [Ready; 2]),
    pub versioned: Vec<Versioned>,
    pub keyed: Keyed,
    pub choices: Vec<Choice>,
    pub tagged: Vec<Tagged>,
    pub transparent: Transparent,
    pub pair: Pair,
    pub entry: Entry,
    pub open: Open,
    pub shared: (Rc<Counted>, Rc<Counted>),
    pub in_a_cell: Rc<RefCell<World>>,
    pub slice: Arc<[Counted]>,
}

pub fn counted(number: u32) -> Counted {
    Counted { number, note: number.is_multiple_of(2).then(|| "even".to_owned()) }
}

pub fn world(country: &str, secrets: &[i64]) -> World {
    World { country: country.to_owned(), secrets: secrets.to_vec() }
}

pub fn table(numbers: &[u32]) -> Table {
    Table { cells: numbers.iter().map(|&it| (it.to_string(), counted(it))).collect() }
}

pub fn everything(number: u32) -> Everything {
    let shared = Rc::new(counted(number));
    Everything {
        plain: Point { x: 1, y: 2.0 },
        counted: (0..3).map(counted).collect(),
        worlds: [("a".to_owned(), world("A", &[1, 2])), ("b".to_owned(), world("B", &[]))].into(),
        table: Some(Box::new(table(&[number, 5, 6]))),
        foreign: Foreign { id: 4, tags: vec!["x".to_owned()] },
        ready: (Ready, [Ready, Ready]),
        versioned: vec![
            Versioned { name: "one".to_owned(), counted: counted(8) },
            Versioned { name: "two".to_owned(), counted: counted(9) },
        ],
        keyed: Keyed { at: counted(1), other: None, key: counted(2), late: Some(counted(3)) },
        choices: vec![
            Choice::Named { counted: counted(10), world: world("C", &[3]) },
            Choice::Both(counted(11), table(&[])),
            Choice::Neither,
        ],
        tagged: vec![Tagged::One(counted(12)), Tagged::Two(counted(13), 1), Tagged::None],
        transparent: Transparent(counted(14)),
        pair: Pair { first: counted(15), second: vec![1, 2] },
        entry: Entry { counted: Some(counted(16)), plain: 1 },
        open: Open { known: 1, others: [("x".to_owned(), counted(17))].into() },
        shared: (shared.clone(), shared),
        in_a_cell: Rc::new(RefCell::new(world("D", &[4]))),
        slice: [counted(18), counted(19)].into(),
    }
}
