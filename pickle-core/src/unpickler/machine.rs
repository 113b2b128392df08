//! The stack machine: runs all 68 opcodes, and builds the graph of the objects they describe.
//!
//! It runs a program as CPython 3.13's `Unpickler` does, except that nothing is imported or
//! called: a call is kept as a node. The few calls of builtins in which older protocols clothe
//! values that newer ones have opcodes for (`set`, `frozenset`, `bytes`, `bytearray`, and `getattr`
//! for nested classes) are seen through, see [`calls`](super::calls).

use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::collections::VecDeque;
use alloc::string::String;
use alloc::vec::Vec;

use super::globals::FindClass;
use super::graph::{Buffer, Change, GlobalName, Graph, How, Node, NodeId, Object, Origin};
use super::legacy;
use super::memo::Memo;
use super::options::Options;
use super::source::{Source, truncated};
use crate::compat;
use crate::error::{Error, ErrorKind};
use crate::int::{Int, IntParseError};
use crate::opcode::Opcode;
use crate::pickler::Construct;
use crate::protocol::Protocol;
use crate::text::{self, TextError};

/// What a machine works on, kept across loads.
#[derive(Debug, Default)]
pub(super) struct State<'de> {
    pub(super) graph: Graph<'de>,
    pub(super) memo: Memo,
    pub(super) buffers: VecDeque<Cow<'de, [u8]>>,
}

/// One run: from the first opcode to STOP.
pub(super) struct Machine<'m, 'i, 'de> {
    pub(super) state: &'m mut State<'de>,
    source: &'m mut Source<'i, 'de>,
    pub(super) options: &'m Options,
    globals: &'m mut (dyn FindClass + 'm),
    protocol: u8,
    stack: Vec<NodeId>,
    /// The heights of the stack at which marks lie.
    marks: Vec<usize>,
    /// The opcode that is being run, and where it stands.
    opcode: Opcode,
    offset: u64,
    /// Where the last REDUCE ended.
    reduced: u64,
    /// What calls like `set(list)` may still copy.
    pub(super) copies: usize,
    /// A bit for each tuple that was found to be hashable.
    hashable: Vec<u64>,
}

