//! Instances that are made from arguments: new args, init args, `__reduce__`, exceptions, and the
//! examples of Boost.Python's documentation.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::num::TryFromIntError;
use std::path::Path;

use pickle_core::{Class, Decoder, Encoder, Error, Pickle, PickleSuite, PickleWith, StatePair};

use crate::forms::{IntOrStr, pickle_global, unpickle_global};
use crate::table::{Row, row};

#[derive(Pickle, Debug, PartialEq)]
#[pickle(module = "zoo", newargs)]
struct NewArgs {
    #[pickle(init_arg)]
    host: String,
    #[pickle(init_arg)]
    port: u16,
    #[pickle(dict)]
    attributes: BTreeMap<String, String>,
}

#[derive(Pickle, Debug, PartialEq)]
#[pickle(module = "zoo")]
struct KeywordNewArgs {
    #[pickle(init_arg)]
    host: String,
    #[pickle(init_arg = "port")]
    number: u16,
    #[pickle(init_arg = "secure")]
    secure: bool,
    #[pickle(dict)]
    attributes: BTreeMap<String, String>,
}

#[derive(Pickle, Debug, PartialEq)]
#[pickle(module = "zoo_py3")]
struct KeywordOnly {
    #[pickle(init_arg = "width")]
    width: u8,
    #[pickle(init_arg = "height")]
    height: u8,
}

/// A named tuple.
#[derive(Pickle, Debug, PartialEq)]
#[pickle(module = "zoo", newargs)]
struct Point(i64, String);

#[derive(Pickle, Debug, PartialEq)]
#[pickle(module = "zoo_py3", newargs)]
struct TypedPoint {
    #[pickle(init_arg)]
    x: i64,
    #[pickle(init_arg)]
    y: i64,
    #[pickle(init_arg)]
    label: String,
}

#[derive(Pickle, Debug, PartialEq)]
#[pickle(module = "zoo_old")]
struct OldPlain {
    name: String,
    size: i64,
}

#[derive(Pickle, Debug, PartialEq)]
#[pickle(module = "zoo_old")]
struct OldInitArgs {
    #[pickle(init_arg)]
    from: String,
    country: String,
    visited: bool,
}

#[derive(Pickle, Debug, PartialEq)]
#[pickle(module = "zoo_old")]
struct OldInitArgsNone(String, i64);

#[derive(Pickle, Debug, PartialEq)]
#[pickle(module = "zoo_old", getstate = OldState::getstate, setstate = OldState::setstate)]
struct OldState {
    name: String,
    size: i64,
}

impl OldState {
    fn getstate(&self) -> (String, i64) {
        (self.name.clone(), self.size)
    }

    fn setstate(&mut self, (name, size): (String, i64)) {
        (self.name, self.size) = (name, size);
    }
}

#[derive(Pickle, Debug, PartialEq)]
#[pickle(module = "zoo")]
struct Reduce2(i64, String);

/// Rebuilt by a function, which stands where a class would.
#[derive(Pickle, Debug, PartialEq)]
#[pickle(module = "zoo", name = "rebuild")]
struct ReduceFunction(i64, String);

#[derive(Pickle, Debug, PartialEq)]
#[pickle(module = "zoo")]
struct Reduce3 {
    #[pickle(init_arg)]
    a: i64,
    b: String,
}

#[derive(Pickle, Debug, PartialEq)]
#[pickle(module = "zoo")]
struct Reduce4 {
    #[pickle(init_arg)]
    a: i64,
    b: String,
    #[pickle(listitems)]
    items: Vec<i64>,
}

#[derive(Pickle, Debug, PartialEq)]
#[pickle(module = "zoo", init = Reduce5::new)]
struct Reduce5 {
    #[pickle(init_arg)]
    a: i64,
    b: String,
    #[pickle(listitems)]
    items: Vec<i64>,
    #[pickle(dictitems)]
    table: BTreeMap<String, i64>,
}

impl Reduce5 {
    fn new(a: i64) -> Reduce5 {
        Reduce5 { a, b: String::new(), items: Vec::new(), table: BTreeMap::new() }
    }
}

