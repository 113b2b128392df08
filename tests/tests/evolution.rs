//! Classes change: pickles of every older version of a type are read as today's.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::{Rc, Weak};

use pickle_core::{
    Error, ErrorKind, Global, Limits, Pickle, Pickler, Protocol, Unpickler, Value, ValueRef,
    from_slice,
};
use pickle_tests::{hex, python};

type AnyError = Box<dyn std::error::Error + Send + Sync>;

fn dump<T: Pickle + ?Sized>(protocol: Protocol, value: &T) -> Vec<u8> {
    let mut pickler = Pickler::in_memory().protocol(protocol);
    pickler.dump(value).expect("the value can be pickled");
    pickler.into_vec()
}

thread_local! {
    static UPGRADES: RefCell<Vec<u32>> = const { RefCell::new(Vec::new()) };
}

/// The versions that `User::upgrade` was called for since the last call.
fn upgrades() -> Vec<u32> {
    UPGRADES.take()
}

/// Before there were versions, in Rust or in Python.
mod v0 {
    #[derive(pickle_core::Pickle)]
    #[pickle(module = "app", name = "User")]
    pub struct User {
        pub name: String,
        pub mail: String,
        pub age: String,
    }
}

/// The first version.
mod v1 {
    #[derive(pickle_core::Pickle, Debug)]
    #[pickle(module = "app", name = "User", version = 1)]
    pub struct User {
        pub name: String,
        pub mail: String,
        pub age: String,
    }
}

/// `mail` is called `email`.
mod v2 {
    #[derive(pickle_core::Pickle)]
    #[pickle(module = "app", name = "User", version = 2)]
    pub struct User {
        pub name: String,
        pub email: String,
        pub age: String,
    }
}

/// `name` is split into two; the class has moved.
mod v3 {
    #[derive(pickle_core::Pickle)]
    #[pickle(module = "app.models", name = "User", version = 3)]
    pub struct User {
        pub first: String,
        pub last: String,
        pub email: String,
        pub age: String,
    }
}

/// `email` is an init arg, `age` an int; `logins` and `tags` are new.
#[derive(Pickle, Clone, Debug, PartialEq)]
#[pickle(module = "app.models", alias = "app.User", version = 4)]
#[pickle(init = User::new, upgrade = User::upgrade)]
struct User {
    #[pickle(init_arg)]
    email: String,
    first: String,
    last: String,
    age: u32,
    #[pickle(default)]
    logins: u32,
    #[pickle(default = no_tags)]
    tags: Vec<String>,
}

fn no_tags() -> Vec<String> {
    vec!["untagged".into()]
}

impl User {
    fn new(email: String) -> Result<User, String> {
        if !email.contains('@') {
            return Err(format!("{email:?} is no address"));
        }
        let (first, last) = (String::new(), String::new());
        Ok(User { email, first, last, age: 0, logins: 1, tags: Vec::new() })
    }

    fn upgrade(version: u32, mut user: Value) -> Result<Value, AnyError> {
        UPGRADES.with_borrow_mut(|upgrades| upgrades.push(version));
        if version < 2 {
            user.rename("mail", "email");
        }
        if version < 3 {
            let name: String = user.take("name")?;
            let (first, last) = name.split_once(' ').ok_or("there is no last name")?;
            user.insert("first", first)?;
            user.insert("last", last)?;
        }
        let age: String = user.take("age")?;
        user.insert("age", age.parse::<u32>()?)?;
        let email = user.remove("email");
        user.set_args(email)?;
        Ok(user)
    }
}

fn ada() -> User {
    User {
        email: "ada@example.org".into(),
        first: "Ada".into(),
        last: "Lovelace".into(),
        age: 36,
        logins: 1,
        tags: no_tags(),
    }
}

