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
enum Kind {
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

impl Kind {
    fn is_hashable(self) -> bool {
        matches!(self, Kind::Plain | Kind::Text | Kind::Tuple(_, true) | Kind::Global(_))
    }

    /// Whether a call of it stands for an instance, and for no plain value.
    fn makes_instances(self) -> bool {
        use Callable::{NewObj, Object, Partial, Reconstructor};
        matches!(self, Kind::Global(None | Some(NewObj | Object | Partial | Reconstructor)))
    }
}

/// The objects that were made since the beginning.
#[derive(Default)]
struct Stack {
    /// What they are, and where each begins.
    objects: Vec<(Kind, usize)>,
    /// How many are below each MARK, and where it stands.
    marks: Vec<(usize, usize)>,
}

impl Stack {
    fn push(&mut self, kind: Kind, start: usize) {
        self.objects.push((kind, start));
    }

    /// How many objects are below the last MARK, where nothing is taken.
    fn fence(&self) -> usize {
        self.marks.last().map_or(0, |&(height, _)| height)
    }

    /// The topmost object, above the last MARK.
    fn top(&self) -> Option<(Kind, usize)> {
        self.objects.get(self.fence()..)?.last().copied()
    }

    fn take<const N: usize>(&mut self) -> Option<[(Kind, usize); N]> {
        let kept = self.objects.len().checked_sub(N).filter(|&kept| kept >= self.fence())?;
        self.objects.split_off(kept).try_into().ok()
    }

    /// All above the last MARK, and where that stands.
    fn take_marked(&mut self) -> Option<(Vec<(Kind, usize)>, usize)> {
        let (height, start) = self.marks.pop()?;
        Some((self.objects.split_off(height), start))
    }

    /// A tuple of what was taken.
    fn push_tuple(&mut self, items: &[(Kind, usize)], start: usize) {
        let is_hashable = items.iter().all(|(kind, _)| kind.is_hashable());
        self.push(Kind::Tuple(items.len(), is_hashable), start);
    }

    /// Whether the container below may take what was taken.
    fn adds(&self, container: Kind, keys: &[(Kind, usize)]) -> bool {
        match self.top() {
            Some((Kind::Instance, _)) => true,
            Some((kind, _)) if kind == container => {
                container == Kind::List || keys.iter().all(|(kind, _)| kind.is_hashable())
            }
            _ => false,
        }
    }

    /// Runs an opcode that has no argument, and stands at `start`. `None` for what the machine
    /// refuses, and for what is not known here.
    fn run(&mut self, opcode: u8, start: usize) -> Option<()> {
        match opcode {
            op::MARK => self.marks.push((self.objects.len(), start)),
            op::NONE | op::NEWTRUE | op::NEWFALSE => self.push(Kind::Plain, start),
            op::EMPTY_LIST => self.push(Kind::List, start),
            op::EMPTY_DICT => self.push(Kind::Dict, start),
            op::EMPTY_SET => self.push(Kind::Set, start),
            op::EMPTY_TUPLE => self.push_tuple(&[], start),
            op::TUPLE1 => {
                let items = self.take::<1>()?;
                self.push_tuple(&items, items[0].1);
            }
            op::TUPLE2 => {
                let items = self.take::<2>()?;
                self.push_tuple(&items, items[0].1);
            }
            op::TUPLE3 => {
                let items = self.take::<3>()?;
                self.push_tuple(&items, items[0].1);
            }
            op::TUPLE => {
                let (items, mark) = self.take_marked()?;
                self.push_tuple(&items, mark);
            }
            op::LIST => {
                let (_, mark) = self.take_marked()?;
                self.push(Kind::List, mark);
            }
            op::DICT => {
                let (entries, mark) = self.take_marked()?;
                keys(&entries)?.iter().all(|(kind, _)| kind.is_hashable()).then_some(())?;
                self.push(Kind::Dict, mark);
            }
            op::FROZENSET => {
                let (items, mark) = self.take_marked()?;
                items.iter().all(|(kind, _)| kind.is_hashable()).then_some(())?;
                self.push(Kind::Plain, mark);
            }
            op::APPEND => {
                let items = self.take::<1>()?;
                self.adds(Kind::List, &items).then_some(())?;
            }
            op::APPENDS => {
                let (items, _) = self.take_marked()?;
                self.adds(Kind::List, &items).then_some(())?;
            }
            op::SETITEM => {
                let [key, _] = self.take()?;
                self.adds(Kind::Dict, &[key]).then_some(())?;
            }
            op::SETITEMS => {
                let (entries, _) = self.take_marked()?;
                self.adds(Kind::Dict, &keys(&entries)?).then_some(())?;
            }
            op::ADDITEMS => {
                let (items, _) = self.take_marked()?;
                self.adds(Kind::Set, &items).then_some(())?;
            }
            op::REDUCE | op::NEWOBJ => {
                let [callable, args] = self.take()?;
                let (true, Kind::Tuple(..)) = (callable.0.makes_instances(), args.0) else {
                    return None;
                };
                self.push(Kind::Instance, callable.1);
            }
            op::NEWOBJ_EX => {
                let [callable, args, keywords] = self.take()?;
                let (true, Kind::Tuple(..), Kind::Dict) =
                    (callable.0.makes_instances(), args.0, keywords.0)
                else {
                    return None;
                };
                self.push(Kind::Instance, callable.1);
            }
            op::BUILD => {
                self.take::<1>()?;
                matches!(self.top(), Some((Kind::Instance, _))).then_some(())?;
            }
            _ => return None,
        }
        Some(())
    }
}

/// The keys among keys and values.
fn keys(entries: &[(Kind, usize)]) -> Option<Vec<(Kind, usize)>> {
    let (pairs, rest) = entries.as_chunks::<2>();
    rest.is_empty().then(|| pairs.iter().map(|&[key, _]| key).collect())
}

impl Cursor<'_, '_> {
    /// Steps over the next object.
    #[inline(never)]
    pub(super) fn skim(&mut self) -> Result<(), Error> {
        self.skim_object().map(drop)
    }

