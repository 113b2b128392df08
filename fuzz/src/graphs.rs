//! Types whose values share their parts, and contain themselves.

use std::cell::RefCell;
use std::rc::{Rc, Weak};
use std::sync::Arc;

use pickle_core::{Pickle, Registry, polymorphic};

use crate::counted::{Counted, World};
use crate::shapes::{One, Point};
use crate::subjects::Any;

/// Made before its state is known, so that it can contain itself.
#[derive(Pickle, Debug, Default)]
#[pickle(module = "graphs", default)]
pub struct Node {
    pub name: Rc<str>,
    pub parent: Weak<RefCell<Node>>,
    pub children: Vec<Rc<RefCell<Node>>>,
}

/// The children are owned, the parent is not.
#[derive(Pickle, Debug)]
#[pickle(module = "graphs")]
pub struct Tree {
    pub name: String,
    pub parent: RefCell<Weak<Tree>>,
    pub children: RefCell<Vec<Rc<Tree>>>,
}

/// The parent is owned, the children are not.
#[derive(Pickle, Debug)]
#[pickle(module = "graphs")]
pub struct Leaf {
    pub branch: Rc<Branch>,
}

#[derive(Pickle, Debug)]
#[pickle(module = "graphs")]
pub struct Branch {
    pub leaves: RefCell<Vec<Weak<Leaf>>>,
}

#[derive(Pickle, Debug)]
#[pickle(transparent)]
pub struct Nodes(pub Vec<Rc<RefCell<Node>>>);

#[derive(Pickle, Debug)]
#[pickle(transparent)]
pub struct Trees(pub Vec<Rc<Tree>>);

#[derive(Pickle, Debug)]
#[pickle(transparent)]
pub struct Branches(pub Vec<Rc<Leaf>>);

/// Pointers of all kinds, which may lead to one object.
#[derive(Pickle, Debug, Clone)]
#[pickle(module = "graphs")]
pub struct Pointers {
    pub point: Rc<Point>,
    pub same: Option<Rc<Point>>,
    pub weak: Weak<Point>,
    pub boxed: Box<Point>,
    pub list: Rc<Vec<Rc<Point>>>,
    pub slice: Arc<[Arc<Counted>]>,
    pub text: Rc<str>,
    pub cell: Rc<RefCell<Vec<i64>>>,
    pub made: Rc<World>,
    pub whole: Rc<One>,
    pub any: Rc<Any>,
}

/// A trait whose objects are read as what a registry says.
pub trait Sign: Pickle {}

polymorphic!(dyn Sign);

impl Sign for Counted {}
impl Sign for Point {}
impl Sign for World {}

/// Trait objects behind all pointers.
#[derive(Pickle)]
#[pickle(as_tuple)]
pub struct Signs {
    pub boxed: Vec<Box<dyn Sign>>,
    pub shared: Vec<Rc<dyn Sign>>,
    pub weak: Option<Weak<dyn Sign>>,
}

/// What may come as a [`Sign`].
///
/// # Panics
///
/// Never: the types are of different classes.
pub fn registry() -> Registry {
    let mut registry = Registry::new();
    let registered = registry
        .register::<dyn Sign, Counted>()
        .and_then(|registry| registry.register::<dyn Sign, Point>())
        .and_then(|registry| registry.register::<dyn Sign, World>());
    registered.expect("each class is registered once");
    registry
}