/// Ada, by every older version of the type.
fn older(protocol: Protocol) -> [(u32, Vec<u8>); 4] {
    let (name, mail, age) = ("Ada Lovelace", "ada@example.org", "36");
    let (name, mail, age) = (|| name.to_owned(), || mail.to_owned(), || age.to_owned());
    let (first, last) = ("Ada".to_owned(), "Lovelace".to_owned());
    [
        (0, dump(protocol, &v0::User { name: name(), mail: mail(), age: age() })),
        (1, dump(protocol, &v1::User { name: name(), mail: mail(), age: age() })),
        (2, dump(protocol, &v2::User { name: name(), email: mail(), age: age() })),
        (3, dump(protocol, &v3::User { first, last, email: mail(), age: age() })),
    ]
}

/// What the older versions wrote when they were current, in protocols 2 and 4.
const WRITTEN: &[(u32, &[u8])] = &[
    (
        0,
        b"\x80\x02capp\nUser\nq\x00)\x81}(X\x04\x00\x00\x00nameq\x01X\x0c\x00\x00\x00Ada L\
           ovelaceX\x04\x00\x00\x00mailq\x02X\x0f\x00\x00\x00ada@example.orgX\x03\x00\x00\
           \x00ageq\x03X\x02\x00\x00\x0036ub.",
    ),
    (
        1,
        b"\x80\x02capp\nUser\nq\x00)\x81}(X\x0b\x00\x00\x00__version__q\x01K\x01X\x04\x00\
           \x00\x00nameq\x02X\x0c\x00\x00\x00Ada LovelaceX\x04\x00\x00\x00mailq\x03X\x0f\
           \x00\x00\x00ada@example.orgX\x03\x00\x00\x00ageq\x04X\x02\x00\x00\x0036ub.",
    ),
    (
        2,
        b"\x80\x02capp\nUser\nq\x00)\x81}(X\x0b\x00\x00\x00__version__q\x01K\x02X\x04\x00\
           \x00\x00nameq\x02X\x0c\x00\x00\x00Ada LovelaceX\x05\x00\x00\x00emailq\x03X\x0f\
           \x00\x00\x00ada@example.orgX\x03\x00\x00\x00ageq\x04X\x02\x00\x00\x0036ub.",
    ),
    (
        3,
        b"\x80\x02capp.models\nUser\nq\x00)\x81}(X\x0b\x00\x00\x00__version__q\x01K\x03X\
           \x05\x00\x00\x00firstq\x02X\x03\x00\x00\x00AdaX\x04\x00\x00\x00lastq\x03X\x08\
           \x00\x00\x00LovelaceX\x05\x00\x00\x00emailq\x04X\x0f\x00\x00\x00ada@example.orgX\
           \x03\x00\x00\x00ageq\x05X\x02\x00\x00\x0036ub.",
    ),
    (
        0,
        b"\x80\x04\x95L\x00\x00\x00\x00\x00\x00\x00\x8c\x03app\x94\x8c\x04User\x93\x94\
           )\x81}(\x8c\x04name\x94\x8c\x0cAda Lovelace\x8c\x04mail\x94\x8c\x0fada@example.o\
           rg\x8c\x03age\x94\x8c\x0236ub.",
    ),
    (
        1,
        b"\x80\x04\x95\\\x00\x00\x00\x00\x00\x00\x00\x8c\x03app\x94\x8c\x04User\x93\x94\
           )\x81}(\x8c\x0b__version__\x94K\x01\x8c\x04name\x94\x8c\x0cAda Lovelace\x8c\x04m\
           ail\x94\x8c\x0fada@example.org\x8c\x03age\x94\x8c\x0236ub.",
    ),
    (
        2,
        b"\x80\x04\x95]\x00\x00\x00\x00\x00\x00\x00\x8c\x03app\x94\x8c\x04User\x93\x94\
           )\x81}(\x8c\x0b__version__\x94K\x02\x8c\x04name\x94\x8c\x0cAda Lovelace\x8c\x05e\
           mail\x94\x8c\x0fada@example.org\x8c\x03age\x94\x8c\x0236ub.",
    ),
    (
        3,
        b"\x80\x04\x95m\x00\x00\x00\x00\x00\x00\x00\x8c\napp.models\x94\x8c\x04User\
           \x93\x94)\x81}(\x8c\x0b__version__\x94K\x03\x8c\x05first\x94\x8c\x03Ada\x8c\x04l\
           ast\x94\x8c\x08Lovelace\x8c\x05email\x94\x8c\x0fada@example.org\x8c\x03age\x94\
           \x8c\x0236ub.",
    ),
];

