//! Stepping over an object of any kind: an attribute that the target has no field for.
//!
//! The opcodes up to the end of the object are run on a [stack](shapes) that holds no values, but
//! what each object is, as far as the machine would ask: what it would refuse must not go by
//! unseen.

mod shapes;

use super::calls::Callable;
use super::memo::{Recognized, Replay, Tag};
use super::object::Base;
use super::value::Part;
use super::{Cursor, op};
use crate::error::Error;
use shapes::Shape;
pub(super) use shapes::Stack;

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
        let (start, end) = (self.position(), self.end_of_next()?);
        let mut next = self.memo.len();
        let mut stack = Stack::default();
        let shape = self.skip_up_to(end, &mut stack)?;
        if stack.is_doubtful {
            if self.is_replaying() {
                next = self.memoized_before(start)?;
            }
            self.judge(&Part { start, end, next }, &stack)?;
        }
        Ok(shape)
    }

    /// Steps over the object that ends there, and that the machine runs too; notes all GETs in it,
    /// where they stand and which memo index they have.
    pub(super) fn skip_judged(&mut self, end: usize, stack: &mut Stack) -> Result<(), Error> {
        stack.clear();
        self.skip_up_to(end, stack).map(drop)
    }

    fn skip_up_to(&mut self, end: usize, stack: &mut Stack) -> Result<Shape, Error> {
        while self.position() < end {
            self.skip_opcode(stack)?;
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
            op::BINGET | op::LONG_BINGET | op::GET => self.skip_get(stack)?,
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
                Shape::Text
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
            op::GLOBAL | op::EXT1 | op::EXT2 | op::EXT4 => Shape::Global(self.skip_global()?),
            op::NEXT_BUFFER => {
                self.step(1);
                self.next_buffer()?;
                Shape::Other
            }
            op::PERSID => {
                self.step(1);
                if !self.line()?.is_ascii() {
                    return Err(self.unknown());
                }
                Shape::Other
            }
            op::INST => {
                self.step(1);
                self.global_lines()?;
                return stack.run(opcode, start).ok_or_else(|| self.unknown());
            }
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
            // Here nobody puts together what the call names.
            op::REDUCE if self.is_naming() && stack.calls_getattr() => return Err(self.unknown()),
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

    fn skip_get(&mut self, stack: &mut Stack) -> Result<Shape, Error> {
        let (index, end) = self.peek_get()?.ok_or_else(|| self.unknown())?;
        stack.gets.push((index, self.position()));
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
