//! Where opcodes and objects end.

use super::super::Cursor;
use super::stack::{Effect, Heights, effect};
use crate::error::Error;
use crate::opcode::{Layout, Opcode};
use crate::unpickler::steps::behind_short;

impl Cursor<'_, '_> {
    pub(in super::super) fn opcode_at(&self, position: usize) -> Result<Opcode, Error> {
        let byte = self.input.get(position).copied();
        byte.and_then(Opcode::from_byte).ok_or_else(|| self.unknown())
    }

    /// The position behind the argument, which begins at `position`.
    pub(in super::super) fn behind(&self, opcode: Opcode, position: usize) -> Result<usize, Error> {
        if let Some(behind) = self.input.get(position - 1..).and_then(behind_short) {
            return Ok(self.input.len() - behind.len());
        }
        let rest = self.input.get(position..).ok_or_else(|| self.unknown())?;
        let len = match opcode.argument().layout() {
            Layout::Fixed(len) => len,
            Layout::Prefixed { width, .. } => {
                let prefix = rest.get(..width).ok_or_else(|| self.unknown())?;
                let len = prefix.iter().rev().fold(0, |len, &byte| len << 8 | u64::from(byte));
                usize::try_from(len)
                    .ok()
                    .and_then(|len| len.checked_add(width))
                    .ok_or_else(|| self.unknown())?
            }
            Layout::Lines(lines) => {
                let mut ends =
                    rest.iter().enumerate().filter(|(_, byte)| **byte == b'\n').map(|(at, _)| at);
                ends.nth(lines - 1).ok_or_else(|| self.unknown())? + 1
            }
        };
        position.checked_add(len).ok_or_else(|| self.unknown())
    }

    /// Where the opcode behind that at the position stands. Looking ahead again and again must not
    /// take long, nor must looking for the ends of lines.
    #[inline]
    pub(in super::super) fn next_ahead(
        &self,
        opcode: Opcode,
        position: usize,
    ) -> Result<usize, Error> {
        if let Some(behind) = self.input.get(position..).and_then(behind_short) {
            self.look_ahead(1)?;
            return Ok(self.input.len() - behind.len());
        }
        self.next_behind_long(opcode, position)
    }

    /// The same for what may be long.
    #[inline(never)]
    fn next_behind_long(&self, opcode: Opcode, position: usize) -> Result<usize, Error> {
        let behind = self.behind(opcode, position + 1)?;
        let is_scanned = matches!(opcode.argument().layout(), Layout::Lines(_));
        let steps = if is_scanned { 1 + (behind - position) / 8 } else { 1 };
        self.look_ahead(steps)?;
        Ok(behind)
    }

    #[inline]
    pub(super) fn look_ahead(&self, steps: usize) -> Result<(), Error> {
        let left = self.lookahead.get().checked_sub(steps);
        self.lookahead.set(left.ok_or_else(|| self.unknown())?);
        Ok(())
    }

    /// Where the opcode stands that is the next behind that at `position`, with what memoizes its
    /// object.
    pub(in super::super) fn behind_puts(&self, position: usize) -> Result<usize, Error> {
        let end = self.behind(self.opcode_at(position)?, position + 1)?;
        self.end_of_puts(end)
    }

    /// Where the opcode stands that is the next behind what memoizes an object, if that comes at
    /// `end`.
    pub(in super::super) fn end_of_puts(&self, end: usize) -> Result<usize, Error> {
        let mut next = self.behind_frames(end)?;
        while let opcode @ (Opcode::Memoize | Opcode::BinPut | Opcode::LongBinPut | Opcode::Put) =
            self.opcode_at(next)?
        {
            next = self.behind_frames(self.behind(opcode, next + 1)?)?;
        }
        Ok(next)
    }

    /// Where the next object ends. All that is added to it belongs to it, so it takes a look at how
    /// far that is: up to where it is taken itself, with what stands before it.
    pub(in super::super) fn end_of_next(&mut self) -> Result<usize, Error> {
        self.peek()?;
        self.end_of(self.position())
    }

    /// The same for the object at the position.
    pub(in super::super) fn end_of(&self, mut position: usize) -> Result<usize, Error> {
        let mut stack = Heights::default();
        let mut end = None;
        loop {
            let opcode = self.opcode_at(position)?;
            let effect = effect(opcode);
            if matches!(effect, Effect::Unknown) {
                return Err(self.unknown());
            }
            if !stack.run(effect) {
                return end.ok_or_else(|| self.unknown());
            }
            position = self.next_ahead(opcode, position)?;
            if stack.height == 1 && stack.marks.is_empty() && opcode != Opcode::Frame {
                end = Some(position);
            }
        }
    }

    /// The opcode that makes the instance that begins at `start`, and its position.
    pub(in super::super) fn maker(&self, start: usize) -> Option<(usize, Opcode)> {
        let mut stack = Heights::default();
        let mut position = start;
        loop {
            let opcode = self.opcode_at(position).ok()?;
            if !stack.run(effect(opcode)) {
                return None;
            }
            let is_maker = matches!(
                opcode,
                Opcode::Reduce | Opcode::NewObj | Opcode::NewObjEx | Opcode::Obj | Opcode::Inst
            );
            if is_maker && stack.height == 1 && stack.marks.is_empty() {
                return Some((position, opcode));
            }
            position = self.behind(opcode, position + 1).ok()?;
        }
    }
}
