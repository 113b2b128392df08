//! Classes, functions and members by name, and the names of attributes.

use alloc::borrow::Cow;
use alloc::string::String;

use super::encoder::{Encoder, unrepresentable};
use super::identity::Identity;
use super::room::Estimate;
use crate::compat;
use crate::enumeration::{Enumeration, Member, MemberValue};
use crate::error::Error;
use crate::global::{Class, Contents, Global};
use crate::opcode::Opcode;
use crate::pickle::Pickle;
use crate::protocol::Protocol;

impl Encoder<'_> {
    /// Writes a class, as a global; once it is in the memo, two bytes.
    ///
    /// The class of the outermost object of a first pickle, which hardly occurs again unless it is
    /// [`recursive`](Class::recursive), is memoized when it does. All others are memoized at once.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Unrepresentable`](crate::ErrorKind::Unrepresentable) if its name has no form in
    /// the protocol: not ASCII before protocol 3, or with a newline before protocol 4.
    #[inline]
    pub fn class(&mut self, class: &'static Class) -> Result<(), Error> {
        match self.memo.class(class) {
            Some(get) => self.get_ready(get),
            None => self.new_class(class),
        }
    }

    #[cold]
    fn new_class(&mut self, class: &'static Class) -> Result<(), Error> {
        let contents = class.contents();
        if self.hardly_recurs_at(0) && contents != Contents::Recursive {
            return self.global_once(&class.global(), contents == Contents::Flat);
        }
        if let Some(index) = self.memoized_global(class.global())? {
            self.memo.remember_class(class, index);
        }
        Ok(())
    }

    /// Writes the member at `index` of the enumeration: the call of its class with the member's
    /// value, as CPython does, where the value is known; or else the member as a global. Once it is
    /// in the memo, two bytes.
    ///
    /// # Errors
    ///
    /// As [`class`](Encoder::class).
    ///
    /// # Panics
    ///
    /// If the enumeration has no member at `index`.
    #[inline]
    pub fn member(&mut self, enumeration: &'static Enumeration, index: usize) -> Result<(), Error> {
        let member = &enumeration.members[index];
        match self.memo.class(member.class) {
            Some(get) => self.get_ready(get),
            None => self.new_member(enumeration.class, member),
        }
    }

    #[cold]
    fn new_member(&mut self, class: &'static Class, member: &'static Member) -> Result<(), Error> {
        let Some(value) = &member.value else { return self.new_class(member.class) };
        self.class(class)?;
        let args = self.begin_tuple(1)?;
        match value {
            MemberValue::Int(int) => int.pickle(self)?,
            // It is not written again: the member is.
            MemberValue::Str(text) => self.str_once(text)?,
        }
        self.end_tuple(args)?;
        self.reduce()?;
        if !self.hardly_recurs_at(0) {
            let index = self.memoize()?;
            self.memo.remember_class(member.class, index);
        }
        Ok(())
    }

    /// Writes the name of the attribute or keyword at `index` of the class's
    /// [`names`](Class::names), a `str`; once it is in the memo, two bytes.
    ///
    /// Names are memoized at once, but for those of a first pickle's outermost object if its class
    /// is [`flat`](Class::flat) or has just one, and if they are keys of its state or keywords:
    /// slots, which are a level deeper, are not told from what occurs again.
    ///
    /// # Errors
    ///
    /// If the writer fails.
    ///
    /// # Panics
    ///
    /// If the class has no name at `index`: when it is first written, or in a build with debug
    /// assertions.
    #[inline]
    pub fn attribute(&mut self, class: &'static Class, index: usize) -> Result<(), Error> {
        debug_assert!(index < class.attribute_count());
        match self.memo.attribute(class, index) {
            Some(get) => self.get_ready(get),
            None => self.new_attribute(class, index),
        }
    }

    #[cold]
    fn new_attribute(&mut self, class: &'static Class, index: usize) -> Result<(), Error> {
        let name = class.attribute(index);
        let occurs_once = match class.contents() {
            Contents::Flat => true,
            Contents::Other => class.attribute_count() == 1,
            Contents::Recursive => false,
        };
        if self.hardly_recurs_at(1) && occurs_once {
            return self.str_once(name);
        }
        let memo = self.memoized_static(name)?;
        self.memo.remember_attribute(class, index, memo);
        Ok(())
    }

    /// Writes a global by name: a class or function that no [`Class`] stands for.
    ///
    /// `module` and `name` are those of Python 3; they are mapped to Python 2 where the protocol
    /// asks for it.
    ///
    /// # Errors
    ///
    /// As [`class`](Encoder::class).
    pub fn global(&mut self, module: &str, name: &str) -> Result<(), Error> {
        self.memoized_global(Global::new(String::from(module), String::from(name))).map(|_| ())
    }

    /// Writes a `str` that is likely to occur again, and refers to it when it does: unless it is
    /// what an `Rc` or `Arc` points to, which is an object of its own.
    ///
    /// # Errors
    ///
    /// If the writer fails.
    pub fn name(&mut self, name: &str) -> Result<(), Error> {
        if matches!(self.identity, Identity::Next(_)) {
            return self.str_in_full(name);
        }
        if let Some(index) = self.memo.often.get().and_then(|often| often.get(name)) {
            return self.get(index);
        }
        let known = self.memo.len();
        let index = self.memoized_name(name)?;
        if index < known {
            self.memo.often.make().add(name, index);
        }
        Ok(())
    }

    /// Writes a global, or refers to it where it was written before. One with an extension code
    /// is written as that, and not memoized.
    pub(super) fn memoized_global(&mut self, global: Global) -> Result<Option<usize>, Error> {
        if let Some(index) = self.memo.index_of_global(&global) {
            self.get(index)?;
            return Ok(Some(index));
        }
        if !self.global_in_full(&global, false)? {
            return Ok(None);
        }
        let index = self.memoize()?;
        self.memo.remember_global(global, index);
        Ok(Some(index))
    }

    /// Writes a global that is not going to be written again, nor any other of its module if it
    /// `is_only`; or refers to it where it was written before.
    pub(super) fn global_once(&mut self, global: &Global, is_only: bool) -> Result<(), Error> {
        match self.memo.index_of_global(global) {
            Some(index) => self.get(index),
            None => self.global_in_full(global, is_only).map(drop),
        }
    }

    /// Writes a global, and gives whether it did so by its names: not as an extension code.
    fn global_in_full(&mut self, global: &Global, is_only: bool) -> Result<bool, Error> {
        if self.protocol >= Protocol::V2
            && let Some(code) = self.options.extensions.code(global)
        {
            self.extension(code)?;
            return Ok(false);
        }
        self.global_by_name(global, is_only)?;
        Ok(true)
    }

    fn global_by_name(&mut self, global: &Global, is_only: bool) -> Result<(), Error> {
        let (module, name) = (&*global.module, &*global.name);
        if self.protocol >= Protocol::V4 {
            if is_only && self.memo.has_no_names() && self.put_global(module, name) {
                return Ok(());
            }
            self.begin()?;
            match global.module {
                _ if is_only => self.str_once(module)?,
                Cow::Borrowed(module) => self.memoized_static(module).map(drop)?,
                Cow::Owned(_) => self.memoized_name(module).map(drop)?,
            }
            // It is hardly ever written again, but as a part of the global.
            self.str_once(name)?;
            self.op(Opcode::StackGlobal);
            return Ok(());
        }
        // The text of GLOBAL is a path of modules only: what is nested in a class is got from it.
        if let Some((class, attribute)) = name.rsplit_once('.')
            && !name.split('.').any(str::is_empty)
        {
            self.memoized_global(Global::new("builtins", "getattr"))?;
            let args = self.begin_tuple(2)?;
            self.memoized_global(Global::new(global.module.clone(), String::from(class)))?;
            self.memoized_name(attribute)?;
            self.end_tuple(args)?;
            return self.reduce();
        }
        self.begin()?;
        self.global_lines(Opcode::Global, module, name)
    }

    /// Writes a global of whose names none is in the memo, if there is room for it.
    fn put_global(&mut self, module: &str, name: &str) -> bool {
        let estimate = || {
            let names = Estimate::of_str(module)?.and(Estimate::of_str(name)?);
            Some(names.and(Estimate::bytes(1)))
        };
        self.together(estimate(), |room, _| {
            room.str_in_full(module)?.str_in_full(name)?.stack_global()
        })
    }

    /// GLOBAL or INST, with the module and the name as text.
    pub(super) fn global_lines(
        &mut self,
        opcode: Opcode,
        module: &str,
        name: &str,
    ) -> Result<(), Error> {
        let (module, name) = if self.protocol < Protocol::V3 {
            compat::to_python2(module, name)
        } else {
            (module, name)
        };
        if self.protocol < Protocol::V3 && !(module.is_ascii() && name.is_ascii()) {
            return Err(unrepresentable("a class whose name is not ASCII needs protocol 3"));
        }
        if module.contains('\n') || name.contains('\n') {
            return Err(unrepresentable("a class whose name has a line break needs protocol 4"));
        }
        if module.is_empty() || name.is_empty() {
            return Err(unrepresentable("a class without a name or module needs protocol 4"));
        }
        self.op(opcode);
        self.out.extend_from_slice(module.as_bytes());
        self.out.push(b'\n');
        self.out.extend_from_slice(name.as_bytes());
        self.out.push(b'\n');
        Ok(())
    }

    fn extension(&mut self, code: u32) -> Result<(), Error> {
        self.begin()?;
        if let Ok(byte) = u8::try_from(code) {
            self.out.extend_from_slice(&[Opcode::Ext1.byte(), byte]);
        } else if let Ok(short) = u16::try_from(code) {
            self.op(Opcode::Ext2);
            self.out.extend_from_slice(&short.to_le_bytes());
        } else {
            self.op(Opcode::Ext4);
            self.out.extend_from_slice(&code.to_le_bytes());
        }
        Ok(())
    }
}
