//! Nothing is memoized that is not likely to be needed: our pickles are no larger than
//! `pickletools.optimize` makes those of the same objects by CPython.

use std::net::Ipv4Addr;
use std::rc::Rc;
use std::time::Duration;

use pickle_core::{Encoder, Pickle, Pickler, Protocol, Value, from_slice, to_vec};
use pickle_tests::{hex, python};

/// Loads a pickle, of classes that are made as they are asked for, and prints the size of what
/// `pickletools.optimize` makes of the object's own.
const SCRIPT: &str = "
import binascii, enum, io, pickle, pickletools, sys

class Level(enum.Enum):
    LOW = 1
    HIGH = 'high'
    UNKNOWN = 'x'

made = {('app', 'Level'): Level}
app = type(sys)('app')
app.Level = Level
Level.__module__ = 'app'
sys.modules['app'] = app

class Unpickler(pickle.Unpickler):
    def find_class(self, module, name):
        if module != 'app':
            return super().find_class(module, name)
        if (module, name) not in made:
            made[module, name] = type(name, (), {'__module__': module})
            setattr(app, name, made[module, name])
        return made[module, name]

protocol, text = sys.stdin.read().split()
loaded = Unpickler(io.BytesIO(binascii.unhexlify(text))).load()
# As CPython itself would make the objects, with what it interns.
loaded = pickle.loads(pickle.dumps(loaded, int(protocol)))
print(len(pickletools.optimize(pickle.dumps(loaded, int(protocol)))))
";

#[track_caller]
fn is_no_larger_than_cpythons<T: Pickle>(value: &T) {
    let python = python::interpreters().last().expect("the tests have a Python");
    for protocol in [Protocol::V4, Protocol::V5] {
        let mut pickler = Pickler::in_memory().protocol(protocol);
        pickler.dump(value).expect("the value can be pickled");
        let pickle = pickler.into_vec();
        let input = format!("{} {}", protocol.number(), hex::encode(&pickle));
        let theirs = python.run_script(SCRIPT, input.as_bytes()).expect("the script runs");
        let theirs: usize = theirs.trim().parse().expect("the script prints a number");
        assert!(
            pickle.len() <= theirs,
            "{protocol}: {} bytes, but {theirs} by {python}:\n{}",
            pickle.len(),
            python.disassemble(&pickle)
        );
    }
}

#[derive(Pickle, Clone)]
#[pickle(module = "app")]
struct Job {
    id: u64,
    user: String,
    args: Vec<(String, f64)>,
    parent: Option<u64>,
}

fn job(id: u64) -> Job {
    Job { id, user: "-".into(), args: vec![("scale".into(), 0.5)], parent: None }
}

#[derive(Pickle)]
#[pickle(module = "app")]
struct Jobs {
    jobs: Vec<Job>,
}

#[derive(Pickle, Clone, Copy)]
#[pickle(module = "app", rename_all = "UPPERCASE")]
enum Level {
    #[pickle(value = 1)]
    Low,
    #[pickle(value = "high")]
    High,
    #[pickle(value = "x")]
    Unknown,
}

#[derive(Pickle)]
#[pickle(module = "app")]
struct Reading {
    level: Level,
    celsius: f64,
}

#[derive(Pickle)]
#[pickle(module = "app")]
struct Readings {
    readings: Vec<Reading>,
}

#[derive(Pickle, Default)]
#[pickle(module = "app")]
struct Node {
    name: String,
    children: Vec<Node>,
}

#[test]
fn of_an_object_without_others_nothing_is_memoized() {
    is_no_larger_than_cpythons(&job(7));
    is_no_larger_than_cpythons(&Duration::from_secs(3));
    is_no_larger_than_cpythons(&Ipv4Addr::LOCALHOST);
    assert!(!to_vec(&job(7)).unwrap().contains(&b'\x94'));
}

#[test]
fn an_object_behind_pointers_or_in_the_dispatch_table_is_the_outermost_one_too() {
    let alone = to_vec(&job(7)).unwrap();
    assert_eq!(to_vec(&Box::new(Box::new(job(7)))).unwrap(), alone);
    // What is shared has a place in the memo, which is all that it has.
    assert_eq!(to_vec(&Rc::new(job(7))).unwrap().len(), alone.len() + 1);
    let mut pickler =
        Pickler::in_memory().dispatch(|job: &Job, encoder: &mut Encoder<'_>| job.pickle(encoder));
    pickler.dump(&job(7)).unwrap();
    assert_eq!(pickler.into_vec(), alone);
    // Not so in a list, where others follow.
    let boxed = [job(7), job(8)].map(Box::new);
    assert_eq!(to_vec(&boxed).unwrap(), to_vec(&[job(7), job(8)]).unwrap());
}

#[test]
fn of_an_object_around_others_only_the_others_are_memoized() {
    is_no_larger_than_cpythons(&Jobs { jobs: vec![job(1), job(2), job(3)] });
}

#[test]
fn members_are_written_by_value_where_it_is_known() {
    let reading = |level| Reading { level, celsius: 20.5 };
    let levels = [Level::Low, Level::High, Level::High, Level::Low];
    is_no_larger_than_cpythons(&Readings { readings: levels.map(reading).into() });
    is_no_larger_than_cpythons(&Level::Low);
    // The value is not going to be written again: the member is.
    let unknown = to_vec(&[Level::Unknown]).unwrap();
    assert!(!unknown.escape_ascii().to_string().contains("x\\x94"));
    let value: Value = from_slice(&to_vec(&(Level::Low, Level::High)).unwrap()).unwrap();
    assert_eq!(value.to_string(), "(app.Level(1), app.Level('high'))");
}

#[test]
fn of_a_tree_everything_is_memoized() {
    let leaf = |name: &str| Node { name: name.into(), children: Vec::new() };
    let tree = Node { name: "root".into(), children: vec![leaf("left"), leaf("right")] };
    let python = python::interpreters().last().expect("the tests have a Python");
    let program = python.disassemble(&to_vec(&tree).unwrap());
    let memoized = ["app", "Node", "name", "children"];
    assert_eq!(program.matches("MEMOIZE").count(), memoized.len(), "{program}");
}

#[test]
fn what_occurs_again_in_a_later_pickle_is_memoized_there() {
    let mut pickler = Pickler::in_memory();
    let sizes = [1, 2, 3, 4].map(|id| {
        pickler.dump(&job(id)).unwrap();
        pickler.take().len()
    });
    assert!(sizes[1] > sizes[0], "{sizes:?}");
    assert!(sizes[2] < sizes[0], "{sizes:?}");
    assert_eq!(sizes[3], sizes[2]);
}
