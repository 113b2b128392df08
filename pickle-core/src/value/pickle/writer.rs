//! The writer of values.

use alloc::collections::BTreeMap;
use alloc::vec::Vec;

use super::form::{Contents, Form, Making, Whole};
use super::survey::{Note, survey};
use crate::error::Error;
use crate::opcode::Opcode;
use crate::pickler::raw::BATCH;
use crate::pickler::{Construct, Encoder};
use crate::protocol::Protocol;
use crate::unpickler::graph::{Change, Graph, How, Node, NodeId, Object};
use crate::value::nodes::Notes;

/// Writes the object, and all that it refers to.
pub(super) fn write(
    graph: &Graph<'static>,
    root: NodeId,
    encoder: &mut Encoder<'_>,
) -> Result<(), Error> {
    let protocol = encoder.protocol();
    let survey = survey(graph, root, protocol);
    let mut writer = Writer {
        graph,
        encoder,
        protocol,
        steps: alloc::vec![Step::Node(root)],
        notes: survey.notes,
        until: survey.until,
        waiting: BTreeMap::new(),
        memoize_all: survey.recursive,
        again: survey.references,
        strict: 0,
        postponed: Vec::new(),
    };
    while let Some(step) = writer.steps.pop() {
        writer.step(step)?;
    }
    Ok(())
}

struct Writer<'v, 'w, 'e> {
    graph: &'v Graph<'static>,
    encoder: &'w mut Encoder<'e>,
    protocol: Protocol,
    /// What is still to be written, the next on top.
    steps: Vec<Step<'v>>,
    notes: Notes<Note>,
    /// See [`Survey`](super::survey::Survey).
    until: Notes<u32>,
    /// What waits for an object to be made.
    waiting: BTreeMap<NodeId, Vec<NodeId>>,
    memoize_all: bool,
    /// How many parts may still be written again in CPython's manner, which takes quadratic time at
    /// worst. Then containers are left empty, and filled later.
    again: usize,
    /// How many objects are being made with all containers left empty.
    strict: usize,
    /// The containers and instances that were left empty.
    postponed: Vec<NodeId>,
}

