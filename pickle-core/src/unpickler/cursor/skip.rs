//! Stepping over an object of any kind: an attribute that the target has no field for.
//!
//! The opcodes up to the end of the object are run on a stack that holds no values, but what each
//! object is, as far as the machine would ask: what it would refuse must not go by unseen.

use alloc::vec::Vec;

use super::calls::Callable;
use super::memo::{Recognized, Replay, Tag};
use super::object::Base;
use super::{Cursor, op};
use crate::error::Error;

/// What an object is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shape {
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
struct Stack {
    /// What they are, and where each begins.
    objects: Vec<(Shape, usize)>,
    /// How many are below each MARK, and where it stands.
    marks: Vec<(usize, usize)>,
}

impl Stack {
    fn push(&mut self, shape: Shape, start: usize) {
        self.objects.push((shape, start));
    }

    /// How many objects are below the last MARK, where nothing is taken.
    fn fence(&self) -> usize {
        self.marks.last().map_or(0, |&(height, _)| height)
    }

    /// The topmost object, above the last MARK.
    fn top(&self) -> Option<(Shape, usize)> {
        self.objects.get(self.fence()..)?.last().copied()
    }

    fn take<const N: usize>(&mut self) -> Option<[(Shape, usize); N]> {
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
    fn run(&mut self, opcode: u8, start: usize) -> Option<()> {
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

impl Cursor<'_, '_> {
    /// Steps over the next object.
    #[inline(never)]
    pub(super) fn skip_next(&mut self) -> Result<(), Error> {
        self.skip_object().map(drop)
    }

    /// Steps over the value of a base class, which must be of that to be no argument.
    pub(super) fn skip_base(&mut self, base: Base) -> Result<(), Error> {
        match (self.skip_object()?, base) {
            (Shape::List, Base::List) | (Shape::Dict, Base::Dict) => Ok(()),
            _ => Err(self.unknown()),
        }
    }

    fn skip_object(&mut self) -> Result<Shape, Error> {
        self.peek()?;
        let end = self.end_of_next()?;
        let mut stack = Stack::default();
        while self.position() < end {
            self.skip_opcode(&mut stack)?;
        }
        match (stack.objects.as_slice(), stack.marks.as_slice()) {
            (&[(shape, _)], []) if self.position() == end => Ok(shape),
            _ => Err(self.unknown()),
        }
    }

    fn skip_opcode(&mut self, stack: &mut Stack) -> Result<(), Error> {
        let opcode = self.peek()?;
        let start = self.position();
        let shape = match opcode {
            op::MEMOIZE | op::BINPUT | op::LONG_BINPUT | op::PUT => {
                return self.skip_put(stack);
            }
            op::BINGET | op::LONG_BINGET | op::GET => self.skip_get()?,
            op::INT if matches!(self.rest, [_, b'0', b'0' | b'1', b'\n', ..]) => {
                self.bool()?;
                Shape::Plain
            }
            op::BININT | op::BININT1 | op::BININT2 | op::LONG1 | op::LONG4 | op::INT | op::LONG => {
                self.any_int()?;
                Shape::Plain
            }
            op::BINFLOAT | op::FLOAT => {
                self.float()?;
                Shape::Plain
            }
            op::SHORT_BINUNICODE | op::BINUNICODE | op::BINUNICODE8 | op::UNICODE => {
                self.step(1);
                self.unicode(opcode)?;
                Shape::Text
            }
            op::SHORT_BINSTRING | op::BINSTRING | op::STRING => {
                self.step(1);
                self.legacy_str(opcode)?;
                Shape::Plain
            }
            op::SHORT_BINBYTES | op::BINBYTES | op::BINBYTES8 => {
                self.step(1);
                self.bytes_behind(opcode)?;
                Shape::Plain
            }
            op::BYTEARRAY8 => {
                self.step(1);
                self.bytes_behind(opcode)?;
                Shape::Other
            }
            op::GLOBAL => Shape::Global(self.skip_global()?),
            op::STACK_GLOBAL => {
                let [(_, start), _] = stack.take().ok_or_else(|| self.unknown())?;
                let rest = &self.rest[1..];
                self.go_to(start);
                self.replays.push(Replay::AHEAD);
                let callable = self.skip_global();
                self.replays.pop();
                stack.push(Shape::Global(callable?), start);
                // Nothing but the two names may stand before it.
                return if self.rest.len() == rest.len() { Ok(()) } else { Err(self.unknown()) };
            }
            _ => {
                self.step(1);
                return stack.run(opcode, start).ok_or_else(|| self.unknown());
            }
        };
        stack.push(shape, start);
        Ok(())
    }

    fn skip_global(&mut self) -> Result<Option<Callable>, Error> {
        let (module, name) = self.plain_global()?;
        Ok(Callable::named(&module, &name))
    }

    fn skip_get(&mut self) -> Result<Shape, Error> {
        let (index, end) = self.peek_get()?.ok_or_else(|| self.unknown())?;
        let shape = match (self.entry(index), self.peek_known()?) {
            (Tag::Empty, _) => return Err(self.unknown()),
            (_, Some((Recognized::Callable(callable), _))) => Shape::Global(Some(callable)),
            (_, Some(_)) => Shape::Global(None),
            (Tag::Text, _) => Shape::Text,
            (Tag::Tuple(len), _) => Shape::Tuple(len, false),
            _ => Shape::Other,
        };
        self.go_to(end);
        Ok(shape)
    }

    fn skip_put(&mut self, stack: &Stack) -> Result<(), Error> {
        let (shape, start) = stack.top().ok_or_else(|| self.unknown())?;
        match shape {
            Shape::Text => self.puts_as(start, Tag::Text),
            Shape::Tuple(len, _) => self.puts_as(start, Tag::Tuple(len)),
            Shape::Global(callable) => {
                let global = callable.map_or(Recognized::Unread, Recognized::Callable);
                self.puts_global(start, global).map(drop)
            }
            Shape::Plain => self.puts(start),
            // There may be more to come to it.
            Shape::List | Shape::Dict | Shape::Set | Shape::Instance | Shape::Other => {
                self.puts_as(start, Tag::Unread)
            }
        }
    }
}