/// What CPython 3.13 wrote of the class before Rust came, in protocols 0 and 4.
const WRITTEN_BY_PYTHON: &[&[u8]] = &[
    b"ccopy_reg\n_reconstructor\np0\n(capp\nUser\np1\nc__builtin__\nobject\np2\nNtp3\n\
           Rp4\n(dp5\nVname\np6\nVAda Lovelace\np7\nsVmail\np8\nVada@example.org\np9\nsVage\
           \np10\nV36\np11\nsb.",
    b"\x80\x04\x95R\x00\x00\x00\x00\x00\x00\x00\x8c\x03app\x94\x8c\x04User\x94\x93\x94\
           )\x81\x94}\x94(\x8c\x04name\x94\x8c\x0cAda Lovelace\x94\x8c\x04mail\x94\x8c\x0fa\
           da@example.org\x94\x8c\x03age\x94\x8c\x0236\x94ub.",
];

#[test]
fn what_older_versions_wrote_is_still_what_their_types_write() {
    let now = [Protocol::V2, Protocol::V4].into_iter().flat_map(older);
    for ((version, pickle), (_, written)) in now.zip(WRITTEN) {
        // What is memoized may differ.
        let [pickle, written]: [Value; 2] = [&pickle, *written].map(|it| from_slice(it).unwrap());
        assert_eq!(pickle.to_string(), written.to_string(), "{version}");
    }
}

#[test]
fn every_older_version_is_upgraded() {
    for (version, pickle) in WRITTEN {
        assert_eq!(from_slice::<User>(pickle).unwrap(), ada());
        assert_eq!(upgrades(), [*version]);
    }
    for protocol in Protocol::ALL {
        for (version, pickle) in older(protocol) {
            assert_eq!(from_slice::<User>(&pickle).unwrap(), ada(), "{version}, {protocol}");
            assert_eq!(pickle_core::from_reader::<User>(&pickle[..]).unwrap(), ada());
            assert_eq!(upgrades(), [version, version]);
        }
    }
}

#[test]
fn instances_of_python_without_a_version_are_of_version_0() {
    for pickle in WRITTEN_BY_PYTHON {
        assert_eq!(from_slice::<User>(pickle).unwrap(), ada());
        assert_eq!(upgrades(), [0]);
    }
    let script = "import binascii, pickle, sys\n\
        app = sys.modules['app'] = type(sys)('app')\n\
        class User(object):\n    def __init__(self, name, mail, age):\n        \
            self.name, self.mail, self.age = name, mail, age\n\
        User.__module__ = 'app'\n\
        app.User = User\n\
        user = User(u'Ada Lovelace', u'ada@example.org', u'36')\n\
        for protocol in range(pickle.HIGHEST_PROTOCOL + 1):\n    \
            print(binascii.hexlify(pickle.dumps(user, protocol)).decode('ascii'))";
    for python in python::interpreters() {
        for line in python.run_script(script, b"").expect("the script runs").lines() {
            let pickle = hex::decode(line).expect("hexadecimal digits");
            assert_eq!(from_slice::<User>(&pickle).unwrap(), ada(), "{python}");
            assert_eq!(upgrades(), [0]);
        }
    }
}

#[test]
fn the_current_version_is_read_as_it_is() {
    let user = User { logins: 7, tags: vec!["a".into()], ..ada() };
    for protocol in Protocol::ALL {
        assert_eq!(from_slice::<User>(&dump(protocol, &user)).unwrap(), user);
    }
    assert!(upgrades().is_empty());
}