impl<'m, 'i, 'de> Machine<'m, 'i, 'de> {
    pub(super) fn new(
        state: &'m mut State<'de>,
        source: &'m mut Source<'i, 'de>,
        options: &'m Options,
        globals: &'m mut (dyn FindClass + 'm),
    ) -> Machine<'m, 'i, 'de> {
        Machine {
            state,
            source,
            options,
            globals,
            protocol: 0,
            stack: Vec::new(),
            marks: Vec::new(),
            opcode: Opcode::Stop,
            offset: 0,
            reduced: 0,
            copies: options.limits.repeats,
            hashable: Vec::new(),
        }
    }

    /// Runs the program to its STOP, and gives the object that it leaves.
    pub(super) fn run(mut self) -> Result<NodeId, Error> {
        loop {
            self.offset = self.source.position();
            let byte = self.source.byte().map_err(|error| error.at(self.offset, None))?;
            let Some(byte) = byte else {
                return Err(truncated().at(self.offset, None));
            };
            let Some(opcode) = Opcode::from_byte(byte) else {
                return Err(unknown_opcode(byte).at(self.offset, None));
            };
            self.opcode = opcode;
            let done = self.step(opcode).map_err(|error| error.at(self.offset, Some(opcode)))?;
            if let Some(root) = done {
                return Ok(root);
            }
        }
    }

    /// Runs a part of a program of that protocol, up to `end`; gives the object that it leaves.
    pub(super) fn run_part(&mut self, protocol: u8, end: u64) -> Result<NodeId, Error> {
        self.protocol = protocol;
        while self.source.position() < end {
            self.offset = self.source.position();
            let opcode = self.source.byte()?.and_then(Opcode::from_byte).ok_or_else(truncated)?;
            self.opcode = opcode;
            self.step(opcode)?;
        }
        match (self.stack.as_slice(), self.marks.as_slice()) {
            (&[object], []) => Ok(object),
            _ => Err(underflow()),
        }
    }

    /// Runs one opcode; gives the root at STOP.
    #[expect(clippy::too_many_lines, reason = "one arm for each of the 68 opcodes")]
    fn step(&mut self, opcode: Opcode) -> Result<Option<NodeId>, Error> {
        match opcode {
            Opcode::Stop => return self.pop().map(Some),
            Opcode::Proto => self.proto()?,
            Opcode::Frame => {
                let len = self.size8()?;
                self.source.frame(len)?;
            }

            Opcode::None => self.push(Node::None)?,
            Opcode::NewTrue => self.push(Node::Bool(true))?,
            Opcode::NewFalse => self.push(Node::Bool(false))?,
            Opcode::Int => self.int()?,
            Opcode::Long => self.long()?,
            Opcode::BinInt => {
                let int = i32::from_le_bytes(self.source.array()?);
                self.push(Node::Int(int.into()))?;
            }
            Opcode::BinInt1 => {
                let int = self.size1()?;
                self.push(Node::Int(int.into()))?;
            }
            Opcode::BinInt2 => {
                let int = u16::from_le_bytes(self.source.array()?);
                self.push(Node::Int(int.into()))?;
            }
            Opcode::Long1 => {
                let len = self.size1()?;
                self.binary_long(len.into())?;
            }
            Opcode::Long4 => {
                let len = self.signed_size4()?;
                self.binary_long(len)?;
            }
            Opcode::Float => {
                let line = self.source.line()?;
                let float = text::parse_float(&line).map_err(malformed)?;
                self.push(Node::Float(float))?;
            }
            Opcode::BinFloat => {
                let float = f64::from_be_bytes(self.source.array()?);
                self.push(Node::Float(float))?;
            }

            Opcode::Unicode => {
                let line = self.source.line()?;
                let text = match line {
                    Cow::Borrowed(line) => text::decode_raw_unicode_escape(line).map_err(escape)?,
                    Cow::Owned(line) => {
                        let text = text::decode_raw_unicode_escape(&line).map_err(escape)?;
                        Cow::Owned(text.into_owned())
                    }
                };
                self.push(Node::Str(text))?;
            }
            Opcode::ShortBinUnicode => {
                let len = self.size1()?;
                self.utf8(len.into())?;
            }
            Opcode::BinUnicode => {
                let len = self.size4()?;
                self.utf8(len)?;
            }
            Opcode::BinUnicode8 => {
                let len = self.size8()?;
                self.utf8(len)?;
            }
            Opcode::String => {
                let bytes = match self.source.line()? {
                    Cow::Borrowed(line) => text::decode_string_escape(line).map_err(malformed)?,
                    Cow::Owned(line) => {
                        let bytes = text::decode_string_escape(&line).map_err(malformed)?;
                        Cow::Owned(bytes.into_owned())
                    }
                };
                self.push(Node::LegacyStr(bytes))?;
            }
            Opcode::BinString => {
                let len = self.signed_size4()?;
                let bytes = self.source.take(len)?;
                self.push(Node::LegacyStr(bytes))?;
            }
            Opcode::ShortBinString => {
                let len = self.size1()?;
                let bytes = self.source.take(len.into())?;
                self.push(Node::LegacyStr(bytes))?;
            }
            Opcode::ShortBinBytes => {
                let len = self.size1()?;
                self.bytes(len.into())?;
            }
            Opcode::BinBytes => {
                let len = self.size4()?;
                self.bytes(len)?;
            }
            Opcode::BinBytes8 => {
                let len = self.size8()?;
                self.bytes(len)?;
            }
            Opcode::ByteArray8 => {
                let len = self.size8()?;
                let bytes = self.source.take(len)?;
                self.push(Node::ByteArray(bytes))?;
            }
            Opcode::NextBuffer => self.next_buffer()?,
            Opcode::ReadonlyBuffer => self.readonly_buffer()?,

            Opcode::EmptyList => self.push(Node::List(Vec::new()))?,
            Opcode::List => {
                let items = self.pop_mark()?;
                self.push(Node::List(items))?;
            }
            Opcode::Append => {
                let item = self.pop()?;
                self.append(&[item])?;
            }
            Opcode::Appends => {
                let items = self.pop_mark()?;
                self.append(&items)?;
            }
            Opcode::EmptyTuple => self.push(Node::Tuple(Box::default()))?,
            Opcode::Tuple => {
                let items = self.pop_mark()?;
                self.push(Node::Tuple(items.into()))?;
            }
            Opcode::Tuple1 => {
                let items = [self.pop()?];
                self.push(Node::Tuple(items.into()))?;
            }
            Opcode::Tuple2 => {
                let (b, a) = (self.pop()?, self.pop()?);
                self.push(Node::Tuple([a, b].into()))?;
            }
            Opcode::Tuple3 => {
                let (c, b, a) = (self.pop()?, self.pop()?, self.pop()?);
                self.push(Node::Tuple([a, b, c].into()))?;
            }
            Opcode::EmptyDict => self.push(Node::Dict(Vec::new()))?,
            Opcode::Dict => {
                let items = self.pop_mark()?;
                self.push(Node::Dict(Vec::new()))?;
                self.set_items(&items)?;
            }
            Opcode::SetItem => {
                let (value, key) = (self.pop()?, self.pop()?);
                self.set_items(&[key, value])?;
            }
            Opcode::SetItems => {
                let items = self.pop_mark()?;
                self.set_items(&items)?;
            }
            Opcode::EmptySet => self.push(Node::Set(Vec::new()))?,
            Opcode::AddItems => {
                let items = self.pop_mark()?;
                self.add_items(&items)?;
            }
            Opcode::FrozenSet => {
                let items = self.pop_mark()?;
                self.check_hashable(items.iter().copied())?;
                self.push(Node::FrozenSet(items.into()))?;
            }

            Opcode::Pop => self.pop_or_unmark()?,
            Opcode::PopMark => {
                self.pop_mark()?;
            }
            Opcode::Dup => {
                let top = self.top()?;
                self.stack.push(top);
            }
            Opcode::Mark => self.marks.push(self.stack.len()),

            Opcode::Get => {
                let index = self.decimal_index()?;
                self.get(index)?;
            }
            Opcode::BinGet => {
                let index = self.size1()?;
                self.get(index.into())?;
            }
            Opcode::LongBinGet => {
                let index = self.size4()?;
                self.get(index)?;
            }
            Opcode::Put => {
                let index = self.decimal_index()?;
                self.put(index)?;
            }
            Opcode::BinPut => {
                let index = self.size1()?;
                self.put(index.into())?;
            }
            Opcode::LongBinPut => {
                let index = self.size4()?;
                self.put(index)?;
            }
            Opcode::Memoize => {
                let top = self.top()?;
                self.state.memo.memoize(top);
            }

            Opcode::Global => {
                let (module, name) = (self.name_line()?, self.name_line()?);
                self.global(module, name)?;
            }
            Opcode::StackGlobal => self.stack_global()?,
            Opcode::Ext1 => {
                let code = self.size1()?;
                self.extension(code.into())?;
            }
            Opcode::Ext2 => {
                let code = u16::from_le_bytes(self.source.array()?);
                self.extension(code.into())?;
            }
            Opcode::Ext4 => {
                let code = i32::from_le_bytes(self.source.array()?);
                self.extension(code.into())?;
            }
            Opcode::Reduce => self.reduce()?,
            Opcode::NewObj => {
                let (args, class) = (self.pop()?, self.pop()?);
                self.object(How::Construct(Construct::New), class, args, None)?;
            }
            Opcode::NewObjEx => {
                let (keywords, args, class) = (self.pop()?, self.pop()?, self.pop()?);
                self.object(How::Construct(Construct::NewEx), class, args, Some(keywords))?;
            }
            Opcode::Inst => {
                let (module, name) = (self.name_line()?, self.name_line()?);
                let args = self.pop_mark()?;
                self.global(module, name)?;
                let class = self.pop()?;
                self.instance(class, args)?;
            }
            Opcode::Obj => {
                let mut args = self.pop_mark()?;
                if args.is_empty() {
                    return Err(underflow());
                }
                let class = args.remove(0);
                self.instance(class, args)?;
            }
            Opcode::Build => self.build()?,

            Opcode::PersId => {
                let line = self.source.line()?;
                if !line.is_ascii() {
                    let message = "a persistent id of protocol 0 must be ASCII";
                    return Err(Error::new(ErrorKind::Malformed, message));
                }
                let text = into_text(line)?;
                let id = self.add(Node::Str(text))?;
                self.push(Node::PersistentId(id))?;
            }
            Opcode::BinPersId => {
                let id = self.pop()?;
                self.push(Node::PersistentId(id))?;
            }
        }
        Ok(None)
    }

    fn proto(&mut self) -> Result<(), Error> {
        let number = self.size1()?;
        if number > Protocol::HIGHEST.number() {
            let message = alloc::format!("protocol {number} is not known: 5 is the highest");
            return Err(Error::new(ErrorKind::Malformed, message));
        }
        self.protocol = number;
        Ok(())
    }
}

