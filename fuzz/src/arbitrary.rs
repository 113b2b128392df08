//! Generated values of the types that are read.

use std::cell::RefCell;
use std::rc::{Rc, Weak};

use arbitrary::{Arbitrary, Result, Unstructured};
use pickle_core::{Global, Value};

use crate::counted::{
    Choice, Counted, Entry, Everything, Foreign, Keyed, Open, Pair, Ready, Table, Tagged,
    Transparent, Versioned, World,
};
use crate::graphs::{Branch, Branches, Leaf, Node, Nodes, Pointers, Sign, Signs, Tree, Trees};
use crate::shapes::{Bag, Color, Drawing, Keywords, One, Point, Record, Shape, Size, Slots};
use crate::subjects::{Any, Noted, Numbers};

/// `Arbitrary` for types of the tests, which cannot derive it.
macro_rules! arbitrary {
    ($($type:ident { $($field:tt),* })+) => {
        $(impl<'a> Arbitrary<'a> for $type {
            fn arbitrary(_u: &mut Unstructured<'a>) -> Result<$type> {
                Ok($type { $($field: _u.arbitrary()?),* })
            }
        })+
    };
}

arbitrary! {
    Point { x, y }
    Size { 0, 1 }
    One { only }
    Slots { a, b }
    Record { id, slots }
    Keywords { first, second, third }
    Bag { name, data, nothing, tags, frozen, none, rows, pairs, inner }
    Drawing {
        name, shapes, colors, origin, corners, tags, kind, counts, data, one, matrix, empty
    }
    Counted { number, note }
    World { country, secrets }
    Table { cells }
    Foreign { id, tags }
    Ready {}
    Versioned { name, counted }
    Keyed { at, other, key, late }
    Transparent { 0 }
    Pair { first, second }
    Entry { counted, plain }
    Everything {
        plain, counted, worlds, table, foreign, ready, versioned, keyed, choices, tagged,
        transparent, pair, entry, open, shared, in_a_cell, slice
    }
    Noted { title, extra, pairs, nested, more, point, rows }
    Numbers { rows, triples, floats, flags, maybe, wide, map, set, letters }
}

impl<'a> Arbitrary<'a> for Color {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Color> {
        Ok(*u.choose(&[Color::Red, Color::Green])?)
    }
}

impl<'a> Arbitrary<'a> for Shape {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Shape> {
        Ok(match u.int_in_range(0..=2)? {
            0 => Shape::Circle { center: u.arbitrary()?, radius: u.arbitrary()? },
            1 => Shape::Rect(u.arbitrary()?, u.arbitrary()?),
            _ => Shape::Nothing,
        })
    }
}

impl<'a> Arbitrary<'a> for Choice {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Choice> {
        Ok(match u.int_in_range(0..=2)? {
            0 => Choice::Named { counted: u.arbitrary()?, world: u.arbitrary()? },
            1 => Choice::Both(u.arbitrary()?, u.arbitrary()?),
            _ => Choice::Neither,
        })
    }
}

impl<'a> Arbitrary<'a> for Tagged {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Tagged> {
        Ok(match u.int_in_range(0..=2)? {
            0 => Tagged::One(u.arbitrary()?),
            1 => Tagged::Two(u.arbitrary()?, u.arbitrary()?),
            _ => Tagged::None,
        })
    }
}

impl<'a> Arbitrary<'a> for Open {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Open> {
        let mut open = Open { known: u.arbitrary()?, others: u.arbitrary()? };
        // One attribute is not there twice.
        open.others.remove("known");
        Ok(open)
    }
}

impl<'a> Arbitrary<'a> for Any {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Any> {
        value(u, 4).map(Any)
    }
}

fn value(u: &mut Unstructured<'_>, depth: usize) -> Result<Value> {
    let scalars = 6;
    let kinds = if depth == 0 { scalars } else { scalars + 5 };
    let values = |u: &mut Unstructured<'_>| -> Result<Vec<Value>> {
        let len = u.int_in_range(0..=4)?;
        (0..len).map(|_| value(u, depth - 1)).collect()
    };
    Ok(match u.int_in_range(0..=kinds - 1)? {
        0 => Value::none(),
        1 => Value::from(u.arbitrary::<bool>()?),
        2 => Value::from(u.arbitrary::<i64>()?),
        3 => Value::from(u.arbitrary::<f64>()?),
        4 => Value::from(u.arbitrary::<&str>()?),
        5 => Value::from(u.arbitrary::<&[u8]>()?),
        6 => Value::list(values(u)?),
        7 => Value::tuple(values(u)?),
        8 => {
            let keys = values(u)?.into_iter().map(|value| value.to_string());
            Value::dict(keys.zip(values(u)?)).expect("strs are hashable")
        }
        9 => Value::new_object(Global::new("shapes", "Thing"), values(u)?),
        _ => {
            let shared = value(u, depth - 1)?;
            Value::tuple([Value::list([shared.clone()]), shared])
        }
    })
}