/// Python sees the version in the instance's dict, and pickles it back.
#[test]
fn the_version_survives_python() {
    let script = "import binascii, pickle, sys\n\
        app = sys.modules['app.models'] = type(sys)('app.models')\n\
        sys.modules['app'] = type(sys)('app')\n\
        class User(object):\n    def __init__(self, email):\n        self.email = email\n    \
            def __reduce__(self):\n        state = dict(self.__dict__)\n        \
            return User, (state.pop('email'),), state\n\
        User.__module__ = 'app.models'\n\
        app.User = User\n\
        user = pickle.loads(binascii.unhexlify(sys.stdin.read().encode('ascii')))\n\
        assert user.__version__ == 4 and '__version__' in user.__dict__, user.__dict__\n\
        assert user.email == 'ada@example.org' and user.age == 36, user.__dict__\n\
        user.age += 1\n\
        for protocol in range(pickle.HIGHEST_PROTOCOL + 1):\n    \
            print(binascii.hexlify(pickle.dumps(user, protocol)).decode('ascii'))";
    for python in python::interpreters() {
        let pickle = dump(Protocol::V2, &ada());
        let answer = python.run_script(script, hex::encode(&pickle).as_bytes());
        for line in answer.expect("the script runs").lines() {
            let pickle = hex::decode(line).expect("hexadecimal digits");
            assert_eq!(from_slice::<User>(&pickle).unwrap(), User { age: 37, ..ada() }, "{python}");
        }
    }
    assert!(upgrades().is_empty());
}

#[track_caller]
fn fails<T: pickle_core::UnpickleOwned + std::fmt::Debug>(
    pickle: &[u8],
    kind: ErrorKind,
    message: &str,
) {
    let error = from_slice::<T>(pickle).unwrap_err();
    assert_eq!((error.kind(), error.to_string()), (kind, message.to_owned()));
}

#[test]
fn a_failing_upgrade_is_an_error_at_the_instance() {
    let user = v1::User { name: "Ada".into(), mail: "a@b".into(), age: "1".into() };
    fails::<Vec<User>>(
        &dump(Protocol::V2, &[user]),
        ErrorKind::Custom,
        "[0].upgrade(): there is no last name, at byte 15 (NEWOBJ)",
    );
    let user = v1::User { name: "A L".into(), mail: "a@b".into(), age: "young".into() };
    fails::<User>(
        &dump(Protocol::V2, &user),
        ErrorKind::Custom,
        "app.models.User.upgrade(): invalid digit found in string, at byte 13 (NEWOBJ)",
    );
    // What is wrong in today's form is found where that is read.
    let user = v1::User { name: "A L".into(), mail: "nowhere".into(), age: "1".into() };
    fails::<User>(
        &dump(Protocol::V2, &user),
        ErrorKind::Custom,
        "\"nowhere\" is no address, at byte 13 (NEWOBJ)",
    );
    // A conversion in the function says what it converts.
    fails::<User>(
        b"\x80\x02capp\nUser\n)\x81}U\x04nameK\x01sb.",
        ErrorKind::WrongType,
        "app.models.User.upgrade()[\"name\"]: expected str, found int, at byte 13 (NEWOBJ)",
    );
    fails::<User>(
        b"\x80\x02capp\nUser\n)\x81.",
        ErrorKind::MissingAttribute,
        "app.models.User.upgrade(): there is no `name` in an instance, at byte 13 (NEWOBJ)",
    );
}