/// Arguments.
impl<'de> Machine<'_, '_, 'de> {
    fn size1(&mut self) -> Result<u8, Error> {
        self.source.array().map(|[byte]| byte)
    }

    fn size4(&mut self) -> Result<u64, Error> {
        self.source.array().map(|bytes| u32::from_le_bytes(bytes).into())
    }

    fn size8(&mut self) -> Result<u64, Error> {
        self.source.array().map(u64::from_le_bytes)
    }

    fn signed_size4(&mut self) -> Result<u64, Error> {
        let len = i32::from_le_bytes(self.source.array()?);
        u64::try_from(len).map_err(|_| {
            Error::new(ErrorKind::Malformed, alloc::format!("a negative length: {len}"))
        })
    }

    fn decimal_index(&mut self) -> Result<u64, Error> {
        let line = self.source.line()?;
        let digits = core::str::from_utf8(&line).unwrap_or_default().trim();
        digits.parse().map_err(|_| {
            let shown = String::from_utf8_lossy(&line);
            Error::new(ErrorKind::Malformed, alloc::format!("`{shown}` is not a memo index"))
        })
    }

    fn int(&mut self) -> Result<(), Error> {
        let line = self.source.line()?;
        let node = match &*line {
            b"00" => Node::Bool(false),
            b"01" => Node::Bool(true),
            digits => self.decimal(digits)?,
        };
        self.push(node)
    }

