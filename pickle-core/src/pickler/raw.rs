//! Opcodes one by one, for the writer of [`Value`](crate::Value)s: it keeps its own stack, and
//! memoizes what is shared.

use super::encoder::{Encoder, unrepresentable};
use crate::error::Error;
use crate::opcode::Opcode;

/// How many items or entries go into one APPENDS or SETITEMS, as in CPython.
pub(crate) use super::collections::BATCH;

impl Encoder<'_> {
    /// What comes before each object: a frame may end here.
    pub(crate) fn raw_begin(&mut self) -> Result<(), Error> {
        self.begin()
    }

    /// An opcode without an argument.
    pub(crate) fn raw_op(&mut self, opcode: Opcode) {
        self.op(opcode);
    }

    pub(crate) fn raw_list(&mut self) {
        self.empty_list();
    }

    pub(crate) fn raw_dict(&mut self) {
        self.empty_dict();
    }

    /// INST, whose arguments were written since the topmost mark.
    pub(crate) fn raw_inst(&mut self, module: &str, name: &str) -> Result<(), Error> {
        self.global_lines(Opcode::Inst, module, name)
    }

    /// PERSID, of an id that is text.
    pub(crate) fn raw_persistent_id(&mut self, text: Option<&str>) -> Result<(), Error> {
        self.persistent_id_line(text)
    }

    /// An error of kind [`ErrorKind::Unrepresentable`](crate::ErrorKind::Unrepresentable).
    #[cold]
    pub(crate) fn unrepresentable(message: &'static str) -> Error {
        unrepresentable(message)
    }
}