#[test]
fn versions_that_nobody_knows_are_errors() {
    let newer = b"\x80\x02capp.models\nUser\nX\x03\0\0\0a@b\x85R}X\x0b\0\0\0__version__K\x05sb.";
    fails::<User>(
        newer,
        ErrorKind::Version,
        "app.models.User.__version__: version 5 of app.models.User is newer than 4, the newest that is \
         known here, at byte 28 (REDUCE)",
    );
    for (value, kind, message) in [
        (&b"K\x00"[..], ErrorKind::Custom, ""),
        (b"N", ErrorKind::WrongType, "expected int, found None"),
        (b"J\xff\xff\xff\xff", ErrorKind::OutOfRange, "the int -1 does not fit u32"),
        (b"\x8a\x05\0\0\0\0\x01", ErrorKind::OutOfRange, "the int 4294967296 does not fit u32"),
        (b"\x88", ErrorKind::WrongType, "expected int, found bool"),
    ] {
        let pickle = [b"\x80\x02capp\nUser\n)\x81}(U\x0b__version__", value, b"ub."].concat();
        let error = from_slice::<User>(&pickle).unwrap_err();
        if kind != ErrorKind::Custom {
            assert_eq!((error.kind(), error.message()), (kind, message));
            assert_eq!(error.path(), "app.models.User.__version__");
            assert!(error.offset().is_some());
        }
    }
    fails::<v1::User>(
        WRITTEN[0].1,
        ErrorKind::Version,
        "app.User.__version__: the pickle has no version of app.User, which is at 1 here, and there is \
         no `upgrade`, at byte 15 (NEWOBJ)",
    );
    let team = dump(Protocol::V2, &Plain { user: User { age: 3, ..ada() } });
    assert_eq!(from_slice::<Plain>(&team).unwrap().user.age, 3);
}

#[derive(Pickle, Debug)]
struct Plain {
    user: User,
}

/// Versioned types in each other, each with a history of its own.
mod nested {
    use super::*;

    pub mod v1 {
        #[derive(pickle_core::Pickle)]
        #[pickle(module = "app", name = "Team", version = 1)]
        pub struct Team {
            pub lead: super::super::v2::User,
            pub others: Vec<super::super::v1::User>,
        }
    }

    #[derive(Pickle, Debug, PartialEq)]
    #[pickle(module = "app", version = 2, upgrade = Team::upgrade)]
    pub struct Team {
        pub members: Vec<User>,
    }

    impl Team {
        fn upgrade(version: u32, mut team: Value) -> Result<Value, Error> {
            assert_eq!(version, 1);
            let lead = team.remove("lead");
            let others = team.remove("others").unwrap_or_default();
            let members = lead.into_iter().chain(others.items().map(ValueRef::to_value));
            team.insert("members", Value::list(members))?;
            Ok(team)
        }
    }
}

#[test]
fn versioned_types_nest() {
    let user = |name: &str| v1::User { name: name.into(), mail: "a@b".into(), age: "1".into() };
    let (name, email, age) = ("Ada Lovelace".into(), "a@b".into(), "36".into());
    let lead = v2::User { name, email, age };
    let mut team = nested::v1::Team { lead, others: vec![user("B C"), user("D E")] };
    for protocol in Protocol::ALL {
        let read: nested::Team = from_slice(&dump(protocol, &team)).unwrap();
        let names: Vec<_> = read.members.iter().map(|user| &*user.first).collect();
        assert_eq!(names, ["Ada", "B", "D"]);
        assert_eq!(upgrades(), [2, 1, 1], "once for each object");
        assert_eq!(from_slice::<nested::Team>(&dump(protocol, &read)).unwrap(), read);
        assert!(upgrades().is_empty());
    }
    team.others[1].name = "F".into();
    fails::<nested::Team>(
        &dump(Protocol::V2, &team),
        ErrorKind::Custom,
        "app.Team.members[2].upgrade(): there is no last name, at byte 203 (NEWOBJ)",
    );
}

/// Trees whose nodes were of another form: children strong, parents weak.
mod tree {
    use super::*;

    pub mod v1 {
        use std::cell::RefCell;
        use std::rc::{Rc, Weak};

        pub type Link = Rc<RefCell<Node>>;

        #[derive(pickle_core::Pickle, Default)]
        #[pickle(module = "app", name = "Node", version = 1, default)]
        pub struct Node {
            pub label: String,
            pub below: Vec<Link>,
            pub above: Weak<RefCell<Node>>,
            pub shared: Rc<String>,
        }
    }

    pub type Link = Rc<RefCell<Node>>;