    fn long(&mut self) -> Result<(), Error> {
        let line = self.source.line()?;
        let node = self.decimal(line.strip_suffix(b"L").unwrap_or(&line))?;
        self.push(node)
    }

    fn decimal(&self, digits: &[u8]) -> Result<Node<'de>, Error> {
        match Int::from_decimal(digits, self.options.limits.int_digits) {
            Ok(int) => Ok(int_node(int)),
            Err(IntParseError::TooManyDigits { digits, limit }) => Err(Error::new(
                ErrorKind::Limit,
                alloc::format!(
                    "an int of {digits} digits, {limit} are allowed: see `Limits::int_digits`"
                ),
            )),
            Err(error) => Err(malformed(error)),
        }
    }

    fn binary_long(&mut self, len: u64) -> Result<(), Error> {
        let bytes = self.source.take(len)?;
        self.push(int_node(Int::from_le_bytes(&bytes)))
    }

    fn utf8(&mut self, len: u64) -> Result<(), Error> {
        let bytes = self.source.take(len)?;
        let text = into_text(bytes)?;
        self.push(Node::Str(text))
    }

    fn bytes(&mut self, len: u64) -> Result<(), Error> {
        let bytes = self.source.take(len)?;
        self.push(Node::Bytes(bytes))
    }

    fn name_line(&mut self) -> Result<Cow<'de, str>, Error> {
        into_text(self.source.line()?)
    }
}

/// The stack and the memo.
impl<'de> Machine<'_, '_, 'de> {
    pub(super) fn add(&mut self, node: Node<'de>) -> Result<NodeId, Error> {
        let origin = Origin::new(self.offset, self.opcode);
        self.state
            .graph
            .add(node, origin)
            .ok_or_else(|| Error::new(ErrorKind::Limit, "a pickle of more than 2^32 objects"))
    }

    pub(super) fn push(&mut self, node: Node<'de>) -> Result<(), Error> {
        let id = self.add(node)?;
        self.stack.push(id);
        Ok(())
    }

    /// The height below which opcodes must not reach: that of the topmost mark.
    fn fence(&self) -> usize {
        self.marks.last().copied().unwrap_or(0)
    }

    fn pop(&mut self) -> Result<NodeId, Error> {
        if self.stack.len() <= self.fence() {
            return Err(underflow());
        }
        self.stack.pop().ok_or_else(underflow)
    }

