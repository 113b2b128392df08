//! Classes change: pickles of every older version of a type are read as today's.

mod errors;
mod forms;
mod graphs;
mod results;

use std::cell::RefCell;

use pickle_core::{ErrorKind, Pickle, Pickler, Protocol, Value, from_slice};
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
