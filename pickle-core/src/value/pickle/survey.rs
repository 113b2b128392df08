//! What must be memoized, and what must wait, found out before anything is written.

use alloc::collections::BTreeMap;
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
    /// Where on the path its making was begun.
    depth: usize,
}

/// The result of a survey.
pub(super) struct Survey {
    pub(super) notes: Notes<Note>,
    /// What the contents of a container, or the changes of an instance, have to wait for: one more
    /// than the place of an object that they refer to, and that is being made.
    pub(super) until: Notes<u32>,
    /// Something is met while its parts are being written, and so will be written again: all must
    /// be memoized.
    pub(super) recursive: bool,
    /// How many references there are.
    pub(super) references: usize,
}

/// How often the walk is repeated to find all that has to wait: each time, what waits changes the
/// order of all else. What is then still not found is written in CPython's manner.
const WALKS: usize = 16;

/// Walks over all objects in the order in which they will be written.
pub(super) fn survey(graph: &Graph<'static>, root: NodeId, protocol: Protocol) -> Survey {
    let until = Notes::new(graph.len());
    let mut survey = walk(graph, root, protocol, until, false).0;
    let mut walks = 0;
    while survey.recursive && walks < WALKS {
        let (next, changed) = walk(graph, root, protocol, survey.until, true);
        survey = next;
        // What is new changes the order that the walk was in.
        survey.recursive |= changed;
        if !changed {
            break;
        }
        walks += 1;
    }
    survey
}

fn walk(
    graph: &Graph<'static>,
    root: NodeId,
    protocol: Protocol,
    until: Notes<u32>,
    with_path: bool,
) -> (Survey, bool) {
    let survey = Survey { notes: Notes::new(graph.len()), until, recursive: false, references: 0 };
    let mut walk = Walk {
        graph,
        protocol,
        survey,
        steps: alloc::vec![Step::Node(root)],
        path: with_path.then(Vec::new),
        waiting: BTreeMap::new(),
        changed: false,
    };
    while let Some(step) = walk.steps.pop() {
        walk.step(step);
    }
    (walk.survey, walk.changed)
}

struct Walk<'v> {
    graph: &'v Graph<'static>,
    protocol: Protocol,
    survey: Survey,
    steps: Vec<Step<'v>>,
    /// What is being written, from the outside to the inside.
    path: Option<Vec<Place>>,
    /// What waits for an object to be made.
    waiting: BTreeMap<NodeId, Vec<NodeId>>,
    changed: bool,
}