    /// Steps over the value of a base class, which must be of that to be no argument.
    pub(super) fn skim_base(&mut self, base: Base) -> Result<(), Error> {
        match (self.skim_object()?, base) {
            (Kind::List, Base::List) | (Kind::Dict, Base::Dict) => Ok(()),
            _ => Err(self.unknown()),
        }
    }

    fn skim_object(&mut self) -> Result<Kind, Error> {
        self.peek()?;
        let end = self.end_of_next()?;
        let mut stack = Stack::default();
        while self.position() < end {
            self.skim_opcode(&mut stack)?;
        }
        match (stack.objects.as_slice(), stack.marks.as_slice()) {
            (&[(kind, _)], []) if self.position() == end => Ok(kind),
            _ => Err(self.unknown()),
        }
    }

    fn skim_opcode(&mut self, stack: &mut Stack) -> Result<(), Error> {
        let opcode = self.peek()?;
        let start = self.position();
        let kind = match opcode {
            op::MEMOIZE | op::BINPUT | op::LONG_BINPUT | op::PUT => {
                return self.skim_put(stack);
            }
            op::BINGET | op::LONG_BINGET | op::GET => self.skim_get()?,
            op::INT if matches!(self.rest, [_, b'0', b'0' | b'1', b'\n', ..]) => {
                self.bool()?;
                Kind::Plain
            }
            op::BININT | op::BININT1 | op::BININT2 | op::LONG1 | op::LONG4 | op::INT | op::LONG => {
                self.any_int()?;
                Kind::Plain
            }
            op::BINFLOAT | op::FLOAT => {
                self.float()?;
                Kind::Plain
            }
            op::SHORT_BINUNICODE | op::BINUNICODE | op::BINUNICODE8 | op::UNICODE => {
                self.step(1);
                self.unicode(opcode)?;
                Kind::Text
            }
            op::SHORT_BINSTRING | op::BINSTRING | op::STRING => {
                self.step(1);
                self.legacy_str(opcode)?;
                Kind::Plain
            }
            op::SHORT_BINBYTES | op::BINBYTES | op::BINBYTES8 => {
                self.step(1);
                self.bytes_behind(opcode)?;
                Kind::Plain
            }
            op::BYTEARRAY8 => {
                self.step(1);
                self.bytes_behind(opcode)?;
                Kind::Other
            }
            op::GLOBAL => Kind::Global(self.skim_global()?),
            op::STACK_GLOBAL => {
                let [(_, start), _] = stack.take().ok_or_else(|| self.unknown())?;
                let rest = &self.rest[1..];
                self.go_to(start);
                self.replays.push(Replay::AHEAD);
                let callable = self.skim_global();
                self.replays.pop();
                stack.push(Kind::Global(callable?), start);
                // Nothing but the two names may stand before it.
                return if self.rest.len() == rest.len() { Ok(()) } else { Err(self.unknown()) };
            }
            _ => {
                self.step(1);
                return stack.run(opcode, start).ok_or_else(|| self.unknown());
            }
        };
        stack.push(kind, start);
        Ok(())
    }

    fn skim_global(&mut self) -> Result<Option<Callable>, Error> {
        let (module, name) = self.plain_global()?;
        Ok(Callable::named(&module, &name))
    }

    fn skim_get(&mut self) -> Result<Kind, Error> {
        let (index, end) = self.peek_get()?.ok_or_else(|| self.unknown())?;
        let kind = match (self.entry(index), self.peek_known()?) {
            (Tag::Empty, _) => return Err(self.unknown()),
            (_, Some((Recognized::Callable(callable), _))) => Kind::Global(Some(callable)),
            (_, Some(_)) => Kind::Global(None),
            (Tag::Text, _) => Kind::Text,
            (Tag::Tuple(len), _) => Kind::Tuple(len, false),
            _ => Kind::Other,
        };
        self.go_to(end);
        Ok(kind)
    }

    fn skim_put(&mut self, stack: &Stack) -> Result<(), Error> {
        let (kind, start) = stack.top().ok_or_else(|| self.unknown())?;
        match kind {
            Kind::Text => self.puts_as(start, Tag::Text),
            Kind::Tuple(len, _) => self.puts_as(start, Tag::Tuple(len)),
            Kind::Global(callable) => {
                let global = callable.map_or(Recognized::Unread, Recognized::Callable);
                self.puts_global(start, global).map(drop)
            }
            Kind::Plain => self.puts(start),
            // There may be more to come to it.
            Kind::List | Kind::Dict | Kind::Set | Kind::Instance | Kind::Other => {
                self.puts_as(start, Tag::Unread)
            }
        }
    }
}
