//! Where an instance begins, and of which class it is.

use super::{ArgsWalk, Object, StateWalk};
use crate::error::Error;
use crate::global::Class;
use crate::opcode::Opcode;
use crate::unpickler::cursor::batches::Batches;
use crate::unpickler::cursor::calls::Callable;
use crate::unpickler::cursor::items::Layout;
use crate::unpickler::cursor::lookahead::MarkConsumer;
use crate::unpickler::cursor::{Cursor, op};

/// Where an instance is, and of which class.
struct Found {
    index: usize,
    run: usize,
    start: usize,
    args: ArgsWalk,
    is_replay: bool,
}

impl Cursor<'_, '_> {
    /// Enters an instance of one of the classes: the class's index, and the walk.
    #[inline(always)]
    pub(in super::super) fn object(
        &mut self,
        classes: &[&'static Class],
    ) -> Result<(usize, Object), Error> {
        let start = self.position();
        // The walk is made at the end: whatever is handed over before has to be copied.
        let found = match self.accept_class(classes) {
            Some((index, run)) => {
                Found { index, run, start, args: ArgsWalk::Unread, is_replay: false }
            }
            None => self.object_in_any_form(classes)?,
        };
        self.enter()?;
        let mut object = Object::new(classes[found.index], found.run, found.start);
        object.args = found.args;
        object.state = StateWalk::Unread;
        object.is_replay = found.is_replay;
        Ok((found.index, object))
    }

    #[inline(never)]
    fn object_in_any_form(&mut self, classes: &[&'static Class]) -> Result<Found, Error> {
        let is_replay = self.replay_get()?;
        self.peek()?;
        let start = self.position();
        if let Some(index) = self.accept_new_class(classes)? {
            let run = self.known_run(classes[index]);
            return Ok(Found { index, run, start, args: ArgsWalk::Unread, is_replay });
        }
        let (index, args) = match self.peek_callable()? {
            Some(callable @ Callable::Reconstructor) => {
                self.accept_callable(callable)?;
                self.reconstructed(classes, start)?
            }
            Some(callable @ Callable::Partial) => {
                self.accept_callable(callable)?;
                (self.begin_partial(classes, start)?, ArgsWalk::Partial)
            }
            Some(callable @ Callable::NewObj) => {
                self.accept_callable(callable)?;
                self.expect(op::MARK)?;
                let layout = Layout::Marked(op::TUPLE);
                (self.class(classes)?, ArgsWalk::Open { layout, is_partial: false })
            }
            _ if self.accept(op::MARK)? => self.old_class(classes)?,
            _ => (self.class(classes)?, ArgsWalk::Unread),
        };
        Ok(Found { index, run: self.run(classes[index]), start, args, is_replay })
    }

    /// The class of an instance whose arguments stand behind the MARK that was consumed, and what
    /// stands behind these: OBJ, or INST with the class.
    fn old_class(&mut self, classes: &[&'static Class]) -> Result<(usize, ArgsWalk), Error> {
        self.go_to(self.position() - 1);
        let MarkConsumer { opcode, position, .. } = self.consumer_of_mark()?;
        self.step(1);
        match opcode {
            Opcode::Obj => Ok((self.class(classes)?, ArgsWalk::Old(op::OBJ))),
            Opcode::Inst => {
                let args = self.position();
                self.go_to(position + 1);
                let (module, name) = self.global_lines()?;
                self.go_to(args);
                let index = classes.iter().position(|class| class.is(&module, &name));
                Ok((index.ok_or_else(|| self.unknown())?, ArgsWalk::Old(op::INST)))
            }
            _ => Err(self.unknown()),
        }
    }

    /// Enters a dict that is taken for an instance.
    #[inline(always)]
    pub(in super::super) fn record(&mut self, class: &'static Class) -> Result<Object, Error> {
        let start = self.position();
        let (start, state, is_replay) =
            if self.accepts_batch() && self.accept_all([op::EMPTY_DICT, op::MARK]) {
                (start, StateWalk::Record(Batches::of_dict().begun()), false)
            } else {
                self.record_in_any_form()?
            };
        self.enter_unhashable()?;
        let mut object = Object::new(class, self.run(class), start);
        object.enter_record(state);
        object.is_replay = is_replay;
        Ok(object)
    }

    /// Where the dict begins, its walk, and whether it is read again.
    #[inline(never)]
    fn record_in_any_form(&mut self) -> Result<(usize, StateWalk, bool), Error> {
        let is_replay = self.replay_get()?;
        let opcode = self.peek()?;
        let start = self.position();
        self.step(1);
        let batches = Batches::of_dict();
        let state = match opcode {
            op::EMPTY_DICT => {
                self.puts(start)?;
                let is_begun = self.accepts_batch() && self.accept_all([op::MARK]);
                StateWalk::Record(if is_begun { batches.begun() } else { batches })
            }
            op::MARK if self.accept(op::DICT)? => {
                self.puts(start)?;
                StateWalk::Record(batches)
            }
            op::MARK => StateWalk::Marked(None),
            _ => return Err(self.unknown()),
        };
        Ok((start, state, is_replay))
    }

    /// Whether a MARK behind an empty dict is sure to be that of a batch.
    #[inline]
    fn accepts_batch(&self) -> bool {
        self.protocol >= 2 && !self.is_replaying()
    }
}