/// Six items: the state goes to a function, not to the instance.
#[derive(Pickle, Debug, PartialEq)]
#[pickle(module = "zoo")]
pub struct Reduce6 {
    #[pickle(init_arg)]
    a: i64,
    b: String,
}

/// An object that is found by name. It is no instance of a class that the pickle knows.
#[derive(Pickle, Debug, PartialEq)]
#[pickle(suite = Singleton)]
struct Singleton;

static SINGLETON: Class = Class::new("zoo", "SINGLETON");

impl PickleWith<Singleton> for Singleton {
    fn pickle(_: &Singleton, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        pickle_global(&SINGLETON, encoder)
    }

    fn unpickle<'de, D: Decoder<'de>>(decoder: &mut D) -> Result<Singleton, Error> {
        unpickle_global(&[&SINGLETON], decoder).map(|_| Singleton)
    }
}

#[derive(Pickle, Debug, PartialEq)]
#[pickle(module = "builtins")]
struct ValueError(String, i64);

/// Without `init`, it would be made by `KeyError.__new__`, which is not what exceptions do.
#[derive(Pickle, Debug, PartialEq)]
#[pickle(module = "builtins", init = KeyError::new)]
struct KeyError;

impl KeyError {
    fn new() -> KeyError {
        KeyError
    }
}

#[derive(Pickle, Debug, PartialEq)]
#[pickle(module = "zoo")]
struct AppError {
    #[pickle(init_arg)]
    code: u16,
    #[pickle(init_arg)]
    reason: String,
    #[pickle(dict)]
    attributes: BTreeMap<String, String>,
}

/// pickle1.cpp: init args only.
#[derive(Pickle, Debug, PartialEq)]
#[pickle(module = "zoo", init = World::new)]
struct World {
    #[pickle(init_arg)]
    country: String,
}

impl World {
    fn new(country: String) -> World {
        World { country }
    }
}

/// pickle2.cpp: init args, and a state pair.
#[derive(Pickle, Debug, PartialEq)]
#[pickle(
    module = "zoo",
    init = WorldState::new,
    getinitargs = WorldState::getinitargs,
    getstate = WorldState::getstate,
    setstate = WorldState::setstate
)]
struct WorldState {
    country: String,
    secret_number: i32,
}

impl WorldState {
    fn new(country: String) -> Result<WorldState, &'static str> {
        if country.is_empty() {
            return Err("a world without a country");
        }
        Ok(WorldState { country, secret_number: 0 })
    }

    fn getinitargs(&self) -> (String,) {
        (self.country.clone(),)
    }

    fn getstate(&self) -> Result<(u32,), TryFromIntError> {
        Ok((u32::try_from(self.secret_number)?,))
    }

    fn setstate(&mut self, (secret_number,): (u32,)) -> Result<(), TryFromIntError> {
        self.secret_number = i32::try_from(secret_number)?;
        Ok(())
    }
}

/// The same as an old-style class of Python 2.
#[derive(Pickle, Debug, PartialEq)]
#[pickle(
    module = "zoo_old",
    init = OldWorld::new,
    getstate = OldWorld::getstate,
    setstate = OldWorld::setstate
)]
struct OldWorld {
    #[pickle(init_arg)]
    country: String,
    secret_number: i32,
}

impl OldWorld {
    fn new(country: String) -> OldWorld {
        OldWorld { country, secret_number: 0 }
    }

    fn getstate(&self) -> (i32,) {
        (self.secret_number,)
    }

    fn setstate(&mut self, (secret_number,): (i32,)) {
        self.secret_number = secret_number;
    }
}

/// pickle3.cpp: init args, and a state pair that takes care of the `__dict__`.
#[derive(Pickle, Debug, PartialEq)]
#[pickle(
    module = "zoo",
    init = WorldDict::new,
    getstate = WorldDict::getstate,
    setstate = WorldDict::setstate,
    getstate_manages_dict
)]
struct WorldDict {
    #[pickle(init_arg)]
    country: String,
    secret_number: i32,
    #[pickle(dict)]
    dict: BTreeMap<String, IntOrStr>,
}

impl WorldDict {
    fn new(country: String) -> WorldDict {
        WorldDict { country, secret_number: 0, dict: BTreeMap::new() }
    }

