//! Strings of one ASCII character. In Python equal ones are one object, which a pickle refers to.

use alloc::vec::Vec;

use super::encoder::Encoder;
use super::identity::Identity;
use crate::error::Error;
use crate::protocol::Protocol;

/// What is known of each character that may be referred to.
///
/// One directly in the outermost object costs nothing if it occurs once: only its second occurrence
/// is memoized. Further in, where it is likely to occur again, it is memoized at once.
#[derive(Default)]
pub(super) struct Chars(Vec<Char>);

#[derive(Clone, Copy, Default)]
pub(super) enum Char {
    #[default]
    New,
    /// It has occurred once, and is not in the memo.
    Once,
    /// It is in the memo, at an index of a byte.
    Memoized(u8),
    /// To refer to it would take more bytes than to write it.
    Short,
}

impl Chars {
    #[inline]
    pub(super) fn get(&self, char: u8) -> Char {
        self.0.get(usize::from(char)).copied().unwrap_or_default()
    }

    fn set(&mut self, char: u8, what: Char) {
        let place = usize::from(char);
        if self.0.len() <= place {
            self.0.resize(place + 1, Char::New);
        }
        self.0[place] = what;
    }

    /// Forgets what was memoized when the memo had `len` entries or more.
    pub(super) fn truncate(&mut self, len: usize) {
        for char in &mut self.0 {
            if !matches!(char, Char::Memoized(index) if usize::from(*index) < len) {
                *char = Char::New;
            }
        }
    }
}

impl Encoder<'_> {
    /// Writes the `str` of this one character, or refers to it.
    #[inline(never)]
    pub(super) fn char(&mut self, char: u8, value: &str) -> Result<(), Error> {
        // What is shared is an object of its own, and a GET in protocol 0 is no shorter.
        if self.protocol == Protocol::V0 || matches!(self.identity, Identity::Next(_)) {
            return self.str_in_full(value);
        }
        match self.memo.chars.get(char) {
            Char::Memoized(index) => self.get(index.into()),
            Char::Short => self.str_in_full(value),
            known => {
                let memoized = self.memo.index_of_name(value);
                if memoized.is_none() && matches!(known, Char::New) && self.hardly_recurs_at(1) {
                    self.memo.chars.set(char, Char::Once);
                    return self.str_in_full(value);
                }
                let index = memoized.unwrap_or(self.memo.len());
                let Ok(byte) = u8::try_from(index) else {
                    self.memo.chars.set(char, Char::Short);
                    return self.str_in_full(value);
                };
                self.memoized_name(value)?;
                self.memo.chars.set(char, Char::Memoized(byte));
                Ok(())
            }
        }
    }
}
