//! Trait objects whose types run functions of the user's.

use std::fmt::Debug;
use std::rc::Rc;
use std::sync::Arc;

use pickle_core::{Pickle, Protocol, Registry, UnpickleOwned, Unpickler, polymorphic};

use crate::counted::{Counted, Foreign, ForeignSuite, calls, counted, log};
use crate::shapes::Point;
use crate::{agree_with, dump};

trait Sign {
    fn text(&self) -> String;
}

polymorphic!(dyn Sign);

impl Debug for dyn Sign {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.text())
    }
}

impl PartialEq for dyn Sign {
    fn eq(&self, other: &dyn Sign) -> bool {
        self.text() == other.text()
    }
}

impl Sign for Counted {
    fn text(&self) -> String {
        format!("{self:?}")
    }
}

impl Sign for Point {
    fn text(&self) -> String {
        format!("{self:?}")
    }
}

/// What a function makes a sign of.
struct Wrapped(Foreign);

impl Sign for Wrapped {
    fn text(&self) -> String {
        format!("{:?}", self.0)
    }
}

fn signs() -> Registry {
    let mut registry = Registry::new();
    registry.register::<dyn Sign, Counted>().unwrap();
    registry.register::<dyn Sign, Point>().unwrap();
    registry
        .register_suite::<ForeignSuite, _, dyn Sign>(|foreign| {
            log("wrapped".to_owned());
            Box::new(Wrapped(foreign))
        })
        .unwrap();
    registry
}

/// The trait objects of a pickle, whatever it is that is written.
fn agree_on_signs<T: UnpickleOwned + PartialEq + Debug>(value: &impl Pickle) {
    let registry = signs();
    for protocol in Protocol::ALL {
        let pickle = dump(protocol, value);
        let (read, by_cursor) = agree_with::<T>(&pickle, &registry);
        assert!(read.is_some(), "{protocol}: {}", pickle.escape_ascii());
        assert!(by_cursor, "{protocol}: {}", pickle.escape_ascii());
    }
}

#[test]
fn trait_objects_are_served_by_the_cursor() {
    let point = Rc::new(Point { x: 1, y: 2.0 });
    agree_on_signs::<Vec<Box<dyn Sign>>>(&(point.clone(), point.clone(), Point { x: 3, y: 4.0 }));
    agree_on_signs::<Vec<Box<dyn Sign>>>(&(counted(1), counted(2), Point { x: 3, y: 4.0 }));
    agree_on_signs::<Vec<Rc<dyn Sign>>>(&(point.clone(), point.clone(), counted(3)));
    agree_on_signs::<Vec<Arc<dyn Sign>>>(&(point.clone(), counted(3), point));
    agree_on_signs::<(Option<Box<dyn Sign>>, Option<Rc<dyn Sign>>)>(&(counted(3), ()));
}

#[test]
fn one_trait_object_behind_two_pointers_is_read_once() {
    let counted = Rc::new(counted(1));
    let pickle = dump(Protocol::V4, &(counted.clone(), counted));
    let registry = signs();
    let mut unpickler = Unpickler::new(&pickle).registry(&registry);
    let (one, other): (Rc<dyn Sign>, Rc<dyn Sign>) = unpickler.load().unwrap();
    assert!(unpickler.is_by_cursor());
    assert!(Rc::ptr_eq(&one, &other));
    assert_eq!(calls(), ["Counted(1)"]);
}

#[test]
fn what_a_registered_function_wraps_is_served_by_the_cursor() {
    #[derive(Pickle)]
    #[pickle(transparent)]
    struct Written(#[pickle(with = ForeignSuite)] Foreign);

    let foreign = Foreign { id: 1, tags: vec!["x".to_owned()] };
    agree_on_signs::<Vec<Box<dyn Sign>>>(&(Written(foreign.clone()), counted(2), Written(foreign)));
}

#[test]
fn trait_objects_in_boxes_that_are_met_again_are_served() {
    type Lists = (Vec<Box<dyn Sign>>, Vec<Box<dyn Sign>>);

    let list = Rc::new((counted(1), Point { x: 3, y: 4.0 }));
    agree_on_signs::<Lists>(&(list.clone(), list));
    let list = Rc::new(vec![counted(1), counted(2)]);
    agree_on_signs::<Lists>(&(list.clone(), list.clone()));
    // What a pointer was given out for is made anew for a box, and what a box holds for a pointer.
    agree_on_signs::<(Vec<Box<dyn Sign>>, Vec<Counted>)>(&(list.clone(), list.clone()));
    let registry = signs();
    for protocol in Protocol::ALL {
        let pickle = dump(protocol, &(list.clone(), list.clone()));
        agree_with::<(Vec<Rc<dyn Sign>>, Vec<Box<dyn Sign>>)>(&pickle, &registry);
        agree_with::<(Vec<Box<dyn Sign>>, Vec<Rc<dyn Sign>>)>(&pickle, &registry);
    }
}
