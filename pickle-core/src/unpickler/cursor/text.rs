//! Strings, and the names of classes and attributes.

use alloc::borrow::Cow;
use alloc::string::String;

use super::memo::{Entry, Tag};
use super::walks::Object;
use super::{Cursor, op};
use crate::compat;
use crate::error::Error;
use crate::global::Class;
use crate::text;
use crate::unpickler::decoder::UNKNOWN;
use crate::unpickler::legacy;
use crate::unpickler::machine::into_text;

impl<'de> Cursor<'_, 'de> {
    /// A str, here or in the memo.
    #[inline]
    pub(super) fn str(&mut self) -> Result<Cow<'de, str>, Error> {
        let resume = self.follow_get()?;
        let start = self.position;
        let text = if self.peek()? == op::SHORT_BINUNICODE {
            self.position += 1;
            let [len] = self.array()?;
            let bytes = self.take(usize::from(len))?;
            Cow::Borrowed(core::str::from_utf8(bytes).map_err(|_| self.unknown())?)
        } else {
            self.other_str()?
        };
        self.puts_as(start, Tag::Text)?;
        self.resume(resume);
        Ok(text)
    }

    fn other_str(&mut self) -> Result<Cow<'de, str>, Error> {
        let opcode = self.peek()?;
        self.position += 1;
        let len = match opcode {
            op::BINUNICODE => self.size4()?,
            op::BINUNICODE8 => self.size8()?,
            op::UNICODE => {
                let line = self.line()?;
                return text::decode_raw_unicode_escape(line).map_err(|_| self.unknown());
            }
            _ => {
                let bytes = self.legacy_str(opcode)?;
                let text = legacy::text(&bytes, self.options.encoding);
                return text.ok().flatten().ok_or_else(|| self.unknown());
            }
        };
        let bytes = self.take(len)?;
        self.visit(len / 64)?;
        core::str::from_utf8(bytes).map(Cow::Borrowed).map_err(|_| self.unknown())
    }

    /// The bytes of a Python 2 str, whose opcode is consumed.
    pub(super) fn legacy_str(&mut self, opcode: u8) -> Result<Cow<'de, [u8]>, Error> {
        let len = match opcode {
            op::SHORT_BINSTRING => self.array().map(|[len]| usize::from(len))?,
            op::BINSTRING => {
                usize::try_from(i32::from_le_bytes(self.array()?)).map_err(|_| self.unknown())?
            }
            op::STRING => {
                let line = self.line()?;
                return text::decode_string_escape(line).map_err(|_| self.unknown());
            }
            _ => return Err(self.unknown()),
        };
        let bytes = self.take(len)?;
        self.visit(len / 64)?;
        Ok(Cow::Borrowed(bytes))
    }

    /// A name, which is text in Python 2 too, whatever the encoding.
    fn name(&mut self) -> Result<Cow<'de, str>, Error> {
        let resume = self.follow_get()?;
        let start = self.position;
        let name = match self.peek()? {
            opcode @ (op::SHORT_BINSTRING | op::BINSTRING | op::STRING) => {
                self.position += 1;
                into_text(self.legacy_str(opcode)?).map_err(|_| self.unknown())?
            }
            op::SHORT_BINUNICODE => return self.str().inspect(|_| self.resume(resume)),
            _ => self.other_str()?,
        };
        self.puts_as(start, Tag::Text)?;
        self.resume(resume);
        Ok(name)
    }

    /// The module and name of a global that stands here in full. What memoizes it comes next.
    pub(super) fn global(&mut self) -> Result<(Cow<'de, str>, Cow<'de, str>), Error> {
        let (module, name) = if self.accept(op::GLOBAL)? {
            let (module, name) = (self.line()?, self.line()?);
            let text = |bytes| core::str::from_utf8(bytes).map_err(|_| self.unknown());
            (Cow::Borrowed(text(module)?), Cow::Borrowed(text(name)?))
        } else {
            let (module, name) = (self.name()?, self.name()?);
            self.expect(op::STACK_GLOBAL)?;
            (module, name)
        };
        if self.protocol >= 3 {
            return Ok((module, name));
        }
        let (new_module, new_name) = compat::to_python3(&module, &name);
        if new_module == module && new_name == name {
            return Ok((module, name));
        }
        Ok((Cow::Owned(String::from(new_module)), Cow::Owned(String::from(new_name))))
    }

    /// Consumes a class if it is one of `classes`: its index.
    #[inline]
    pub(super) fn class(&mut self, classes: &[&'static Class]) -> Result<usize, Error> {
        if let Some((index, end)) = self.peek_get()?
            && let Some(&Entry { tag: Tag::Class(class), .. }) = self.memo.get(index)
        {
            self.position = end;
            return match classes {
                [only] if core::ptr::eq(*only, class) => Ok(0),
                _ => classes
                    .iter()
                    .position(|&known| core::ptr::eq(known, class))
                    .ok_or_else(|| self.unknown()),
            };
        }
        self.new_class(classes)
    }

    #[cold]
    fn new_class(&mut self, classes: &[&'static Class]) -> Result<usize, Error> {
        let start = self.position;
        let (module, name) = self.global()?;
        let index = classes
            .iter()
            .position(|class| class.is(&module, &name))
            .ok_or_else(|| self.unknown())?;
        self.puts_as(start, Tag::Class(classes[index]))?;
        Ok(index)
    }

    /// Where the class's run in `names` begins.
    #[inline]
    pub(super) fn run(&mut self, class: &'static Class) -> usize {
        match self.runs.get(class.id()) {
            Some(&run) if run > 0 => run as usize - 1,
            _ => self.new_run(class),
        }
    }

    #[cold]
    fn new_run(&mut self, class: &'static Class) -> usize {
        let (id, run) = (class.id(), self.names.len());
        if self.runs.len() <= id {
            self.runs.resize(id + 1, 0);
        }
        self.runs[id] = u32::try_from(run + 1).unwrap_or(0);
        self.names.resize(run + class.attribute_count(), 0);
        run
    }

    /// The index of the name that comes next, in the object's class.
    #[inline]
    pub(super) fn attribute_index(&mut self, object: &mut Object<'de>) -> Result<usize, Error> {
        if object.expected < object.count
            && let Some(&known) = self.names.get(object.run + object.expected)
            && known > 0
            && let Some((index, end)) = self.peek_get()?
            && index + 1 == known as usize
        {
            self.position = end;
            object.expected += 1;
            return Ok(object.expected - 1);
        }
        self.other_attribute(object)
    }

    #[inline(never)]
    fn other_attribute(&mut self, object: &mut Object<'de>) -> Result<usize, Error> {
        let memo = self.peek_get()?.map(|(index, _)| index);
        let before = self.memo.len();
        object.name = self.name()?;
        let Some(index) = object.class.index_of(&object.name, object.expected) else {
            return Ok(UNKNOWN);
        };
        let memo = memo.or_else(|| (self.memo.len() > before).then(|| self.memo.len() - 1));
        if let Some(memo) = memo
            && let Some(slot) = self.names.get_mut(object.run + index)
        {
            *slot = u32::try_from(memo + 1).unwrap_or(0);
        }
        object.expected = index + 1;
        Ok(index)
    }
}
