//! What a function that upgrades gives.

use pickle_core::{Error, ErrorKind, Limits, Pickle, Unpickler, Value, from_slice};

use crate::fails;

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