    #[derive(Pickle, Default, Debug)]
    #[pickle(module = "app", version = 2, default, upgrade = upgrade)]
    pub struct Node {
        pub name: String,
        pub children: Vec<Link>,
        pub parent: Weak<RefCell<Node>>,
        pub shared: Rc<String>,
    }

    fn upgrade(version: u32, mut node: Value) -> Value {
        UPGRADES.with_borrow_mut(|upgrades| upgrades.push(version));
        node.rename("label", "name");
        node.rename("below", "children");
        node.rename("above", "parent");
        node
    }
}

#[test]
fn shared_stays_shared_and_cycles_stay_cycles_through_upgrades() {
    let shared = Rc::new("shared".to_owned());
    let root = tree::v1::Link::default();
    root.borrow_mut().label = "root".into();
    root.borrow_mut().shared = shared.clone();
    for label in ["a", "b", "c"] {
        let child = tree::v1::Link::default();
        child.borrow_mut().label = label.into();
        child.borrow_mut().above = Rc::downgrade(&root);
        child.borrow_mut().shared = shared.clone();
        root.borrow_mut().below.push(child);
    }
    // Reached twice: once as a child, once by itself.
    let last = root.borrow().below[2].clone();
    for protocol in Protocol::ALL {
        let pickle = dump(protocol, &(root.clone(), last.clone()));
        let (root, last): (tree::Link, tree::Link) = from_slice(&pickle).unwrap();
        assert_eq!(upgrades(), [1; 4], "once for each object");
        let names: Vec<_> =
            root.borrow().children.iter().map(|child| child.borrow().name.clone()).collect();
        assert_eq!(names, ["a", "b", "c"]);
        assert!(Rc::ptr_eq(&root.borrow().children[2], &last));
        for child in &root.borrow().children {
            assert!(Rc::ptr_eq(&child.borrow().parent.upgrade().unwrap(), &root));
            assert!(Rc::ptr_eq(&child.borrow().shared, &root.borrow().shared));
        }
    }
}

#[test]
fn a_second_load_does_not_take_new_objects_for_those_of_the_first() {
    // An upgrade that makes the shared object itself.
    #[derive(Pickle)]
    #[pickle(module = "app", name = "Box", version = 1, upgrade = fill)]
    struct Filled {
        content: Rc<u32>,
    }
    fn fill(_: u32, mut value: Value) -> Result<Value, Error> {
        let next = NEXT.replace(NEXT.get() + 1);
        value.insert("content", next)?;
        Ok(value)
    }
    thread_local! {
        static NEXT: Cell<u32> = const { Cell::new(1) };
    }
    // The memo is kept from load to load.
    let empty = b"\x80\x02capp\nBox\nq\0)\x81h\0)\x81\x86.\x80\x02h\0)\x81h\0)\x81\x86.";
    let mut unpickler = Unpickler::new(empty);
    for expected in [[1, 2], [3, 4]] {
        let (one, other): (Filled, Filled) = unpickler.load().unwrap();
        assert_eq!([*one.content, *other.content], expected);
    }
}

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
fn what_an_upgrade_gives_must_be_an_instance() {
    #[derive(Pickle, Debug)]
    #[pickle(module = "app", version = 1, upgrade = none)]
    struct A {}
    fn none(_: u32, _: Value) -> Value {
        Value::none()
    }
    fails::<A>(
        b"\x80\x02capp\nA\n)\x81.",
        ErrorKind::WrongType,
        "expected an instance or a dict, found None, which `upgrade` gave, at byte 10 (NEWOBJ)",
    );
}

#[test]
fn what_an_upgrade_gives_must_be_of_the_class() {
    #[derive(Pickle, Debug)]
    #[pickle(module = "app", name = "A", version = 1, upgrade = dict)]
    struct B {}
    fn dict(_: u32, _: Value) -> Result<Value, Error> {
        Value::dict([("x", 1)])
    }
    fails::<B>(
        b"\x80\x02capp\nA\n)\x81.",
        ErrorKind::WrongType,
        "expected an instance of app.A, found dict, at byte 10 (NEWOBJ)",
    );
}