impl<'a> Arbitrary<'a> for Pointers {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Pointers> {
        let points: [Rc<Point>; 3] = u.arbitrary()?;
        let counted: [_; 2] = u.arbitrary()?;
        let point = u.choose(&points)?.clone();
        let count = u.int_in_range(0..=4)?;
        let list = (0..count).map(|_| u.choose(&points).cloned()).collect::<Result<_>>()?;
        let count = u.int_in_range(0..=4)?;
        let slice = (0..count).map(|_| u.choose(&counted).cloned()).collect::<Result<_>>()?;
        Ok(Pointers {
            same: u.arbitrary::<bool>()?.then(|| point.clone()),
            weak: if u.arbitrary()? { Rc::downgrade(&point) } else { Weak::default() },
            point,
            boxed: u.arbitrary()?,
            list: Rc::new(list),
            slice,
            text: u.arbitrary()?,
            cell: u.arbitrary()?,
            made: u.arbitrary()?,
            whole: u.arbitrary()?,
            any: u.arbitrary()?,
        })
    }
}

impl<'a> Arbitrary<'a> for Signs {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Signs> {
        let count = u.int_in_range(0..=4)?;
        let boxed = (0..count).map(|_| {
            Ok(match u.int_in_range(0..=2)? {
                0 => Box::new(u.arbitrary::<Counted>()?) as Box<dyn Sign>,
                1 => Box::new(u.arbitrary::<Point>()?),
                _ => Box::new(u.arbitrary::<World>()?),
            })
        });
        let boxed = boxed.collect::<Result<_>>()?;
        let each: [Rc<dyn Sign>; 3] = [
            Rc::new(u.arbitrary::<Counted>()?),
            Rc::new(u.arbitrary::<Point>()?),
            Rc::new(u.arbitrary::<World>()?),
        ];
        let count = u.int_in_range(0..=4)?;
        let shared = (0..count).map(|_| u.choose(&each).cloned()).collect::<Result<Vec<_>>>()?;
        let weak = shared.first().map(Rc::downgrade);
        Ok(Signs { boxed, shared, weak })
    }
}

impl<'a> Arbitrary<'a> for Nodes {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Nodes> {
        let count = u.int_in_range(0..=6)?;
        let nodes: Vec<Rc<RefCell<Node>>> = (0..count).map(|_| Rc::default()).collect();
        for (index, node) in nodes.iter().enumerate() {
            let Node { name, parent, children } = &mut *node.borrow_mut();
            *name = u.arbitrary()?;
            if u.arbitrary()? {
                *parent = Rc::downgrade(u.choose(&nodes)?);
            }
            // Not to those before, as what owns itself is never freed.
            for later in &nodes[index + 1..] {
                if u.arbitrary()? {
                    children.push(Rc::clone(later));
                }
            }
        }
        Ok(Nodes(nodes))
    }
}

impl<'a> Arbitrary<'a> for Trees {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Trees> {
        let count = u.int_in_range(0..=6)?;
        let mut trees: Vec<Rc<Tree>> = Vec::new();
        for _ in 0..count {
            let tree = Rc::new(Tree {
                name: u.arbitrary()?,
                parent: RefCell::default(),
                children: RefCell::default(),
            });
            if !trees.is_empty() && u.arbitrary()? {
                let parent = u.choose(&trees)?;
                *tree.parent.borrow_mut() = Rc::downgrade(parent);
                parent.children.borrow_mut().push(tree.clone());
            }
            trees.push(tree);
        }
        Ok(Trees(trees))
    }
}

impl<'a> Arbitrary<'a> for Branches {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Branches> {
        // One leaf for each branch: a second one would be owned by nothing that is there before it,
        // and has the branch in it again, so that it cannot be read.
        let leaves = (0..u.int_in_range(0..=3)?).map(|_| {
            let leaf = Rc::new(Leaf { branch: Rc::new(Branch { leaves: RefCell::default() }) });
            leaf.branch.leaves.borrow_mut().push(Rc::downgrade(&leaf));
            leaf
        });
        Ok(Branches(leaves.collect()))
    }
}
