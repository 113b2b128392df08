//! The members of enums.

use alloc::format;

use super::GraphDecoder;
use crate::error::{Error, ErrorKind};
use crate::global::one_of;
use crate::int::Int;
use crate::unpickler::decoder::{Decoder, Enumeration, MemberValue};
use crate::unpickler::graph::{Node, NodeId};

impl GraphDecoder<'_, '_> {
    pub(super) fn member(&mut self, enumeration: &'static Enumeration) -> Result<usize, Error> {
        if let Node::Global(global) = self.node() {
            return enumeration.member_named(&global.module, &global.name).ok_or_else(
                || match global.name.rsplit_once('.') {
                    Some((class, name)) if enumeration.class.is(&global.module, class) => {
                        self.unknown_member(enumeration, name)
                    }
                    _ => self.wrong_class(&[enumeration.class]),
                },
            );
        }
        let Some(instance) = self.graph.instance(self.current) else {
            return Err(self.wrong_class(&[enumeration.class]));
        };
        let class = self.class_among(instance.class, &[enumeration.class]);
        let (Some(_), &[value]) = (class, instance.args) else {
            return Err(self.wrong_class(&[enumeration.class]));
        };
        self.member_of_value(enumeration, value).ok_or_else(|| {
            let shown = match self.graph.node(value) {
                Node::Int(int) => format!("of value {int}"),
                Node::Str(text) => format!("of value {text:?}"),
                other => format!("whose value is {}", other.kind()),
            };
            self.unknown_member(enumeration, &shown)
        })
    }

    fn member_of_value(&self, enumeration: &'static Enumeration, value: NodeId) -> Option<usize> {
        let is_value = |wanted: &MemberValue| match (wanted, self.graph.node(value)) {
            (MemberValue::Int(wanted), Node::Int(int)) => *wanted == i128::from(*int),
            (MemberValue::Int(wanted), Node::BigInt(int)) => Int::from(*wanted) == **int,
            (MemberValue::Str(wanted), _) => self.graph.text(value) == Some(wanted),
            _ => false,
        };
        enumeration.members.iter().position(|member| member.value.as_ref().is_some_and(is_value))
    }

    #[cold]
    fn unknown_member(&self, enumeration: &'static Enumeration, value: &str) -> Error {
        let known = one_of(enumeration.members.iter().map(|member| member.name));
        let message = format!("{} has no member {value}: expected {known}", enumeration.class);
        self.place(Error::new(ErrorKind::UnknownVariant, message))
    }
}
