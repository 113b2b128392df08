//! Members of enumerations.

use super::memo::{Recognized, Tag};
use super::text::Unread;
use super::{Cursor, op};
use crate::enumeration::{Enumeration, MemberValue};
use crate::error::Error;

impl Cursor<'_, '_> {
    #[inline]
    pub(super) fn member(&mut self, enumeration: &'static Enumeration) -> Result<usize, Error> {
        if let Some((Recognized::Member(known, member), end)) = self.peek_known()?
            && core::ptr::eq(known, enumeration)
        {
            self.go_to(end);
            return Ok(member);
        }
        self.new_member(enumeration)
    }

    /// A member that is not known by its memo index: by name, as a global, or by value.
    #[inline(never)]
    fn new_member(&mut self, enumeration: &'static Enumeration) -> Result<usize, Error> {
        // It may have been stepped over.
        let is_replay = self.replay_get()?;
        let member = self.member_in_any_form(enumeration)?;
        self.end_replay(is_replay)?;
        Ok(member)
    }

    fn member_in_any_form(&mut self, enumeration: &'static Enumeration) -> Result<usize, Error> {
        self.peek()?;
        let start = self.position();
        match self.peek_known()? {
            Some((Recognized::Class(class), end)) if core::ptr::eq(class, enumeration.class) => {
                self.go_to(end);
                return self.member_by_value(enumeration, start);
            }
            Some((Recognized::Unread, _)) => {
                let unread = self.peek_unread()?;
                return self.unread_member(enumeration, start, &unread);
            }
            None | Some((Recognized::Callable(_), _)) => {}
            Some(_) => return Err(self.unknown()),
        }
        let (module, name) = self.global()?;
        if enumeration.class.is(&module, &name) {
            self.puts_global(start, Recognized::Class(enumeration.class))?;
            return self.member_by_value(enumeration, start);
        }
        let member = enumeration.member_named(&module, &name).ok_or_else(|| self.unknown())?;
        self.puts_global(start, Recognized::Member(enumeration, member))?;
        Ok(member)
    }

    /// The same where the global was stepped over.
    fn unread_member(
        &mut self,
        enumeration: &'static Enumeration,
        start: usize,
        global: &Unread<'_>,
    ) -> Result<usize, Error> {
        self.go_to(global.end);
        if enumeration.class.is(&global.module, &global.name) {
            self.known[global.known].global = Recognized::Class(enumeration.class);
            return self.member_by_value(enumeration, start);
        }
        let member = enumeration.member_named(&global.module, &global.name);
        let member = member.ok_or_else(|| self.unknown())?;
        self.known[global.known].global = Recognized::Member(enumeration, member);
        Ok(member)
    }

    fn member_by_value(
        &mut self,
        enumeration: &'static Enumeration,
        start: usize,
    ) -> Result<usize, Error> {
        let layout = self.open_tuple(1)?;
        let found = match self.peek()? {
            op::BININT | op::BININT1 | op::BININT2 | op::LONG1 | op::INT | op::LONG => {
                let value = i128::try_from(&self.any_int()?).map_err(|_| self.unknown())?;
                enumeration
                    .members
                    .iter()
                    .position(|member| member.value == Some(MemberValue::Int(value)))
            }
            _ => {
                let text = self.unicode_str(Tag::Text)?;
                enumeration.members.iter().position(
                    |member| matches!(member.value, Some(MemberValue::Str(value)) if value == text),
                )
            }
        };
        let member = found.ok_or_else(|| self.unknown())?;
        let args = self.position();
        self.close_tuple(layout, 1)?;
        self.puts(args)?;
        self.expect(op::REDUCE)?;
        self.puts_global(start, Recognized::Member(enumeration, member))?;
        Ok(member)
    }
}
