//! What a derived enum without data knows of its `enum.Enum`.

use crate::global::Class;

/// The members of an `enum.Enum`, as a Rust enum without data sees it.
pub struct Enumeration {
    /// The enum's class.
    pub class: &'static Class,
    /// Its members, in the order of the Rust variants.
    pub members: &'static [Member],
}

impl Enumeration {
    /// The index of the member that the global stands for: `Color.RED`, or what `RED` is called.
    pub(crate) fn member_named(&self, module: &str, name: &str) -> Option<usize> {
        if let Some(index) = self.members.iter().position(|member| member.class.is(module, name)) {
            return Some(index);
        }
        let (class, name) = name.rsplit_once('.')?;
        if !self.class.is(module, class) {
            return None;
        }
        self.members.iter().position(|member| member.name == name || member.aliases.contains(&name))
    }
}

/// One member of an [`Enumeration`].
pub struct Member {
    /// The member as a global, `Color.RED`. Aliases are further names of it.
    pub class: &'static Class,
    /// The member's name in the enum, `RED`.
    pub name: &'static str,
    /// Further names that are accepted.
    pub aliases: &'static [&'static str],
    /// The member's value in Python: where it is known, the member is written by it, `Color(1)`.
    pub value: Option<MemberValue>,
}

/// The value of an enum's member in Python.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MemberValue {
    /// An int.
    Int(i128),
    /// A str.
    Str(&'static str),
}