    fn top(&self) -> Result<NodeId, Error> {
        if self.stack.len() <= self.fence() {
            return Err(underflow());
        }
        self.stack.last().copied().ok_or_else(underflow)
    }

    /// Everything above the topmost mark, which goes too.
    fn pop_mark(&mut self) -> Result<Vec<NodeId>, Error> {
        let mark = self
            .marks
            .pop()
            .ok_or_else(|| Error::new(ErrorKind::Stack, "there is no MARK on the stack"))?;
        Ok(self.stack.split_off(mark))
    }

    fn pop_or_unmark(&mut self) -> Result<(), Error> {
        if self.marks.last() == Some(&self.stack.len()) {
            self.marks.pop();
            return Ok(());
        }
        let popped = self.pop()?;
        if self.offset == self.reduced {
            self.keep_setter_call(popped);
        }
        Ok(())
    }

    /// Where `setter(instance, state)` was called and is dropped at once, and the instance is on top
    /// then, as after a `__reduce__` of six parts: notes that with the instance.
    fn keep_setter_call(&mut self, dropped: NodeId) {
        let Node::Object(call) = self.node(dropped) else { return };
        let &Object { construct: How::Construct(Construct::Call), callable, args, .. } = &**call
        else {
            return;
        };
        let Some(&[instance, state]) = self.state.graph.tuple(args) else { return };
        if self.top().is_ok_and(|top| top == instance)
            && let Node::Object(object) = self.state.graph.node_mut(instance)
        {
            object.changes.push(Change::Setter(callable, state));
        }
    }

    fn get(&mut self, index: u64) -> Result<(), Error> {
        let id = self.state.memo.get(index).ok_or_else(|| {
            Error::new(ErrorKind::Memo, alloc::format!("the memo has no entry {index}"))
        })?;
        self.stack.push(id);
        Ok(())
    }

    fn put(&mut self, index: u64) -> Result<(), Error> {
        let top = self.top()?;
        self.state.memo.put(index, top);
        Ok(())
    }

    pub(super) fn node(&self, id: NodeId) -> &Node<'de> {
        self.state.graph.node(id)
    }
}

/// Containers.
impl<'de> Machine<'_, '_, 'de> {
    fn append(&mut self, items: &[NodeId]) -> Result<(), Error> {
        let top = self.top()?;
        match self.state.graph.node_mut(top) {
            // Nothing is done to whatever it is.
            _ if items.is_empty() => {}
            Node::List(list) => list.extend_from_slice(items),
            Node::Object(object) => {
                object.changes.extend(items.iter().map(|&item| Change::Append(item)));
            }
            other => return Err(wrong_target("append to", other)),
        }
        Ok(())
    }

    fn set_items(&mut self, items: &[NodeId]) -> Result<(), Error> {
        let (pairs, rest) = items.as_chunks::<2>();
        if !rest.is_empty() {
            return Err(Error::new(ErrorKind::Stack, "a dict's last key has no value"));
        }
        let top = self.top()?;
        if matches!(self.node(top), Node::Dict(_)) {
            self.check_hashable(pairs.iter().map(|&[key, _]| key))?;
        }
        match self.state.graph.node_mut(top) {
            _ if pairs.is_empty() => {}
            Node::Dict(dict) => dict.extend(pairs.iter().map(|&[key, value]| (key, value))),
            Node::Object(object) => {
                let changes = pairs.iter().map(|&[key, value]| Change::SetItem(key, value));
                object.changes.extend(changes);
            }
            other => return Err(wrong_target("set items of", other)),
        }
        Ok(())
    }

    fn add_items(&mut self, items: &[NodeId]) -> Result<(), Error> {
        let top = self.top()?;
        if matches!(self.node(top), Node::Set(_)) {
            self.check_hashable(items.iter().copied())?;
        }
        match self.state.graph.node_mut(top) {
            _ if items.is_empty() => {}
            Node::Set(set) => set.extend_from_slice(items),
            Node::Object(object) => {
                object.changes.extend(items.iter().map(|&item| Change::Add(item)));
            }
            other => return Err(wrong_target("add items to", other)),
        }
        Ok(())
    }

