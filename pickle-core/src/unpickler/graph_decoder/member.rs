//! The members of enums.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::GraphDecoder;
use crate::enumeration::{Enumeration, MemberValue};
use crate::error::{Error, ErrorKind};
use crate::global::one_of;
use crate::int::Int;
use crate::unpickler::decoder::Decoder;
use crate::unpickler::graph::{Node, NodeId};

impl GraphDecoder<'_, '_> {
    pub(super) fn member(&mut self, enumeration: &'static Enumeration) -> Result<usize, Error> {
        if let Node::Global(global) = self.node() {
            return enumeration.member_named(&global.module, &global.name).ok_or_else(
                || match global.name.rsplit_once('.') {
                    Some((class, name)) if enumeration.class.is(&global.module, class) => {
                        self.unknown_name(enumeration, name)
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
            self.unknown_value(enumeration, &shown)
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
    fn unknown_name(&self, enumeration: &'static Enumeration, name: &str) -> Error {
        let known = one_of(enumeration.members.iter().map(|member| member.name));
        let message = format!("{} has no member {name}: expected {known}", enumeration.class);
        self.place(Error::new(ErrorKind::UnknownVariant, message))
    }

    #[cold]
    fn unknown_value(&self, enumeration: &'static Enumeration, shown: &str) -> Error {
        let known: Vec<String> = enumeration
            .members
            .iter()
            .filter_map(|member| match member.value? {
                MemberValue::Int(int) => Some(format!("{int}")),
                MemberValue::Str(text) => Some(format!("{text:?}")),
            })
            .collect();
        let class = enumeration.class;
        let message = if known.is_empty() {
            format!(
                "{class} has no member {shown}, as the values of its members are not known: give \
                 the variants discriminants or `#[pickle(value = ..)]`"
            )
        } else {
            format!("{class} has no member {shown}: expected {}", one_of(known))
        };
        self.place(Error::new(ErrorKind::UnknownVariant, message))
    }
}
