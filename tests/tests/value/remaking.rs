//! Instances that are made of others.

use pickle_core::{ErrorKind, Global, Pickle, Protocol, Value, ValueRef};

use crate::{read, written};

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
        let mut value = read(&written(&Older { key: 1, attribute: 2 }, protocol).unwrap());
        assert_eq!(value.to_string(), "app.Old(key=1, attribute=2)");
        value.set_class(Global::new("app", "New")).unwrap();
        value.set_args(["x"]).unwrap();
        assert!(value.rename("attribute", "other"));
        assert_eq!(value.to_string(), "app.New('x', key=1, other=2)");
        value.set_keywords([("new", 3)]).unwrap();
        assert_eq!(value.to_string(), "app.New('x', new=3, other=2)");
        assert_eq!(read(&written(&value, protocol).unwrap()), value);
        value.set_keywords([("", 0); 0]).unwrap();
        assert_eq!(value.to_string(), "app.New('x', other=2)");

        let mut list = read(&written(&List { items: vec![1, 2] }, protocol).unwrap());
        list.set_args([true]).unwrap();
        let items: Vec<_> = list.instance().unwrap().list_items().map(ValueRef::as_i64).collect();
        assert_eq!(items, [Some(1), Some(2)]);
        assert_eq!(list.instance().unwrap().args().len(), 1);
    }
    // `class List(list)`, in protocol 0.
    let pickle = b"ccopy_reg\n_reconstructor\n(capp\nList\nc__builtin__\nlist\n(I1\nI2\nltR.";
    let mut list = read(pickle);
    list.set_class(Global::new("app", "Other")).unwrap();
    let list = list.instance().unwrap();
    assert_eq!(list.list_items().len(), 2);
    assert_eq!(list.global(), Some(Global::new("app", "Other")));
    assert!(Value::from(1).set_args([1]).is_err());
    assert_eq!(Value::from(1).take::<u8>("x").unwrap_err().kind(), ErrorKind::MissingAttribute);
}

#[test]
fn what_is_made_by_new_of_a_function_of_copyreg_is_no_call_of_it() {
    // NEWOBJ of `copyreg.__newobj__` with `int`, which Python refuses.
    let value = read(b"\x80\x02ccopyreg\n__newobj__\ncbuiltins\nint\n\x85\x81.");
    assert_eq!(value.to_string(), "copyreg.__newobj__(builtins.int)");
    for protocol in Protocol::ALL {
        assert_eq!(read(&written(&value, protocol).unwrap()), value, "{protocol}");
    }
}
