//! Whether a single object follows that is added to what is on top of the stack, or something else.
//!
//! A list of one item has no MARK before it: EMPTY_LIST, the item, APPEND. An empty list is followed
//! by something else, such as the next item of the list around it, which looks the same up to the
//! APPEND that is not there.

use super::super::memo::{Recognized, Tag};
use super::super::{Cursor, op};
use super::consumers::Consumers;
use super::stack::Effect;
use crate::error::Error;
use crate::opcode::Opcode;

/// How many opcodes can be looked at in no time.
const GLANCE: usize = 8;

/// What begins at a place.
enum Beginning {
    /// A number, a bool or a str, or a GET of what is whole by itself: all of it, up to there.
    Whole(usize),
    /// An instance of a class of the target's.
    Instance,
    /// Something else.
    Other,
}

impl Cursor<'_, '_> {
    /// Whether exactly one object comes next and is then taken by APPEND for the list that is on top
    /// of the stack now.
    pub(in super::super) fn item_follows(&mut self) -> Result<bool, Error> {
        self.single_follows(Opcode::Append, 1, Consumers::ITEM)
    }

    /// The same for a key and a value, and SETITEM.
    pub(in super::super) fn entry_follows(&mut self) -> Result<bool, Error> {
        self.single_follows(Opcode::SetItem, 2, Consumers::KEY)
    }

    /// Whether the object that comes next is a state, which BUILD takes.
    pub(in super::super) fn state_follows(&mut self) -> Result<bool, Error> {
        self.single_follows(Opcode::Build, 1, Consumers::STATE)
    }

    /// [`item_follows`](Cursor::item_follows) for a list that can hold nothing but numbers, strs and
    /// instances, or lists of them, as many `levels`.
    ///
    /// Any lists that begin next show what they are by what the last of them begins with: each holds
    /// the next one alone, save those that are empty. Inside of a list of lists, what begins otherwise
    /// than with a list can be nothing but an item.
    pub(in super::super) fn item_of_levels_follows(&mut self, levels: u8) -> Result<bool, Error> {
        let mut position = self.position();
        let mut lists = 0;
        while self.is_at(position, op::EMPTY_LIST)? {
            lists += 1;
            if lists > levels {
                return Ok(false);
            }
            position = self.behind_puts(self.behind_frames(position)?)?;
        }
        position = self.behind_frames(position)?;
        let (is_deepest, is_in_lists) = (lists == levels, self.is_in_lists());
        match self.input.get(position).copied() {
            Some(op::APPENDS | op::SETITEM | op::SETITEMS | op::BUILD | op::TUPLE | op::STOP) => {
                return Ok(false);
            }
            Some(op::APPEND) => return self.are_appended(lists, position),
            Some(op::MARK) if is_deepest => {
                let item = self.behind_frames(position + 1)?;
                if self.input.get(item) == Some(&op::EMPTY_LIST) {
                    return Ok(false);
                }
                if is_in_lists && !matches!(self.beginning(item)?, Beginning::Other) {
                    return Ok(true);
                }
            }
            _ if is_deepest => match self.beginning(position)? {
                Beginning::Whole(end) if lists == 0 => return self.is_at(end, op::APPEND),
                Beginning::Whole(_) | Beginning::Instance if is_in_lists => return Ok(true),
                _ => {}
            },
            _ => {}
        }
        self.item_follows()
    }

    /// Whether each of as many lists is appended to the one before it, from the position on.
    fn are_appended(&self, lists: u8, mut position: usize) -> Result<bool, Error> {
        for _ in 0..lists {
            if !self.is_at(position, op::APPEND)? {
                return Ok(false);
            }
            position = self.behind_frames(position)? + 1;
        }
        Ok(lists > 0)
    }