#[test]
fn upgrades_come_to_an_end() {
    // Each gives an instance that holds an older one.
    #[derive(Pickle, Debug)]
    #[pickle(module = "app", version = 1, upgrade = deeper)]
    struct Doll {
        inner: Option<Box<Doll>>,
    }
    fn deeper(_: u32, doll: Value) -> Result<Value, Error> {
        let mut outer = doll.clone();
        outer.insert("inner", doll)?;
        Ok(outer)
    }
    let error = from_slice::<Doll>(b"\x80\x02capp\nDoll\n)\x81.").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Limit);
}

#[test]
fn copies_of_copies_are_paid_for() {
    #[derive(Pickle, Debug)]
    #[pickle(module = "app", version = 1, upgrade = same)]
    struct Chain {
        #[pickle(default)]
        next: Option<Box<Chain>>,
    }
    fn same(_: u32, chain: Value) -> Value {
        chain
    }
    let mut pickle = b"\x80\x02".to_vec();
    for _ in 0..100 {
        pickle.extend_from_slice(b"capp\nChain\n)\x81}U\x04next");
    }
    pickle.push(b'N');
    for _ in 0..100 {
        pickle.extend_from_slice(b"sb");
    }
    pickle.push(b'.');
    assert!(from_slice::<Chain>(&pickle).is_ok());
    let limits = Limits { repeats: 1000, ..Limits::default() };
    let error = Unpickler::new(&pickle).limits(limits).load::<Chain>().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Limit);
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

#[test]
fn an_instance_can_be_remade() {
    #[derive(Pickle)]
    #[pickle(module = "app", name = "Old")]
    struct Older {
        #[pickle(init_arg = "key")]
        key: u8,
        attribute: u8,
    }
    #[derive(Pickle)]
    #[pickle(module = "app", name = "List")]
    struct List {
        #[pickle(listitems)]
        items: Vec<u8>,
    }
    for protocol in Protocol::ALL {
        let pickle = dump(protocol, &Older { key: 1, attribute: 2 });
        let mut value: Value = from_slice(&pickle).unwrap();
        assert_eq!(value.to_string(), "app.Old(key=1, attribute=2)");
        value.set_class(Global::new("app", "New")).unwrap();
        value.set_args(["x"]).unwrap();
        assert!(value.rename("attribute", "other"));
        assert_eq!(value.to_string(), "app.New('x', key=1, other=2)");
        value.set_keywords([("new", 3)]).unwrap();
        assert_eq!(value.to_string(), "app.New('x', new=3, other=2)");
        let again: Value = from_slice(&dump(protocol, &value)).unwrap();
        assert_eq!(again, value);
        value.set_keywords([("", 0); 0]).unwrap();
        assert_eq!(value.to_string(), "app.New('x', other=2)");

        let mut list: Value = from_slice(&dump(protocol, &List { items: vec![1, 2] })).unwrap();
        list.set_args([true]).unwrap();
        let items: Vec<_> = list.instance().unwrap().list_items().map(ValueRef::as_i64).collect();
        assert_eq!(items, [Some(1), Some(2)]);
        assert_eq!(list.instance().unwrap().args().len(), 1);
    }
    // `class List(list)`, in protocol 0.
    let pickle = b"ccopy_reg\n_reconstructor\n(capp\nList\nc__builtin__\nlist\n(I1\nI2\nltR.";
    let mut list: Value = from_slice(pickle).unwrap();
    list.set_class(Global::new("app", "Other")).unwrap();
    let list = list.instance().unwrap();
    assert_eq!(list.list_items().len(), 2);
    assert_eq!(list.global(), Some(Global::new("app", "Other")));
    assert!(Value::from(1).set_args([1]).is_err());
    assert_eq!(Value::from(1).take::<u8>("x").unwrap_err().kind(), ErrorKind::MissingAttribute);
}
