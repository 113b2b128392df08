//! Strings, and the names of classes and attributes.

use alloc::borrow::Cow;
use alloc::string::String;

use super::calls::Callable;
use super::memo::{Get, Recognized, Replay, Tag};
use super::{Cursor, op, utf8};
use crate::compat;
use crate::error::Error;
use crate::global::Class;
use crate::text;
use crate::unpickler::decoder::UNKNOWN;
use crate::unpickler::legacy;
use crate::unpickler::utf8::into_text;

/// What is known of a class once the input has named it.
#[derive(Clone, Copy)]
pub(super) struct Seen {
    /// By which it comes again.
    get: Get,
    /// Where its run of attribute names begins.
    run: usize,
}

/// A global that was stepped over.
pub(super) struct Unread<'de> {
    /// Its index in the memo, and among the globals that are known.
    index: usize,
    pub(super) known: usize,
    /// Where the GET of it ends.
    pub(super) end: usize,
    pub(super) module: Cow<'de, str>,
    pub(super) name: Cow<'de, str>,
}

/// Beyond all names, for all that may be added to it.
const NO_RUN: usize = 1 << (usize::BITS - 3);

/// How many attribute names there is room for in a run, however few the class has.
pub(super) const SHORTEST_RUN: usize = 16;

impl Seen {
    const NOT: Seen = Seen { get: Get::NONE, run: NO_RUN };
}

impl Default for Seen {
    fn default() -> Seen {
        Seen::NOT
    }
}