    fn beginning(&mut self, position: usize) -> Result<Beginning, Error> {
        Ok(match self.input.get(position).copied() {
            Some(
                op::NEWTRUE
                | op::NEWFALSE
                | op::BININT
                | op::BININT1
                | op::BININT2
                | op::LONG1
                | op::BINFLOAT,
            ) => Beginning::Whole(self.behind(self.opcode_at(position)?, position + 1)?),
            Some(op::SHORT_BINUNICODE) => self.beginning_text(self.behind_puts(position)?),
            Some(op::BINGET | op::LONG_BINGET) => {
                let index = self.index_at(position)?;
                let end = self.behind(self.opcode_at(position)?, position + 1)?;
                match self.entry(index) {
                    Tag::Text => self.beginning_text(end),
                    Tag::Global(known) => match self.known.get(known).map(|known| known.global) {
                        Some(Recognized::Class(_)) => Beginning::Instance,
                        Some(Recognized::Member(..)) => Beginning::Whole(end),
                        _ => Beginning::Other,
                    },
                    _ => Beginning::Other,
                }
            }
            _ => Beginning::Other,
        })
    }

    /// A str that ends there, unless it is the module of a global.
    fn beginning_text(&self, end: usize) -> Beginning {
        if self.is_module(end) { Beginning::Other } else { Beginning::Whole(end) }
    }

    fn single_follows(&mut self, single: Opcode, objects: usize, what: u16) -> Result<bool, Error> {
        // What takes the container itself, or what is below it.
        if let op::SETITEMS | op::APPENDS | op::BUILD | op::TUPLE | op::STOP = self.peek()? {
            return Ok(false);
        }
        if self.is_near() {
            let budget = self.lookahead.get();
            let answer = self.single_is_ahead(single, objects);
            self.note_near(budget);
            return answer;
        }
        self.is_consumed(what)
    }

    /// Whether the MARK that comes next is that of a batch, which `many` (APPENDS, SETITEMS) takes,
    /// and not that of a single item or of something behind the container.
    pub(in super::super) fn batch_follows(&mut self, many: u8) -> Result<bool, Error> {
        if self.is_near() {
            let budget = self.lookahead.get();
            let consumer = self.consumer_of_mark();
            self.note_near(budget);
            return Ok(consumer?.opcode.byte() == many);
        }
        self.is_consumed(match many {
            op::APPENDS => Consumers::APPENDS,
            op::SETITEMS => Consumers::SETITEMS,
            _ => Consumers::ADDITEMS,
        })
    }

    /// Whether it is to be looked at the opcodes ahead: when this has been done too often, the whole
    /// pickle is gone through, once for all.
    fn is_near(&self) -> bool {
        self.consumers.is_none() && self.near > 0
    }

    /// Notes how many opcodes were looked at since there was that `budget`. A glance is for free.
    fn note_near(&mut self, budget: usize) {
        let steps = budget - self.lookahead.get();
        self.near = self.near.saturating_sub(steps.saturating_sub(GLANCE));
    }

    /// Runs the opcodes ahead, as far as the height of the stack goes, until there are as many
    /// `objects` and the `single` opcode takes them, or what is below is taken.
    fn single_is_ahead(&self, single: Opcode, objects: usize) -> Result<bool, Error> {
        let mut ahead = self.ahead_from(self.position());
        let mut height = 0_usize;
        let answer = loop {
            if height == objects && ahead.opcode() == single.byte() {
                break true;
            }
            let is_marked = matches!(ahead.effect(), Effect::Marks);
            if is_marked {
                ahead.go_to(self.consumer_of_mark_at(ahead.position())?.position);
            }
            let (takes, leaves) = match ahead.effect() {
                Effect::Replaces(takes, leaves) => (takes, leaves),
                Effect::Collects(below) if is_marked => (below, 1),
                Effect::Collects(_) | Effect::Stop => break false,
                Effect::Marks | Effect::Unknown => return Err(self.unknown()),
            };
            match height.checked_sub(usize::from(takes)) {
                Some(kept) => height = kept + usize::from(leaves),
                None => break false,
            }
            ahead.step()?;
        };
        ahead.end()?;
        Ok(answer)
    }
}