    /// Whether Python can hash all these, as far as their types tell. Each tuple is gone through
    /// once, however often it is asked for.
    pub(super) fn check_hashable(
        &mut self,
        items: impl Iterator<Item = NodeId>,
    ) -> Result<(), Error> {
        let mut open = Vec::new();
        for item in items {
            let mut next = Some(item);
            while let Some(id) = next {
                let node = self.state.graph.node(id);
                if !node.is_hashable() {
                    return Err(Error::new(
                        ErrorKind::Unhashable,
                        alloc::format!("{} is unhashable: no dict key or set item", node.kind()),
                    ));
                }
                if let Node::Tuple(parts) = node
                    && note(&mut self.hashable, id)
                {
                    open.extend_from_slice(parts);
                }
                next = open.pop();
            }
        }
        Ok(())
    }

    fn next_buffer(&mut self) -> Result<(), Error> {
        let data = self.state.buffers.pop_front().ok_or_else(|| {
            Error::new(
                ErrorKind::Buffer,
                "the pickle wants more out-of-band buffers than `Unpickler::buffers` was given",
            )
        })?;
        self.push(Node::Buffer(Box::new(Buffer { data, readonly: false })))
    }

    fn readonly_buffer(&mut self) -> Result<(), Error> {
        let top = self.top()?;
        match self.state.graph.node_mut(top) {
            Node::Buffer(buffer) => {
                if buffer.readonly {
                    return Ok(());
                }
                // No copy is made of what may be large. Of an owned buffer there is then no other
                // view, which could only have come from the memo: picklers put none there.
                if let Cow::Borrowed(data) = buffer.data {
                    self.pop()?;
                    let buffer = Buffer { data: Cow::Borrowed(data), readonly: true };
                    return self.push(Node::Buffer(Box::new(buffer)));
                }
                buffer.readonly = true;
                Ok(())
            }
            Node::Bytes(_) => Ok(()),
            other => Err(wrong_target("make a read-only buffer of", other)),
        }
    }
}

/// Classes and instances.
impl<'de> Machine<'_, '_, 'de> {
    fn global(&mut self, module: Cow<'de, str>, name: Cow<'de, str>) -> Result<(), Error> {
        let global = if self.protocol < 3 {
            let (new_module, new_name) = compat::to_python3(&module, &name);
            if new_module == module && new_name == name {
                GlobalName { module, name }
            } else {
                GlobalName {
                    module: Cow::Owned(new_module.into()),
                    name: Cow::Owned(new_name.into()),
                }
            }
        } else {
            GlobalName { module, name }
        };
        self.push_global(global)
    }

    /// Pushes a global, unless it must not be loaded.
    pub(super) fn push_global(&mut self, global: GlobalName<'de>) -> Result<(), Error> {
        let global = self.globals.find(global)?;
        self.push(Node::Global(Box::new(global)))
    }

    fn stack_global(&mut self) -> Result<(), Error> {
        let (name, module) = (self.pop()?, self.pop()?);
        let (module, name) = (self.name_text(module)?, self.name_text(name)?);
        self.charge(module.len() + name.len())?;
        self.global(module, name)
    }

    fn name_text(&self, id: NodeId) -> Result<Cow<'de, str>, Error> {
        let text = match self.node(id) {
            Node::Str(text) => Some(text.clone()),
            Node::LegacyStr(bytes) => legacy::text(bytes, self.options.encoding)?,
            _ => None,
        };
        text.ok_or_else(|| Error::new(ErrorKind::Stack, "STACK_GLOBAL takes two str"))
    }

    fn extension(&mut self, code: i64) -> Result<(), Error> {
        let registered =
            u32::try_from(code).ok().and_then(|code| self.options.extensions.global(code));
        let Some(global) = registered else {
            return Err(Error::new(
                ErrorKind::Extension,
                alloc::format!(
                    "extension code {code} is not registered: see `Unpickler::extension`"
                ),
            ));
        };
        let global = GlobalName { module: global.module.clone(), name: global.name.clone() };
        self.push_global(global)
    }

    fn reduce(&mut self) -> Result<(), Error> {
        let (args, callable) = (self.pop()?, self.pop()?);
        if !self.call_of_builtin(callable, args)? {
            self.object(How::Construct(Construct::Call), callable, args, None)?;
        }
        self.reduced = self.source.position();
        Ok(())
    }

    fn instance(&mut self, class: NodeId, args: Vec<NodeId>) -> Result<(), Error> {
        let args = self.add(Node::Tuple(args.into()))?;
        self.object(How::Inst, class, args, None)
    }

    fn object(
        &mut self,
        construct: How,
        callable: NodeId,
        args: NodeId,
        keywords: Option<NodeId>,
    ) -> Result<(), Error> {
        match self.node(callable) {
            Node::Global(_) | Node::Object(_) | Node::PersistentId(_) => {}
            other => return Err(wrong_target("call", other)),
        }
        if self.state.graph.tuple(args).is_none() {
            return Err(wrong_operand("the arguments", "a tuple", self.node(args)));
        }
        if let Some(keywords) = keywords
            && !matches!(self.node(keywords), Node::Dict(_))
        {
            return Err(wrong_operand("the keyword arguments", "a dict", self.node(keywords)));
        }
        let object = Object { construct, callable, args, keywords, changes: Vec::new() };
        self.push(Node::Object(Box::new(object)))
    }

    fn build(&mut self) -> Result<(), Error> {
        let state = self.pop()?;
        let top = self.top()?;
        match self.state.graph.node_mut(top) {
            Node::Object(object) => object.changes.push(Change::Build(state)),
            other => return Err(wrong_target("set the state of", other)),
        }
        Ok(())
    }
}

