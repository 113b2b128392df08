//! Values that are looked at, built and changed.

use pickle_core::{Construct, ErrorKind, Global, Int, Kind, Value, ValueRef};

use crate::{goes_round, read};

#[test]
fn access() {
    let value = read(b"(lI1\naF2.5\naVx\naI01\naNa(I1\nI2\nta.");
    let items: Vec<ValueRef<'_>> = value.items().collect();
    assert_eq!(items[0].as_i64(), Some(1));
    assert_eq!(items[0].as_int(), Some(Int::from(1)));
    assert_eq!(items[0].as_f64(), None);
    assert_eq!(items[1].as_f64(), Some(2.5));
    assert_eq!(items[2].as_str(), Some("x"));
    assert_eq!(items[3].as_bool(), Some(true));
    assert!(items[4].is_none() && !items[3].is_none());
    assert_eq!(items[5].kind(), Kind::Tuple);
    assert_eq!(items[5].items().next_back().and_then(ValueRef::as_i64), Some(2));
    assert_eq!(value.item(5), Some(items[5]));
    assert_eq!(value.item(6), None);
    assert_eq!(items[5].to::<(u8, u8)>().unwrap(), (1, 2));
    assert_eq!(items[5].to::<Vec<u8>>().unwrap(), [1, 2]);
    let error = value.to::<Vec<u8>>().unwrap_err();
    assert_eq!(error.to_string(), "[1]: expected int, found float, at byte 6 (FLOAT)");
    let error = items[2].to::<u8>().unwrap_err();
    assert_eq!(error.to_string(), "expected int, found str, at byte 12 (UNICODE)");

    let big = read(b"L99999999999999999999L\n.");
    assert_eq!(big.as_i64(), None);
    assert_eq!(big.as_int().map(|int| int.to_string()).as_deref(), Some("99999999999999999999"));
    assert_eq!(Value::bytearray(*b"ab").as_bytes(), Some(&b"ab"[..]));
    assert_eq!(Value::from(&b"ab"[..]).as_bytes(), Some(&b"ab"[..]));
    let id = Value::persistent("x");
    assert_eq!(id.persistent_id().and_then(ValueRef::as_str), Some("x"));
    assert_eq!(read(b"cm\nC\n.").global(), Some(Global::new("m", "C")));
    assert!(Value::default().is_none());
}

#[test]
fn instances() {
    let value = read(b"cm\nC\n(K\x01K\x02tR}(S'a'\nK\x03S'b'\nK\x04u}S'a'\nK\x05s\x86b.");
    let instance = value.instance().unwrap();
    assert_eq!(instance.global(), Some(Global::new("m", "C")));
    assert_eq!(instance.construct(), Construct::Call);
    assert_eq!(instance.args().len(), 2);
    assert_eq!(instance.keywords().len(), 0);
    assert_eq!(instance.states().len(), 1);
    assert_eq!(instance.attributes().len(), 3);
    // The slots are set after the dict.
    assert_eq!(instance.attribute("a").and_then(ValueRef::as_i64), Some(5));
    assert_eq!(value.attribute("b").and_then(ValueRef::as_i64), Some(4));
    assert_eq!(value.attribute("c"), None);

    let partial =
        b"\x80\x02cfunctools\npartial\nc__builtin__\ngetattr\ncm\nC\nU\x07__new__\x86Rq\0\
        \x85R(h\0cm\nC\nK\x01\x86}U\x01kK\x02sNtb)R.";
    let value = read(partial);
    let instance = value.instance().unwrap();
    assert_eq!(instance.construct(), Construct::NewEx);
    assert_eq!(value.to_string(), "m.C(1, k=2)");
    assert_eq!(value, read(b"cm\nC\nK\x01\x85}U\x01kK\x02s\x92."));
    goes_round(&value);

    let value = read(b"cm\nC\n)Rq\0cm\nf\nh\0K\x05\x86R0.");
    let (setter, state) = value.instance().unwrap().setters().next().unwrap();
    assert_eq!(setter.global(), Some(Global::new("m", "f")));
    assert_eq!(state.as_i64(), Some(5));
}

#[test]
fn building_and_editing() {
    let mut state = Value::dict([("name", Value::from("Ada")), ("age", Value::from(36))]).unwrap();
    state.insert("age", 37).unwrap();
    state.insert(1, Value::list([Value::none()])).unwrap();
    state.insert(1.0, "one").unwrap();
    assert_eq!(state.to_string(), "{'name': 'Ada', 'age': 37, 1: 'one'}");
    assert_eq!(state.remove("name"), Some(Value::from("Ada")));
    assert_eq!(state.remove("name"), None);
    assert_eq!(
        state.insert(Value::tuple([Value::list([1])]), 1).unwrap_err().kind(),
        ErrorKind::Unhashable
    );

    let mut user = Value::new_object(Global::new("app", "User"), [0; 0]);
    user.insert("name", "Ada").unwrap();
    user.insert("tags", Value::list(["x"])).unwrap();
    user.insert("name", "Bob").unwrap();
    assert_eq!(user.to_string(), "app.User(name='Bob', tags=['x'])");
    assert_eq!(user.remove("tags"), Some(Value::list(["x"])));
    user.push(1).unwrap();
    assert_eq!(user.to_string(), "app.User(name='Bob').extend([1])");
    assert_eq!(user.insert(1, 2).unwrap_err().kind(), ErrorKind::WrongType);
    goes_round(&user);

    // Two states that both have the name.
    let mut twice = read(b"cm\nC\n)\x81}S'a'\nK\x01sb}S'a'\nK\x02sb.");
    twice.insert("a", 3).unwrap();
    assert_eq!(twice.attribute("a").and_then(ValueRef::as_i64), Some(3));
    assert_eq!(twice.remove("a"), Some(Value::from(3)));
    assert_eq!(twice.attribute("a"), None);

    assert_eq!(Value::from(1).push(1).unwrap_err().kind(), ErrorKind::WrongType);
    assert_eq!(Value::from(1).insert(1, 1).unwrap_err().kind(), ErrorKind::WrongType);
    assert_eq!(Value::from(1).with_state(1).unwrap_err().kind(), ErrorKind::WrongType);
    assert_eq!(Value::set([Value::bytearray(*b"")]).unwrap_err().kind(), ErrorKind::Unhashable);
    assert_eq!(Value::dict([(Value::list([1]), 1)]).unwrap_err().kind(), ErrorKind::Unhashable);
    assert_eq!(Value::dict([(1, 1), (1, 2)]).unwrap(), Value::dict([(1, 2)]).unwrap());
    assert_eq!(Value::from(None::<u8>), Value::none());
    assert_eq!(Value::from(Some("x")), Value::from("x"));
    assert_eq!(Value::from(u128::MAX).as_int(), Some(Int::from(u128::MAX)));
    assert_eq!(Value::from_pickle("x").unwrap(), Value::from("x"));
    assert_eq!(Value::list([user.root()]).item(0), Some(user.root()));
}
