//! What must be memoized, found out before anything is written.

use alloc::vec::Vec;

use super::form::{Contents, Form, Making, Whole};
use crate::protocol::Protocol;
use crate::unpickler::graph::{Change, Graph, NodeId};
use crate::value::nodes::Notes;

/// What is known of an object.
#[derive(Clone, Copy, Default)]
pub(super) struct Note {
    met: bool,
    /// It is referred to from two places or more.
    pub(super) shared: bool,
    /// How many times its making was begun and not yet ended.
    pub(super) open: u32,
    /// It is being made with all containers left empty: it must not be met again.
    pub(super) strict: bool,
    /// One more than its index in the memo.
    pub(super) memo: u32,
}

/// The result of a survey.
pub(super) struct Survey {
    pub(super) notes: Notes<Note>,
    /// Something is met while its parts are being written: all must be memoized, as it will be
    /// written again.
    pub(super) recursive: bool,
    /// How many references there are.
    pub(super) references: usize,
}

enum Step<'v> {
    Node(NodeId),
    Nodes(&'v [NodeId]),
    Entries(&'v [(NodeId, NodeId)]),
    Changes(NodeId, &'v [Change]),
    /// The object is made.
    Made(NodeId),
}

/// Walks over all objects in the order in which they will be written.
pub(super) fn survey(graph: &Graph<'static>, root: NodeId, protocol: Protocol) -> Survey {
    let mut survey = Survey { notes: Notes::new(graph.len()), recursive: false, references: 0 };
    let mut steps = alloc::vec![Step::Node(root)];
    while let Some(step) = steps.pop() {
        match step {
            Step::Node(id) => {
                if survey.meet(id) {
                    survey.enter(graph, id, protocol, &mut steps);
                }
            }
            Step::Nodes(nodes) => {
                if let Some((&first, rest)) = nodes.split_first() {
                    steps.extend([Step::Nodes(rest), Step::Node(first)]);
                }
            }
            Step::Entries(entries) => {
                if let Some((&(key, value), rest)) = entries.split_first() {
                    steps.extend([Step::Entries(rest), Step::Node(value), Step::Node(key)]);
                }
            }
            Step::Changes(id, changes) => {
                if let Some((&change, rest)) = changes.split_first() {
                    steps.push(Step::Changes(id, rest));
                    match change {
                        Change::Build(part) | Change::Append(part) | Change::Add(part) => {
                            steps.push(Step::Node(part));
                        }
                        Change::SetItem(key, value) => {
                            steps.extend([Step::Node(value), Step::Node(key)]);
                        }
                        Change::Setter(setter, state) => {
                            steps.extend([state, id, setter].map(Step::Node));
                        }
                    }
                }
            }
            Step::Made(id) => survey.notes.at(id.0 as usize).open = 0,
        }
    }
    survey
}

impl Survey {
    /// Notes a reference to the object; whether it is the first.
    fn meet(&mut self, id: NodeId) -> bool {
        self.references += 1;
        let note = self.notes.at(id.0 as usize);
        self.recursive |= note.open > 0;
        note.shared = note.met;
        !core::mem::replace(&mut note.met, true)
    }

    fn enter<'v>(
        &mut self,
        graph: &'v Graph<'static>,
        id: NodeId,
        protocol: Protocol,
        steps: &mut Vec<Step<'v>>,
    ) {
        match Form::of(graph, id, protocol) {
            Form::Scalar => {}
            Form::Container(Contents::List(items) | Contents::Set(items)) => {
                steps.push(Step::Nodes(items));
            }
            Form::Container(Contents::Dict(entries)) => steps.push(Step::Entries(entries)),
            Form::Container(Contents::Instance(changes)) => steps.push(Step::Changes(id, changes)),
            Form::Whole(whole) => {
                self.notes.at(id.0 as usize).open = 1;
                if let Whole::Instance(_, object) = whole {
                    steps.push(Step::Changes(id, &object.changes));
                }
                steps.push(Step::Made(id));
                match whole {
                    Whole::Tuple(items) | Whole::FrozenSet(items) | Whole::SetCall(_, items) => {
                        steps.push(Step::Nodes(items));
                    }
                    Whole::PersistentId(part) => steps.push(Step::Node(part)),
                    Whole::Instance(making, object) => {
                        steps.extend(object.keywords.map(Step::Node));
                        steps.push(match making {
                            Making::Opcode | Making::NewObjEx => Step::Node(object.args),
                            Making::NewObj(args) | Making::Partial(args) | Making::Inst(args) => {
                                Step::Nodes(args)
                            }
                        });
                        steps.push(Step::Node(object.callable));
                    }
                }
            }
        }
    }
}
