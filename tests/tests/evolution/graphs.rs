//! Instances in each other: nested, shared, and in cycles.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use pickle_core::{Error, ErrorKind, Pickle, Protocol, Unpickler, Value, ValueRef, from_slice};

use crate::{UPGRADES, User, dump, fails, upgrades, v1, v2};

/// Versioned types in each other, each with a history of its own.
mod nested {
    use super::*;

    pub mod v1 {
        #[derive(pickle_core::Pickle)]
        #[pickle(module = "app", name = "Team", version = 1)]
        pub struct Team {
            pub lead: crate::v2::User,
            pub others: Vec<crate::v1::User>,
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
