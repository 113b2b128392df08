//! What objects are, on a stack that holds no values.

use alloc::vec::Vec;

use crate::unpickler::cursor::calls::Callable;
use crate::unpickler::cursor::op;

/// What an object is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// A number, a bool, `None`, bytes or a frozenset.
    Plain,
    Text,
    List,
    Dict,
    Set,
    /// A tuple of so many items; whether it can be hashed.
    Tuple(usize, bool),
    /// A class or function.
    Global(Option<Callable>),
    Instance,
    /// A bytearray, or what is in the memo: it is taken as it is.
    Other,
}

impl Shape {
    fn is_hashable(self) -> bool {
        matches!(self, Shape::Plain | Shape::Text | Shape::Tuple(_, true) | Shape::Global(_))
    }

    /// Whether a call of it stands for an instance, and for no plain value.
    fn makes_instances(self) -> bool {
        use Callable::{NewObj, Object, Partial, Reconstructor};
        matches!(self, Shape::Global(None | Some(NewObj | Object | Partial | Reconstructor)))
    }
}

/// The objects that were made since the beginning.
#[derive(Default)]
pub(super) struct Stack {
    /// What they are, and where each begins.
    pub(super) objects: Vec<(Shape, usize)>,
    /// How many are below each MARK, and where it stands.
    pub(super) marks: Vec<(usize, usize)>,
}

impl Stack {
    pub(super) fn push(&mut self, shape: Shape, start: usize) {
        self.objects.push((shape, start));
    }

    /// How many objects are below the last MARK, where nothing is taken.
    fn fence(&self) -> usize {
        self.marks.last().map_or(0, |&(height, _)| height)
    }

    /// The topmost object, above the last MARK.
    pub(super) fn top(&self) -> Option<(Shape, usize)> {
        self.objects.get(self.fence()..)?.last().copied()
    }

    pub(super) fn take<const N: usize>(&mut self) -> Option<[(Shape, usize); N]> {
        let kept = self.objects.len().checked_sub(N).filter(|&kept| kept >= self.fence())?;
        self.objects.split_off(kept).try_into().ok()
    }

    /// All above the last MARK, and where that stands.
    fn take_marked(&mut self) -> Option<(Vec<(Shape, usize)>, usize)> {
        let (height, start) = self.marks.pop()?;
        Some((self.objects.split_off(height), start))
    }

    /// A tuple of what was taken.
    fn push_tuple(&mut self, items: &[(Shape, usize)], start: usize) {
        let is_hashable = items.iter().all(|(shape, _)| shape.is_hashable());
        self.push(Shape::Tuple(items.len(), is_hashable), start);
    }

    /// TUPLE1, TUPLE2 or TUPLE3, which begins where its first item does.
    fn run_tuple<const N: usize>(&mut self) -> Option<()> {
        let items = self.take::<N>()?;
        self.push_tuple(&items, items.first()?.1);
        Some(())
    }

    /// Whether the container below may take what was taken.
    fn adds(&self, container: Shape, keys: &[(Shape, usize)]) -> bool {
        match self.top() {
            Some((Shape::Instance, _)) => true,
            Some((shape, _)) if shape == container => {
                container == Shape::List || keys.iter().all(|(shape, _)| shape.is_hashable())
            }
            _ => false,
        }
    }

    /// Runs an opcode that has no argument, and stands at `start`. `None` for what the machine
    /// refuses, and for what is not known here.
    pub(super) fn run(&mut self, opcode: u8, start: usize) -> Option<()> {
        match opcode {
            op::MARK => self.marks.push((self.objects.len(), start)),
            op::NONE | op::NEWTRUE | op::NEWFALSE => self.push(Shape::Plain, start),
            op::EMPTY_LIST => self.push(Shape::List, start),
            op::EMPTY_DICT => self.push(Shape::Dict, start),
            op::EMPTY_SET => self.push(Shape::Set, start),
            op::EMPTY_TUPLE => self.push_tuple(&[], start),
            op::TUPLE1 => self.run_tuple::<1>()?,
            op::TUPLE2 => self.run_tuple::<2>()?,
            op::TUPLE3 => self.run_tuple::<3>()?,
            op::TUPLE => {
                let (items, mark) = self.take_marked()?;
                self.push_tuple(&items, mark);
            }
            op::LIST => {
                let (_, mark) = self.take_marked()?;
                self.push(Shape::List, mark);
            }
            op::DICT => {
                let (entries, mark) = self.take_marked()?;
                keys(&entries)?.iter().all(|(shape, _)| shape.is_hashable()).then_some(())?;
                self.push(Shape::Dict, mark);
            }
            op::FROZENSET => {
                let (items, mark) = self.take_marked()?;
                items.iter().all(|(shape, _)| shape.is_hashable()).then_some(())?;
                self.push(Shape::Plain, mark);
            }
            op::APPEND => {
                let items = self.take::<1>()?;
                self.adds(Shape::List, &items).then_some(())?;
            }
            op::APPENDS => {
                let (items, _) = self.take_marked()?;
                self.adds(Shape::List, &items).then_some(())?;
            }
            op::SETITEM => {
                let [key, _] = self.take()?;
                self.adds(Shape::Dict, &[key]).then_some(())?;
            }
            op::SETITEMS => {
                let (entries, _) = self.take_marked()?;
                self.adds(Shape::Dict, &keys(&entries)?).then_some(())?;
            }
            op::ADDITEMS => {
                let (items, _) = self.take_marked()?;
                self.adds(Shape::Set, &items).then_some(())?;
            }
            op::REDUCE | op::NEWOBJ => {
                let [callable, args] = self.take()?;
                let (true, Shape::Tuple(..)) = (callable.0.makes_instances(), args.0) else {
                    return None;
                };
                self.push(Shape::Instance, callable.1);
            }
            op::NEWOBJ_EX => {
                let [callable, args, keywords] = self.take()?;
                let (true, Shape::Tuple(..), Shape::Dict) =
                    (callable.0.makes_instances(), args.0, keywords.0)
                else {
                    return None;
                };
                self.push(Shape::Instance, callable.1);
            }
            op::BUILD => {
                self.take::<1>()?;
                matches!(self.top(), Some((Shape::Instance, _))).then_some(())?;
            }
            _ => return None,
        }
        Some(())
    }
}

/// The keys among keys and values.
fn keys(entries: &[(Shape, usize)]) -> Option<Vec<(Shape, usize)>> {
    let (pairs, rest) = entries.as_chunks::<2>();
    rest.is_empty().then(|| pairs.iter().map(|&[key, _]| key).collect())
}
