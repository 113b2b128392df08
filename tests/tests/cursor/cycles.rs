//! Objects that contain themselves, as trees do whose nodes know their parents, are served with the
//! identity that the machine gives them.

use std::cell::RefCell;
use std::fmt::Debug;
use std::rc::{Rc, Weak};

use pickle_core::{Pickle, Protocol, Registry, UnpickleOwned, Unpickler};

use crate::counted::calls;
use crate::pythons::{all, pickles};
use crate::{agree_with, dump};

/// The children are owned, the parent is not.
#[derive(Debug, Pickle)]
#[pickle(module = "shapes")]
struct Tree {
    name: String,
    parent: RefCell<Weak<Tree>>,
    children: RefCell<Vec<Rc<Tree>>>,
}

impl PartialEq for Tree {
    fn eq(&self, other: &Tree) -> bool {
        self.name == other.name && self.children == other.children
    }
}

/// The parent is owned, the children are not.
#[derive(Debug, Pickle)]
#[pickle(module = "shapes")]
struct Leaf {
    name: String,
    branch: Rc<Branch>,
}

#[derive(Debug, Pickle)]
#[pickle(module = "shapes")]
struct Branch {
    leaves: RefCell<Vec<Weak<Leaf>>>,
}

/// Both in cells, made before their states are known.
#[derive(Debug, Default, Pickle)]
#[pickle(module = "shapes", default)]
struct Node {
    name: String,
    parent: Weak<RefCell<Node>>,
    children: Vec<Rc<RefCell<Node>>>,
}

fn tree() -> Rc<Tree> {
    let make = |name: &str| {
        Rc::new(Tree {
            name: name.to_owned(),
            parent: RefCell::default(),
            children: RefCell::default(),
        })
    };
    let root = make("root");
    for name in ["a", "b"] {
        let child = make(name);
        for name in ["c", "d"] {
            let grandchild = make(name);
            *grandchild.parent.borrow_mut() = Rc::downgrade(&child);
            child.children.borrow_mut().push(grandchild);
        }
        *child.parent.borrow_mut() = Rc::downgrade(&root);
        root.children.borrow_mut().push(child);
    }
    root
}

fn assert_is_tree(root: &Rc<Tree>) {
    assert_eq!(root.children.borrow().len(), 2);
    for child in &*root.children.borrow() {
        assert!(Rc::ptr_eq(&child.parent.borrow().upgrade().unwrap(), root));
        for grandchild in &*child.children.borrow() {
            assert!(Rc::ptr_eq(&grandchild.parent.borrow().upgrade().unwrap(), child));
        }
    }
}

/// Reads by the cursor, and by the machine; what both give has to fit.
fn served_alike<T: UnpickleOwned>(pickle: &[u8], fits: impl Fn(&T)) {
    calls();
    let mut unpickler = Unpickler::new(pickle);
    let read: T = unpickler.load().unwrap();
    assert!(unpickler.is_by_cursor(), "not by the cursor: {}", pickle.escape_ascii());
    fits(&read);
    let called = calls();
    let mut machine = Unpickler::new(pickle).by_machine();
    fits(&machine.load().unwrap());
    assert_eq!(called, calls());
}

#[test]
fn trees_whose_children_know_their_parent_are_served() {
    for protocol in Protocol::ALL {
        served_alike::<Rc<Tree>>(&dump(protocol, &tree()), assert_is_tree);
        served_alike::<(Rc<Tree>, Vec<Rc<Tree>>)>(
            &dump(protocol, &(tree(), vec![tree()])),
            |read| {
                assert_is_tree(&read.0);
                assert_is_tree(&read.1[0]);
            },
        );
        let root = tree();
        served_alike::<(Rc<Tree>, Weak<Tree>)>(&dump(protocol, &(root.clone(), root)), |read| {
            assert!(Rc::ptr_eq(&read.0, &read.1.upgrade().unwrap()));
        });
    }
}

#[test]
fn trees_are_served_from_the_leaves_on() {
    let branch = Rc::new(Branch { leaves: RefCell::default() });
    let leaf = Rc::new(Leaf { name: "a".into(), branch: branch.clone() });
    branch.leaves.borrow_mut().push(Rc::downgrade(&leaf));
    for protocol in Protocol::ALL {
        served_alike::<Vec<Rc<Leaf>>>(&dump(protocol, &vec![leaf.clone()]), |read| {
            assert!(Rc::ptr_eq(&read[0].branch.leaves.borrow()[0].upgrade().unwrap(), &read[0]));
            assert_eq!(read[0].name, "a");
        });
    }
}

#[test]
fn trees_in_cells_are_served_in_both_directions() {
    let make = |name: &str| Rc::new(RefCell::new(Node { name: name.into(), ..Node::default() }));
    let (root, child) = (make("root"), make("child"));
    root.borrow_mut().children.push(child.clone());
    child.borrow_mut().parent = Rc::downgrade(&root);
    let fits = |root: &Rc<RefCell<Node>>, child: &Rc<RefCell<Node>>| {
        assert!(Rc::ptr_eq(&root.borrow().children[0], child));
        assert!(Rc::ptr_eq(&child.borrow().parent.upgrade().unwrap(), root));
    };
    type Pair = (Rc<RefCell<Node>>, Rc<RefCell<Node>>);
    for protocol in Protocol::ALL {
        let pickle = dump(protocol, &(root.clone(), child.clone()));
        served_alike::<Pair>(&pickle, |(root, child)| fits(root, child));
        let pickle = dump(protocol, &(child.clone(), root.clone()));
        served_alike::<Pair>(&pickle, |(child, root)| fits(root, child));
    }
}

#[test]
fn cpythons_trees_are_served() {
    let script = "
class Tree(object):
    def __init__(self, name, parent):
        self.name, self.parent, self.children = name, parent, []
        if parent is not None: parent.children.append(self)
class Leaf(object):
    def __init__(self, name, branch):
        self.name, self.branch = name, branch
        branch.leaves.append(self)
class Branch(object):
    def __init__(self): self.leaves = []
root = Tree(u'root', None)
for name in u'ab':
    child = Tree(name, root)
    for name in u'cd': Tree(name, child)
branch = Branch()
show((root, [Leaf(u'a', branch)], root))
";
    for pickle in pickles(all, script) {
        type Read = (Rc<Tree>, Vec<Rc<Leaf>>, Rc<Tree>);
        served_alike::<Read>(&pickle, |(root, leaves, again)| {
            assert_is_tree(root);
            assert!(Rc::ptr_eq(root, again));
            let leaf = leaves[0].branch.leaves.borrow()[0].upgrade().unwrap();
            assert!(Rc::ptr_eq(&leaf, &leaves[0]));
        });
    }
}

#[test]
fn what_only_a_weak_could_refer_to_is_refused_by_both() {
    #[derive(Debug, PartialEq, Pickle)]
    #[pickle(module = "shapes", name = "Tree")]
    struct Owned {
        children: Vec<Rc<Owned>>,
    }

    let pickle = b"\x80\x04\x8c\x06shapes\x8c\x04Tree\x93)\x81\x94}\x8c\x08children]h\0asb.";
    assert_eq!(agree_with::<Rc<Owned>>(pickle, &Registry::new()), (None, false));
    assert_eq!(agree_with::<Owned>(pickle, &Registry::new()), (None, false));
}
