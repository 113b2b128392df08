//! Instances and records of the version that the type is at are served; older ones are upgraded by
//! the machine, as the function for that gets the instance with all that it shares.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use pickle_core::{Error, Pickle, Protocol, Registry, Value};

use crate::pythons::{all, pickles};
use crate::{agree, agree_with, dump, served};

#[derive(Pickle, Debug, PartialEq, Clone, Default)]
#[pickle(module = "shapes", version = 2, upgrade = Account::upgrade)]
struct Account {
    owner: String,
    #[pickle(default)]
    limit: Option<i64>,
}

impl Account {
    fn upgrade(_: u32, mut older: Value) -> Result<Value, Error> {
        older.insert("owner", "nobody")?;
        Ok(older)
    }
}

#[derive(Pickle, Debug, PartialEq, Clone)]
#[pickle(module = "shapes", version = 3, slots)]
struct InSlots {
    id: u32,
}

#[derive(Pickle, Debug, PartialEq, Clone)]
#[pickle(as_dict, version = 4)]
struct Row {
    id: u32,
    account: Account,
}

#[derive(Pickle, Debug, PartialEq, Clone)]
#[pickle(module = "shapes", version = 5, init = Made::new, deny_unknown)]
struct Made {
    #[pickle(init_arg)]
    id: u32,
    late: Option<String>,
}

impl Made {
    fn new(id: u32) -> Made {
        Made { id, late: None }
    }
}

#[derive(Pickle, Debug, PartialEq, Clone, Default)]
#[pickle(module = "shapes", version = 6, default)]
struct WithRest {
    known: u8,
    #[pickle(dict)]
    others: BTreeMap<String, u8>,
}

#[derive(Pickle, Debug, PartialEq, Clone)]
#[pickle(module = "shapes", version = 7)]
enum Step {
    Go { far: u8 },
    Halt,
}

type All = (
    Vec<Account>,
    Rc<RefCell<Account>>,
    InSlots,
    Vec<Row>,
    Vec<Made>,
    Rc<RefCell<Made>>,
    Box<WithRest>,
    Vec<Step>,
);

fn account(owner: &str) -> Account {
    Account { owner: owner.to_owned(), limit: None }
}

fn all_of_them() -> All {
    (
        vec![account("a"), account("b")],
        Rc::new(RefCell::new(account("c"))),
        InSlots { id: 1 },
        vec![Row { id: 2, account: account("d") }, Row { id: 3, account: account("e") }],
        vec![Made { id: 4, late: Some("x".to_owned()) }, Made { id: 5, late: None }],
        Rc::new(RefCell::new(Made { id: 6, late: None })),
        Box::new(WithRest { known: 1, others: [("x".to_owned(), 2)].into() }),
        vec![Step::Go { far: 1 }, Step::Halt, Step::Go { far: 2 }],
    )
}

#[test]
fn what_is_of_the_current_version_is_served() {
    for protocol in Protocol::ALL {
        let (read, by_cursor) = agree_with(&dump(protocol, &all_of_them()), &Registry::new());
        assert_eq!((read, by_cursor), (Some(all_of_them()), true), "{protocol}");
    }
}

type Item = (Account, InSlots, Row, Made);

#[test]
fn the_version_may_stand_anywhere_in_cpythons_state() {
    let script = "
class Account(object): pass
class Made(object):
    def __init__(self, id): self.id = id
    def __reduce__(self): return Made, (self.id,), {'late': None, '__version__': 5}
class InSlots(object):
    __slots__ = ['id', '__version__']
    def __getstate__(self): return None, {'id': self.id, '__version__': self.__version__}
def make(at):
    account = Account()
    for name in ['owner', 'limit'][:at] + ['__version__'] + ['owner', 'limit'][at:]:
        setattr(account, name, {'owner': u'a', 'limit': at, '__version__': 2}[name])
    slots = InSlots()
    slots.id, slots.__version__ = at, 3
    row = {u'__version__': 4, u'id': at, u'account': account}
    return account, slots, row, Made(at)
show([make(at) for at in range(3)] * 2)
";
    let item = |at: u32| -> Item {
        let account = Account { owner: "a".to_owned(), limit: Some(at.into()) };
        let row = Row { id: at, account: account.clone() };
        (account, InSlots { id: at }, row, Made { id: at, late: None })
    };
    let items: Vec<Item> = (0..6).map(|at| item(at % 3)).collect();
    for pickle in pickles(all, script) {
        assert_eq!(served::<Vec<Item>>(&pickle), items);
    }
}

#[test]
fn older_newer_and_strange_versions_are_left_to_the_machine() {
    for (version, is_read) in [
        (&b"K\x01"[..], true),
        (b"K\x03", false),
        (b"I01\n", false),
        (b"N", false),
        (b"M\x02\0", true),
        (b"L2L\n", true),
    ] {
        let state = b"cshapes\nAccount\n)\x81}(X\x05\0\0\0ownerX\x01\0\0\0aX\x0b\0\0\0__version__";
        let pickle = [&b"\x80\x02"[..], state, version, b"ub."].concat();
        let (read, by_cursor) = agree::<Account>(&pickle);
        assert_eq!(read.is_some(), is_read, "{}", pickle.escape_ascii());
        let is_current = read.is_some_and(|account| account.owner == "a");
        assert_eq!(by_cursor, is_current, "{}", pickle.escape_ascii());
    }
    // There is none, and no state at all.
    for rest in [&b"}b."[..], b"."] {
        let pickle = [&b"\x80\x02cshapes\nAccount\n)\x81"[..], rest].concat();
        assert_eq!(agree::<Account>(&pickle), (Some(account("nobody")), false));
    }
}