#[derive(Clone, Copy)]
enum Step<'v> {
    Node(NodeId),
    Nodes(&'v [NodeId]),
    Entries(&'v [(NodeId, NodeId)]),
    /// The parts of changes of one kind.
    Parts(&'v [Change]),
    Op(Opcode),
    EmptyTuple,
    /// Items in batches, each with the opcode that takes one of them, and many.
    Batches(&'v [NodeId], Batch),
    EntryBatches(&'v [(NodeId, NodeId)]),
    Changes(NodeId, &'v [Change]),
    /// The parts are written: now the object itself.
    Make {
        id: NodeId,
        strict: bool,
    },
    /// An object that was left empty.
    Fill(NodeId),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Batch {
    Append,
    Add,
}

impl<'v> Writer<'v, '_, '_> {
    fn step(&mut self, step: Step<'v>) -> Result<(), Error> {
        match step {
            Step::Node(id) => self.node(id)?,
            Step::Nodes(nodes) => {
                if let Some((&first, rest)) = nodes.split_first() {
                    if !rest.is_empty() {
                        self.steps.push(Step::Nodes(rest));
                    }
                    self.steps.push(Step::Node(first));
                }
            }
            Step::Entries(entries) => {
                if let Some((&(key, value), rest)) = entries.split_first() {
                    self.steps.extend([Step::Entries(rest), Step::Node(value), Step::Node(key)]);
                }
            }
            Step::Parts(changes) => {
                if let Some((&change, rest)) = changes.split_first() {
                    self.steps.push(Step::Parts(rest));
                    self.part(change);
                }
            }
            Step::Op(opcode) => self.encoder.raw_op(opcode),
            Step::EmptyTuple => self.empty_tuple()?,
            Step::Batches(items, batch) => self.batch(items, batch),
            Step::EntryBatches(entries) => self.entry_batch(entries),
            Step::Changes(id, changes) => self.changes(id, changes)?,
            Step::Make { id, strict } => self.make(id, strict)?,
            Step::Fill(id) if self.strict > 0 => self.postponed.push(id),
            Step::Fill(id) => {
                self.node(id)?;
                self.steps.push(Step::Op(Opcode::Pop));
                if let Some(contents) = Contents::of(self.graph, id, self.protocol) {
                    self.fill(id, contents);
                }
            }
        }
        Ok(())
    }

    fn node(&mut self, id: NodeId) -> Result<(), Error> {
        if let Some(index) = self.notes.get(id.0 as usize).memo.checked_sub(1) {
            return self.encoder.get(index as usize);
        }
        match Form::of(self.graph, id, self.protocol) {
            Form::Scalar => self.scalar(id),
            Form::Container(contents) => {
                self.encoder.raw_begin()?;
                match contents {
                    Contents::Dict(_) => self.encoder.raw_dict(),
                    Contents::Set(_) => self.encoder.raw_op(Opcode::EmptySet),
                    Contents::List(_) | Contents::Instance(_) => self.encoder.raw_list(),
                }
                self.memoize(id)?;
                self.fill_or_postpone(id, contents);
                Ok(())
            }
            Form::Whole(whole) => {
                let strict = self.open(id, whole)?;
                self.encoder.raw_begin()?;
                self.whole(id, whole, strict)
            }
        }
    }

    fn scalar(&mut self, id: NodeId) -> Result<(), Error> {
        match self.graph.node(id) {
            Node::None => return self.encoder.none(),
            Node::Bool(value) => return self.encoder.bool(*value),
            Node::Int(int) => return self.encoder.int(*int),
            Node::Float(float) => return self.encoder.float(*float),
            Node::Tuple(_) => return self.empty_tuple(),
            // Memoized by the encoder.
            Node::Global(global) => return self.encoder.global(&global.module, &global.name),
            Node::BigInt(int) => self.encoder.big_int(int)?,
            Node::Str(text) => self.encoder.str_in_full(text)?,
            Node::Bytes(bytes) | Node::LegacyStr(bytes) => self.encoder.bytes(bytes)?,
            Node::ByteArray(bytes) => self.encoder.bytearray(bytes)?,
            Node::Buffer(buffer) if buffer.readonly => self.encoder.bytes(&buffer.data)?,
            Node::Buffer(buffer) => self.encoder.bytearray(&buffer.data)?,
            Node::PersistentId(pid) => {
                let text = match self.graph.node(*pid) {
                    Node::Str(text) => Some(&**text),
                    _ => None,
                };
                self.encoder.raw_persistent_id(text)?;
            }
            Node::List(_) | Node::Dict(_) | Node::Set(_) | Node::FrozenSet(_) | Node::Object(_) => {
            }
        }
        self.memoize(id)
    }

    fn empty_tuple(&mut self) -> Result<(), Error> {
        self.encoder.raw_begin()?;
        if self.protocol == Protocol::V0 {
            self.encoder.raw_op(Opcode::Mark);
            self.encoder.raw_op(Opcode::Tuple);
        } else {
            self.encoder.raw_op(Opcode::EmptyTuple);
        }
        Ok(())
    }

    fn memoize(&mut self, id: NodeId) -> Result<(), Error> {
        let waits = self.until.get(id.0 as usize) != 0;
        let note = self.notes.at(id.0 as usize);
        if (note.shared || waits || self.memoize_all) && note.memo == 0 {
            let index = self.encoder.memoize()?;
            // What does not fit is written again: it costs space, and sharing beyond 2^32 objects.
            note.memo = u32::try_from(index + 1).unwrap_or(0);
        }
        Ok(())
    }
}

/// What is made in one go.
impl<'v> Writer<'v, '_, '_> {
    /// Begins to make an object; whether its containers are to be left empty.
    fn open(&mut self, id: NodeId, whole: Whole<'v>) -> Result<bool, Error> {
        let note = self.notes.at(id.0 as usize);
        note.open += 1;
        if note.open == 1 {
            return Ok(false);
        }
        if note.strict {
            return Err(Encoder::unrepresentable(
                "a cycle goes through objects only that must be complete before anything can \
                 refer to them: a set needs protocol 4 then",
            ));
        }
        let parts = match whole {
            Whole::Tuple(items) | Whole::FrozenSet(items) | Whole::SetCall(_, items) => items.len(),
            Whole::PersistentId(_) => 1,
            Whole::Instance(making, _) => match making {
                Making::Opcode | Making::NewObjEx => 3,
                Making::NewObj(args) | Making::Partial(args) | Making::Inst(args) => args.len(),
            },
        };
        if let Some(rest) = self.again.checked_sub(parts + 1) {
            self.again = rest;
            return Ok(false);
        }
        note.strict = true;
        self.strict += 1;
        Ok(true)
    }

    fn whole(&mut self, id: NodeId, whole: Whole<'v>, strict: bool) -> Result<(), Error> {
        let make = Step::Make { id, strict };
        match whole {
            Whole::Tuple(items) => {
                self.begin_tuple(items.len());
                self.steps.extend([make, Step::Nodes(items)]);
            }
            Whole::FrozenSet(items) => {
                self.encoder.raw_op(Opcode::Mark);
                self.steps.extend([make, Step::Nodes(items)]);
            }
            Whole::SetCall(name, items) => {
                self.encoder.global("builtins", name)?;
                self.begin_tuple(1);
                self.encoder.raw_begin()?;
                self.encoder.raw_list();
                let items = Step::Batches(items, Batch::Append);
                self.steps.extend([make, self.end_tuple(1), items]);
            }
            Whole::PersistentId(pid) => self.steps.extend([make, Step::Node(pid)]),
            Whole::Instance(making, object) => self.instance(make, making, object)?,
        }
        Ok(())
    }

    fn instance(
        &mut self,
        make: Step<'v>,
        making: Making<'v>,
        object: &'v Object,
    ) -> Result<(), Error> {
        let class = Step::Node(object.callable);
        let keywords = object.keywords.map(Step::Node);
        self.steps.push(make);
        match making {
            Making::Opcode => {
                self.steps.extend(keywords);
                self.steps.extend([Step::Node(object.args), class]);
            }
            Making::NewObj(args) => {
                self.encoder.global("copyreg", "__newobj__")?;
                self.begin_tuple(args.len() + 1);
                let end = self.end_tuple(args.len() + 1);
                self.steps.extend([end, Step::Nodes(args), class]);
            }
            Making::NewObjEx => {
                self.encoder.global("copyreg", "__newobj_ex__")?;
                self.begin_tuple(3);
                self.steps.push(self.end_tuple(3));
                self.steps.extend(keywords);
                self.steps.extend([Step::Node(object.args), class]);
            }
            Making::Partial(args) => {
                let Node::Global(global) = self.graph.node(object.callable) else { return Ok(()) };
                let new = alloc::format!("{}.__new__", global.name);
                self.encoder.global("functools", "partial")?;
                self.begin_tuple(1);
                self.encoder.global(&global.module, &new)?;
                self.close_tuple(1);
                self.encoder.raw_op(Opcode::Reduce);
                // Its state: the function, the arguments, the keyword arguments, no attributes.
                self.begin_tuple(4);
                self.encoder.global(&global.module, &new)?;
                self.begin_tuple(args.len() + 1);
                let none = Step::Op(Opcode::None);
                let build = Step::Op(Opcode::Build);
                self.steps.extend([Step::EmptyTuple, build, self.end_tuple(4), none]);
                self.steps.extend(keywords);
                let end = self.end_tuple(args.len() + 1);
                self.steps.extend([end, Step::Nodes(args), class]);
            }
            Making::Inst(args) => {
                self.encoder.raw_op(Opcode::Mark);
                self.steps.push(Step::Nodes(args));
                if self.inst_class(object).is_none() {
                    self.steps.push(class);
                }
            }
        }
        Ok(())
    }

    /// The class that is named by INST, which protocol 0 has instead of OBJ. Names with dots are
    /// none for it.
    fn inst_class(&self, object: &Object) -> Option<(&'v str, &'v str)> {
        match self.graph.node(object.callable) {
            Node::Global(class) if self.protocol == Protocol::V0 && !class.name.contains('.') => {
                Some((&class.module, &class.name))
            }
            _ => None,
        }
    }

    /// Makes the object of its parts, which are on top of the stack.
    fn make(&mut self, id: NodeId, strict: bool) -> Result<(), Error> {
        let Form::Whole(whole) = Form::of(self.graph, id, self.protocol) else { return Ok(()) };
        let note = self.notes.at(id.0 as usize);
        note.open -= 1;
        note.strict &= !strict;
        if let Some(index) = note.memo.checked_sub(1) {
            self.drop_parts(whole);
            self.encoder.get(index as usize)?;
        } else {
            self.close(whole)?;
            self.memoize(id)?;
            let waiting = self.waiting.remove(&id).unwrap_or_default();
            self.steps.extend(waiting.into_iter().rev().map(Step::Fill));
            if let Whole::Instance(_, object) = whole {
                self.fill_or_postpone(id, Contents::Instance(&object.changes));
            }
        }
        if strict {
            self.strict -= 1;
            if self.strict == 0 {
                let postponed = core::mem::take(&mut self.postponed);
                self.steps.extend(postponed.into_iter().rev().map(Step::Fill));
            }
        }
        Ok(())
    }

    fn close(&mut self, whole: Whole<'v>) -> Result<(), Error> {
        let opcode = match whole {
            Whole::Tuple(items) => {
                self.close_tuple(items.len());
                return Ok(());
            }
            Whole::FrozenSet(_) => Opcode::FrozenSet,
            Whole::PersistentId(_) => Opcode::BinPersId,
            Whole::Instance(Making::Opcode, object) => match object.construct {
                How::Construct(Construct::New) => Opcode::NewObj,
                How::Construct(Construct::NewEx) => Opcode::NewObjEx,
                How::Construct(Construct::Call) | How::Inst => Opcode::Reduce,
            },
            Whole::Instance(Making::Inst(_), object) => {
                if let Some((module, name)) = self.inst_class(object) {
                    return self.encoder.raw_inst(module, name);
                }
                Opcode::Obj
            }
            Whole::SetCall(..) | Whole::Instance(..) => Opcode::Reduce,
        };
        self.encoder.raw_op(opcode);
        Ok(())
    }

    /// Drops the parts of an object that is in the memo by now.
    fn drop_parts(&mut self, whole: Whole<'v>) {
        let (parts, marked) = match whole {
            Whole::Tuple(items) => (items.len(), self.has_mark(items.len())),
            Whole::FrozenSet(items) => (items.len(), true),
            Whole::Instance(Making::Opcode, object) => {
                (2 + usize::from(object.keywords.is_some()), false)
            }
            Whole::Instance(Making::Inst(args), object) => {
                (args.len() + usize::from(self.inst_class(object).is_none()), true)
            }
            Whole::SetCall(..) | Whole::Instance(..) => (2, false),
            Whole::PersistentId(_) => (1, false),
        };
        if marked && self.protocol >= Protocol::V1 {
            self.encoder.raw_op(Opcode::PopMark);
            return;
        }
        for _ in 0..parts + usize::from(marked) {
            self.encoder.raw_op(Opcode::Pop);
        }
    }

    fn has_mark(&self, len: usize) -> bool {
        len > 3 || self.protocol < Protocol::V2
    }

    fn begin_tuple(&mut self, len: usize) {
        if self.has_mark(len) {
            self.encoder.raw_op(Opcode::Mark);
        }
    }

    fn close_tuple(&mut self, len: usize) {
        let opcode = self.tuple_opcode(len);
        self.encoder.raw_op(opcode);
    }

    fn end_tuple(&self, len: usize) -> Step<'v> {
        Step::Op(self.tuple_opcode(len))
    }

    fn tuple_opcode(&self, len: usize) -> Opcode {
        match len {
            1 if self.protocol >= Protocol::V2 => Opcode::Tuple1,
            2 if self.protocol >= Protocol::V2 => Opcode::Tuple2,
            3 if self.protocol >= Protocol::V2 => Opcode::Tuple3,
            _ => Opcode::Tuple,
        }
    }
}

/// What is put into an object that is there.
impl<'v> Writer<'v, '_, '_> {
    fn fill_or_postpone(&mut self, id: NodeId, contents: Contents<'v>) {
        if contents.is_empty() {
            return;
        }
        let until = self.until.get(id.0 as usize).checked_sub(1).filter(|&until| {
            let note = self.notes.get(until as usize);
            note.open > 0 && note.memo == 0
        });
        if let Some(until) = until {
            self.waiting.entry(NodeId(until)).or_default().push(id);
        } else if self.strict > 0 {
            self.postponed.push(id);
        } else {
            self.fill(id, contents);
        }
    }

    fn fill(&mut self, id: NodeId, contents: Contents<'v>) {
        match contents {
            _ if contents.is_empty() => {}
            Contents::List(items) => self.steps.push(Step::Batches(items, Batch::Append)),
            Contents::Set(items) => self.steps.push(Step::Batches(items, Batch::Add)),
            Contents::Dict(entries) => self.steps.push(Step::EntryBatches(entries)),
            Contents::Instance(changes) => self.steps.push(Step::Changes(id, changes)),
        }
    }

    /// How many of `len` items go into the next batch.
    fn batch_len(&self, len: usize) -> usize {
        if self.protocol == Protocol::V0 { len.min(1) } else { len.min(BATCH) }
    }

    fn batch(&mut self, items: &'v [NodeId], batch: Batch) {
        let (now, later) = items.split_at(self.batch_len(items.len()));
        if !later.is_empty() {
            self.steps.push(Step::Batches(later, batch));
        }
        let step = Step::Nodes(now);
        match (now, batch) {
            ([], _) => {}
            ([_], Batch::Append) => self.steps.extend([Step::Op(Opcode::Append), step]),
            (_, Batch::Append) => self.marked(Opcode::Appends, step),
            (_, Batch::Add) => self.marked(Opcode::AddItems, step),
        }
    }

    fn entry_batch(&mut self, entries: &'v [(NodeId, NodeId)]) {
        let (now, later) = entries.split_at(self.batch_len(entries.len()));
        if !later.is_empty() {
            self.steps.push(Step::EntryBatches(later));
        }
        let step = Step::Entries(now);
        match now {
            [] => {}
            [_] => self.steps.extend([Step::Op(Opcode::SetItem), step]),
            _ => self.marked(Opcode::SetItems, step),
        }
    }

    /// Changes of one kind, in one batch; then the others.
    fn changes(&mut self, id: NodeId, changes: &'v [Change]) -> Result<(), Error> {
        let Some(&first) = changes.first() else { return Ok(()) };
        let kind = core::mem::discriminant(&first);
        let alike = |change: &&Change| core::mem::discriminant(*change) == kind;
        let len = changes.iter().take(BATCH).take_while(alike).count();
        let alone = matches!(first, Change::Build(_) | Change::Setter(..));
        let len = if alone { 1 } else { self.batch_len(len) };
        let (now, later) = changes.split_at(len);
        if !later.is_empty() {
            self.steps.push(Step::Changes(id, later));
        }
        let step = Step::Parts(now);
        match first {
            Change::Build(_) => self.steps.extend([Step::Op(Opcode::Build), step]),
            Change::Append(_) if len == 1 => self.steps.extend([Step::Op(Opcode::Append), step]),
            Change::Append(_) => self.marked(Opcode::Appends, step),
            Change::SetItem(..) if len == 1 => {
                self.steps.extend([Step::Op(Opcode::SetItem), step]);
            }
            Change::SetItem(..) => self.marked(Opcode::SetItems, step),
            Change::Add(_) if self.protocol < Protocol::V4 => {
                return Err(Encoder::unrepresentable(
                    "items that are added to an instance (ADDITEMS) need protocol 4",
                ));
            }
            Change::Add(_) => self.marked(Opcode::AddItems, step),
            Change::Setter(setter, state) => {
                let end = [Step::Op(Opcode::Pop), Step::Op(Opcode::Reduce), self.end_tuple(2)];
                self.steps.extend(end);
                self.steps.extend([Step::Node(state), Step::Node(id)]);
                if self.has_mark(2) {
                    self.steps.push(Step::Op(Opcode::Mark));
                }
                self.steps.push(Step::Node(setter));
            }
        }
        Ok(())
    }

    fn part(&mut self, change: Change) {
        match change {
            Change::Build(part) | Change::Append(part) | Change::Add(part) => {
                self.steps.push(Step::Node(part));
            }
            Change::SetItem(key, value) | Change::Setter(key, value) => {
                self.steps.extend([Step::Node(value), Step::Node(key)]);
            }
        }
    }

    /// A mark, the step, and the opcode that takes all since the mark.
    fn marked(&mut self, opcode: Opcode, step: Step<'v>) {
        self.encoder.raw_op(Opcode::Mark);
        self.steps.extend([Step::Op(opcode), step]);
    }
}