/// Sets the bit of the object; `false` if it was set before.
fn note(bits: &mut Vec<u64>, id: NodeId) -> bool {
    let (word, bit) = (id.index() / 64, 1 << (id.index() % 64));
    if bits.len() <= word {
        bits.resize(word + 1, 0);
    }
    let is_new = bits[word] & bit == 0;
    bits[word] |= bit;
    is_new
}

fn int_node<'de>(int: Int) -> Node<'de> {
    match i64::try_from(&int) {
        Ok(small) => Node::Int(small),
        Err(_) => Node::BigInt(Box::new(int)),
    }
}

/// UTF-8 as Python writes it, in which lone surrogates can hide.
pub(super) fn into_text(bytes: Cow<'_, [u8]>) -> Result<Cow<'_, str>, Error> {
    match bytes {
        Cow::Borrowed(bytes) => match core::str::from_utf8(bytes) {
            Ok(text) => Ok(Cow::Borrowed(text)),
            Err(error) => Err(not_text(bytes, error.valid_up_to())),
        },
        Cow::Owned(bytes) => match String::from_utf8(bytes) {
            Ok(text) => Ok(Cow::Owned(text)),
            Err(error) => Err(not_text(error.as_bytes(), error.utf8_error().valid_up_to())),
        },
    }
}

#[cold]
fn not_text(bytes: &[u8], valid: usize) -> Error {
    match bytes.get(valid..valid + 3) {
        Some(&[0xED, high @ 0xA0..=0xBF, low]) => {
            let code = 0xD000 | u32::from(high & 0x3F) << 6 | u32::from(low & 0x3F);
            Error::new(
                ErrorKind::LoneSurrogate,
                alloc::format!("the str holds the lone surrogate U+{code:04X}: it is no text"),
            )
        }
        _ => Error::new(
            ErrorKind::Malformed,
            alloc::format!("the str is not UTF-8 at its byte {valid}"),
        ),
    }
}

#[cold]
fn escape(error: TextError) -> Error {
    if error.is_surrogate() {
        let message = alloc::format!("{error}: it is no text");
        Error::new(ErrorKind::LoneSurrogate, message)
    } else {
        malformed(error)
    }
}

#[cold]
fn malformed(error: impl core::fmt::Display) -> Error {
    Error::new(ErrorKind::Malformed, alloc::format!("{error}"))
}

#[cold]
fn underflow() -> Error {
    Error::new(ErrorKind::Stack, "the opcode takes more from the stack than there is")
}

#[cold]
fn unknown_opcode(byte: u8) -> Error {
    let message = alloc::format!("0x{byte:02x} is not an opcode");
    Error::new(ErrorKind::UnknownOpcode, message)
}

#[cold]
fn wrong_target(action: &str, node: &Node<'_>) -> Error {
    Error::new(ErrorKind::Stack, alloc::format!("cannot {action} {}", node.kind()))
}

#[cold]
fn wrong_operand(what: &str, expected: &str, node: &Node<'_>) -> Error {
    Error::new(ErrorKind::Stack, alloc::format!("{what} must be {expected}, not {}", node.kind()))
}