#[derive(Clone, Copy)]
enum Step<'v> {
    Node(NodeId),
    Nodes(&'v [NodeId]),
    Entries(&'v [(NodeId, NodeId)]),
    Changes(NodeId, &'v [Change]),
    /// The object is made.
    Made(NodeId),
    /// The contents that have waited.
    Fill(NodeId),
    /// The end of the innermost place on the path.
    Leave,
}

/// A part of the path.
#[derive(Clone, Copy)]
enum Place {
    /// The contents of a list, dict or set.
    Contents(NodeId),
    /// What is done to an instance.
    Changes(NodeId),
    Tuple,
    /// What an instance is made of.
    Call,
    /// What a frozenset, or something else, is made of.
    Parts,
}

impl<'v> Walk<'v> {
    fn step(&mut self, step: Step<'v>) {
        match step {
            Step::Node(id) => {
                if self.meet(id) {
                    self.enter(id);
                }
            }
            Step::Nodes(nodes) => {
                if let Some((&first, rest)) = nodes.split_first() {
                    self.steps.extend([Step::Nodes(rest), Step::Node(first)]);
                }
            }
            Step::Entries(entries) => {
                if let Some((&(key, value), rest)) = entries.split_first() {
                    let steps = [Step::Entries(rest), Step::Node(value), Step::Node(key)];
                    self.steps.extend(steps);
                }
            }
            Step::Changes(id, changes) => {
                if let Some((&change, rest)) = changes.split_first() {
                    self.steps.push(Step::Changes(id, rest));
                    match change {
                        Change::Build(part) | Change::Append(part) | Change::Add(part) => {
                            self.steps.push(Step::Node(part));
                        }
                        Change::SetItem(key, value) => {
                            self.steps.extend([Step::Node(value), Step::Node(key)]);
                        }
                        Change::Setter(setter, state) => {
                            self.steps.extend([state, id, setter].map(Step::Node));
                        }
                    }
                }
            }
            Step::Made(id) => {
                self.survey.notes.at(id.0 as usize).open = 0;
                let waiting = self.waiting.remove(&id).unwrap_or_default();
                self.steps.extend(waiting.into_iter().rev().map(Step::Fill));
                if let Form::Whole(Whole::Instance(_, object)) =
                    Form::of(self.graph, id, self.protocol)
                {
                    self.fill_or_wait(id, Contents::Instance(&object.changes));
                }
            }
            Step::Fill(id) => {
                if let Some(contents) = Contents::of(self.graph, id, self.protocol) {
                    self.fill_or_wait(id, contents);
                }
            }
            Step::Leave => {
                if let Some(path) = &mut self.path {
                    path.pop();
                }
            }
        }
    }

    /// Notes a reference to the object; whether it is the first.
    fn meet(&mut self, id: NodeId) -> bool {
        self.survey.references += 1;
        let note = self.survey.notes.at(id.0 as usize);
        note.shared = note.met;
        let first = !core::mem::replace(&mut note.met, true);
        if note.open > 0 {
            self.survey.recursive = true;
            self.let_wait(id);
        }
        first
    }

    fn enter(&mut self, id: NodeId) {
        match Form::of(self.graph, id, self.protocol) {
            Form::Scalar => {}
            Form::Container(contents) => self.fill_or_wait(id, contents),
            Form::Whole(whole) => {
                let note = self.survey.notes.at(id.0 as usize);
                note.open = 1;
                note.depth = self.path.as_ref().map_or(0, Vec::len);
                self.steps.push(Step::Made(id));
                self.go_into(match whole {
                    Whole::Tuple(_) => Place::Tuple,
                    Whole::Instance(..) => Place::Call,
                    _ => Place::Parts,
                });
                match whole {
                    Whole::Tuple(items) | Whole::FrozenSet(items) | Whole::SetCall(_, items) => {
                        self.steps.push(Step::Nodes(items));
                    }
                    Whole::PersistentId(part) => self.steps.push(Step::Node(part)),
                    Whole::Instance(making, object) => {
                        self.steps.extend(object.keywords.map(Step::Node));
                        self.steps.push(match making {
                            Making::Opcode | Making::NewObjEx => Step::Node(object.args),
                            Making::NewObj(args) | Making::Partial(args) | Making::Inst(args) => {
                                Step::Nodes(args)
                            }
                        });
                        self.steps.push(Step::Node(object.callable));
                    }
                }
            }
        }
    }

    fn go_into(&mut self, place: Place) {
        if let Some(path) = &mut self.path {
            path.push(place);
            self.steps.push(Step::Leave);
        }
    }

    fn fill_or_wait(&mut self, id: NodeId, contents: Contents<'v>) {
        if let Some(until) = self.survey.until.get(id.0 as usize).checked_sub(1)
            && self.survey.notes.get(until as usize).open > 0
        {
            self.waiting.entry(NodeId(until)).or_default().push(id);
            return;
        }
        self.go_into(match contents {
            Contents::Instance(_) => Place::Changes(id),
            _ => Place::Contents(id),
        });
        self.steps.push(match contents {
            Contents::List(items) | Contents::Set(items) => Step::Nodes(items),
            Contents::Dict(entries) => Step::Entries(entries),
            Contents::Instance(changes) => Step::Changes(id, changes),
        });
    }

    /// The object was met while it is being made: notes what between has to wait for it.
    fn let_wait(&mut self, id: NodeId) {
        let depth = self.survey.notes.get(id.0 as usize).depth;
        let Some(inside) = self.path.as_deref().and_then(|path| path.get(depth..)) else { return };
        let Some(waiting) = waits(inside) else { return };
        let known = self.survey.until.at(waiting.0 as usize);
        if let Some(other) = known.checked_sub(1) {
            let other = self.survey.notes.get(other as usize);
            // Of several, it has to wait for the outermost.
            if other.open > 0 && other.depth <= depth {
                return;
            }
        }
        *known = id.0 + 1;
        self.changed = true;
    }
}

/// What can wait on a path from an object to a reference back to it: the innermost that nothing on
/// the path wants to be complete. A call wants that of lists and dicts among its arguments, as
/// BUILD wants it of the state.
fn waits(path: &[Place]) -> Option<NodeId> {
    /// Enough for what programs make; a hostile path may be long.
    const FAR: usize = 64;
    let mut innermost = None;
    for (index, place) in path.iter().enumerate().skip(1).rev().take(FAR) {
        match *place {
            Place::Changes(id) => return Some(id),
            Place::Contents(id) => {
                innermost = innermost.or(Some(id));
                let mut holders = path[..index].iter().rev().take(FAR);
                let holder = holders.find(|place| !matches!(place, Place::Tuple));
                if !matches!(holder, Some(Place::Call | Place::Changes(_))) {
                    return Some(id);
                }
            }
            Place::Tuple | Place::Call | Place::Parts => {}
        }
    }
    innermost
}