impl<'de> Cursor<'_, 'de> {
    /// A str, here or in the memo.
    #[inline(always)]
    pub(super) fn str(&mut self) -> Result<Cow<'de, str>, Error> {
        if let [op::SHORT_BINUNICODE, len, rest @ ..] = self.rest
            && let Some((bytes, rest)) = rest.split_at_checked(usize::from(*len))
            && let Some(text) = utf8::text(bytes)
        {
            let start = self.position();
            self.rest = rest;
            self.puts_as(start, Tag::Text)?;
            return Ok(Cow::Borrowed(text));
        }
        self.other_str()
    }

    #[inline(never)]
    fn other_str(&mut self) -> Result<Cow<'de, str>, Error> {
        if let Some((index, end)) = self.peek_get()?
            && let Some(text) = self.short_text(index)
        {
            self.pay(text.len() / 64)?;
            self.go_to(end);
            return Ok(Cow::Borrowed(text));
        }
        let encoding = self.options.encoding;
        self.str_as(Tag::Text, |bytes| legacy::text(&bytes, encoding).ok().flatten())
    }

    /// A str of Python 3.
    pub(super) fn unicode_str(&mut self, tag: Tag) -> Result<Cow<'de, str>, Error> {
        self.str_as(tag, |_| None)
    }

    /// A str, here or in the memo, where it is to be a `tag`; that of Python 2 is `decode`d.
    fn str_as(
        &mut self,
        tag: Tag,
        decode: impl FnOnce(Cow<'de, [u8]>) -> Option<Cow<'de, str>>,
    ) -> Result<Cow<'de, str>, Error> {
        let is_replay = self.replay_get_of(Tag::is_text)?;
        let opcode = self.peek()?;
        let start = self.position();
        self.step(1);
        let text = match self.unicode(opcode)? {
            Some(text) => text,
            None => decode(self.legacy_str(opcode)?).ok_or_else(|| self.unknown())?,
        };
        self.puts_as(start, tag)?;
        self.end_replay(is_replay)?;
        Ok(text)
    }

    /// The memo's entry, if that is a short str: what is read again most often.
    fn short_text(&self, index: usize) -> Option<&'de str> {
        self.short_text_at(self.text_start(index)?).map(|(text, _)| text)
    }

    /// The short str that stands at the position, and where it ends.
    #[inline]
    pub(super) fn short_text_at(&self, position: usize) -> Option<(&'de str, usize)> {
        let [op::SHORT_BINUNICODE, len, rest @ ..] = self.input.get(position..)? else {
            return None;
        };
        let text = utf8::text(rest.get(..usize::from(*len))?)?;
        Some((text, position + 2 + text.len()))
    }

    /// The text of a str of Python 3, whose opcode is consumed.
    pub(super) fn unicode(&mut self, opcode: u8) -> Result<Option<Cow<'de, str>>, Error> {
        let len = match opcode {
            op::SHORT_BINUNICODE => self.array().map(|[len]| usize::from(len))?,
            op::BINUNICODE => self.size4()?,
            op::BINUNICODE8 => self.size8()?,
            op::UNICODE => {
                let text = text::decode_raw_unicode_escape(self.line()?);
                return text.map(Some).map_err(|_| self.unknown());
            }
            _ => return Ok(None),
        };
        let text = core::str::from_utf8(self.take(len)?).map_err(|_| self.unknown())?;
        Ok(Some(Cow::Borrowed(text)))
    }

    /// The bytes of a Python 2 str, whose opcode is consumed.
    pub(super) fn legacy_str(&mut self, opcode: u8) -> Result<Cow<'de, [u8]>, Error> {
        let len = match opcode {
            op::SHORT_BINSTRING => self.array().map(|[len]| usize::from(len))?,
            op::BINSTRING => {
                usize::try_from(i32::from_le_bytes(self.array()?)).map_err(|_| self.unknown())?
            }
            op::STRING => {
                return text::decode_string_escape(self.line()?).map_err(|_| self.unknown());
            }
            _ => return Err(self.unknown()),
        };
        self.take(len).map(Cow::Borrowed)
    }

    /// An attribute's name, which is text in Python 2 too, whatever the encoding.
    fn name(&mut self) -> Result<Cow<'de, str>, Error> {
        self.str_as(Tag::Text, |bytes| into_text(bytes).ok())
    }

    /// The module and name of a global that stands here in full. What memoizes it comes next.
    pub(super) fn global(&mut self) -> Result<(Cow<'de, str>, Cow<'de, str>), Error> {
        if self.accept_callable(Callable::GetAttr)? {
            return self.nested_global();
        }
        self.plain_global()
    }

    /// The same for what is no attribute of another.
    pub(super) fn plain_global(&mut self) -> Result<(Cow<'de, str>, Cow<'de, str>), Error> {
        if let op::EXT1 | op::EXT2 | op::EXT4 = self.peek()? {
            return self.extension();
        }
        if self.accept(op::GLOBAL)? {
            return self.global_lines();
        }
        let (module, name) = (self.unicode_str(Tag::Module)?, self.unicode_str(Tag::Text)?);
        self.expect(op::STACK_GLOBAL)?;
        self.charge(module.len() + name.len())?;
        let (module, name) = self.as_in_python3(module, name);
        if self.is_naming() { self.named(module, name) } else { Ok((module, name)) }
    }

    /// The two lines of GLOBAL and INST.
    pub(super) fn global_lines(&mut self) -> Result<(Cow<'de, str>, Cow<'de, str>), Error> {
        let (module, name) = (self.line()?, self.line()?);
        let text = |bytes| core::str::from_utf8(bytes).map_err(|_| self.unknown());
        let (module, name) = (Cow::Borrowed(text(module)?), Cow::Borrowed(text(name)?));
        let (module, name) = self.as_in_python3(module, name);
        if self.is_naming() { self.named(module, name) } else { Ok((module, name)) }
    }

    fn as_in_python3(
        &self,
        module: Cow<'de, str>,
        name: Cow<'de, str>,
    ) -> (Cow<'de, str>, Cow<'de, str>) {
        if self.protocol >= 3 {
            return (module, name);
        }
        let (new_module, new_name) = compat::to_python3(&module, &name);
        if new_module == module && new_name == name {
            return (module, name);
        }
        (Cow::Owned(String::from(new_module)), Cow::Owned(String::from(new_name)))
    }

    /// A global by its extension code.
    fn extension(&mut self) -> Result<(Cow<'de, str>, Cow<'de, str>), Error> {
        let opcode = self.peek()?;
        self.step(1);
        let code = match opcode {
            op::EXT1 => self.array().map(|[code]| u32::from(code)),
            op::EXT2 => self.array().map(|code| u16::from_le_bytes(code).into()),
            _ => self.array().map(u32::from_le_bytes),
        }?;
        let global = self.options.extensions.global(code).ok_or_else(|| self.unknown())?;
        let (module, name) = (String::from(&*global.module), String::from(&*global.name));
        self.named(Cow::Owned(module), Cow::Owned(name))
    }

    /// Consumes one of `classes`, if it comes next by the GET by which it always comes: its index,
    /// and where its run of names begins.
    #[inline]
    pub(super) fn accept_class(&mut self, classes: &[&'static Class]) -> Option<(usize, usize)> {
        for (index, class) in classes.iter().enumerate() {
            if let Some(&Seen { get, run }) = self.seen.get(class)
                && self.accept_get(get)
            {
                return Some((index, run));
            }
        }
        None
    }

    /// Consumes a class if it is one of `classes`: its index.
    pub(super) fn class(&mut self, classes: &[&'static Class]) -> Result<usize, Error> {
        match self.peek_known()? {
            Some((Recognized::Class(class), end)) => {
                self.go_to(end);
                let index = classes.iter().position(|&known| core::ptr::eq(known, class));
                return index.ok_or_else(|| self.unknown());
            }
            Some((Recognized::Unread, _)) => return self.unread_class(classes),
            _ => {}
        }
        self.peek()?;
        let start = self.position();
        let (module, name) = self.global()?;
        let index = classes
            .iter()
            .position(|class| class.is(&module, &name))
            .ok_or_else(|| self.unknown())?;
        self.puts_class(start, classes[index])?;
        Ok(index)
    }

    /// Consumes one of `classes` if it stands here in full, as it usually does: by STACK_GLOBAL.
    pub(super) fn accept_new_class(
        &mut self,
        classes: &[&'static Class],
    ) -> Result<Option<usize>, Error> {
        if self.protocol < 4 || self.is_naming() {
            return Ok(None);
        }
        let Some((module, is_module_kept, rest)) = short_name(self.rest) else { return Ok(None) };
        let (start, start_of_name) = (self.position(), self.input.len() - rest.len());
        let Some((name, is_name_kept, [op::STACK_GLOBAL, rest @ ..])) = short_name(rest) else {
            return Ok(None);
        };
        if Callable::may_be_of(module) {
            return Ok(None);
        }
        let Some(index) = classes.iter().position(|class| class.is_called(module, name)) else {
            return Ok(None);
        };
        self.charge(module.len() + name.len())?;
        if is_module_kept {
            self.memoize(start, Tag::Module);
        }
        if is_name_kept {
            self.memoize(start_of_name, Tag::Text);
        }
        self.rest = rest;
        if matches!(rest.first(), Some(&(op::MEMOIZE | op::BINPUT | op::LONG_BINPUT | op::FRAME))) {
            self.puts_class(start, classes[index])?;
        }
        Ok(Some(index))
    }

    /// Steps over what memoizes the class that begins at `start`, and notes it.
    fn puts_class(&mut self, start: usize, class: &'static Class) -> Result<(), Error> {
        let get = self.puts_global(start, Recognized::Class(class))?;
        if get != Get::NONE {
            self.see(class).get = get;
        }
        Ok(())
    }

    /// The same where the next opcode refers to a global that was stepped over.
    #[cold]
    fn unread_class(&mut self, classes: &[&'static Class]) -> Result<usize, Error> {
        let Unread { index, known, end, module, name } = self.peek_unread()?;
        let class = classes.iter().position(|class| class.is(&module, &name));
        let class = class.ok_or_else(|| self.unknown())?;
        self.known[known].global = Recognized::Class(classes[class]);
        self.see(classes[class]).get = Get::of(index);
        self.go_to(end);
        Ok(class)
    }

    /// The global to which the next opcode refers, which was stepped over.
    pub(super) fn peek_unread(&mut self) -> Result<Unread<'de>, Error> {
        let (index, end) = self.peek_get()?.ok_or_else(|| self.unknown())?;
        let Tag::Global(known) = self.entry(index) else { return Err(self.unknown()) };
        let (module, name) = self.global_at(self.start_of(index)?)?;
        Ok(Unread { index, known, end, module, name })
    }

    /// The global that comes next, here or in the memo.
    pub(super) fn peek_global(&mut self) -> Result<(Cow<'de, str>, Cow<'de, str>), Error> {
        let start = match self.peek_get()? {
            Some((index, _)) if matches!(self.entry(index), Tag::Global(_)) => {
                self.start_of(index)?
            }
            _ => self.position(),
        };
        self.global_at(start)
    }

    /// The module and name of the global that stands at the position.
    pub(super) fn global_at(
        &mut self,
        position: usize,
    ) -> Result<(Cow<'de, str>, Cow<'de, str>), Error> {
        let rest = self.rest;
        self.go_to(position);
        self.replays.push(Replay::AHEAD);
        let global = self.global();
        self.replays.pop();
        self.rest = rest;
        global
    }

    /// Where the class's run in `names` begins; beyond all names, as long as nothing of the class is
    /// in the memo.
    pub(super) fn known_run(&self, class: &'static Class) -> usize {
        self.seen.get(class).map_or(NO_RUN, |seen| seen.run)
    }

    /// Where the class's run in `names` begins.
    #[inline]
    pub(super) fn run(&mut self, class: &'static Class) -> usize {
        match self.seen.get(class) {
            Some(seen) if seen.run != Seen::NOT.run => seen.run,
            _ => self.see(class).run,
        }
    }

    fn see(&mut self, class: &'static Class) -> &mut Seen {
        let seen = self.seen.entry(class);
        if seen.run == Seen::NOT.run {
            seen.run = self.names.len();
            // One more than names, for the end: what is expected there is no name.
            let len = usize::max(class.attribute_count() + 1, SHORTEST_RUN);
            self.names.resize(seen.run + len, Get::NONE);
        }
        seen
    }

    /// Consumes the attribute's name if it comes next by the GET by which it always comes. `name`
    /// is its index in `names`.
    #[inline]
    pub(super) fn accept_attribute(&mut self, name: usize) -> bool {
        match self.names.get(name) {
            Some(&get) => self.accept_get(get),
            None => false,
        }
    }

    /// Consumes a name, and keeps it; its index in the class.
    pub(super) fn attribute(
        &mut self,
        class: &'static Class,
        expected: usize,
    ) -> Result<usize, Error> {
        if self.accept_new_name(class, expected)
            || expected < class.attribute_count()
                && self.accept_attribute(self.known_run(class) + expected)
        {
            self.attribute_name = Cow::Borrowed(class.attribute(expected));
            return Ok(expected);
        }
        let memo = self.peek_get()?.map(|(index, _)| index);
        let before = self.memo.len();
        self.attribute_name = self.name()?;
        let Some(index) = class.index_of(&self.attribute_name, expected) else {
            return Ok(UNKNOWN);
        };
        let memo = memo.or_else(|| (self.memo.len() > before).then(|| self.memo.len() - 1));
        // An alias is looked at each time, so that it can be told.
        if let Some(memo) = memo
            && class.attribute(index) == self.attribute_name
        {
            self.note_attribute(class, index, memo);
        }
        Ok(index)
    }

    /// Consumes the attribute's name if it stands here in full, as it usually does.
    pub(super) fn accept_new_name(&mut self, class: &'static Class, index: usize) -> bool {
        let [op::SHORT_BINUNICODE, len, rest @ ..] = self.rest else { return false };
        let Some((name, rest)) = rest.split_at_checked(usize::from(*len)) else { return false };
        if index >= class.attribute_count() || name != class.attribute(index).as_bytes() {
            return false;
        }
        match rest {
            [op::BINPUT | op::LONG_BINPUT | op::PUT | op::FRAME, ..] => return false,
            [op::MEMOIZE, rest @ ..] => {
                let start = self.position();
                self.rest = rest;
                if !self.is_replaying() {
                    self.memoize(start, Tag::Text);
                    self.note_attribute(class, index, self.memo.len() - 1);
                }
            }
            _ => self.rest = rest,
        }
        true
    }

    /// Notes where the attribute's name stands in the memo.
    fn note_attribute(&mut self, class: &'static Class, index: usize, memo: usize) {
        let run = self.run(class);
        if let Some(get) = self.names.get_mut(run + index) {
            *get = Get::of(memo);
        }
    }
}

/// The short str at the beginning of `bytes`, whether it is memoized, and what stands behind that.
fn short_name(bytes: &[u8]) -> Option<(&[u8], bool, &[u8])> {
    let [op::SHORT_BINUNICODE, len, rest @ ..] = bytes else { return None };
    let (text, rest) = rest.split_at_checked(usize::from(*len))?;
    Some(match rest {
        [op::MEMOIZE, rest @ ..] => (text, true, rest),
        _ => (text, false, rest),
    })
}