    fn getstate(&self) -> (BTreeMap<String, IntOrStr>, i32) {
        (self.dict.clone(), self.secret_number)
    }

    fn setstate(&mut self, (dict, secret_number): (BTreeMap<String, IntOrStr>, i32)) {
        self.dict.extend(dict);
        self.secret_number = secret_number;
    }
}

/// pickle4.cpp: the type says nothing, a suite says it all.
#[derive(Pickle, Debug, PartialEq)]
#[pickle(suite = WorldSuite)]
struct WorldLight {
    country: String,
}

struct WorldSuite;

impl PickleSuite<WorldLight> for WorldSuite {
    type InitArgs = (String,);
    type State = pickle_core::NoState;

    fn class() -> &'static Class {
        static WORLD_LIGHT: Class = Class::new("zoo", "WorldLight");
        &WORLD_LIGHT
    }

    fn getinitargs(world: &WorldLight) -> Result<(String,), Error> {
        Ok((world.country.clone(),))
    }

    fn init((country,): (String,)) -> Result<WorldLight, Error> {
        Ok(WorldLight { country })
    }
}

/// `WorldState` once more, by a suite that is its own state pair.
#[derive(Pickle, Debug, PartialEq)]
#[pickle(suite = WorldStateSuite)]
struct WorldStateLight(String, i32);

struct WorldStateSuite;

impl PickleSuite<WorldStateLight> for WorldStateSuite {
    type InitArgs = (String,);
    type State = WorldStateSuite;

    fn class() -> &'static Class {
        static WORLD_STATE: Class = Class::new("zoo", "WorldState");
        &WORLD_STATE
    }

    fn getinitargs(world: &WorldStateLight) -> Result<(String,), Error> {
        Ok((world.0.clone(),))
    }

    fn init((country,): (String,)) -> Result<WorldStateLight, Error> {
        Ok(WorldStateLight(country, 0))
    }
}

impl StatePair<WorldStateLight> for WorldStateSuite {
    type State = (i32,);

    fn getstate(world: &WorldStateLight) -> Result<Option<(i32,)>, Error> {
        Ok(Some((world.1,)))
    }

    fn setstate(world: &mut WorldStateLight, (secret_number,): (i32,)) -> Result<(), Error> {
        world.1 = secret_number;
        Ok(())
    }
}

/// Gives a file line by line, and goes on at the same line when unpickled.
#[derive(Pickle, Debug)]
#[pickle(module = "zoo", getstate = TextReader::getstate, setstate = TextReader::setstate)]
struct TextReader {
    filename: String,
    lineno: u64,
    file: Option<BufReader<File>>,
}

#[derive(Pickle)]
#[pickle(as_dict)]
struct Position {
    filename: String,
    lineno: u64,
}

impl TextReader {
    /// A reader that has read some lines.
    fn at(lineno: u64) -> TextReader {
        let mut reader = TextReader { filename: "hello.txt".into(), lineno: 0, file: None };
        reader.open(lineno).expect("the file is there");
        reader
    }

    fn open(&mut self, lineno: u64) -> io::Result<()> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("python");
        self.file = Some(BufReader::new(File::open(folder.join(&self.filename))?));
        for _ in 0..lineno {
            self.read_line()?;
        }
        Ok(())
    }

    fn read_line(&mut self) -> io::Result<Option<String>> {
        let Some(file) = &mut self.file else { return Ok(None) };
        let mut line = String::new();
        if file.read_line(&mut line)? == 0 {
            return Ok(None);
        }
        self.lineno += 1;
        Ok(Some(line))
    }

    fn getstate(&self) -> Position {
        Position { filename: self.filename.clone(), lineno: self.lineno }
    }

    fn setstate(&mut self, Position { filename, lineno }: Position) -> io::Result<()> {
        self.filename = filename;
        self.open(lineno)
    }

    /// The line that would be read next.
    fn next_line(&self) -> Option<String> {
        assert!(self.file.is_some(), "the file is open");
        TextReader::at(self.lineno).read_line().expect("the file can be read")
    }
}

