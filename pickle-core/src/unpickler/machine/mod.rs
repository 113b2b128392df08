//! The stack machine: runs all 68 opcodes, and builds the graph of the objects they describe.
//!
//! It runs a program as CPython 3.13's `Unpickler` does, except that nothing is imported or
//! called: a call is kept as a node. The few calls of builtins in which older protocols clothe
//! values that newer ones have opcodes for (`set`, `frozenset`, `bytes`, `bytearray`, and `getattr`
//! for nested classes) are seen through, see [`calls`].

mod arguments;
mod calls;
mod containers;
mod globals;
mod objects;
mod scalars;
mod stack;

use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::collections::VecDeque;
use alloc::vec::Vec;

use super::globals::FindClass;
use super::graph::{Graph, How, Node, NodeId};
use super::memo::Memo;
use super::node_set::NodeSet;
use super::options::Options;
use super::source::{Source, truncated};
use crate::error::{Error, ErrorKind};
use crate::opcode::Opcode;
use crate::pickler::Construct;
use crate::protocol::Protocol;
use stack::underflow;

/// What a machine works on, kept across loads.
#[derive(Debug, Default)]
pub(super) struct State<'de> {
    pub(super) graph: Graph<'de>,
    pub(super) memo: Memo,
    pub(super) buffers: VecDeque<Cow<'de, [u8]>>,
}

/// One run: from the first opcode to STOP.
pub(super) struct Machine<'m, 'i, 'de> {
    state: &'m mut State<'de>,
    source: &'m mut Source<'i, 'de>,
    options: &'m Options,
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
    /// The tuples that were found to be hashable.
    hashable: NodeSet,
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
            hashable: NodeSet::default(),
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
            Opcode::Float => self.float()?,
            Opcode::BinFloat => {
                let float = f64::from_be_bytes(self.source.array()?);
                self.push(Node::Float(float))?;
            }

            Opcode::Unicode => self.unicode()?,
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
            Opcode::String => self.string()?,
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

            Opcode::PersId => self.persistent_id_line()?,
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

#[cold]
fn unknown_opcode(byte: u8) -> Error {
    let message = alloc::format!("0x{byte:02x} is not an opcode");
    Error::new(ErrorKind::UnknownOpcode, message)
}
