//! Upgrades that fail, and versions that nobody knows.

use pickle_core::{ErrorKind, Pickle, Protocol, from_slice};

use crate::{User, WRITTEN, ada, dump, fails, v1};

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
        (&b"N"[..], ErrorKind::WrongType, "expected int, found None"),
        (b"J\xff\xff\xff\xff", ErrorKind::OutOfRange, "the int -1 does not fit u32"),
        (b"\x8a\x05\0\0\0\0\x01", ErrorKind::OutOfRange, "the int 4294967296 does not fit u32"),
        (b"\x88", ErrorKind::WrongType, "expected int, found bool"),
    ] {
        let pickle = [b"\x80\x02capp\nUser\n)\x81}(U\x0b__version__", value, b"ub."].concat();
        let error = from_slice::<User>(&pickle).unwrap_err();
        assert_eq!((error.kind(), error.message()), (kind, message));
        assert_eq!(error.path(), "app.models.User.__version__");
        assert!(error.offset().is_some());
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