impl PartialEq for TextReader {
    fn eq(&self, other: &TextReader) -> bool {
        self.filename == other.filename
            && self.lineno == other.lineno
            && self.next_line() == other.next_line()
    }
}

fn map(name: &str, value: &str) -> BTreeMap<String, String> {
    BTreeMap::from([(name.to_owned(), value.to_owned())])
}

pub fn rows() -> Vec<Row> {
    let mut rows = new_args();
    rows.extend(old_style());
    rows.extend(reduce());
    rows.extend(examples());
    rows
}

fn new_args() -> Vec<Row> {
    fn positional(attributes: BTreeMap<String, String>) -> NewArgs {
        NewArgs { host: "localhost".into(), port: 8080, attributes }
    }
    fn keywords(attributes: BTreeMap<String, String>) -> KeywordNewArgs {
        KeywordNewArgs { host: "localhost".into(), number: 8080, secure: true, attributes }
    }
    vec![
        row("newargs", || positional(BTreeMap::new())),
        row("newargs_state", || positional(map("comment", "local"))),
        row("newargs_ex", || keywords(BTreeMap::new())),
        row("newargs_ex_state", || keywords(map("comment", "local"))),
        row("newargs_ex_keyword_only", || KeywordOnly { width: 3, height: 4 }),
        row("namedtuple", || Point(1, "two".into())),
        row("typing_namedtuple", || TypedPoint { x: 3, y: 4, label: "here".into() }),
    ]
}

fn old_style() -> Vec<Row> {
    const NO_INST: &str = "an old-style class without init args can only be made by INST or OBJ, which are not written";
    vec![
        row("old_plain", || OldPlain { name: "old".into(), size: 5 }).read_only(NO_INST),
        row("old_init_args", || OldInitArgs {
            from: "France".into(),
            country: "France".into(),
            visited: true,
        }),
        row("old_init_args_none", || OldInitArgsNone("France".into(), 33)),
        row("old_state", || OldState { name: "old".into(), size: 5 }).read_only(NO_INST),
        row("old_world", || OldWorld { country: "France".into(), secret_number: 42 }),
    ]
}

fn reduce() -> Vec<Row> {
    vec![
        row("reduce_2", || Reduce2(1, "b".into())),
        row("reduce_function", || ReduceFunction(1, "b".into())),
        row("reduce_3", || Reduce3 { a: 1, b: "b".into() }),
        row("reduce_4", || Reduce4 { a: 1, b: "b".into(), items: vec![1, 2, 3] }),
        row("reduce_4_one", || Reduce4 { a: 1, b: "b".into(), items: vec![1] }),
        row("reduce_5", || Reduce5 {
            a: 1,
            b: "b".into(),
            items: vec![1, 2, 3],
            table: BTreeMap::from([("x".into(), 1), ("y".into(), 2)]),
        }),
        // What is written is the state itself, and Python's class takes that as well.
        row("reduce_6", || Reduce6 { a: 1, b: "b".into() })
            .unread("the state is set by a call of `set_reduce6`, and nothing is called", |_| true),
        row("reduce_string", || Singleton),
    ]
}

fn examples() -> Vec<Row> {
    vec![
        row("exception", || ValueError("bad value".into(), 3)),
        row("exception_no_args", || KeyError),
        row("exception_own", || AppError {
            code: 404,
            reason: "not found".into(),
            attributes: BTreeMap::new(),
        }),
        row("exception_attribute", || AppError {
            code: 1,
            reason: "x".into(),
            attributes: map("hint", "try again"),
        }),
        row("world", || World { country: "Germany".into() }),
        row("world_state", || WorldState { country: "Germany".into(), secret_number: 42 }),
        row("world_state", || WorldStateLight("Germany".into(), 42)),
        row("world_dict", || WorldDict {
            country: "Germany".into(),
            secret_number: 42,
            dict: BTreeMap::from([
                ("x".into(), IntOrStr::Int(1)),
                ("y".into(), IntOrStr::Str("two".into())),
            ]),
        }),
        row("world_light", || WorldLight { country: "Germany".into() }),
        row("text_reader", || TextReader::at(2)),
        row("text_reader_start", || TextReader::at(0)),
    ]
}
