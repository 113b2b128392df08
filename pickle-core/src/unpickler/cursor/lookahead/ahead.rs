//! A walk over the opcodes ahead that goes by what they do with the stack alone.

use super::super::Cursor;
use super::stack::{Effect, effect_of};
use crate::error::Error;
use crate::unpickler::steps::behind_short;

/// How far it is looked ahead.
pub(super) struct Ahead<'c, 'd, 'de> {
    cursor: &'c Cursor<'d, 'de>,
    /// The input from the opcode on that is looked at.
    rest: &'de [u8],
    /// How many opcodes were gone over that are not paid for.
    steps: usize,
}

impl<'d, 'de> Cursor<'d, 'de> {
    #[inline]
    pub(super) fn ahead_from(&self, position: usize) -> Ahead<'_, 'd, 'de> {
        let rest = self.input.get(position..).unwrap_or_default();
        Ahead { cursor: self, rest, steps: 0 }
    }
}

impl Ahead<'_, '_, '_> {
    /// The opcode that is looked at; 0, which is none, at the end of the input.
    #[inline]
    pub(super) fn opcode(&self) -> u8 {
        self.rest.first().copied().unwrap_or_default()
    }

    /// What it does.
    #[inline]
    pub(super) fn effect(&self) -> Effect {
        effect_of(self.opcode())
    }

    pub(super) fn position(&self) -> usize {
        self.cursor.input.len() - self.rest.len()
    }

    /// Goes to the next.
    #[inline]
    pub(super) fn step(&mut self) -> Result<(), Error> {
        match behind_short(self.rest) {
            Some(behind) => {
                self.rest = behind;
                self.steps += 1;
                Ok(())
            }
            None => self.step_over_long(),
        }
    }

    #[inline(never)]
    fn step_over_long(&mut self) -> Result<(), Error> {
        let position = self.position();
        self.go_to(self.cursor.next_ahead(self.cursor.opcode_at(position)?, position)?);
        Ok(())
    }

    pub(super) fn go_to(&mut self, position: usize) {
        self.rest = self.cursor.input.get(position..).unwrap_or_default();
    }

    /// Pays for the walk; gives where it ends.
    pub(super) fn end(self) -> Result<usize, Error> {
        self.cursor.look_ahead(self.steps)?;
        Ok(self.position())
    }
}
