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
    /// A bytearray, a persistent id, or what is in the memo: it is taken as it is.
    Other,
}

impl Shape {
    fn is_hashable(self) -> bool {
        matches!(self, Shape::Plain | Shape::Text | Shape::Tuple(_, true) | Shape::Global(_))
    }

    /// What a call of it gives.
    fn called(self) -> Shape {
        use Callable::{ByteArray, Bytes, Encode, FrozenSet, GetAttr, Set};
        match self {
            Shape::Global(Some(Set)) => Shape::Set,
            Shape::Global(Some(FrozenSet | Bytes | Encode)) => Shape::Plain,
            Shape::Global(Some(ByteArray)) => Shape::Other,
            Shape::Global(Some(GetAttr)) => Shape::Global(None),
            _ => Shape::Instance,
        }
    }
}

/// The objects that were made since the beginning.
#[derive(Default)]
pub(in super::super) struct Stack {
    /// Whether it takes the machine to tell if it would refuse any of them.
    pub(super) is_doubtful: bool,
    /// What they are, and where each begins.
    pub(super) objects: Vec<(Shape, usize)>,
    /// Where the GETs of them stand, each behind its index.
    pub(in super::super) gets: Vec<(usize, usize)>,
    /// How many are below each MARK, and where it stands.
    pub(super) marks: Vec<(usize, usize)>,
}

impl Stack {
    pub(super) fn clear(&mut self) {
        self.is_doubtful = false;
        self.objects.clear();
        self.marks.clear();
        self.gets.clear();
    }

    /// Leaves it to the machine, if it is not so for certain.
    fn doubt_unless(&mut self, is_certain: bool) {
        self.is_doubtful |= !is_certain;
    }

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

    /// Whether `getattr` is called, once there are its arguments.
    pub(super) fn calls_getattr(&self) -> bool {
        let callable = self.objects.len().checked_sub(2).and_then(|at| self.objects.get(at));
        matches!(callable, Some((Shape::Global(Some(Callable::GetAttr)), _)))
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

    fn hash(&mut self, objects: &[(Shape, usize)]) {
        self.doubt_unless(objects.iter().all(|(shape, _)| shape.is_hashable()));
    }

    /// What the call of `callable` with what is no keywords gives.
    fn call(&mut self, callable: Shape, args: Shape) -> Shape {
        let called = callable.called();
        let is_instance = matches!(callable, Shape::Global(_)) && called == Shape::Instance;
        self.doubt_unless(is_instance && matches!(args, Shape::Tuple(..)));
        called
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
    fn adds(&mut self, container: Shape, keys: &[(Shape, usize)]) -> bool {
        match self.top() {
            Some((Shape::Instance, _)) => true,
            Some((shape, _)) if shape == container => {
                if container != Shape::List {
                    self.hash(keys);
                }
                true
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
                self.hash(&keys(&entries)?);
                self.push(Shape::Dict, mark);
            }
            op::FROZENSET => {
                let (items, mark) = self.take_marked()?;
                self.hash(&items);
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
            op::REDUCE => {
                let [(callable, start), (args, _)] = self.take()?;
                let called = self.call(callable, args);
                self.push(called, start);
            }
            op::NEWOBJ => {
                let [(callable, start), (args, _)] = self.take()?;
                self.call(callable, args);
                self.push(Shape::Instance, start);
            }
            op::NEWOBJ_EX => {
                let [(callable, start), (args, _), (keywords, _)] = self.take()?;
                self.call(callable, args);
                self.doubt_unless(keywords == Shape::Dict);
                self.push(Shape::Instance, start);
            }
            op::OBJ => {
                let (parts, mark) = self.take_marked()?;
                let is_class = matches!(parts.first(), Some((Shape::Global(_), _)));
                self.doubt_unless(is_class);
                self.push(Shape::Instance, mark);
            }
            op::INST => {
                let (_, mark) = self.take_marked()?;
                self.push(Shape::Instance, mark);
            }
            op::BINPERSID => {
                let [(_, start)] = self.take()?;
                self.push(Shape::Other, start);
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
