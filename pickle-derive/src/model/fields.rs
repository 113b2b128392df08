//! What the attributes of a field mean.

use proc_macro2::Span;
use syn::{ExprPath, Ident, Member, Type};

use crate::attr::{self, DefaultValue, Fields, InitArg, Style};
use crate::case::RenameRule;

/// A field, ready to be written as code.
pub struct Field<'a> {
    /// `x`, or `0`.
    pub member: &'a Member,
    /// The local variable that holds it: `field_x`.
    pub binding: Ident,
    /// Its type.
    pub ty: &'a Type,
    /// Its name in the pickle, or in messages where it has none there.
    pub name: String,
    /// Other names accepted when reading.
    pub aliases: Vec<String>,
    /// What it is in the pickle.
    pub role: Role,
    /// How its value is written.
    pub codec: Codec<'a>,
    /// Whether its bytes may go beside the pickle.
    pub is_buffer: bool,
    /// What it gets when the pickle has nothing for it.
    pub missing: Missing<'a>,
}

/// What a field is in the pickle. Indices are into the names of the class.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// A positional argument, or an item of a tuple.
    Arg,
    /// A keyword argument.
    Keyword(usize),
    /// An attribute.
    State(usize),
    /// The attributes that no other field names.
    Dict,
    /// The list items of the instance.
    ListItems,
    /// The dict items of the instance.
    DictItems,
    /// Nothing.
    Skip,
}

/// How a value is written.
#[derive(Clone, Copy)]
pub enum Codec<'a> {
    /// By its own traits.
    Plain,
    /// By a suite.
    With(&'a Type),
    /// As bytes.
    Bytes,
    /// By reference.
    Persistent,
}

/// What a field gets when the pickle has nothing for it.
#[derive(Clone, Copy)]
pub enum Missing<'a> {
    /// An error.
    Refuse,
    /// What it has already: the constructor, or the type's default, gave it.
    Keep,
    /// `Default`.
    Default,
    /// What the function gives.
    Call(&'a ExprPath),
}

/// What the meaning of a field depends on.
pub(super) struct Context {
    pub style: Style,
    pub rule: Option<RenameRule>,
    pub has_init: bool,
    pub has_pair: bool,
    pub has_default: bool,
}

impl Context {
    pub fn fields<'a>(&self, fields: &'a Fields<'a>) -> Vec<Field<'a>> {
        fields.list.iter().map(|field| self.field(field)).collect()
    }

    fn field<'a>(&self, field: &'a attr::Field<'a>) -> Field<'a> {
        let attrs = &field.attrs;
        let role = self.role(field);
        let codec = if let Some(with) = &attrs.with {
            Codec::With(&with.value)
        } else if attrs.bytes.is_some() {
            Codec::Bytes
        } else if attrs.persistent_id.is_some() {
            Codec::Persistent
        } else {
            Codec::Plain
        };
        Field {
            member: &field.member,
            binding: Ident::new(&format!("field_{}", field.name()), Span::mixed_site()),
            ty: &field.syntax.ty,
            name: field_name(field, self.rule),
            aliases: attrs.alias.iter().map(|alias| alias.value.value()).collect(),
            role,
            codec,
            is_buffer: attrs.buffer.is_some(),
            missing: self.missing(role, attrs.default.as_ref().map(|given| &given.value)),
        }
    }

    fn role(&self, field: &attr::Field) -> Role {
        let attrs = &field.attrs;
        // The class numbers names later, when all are known.
        match &attrs.init_arg {
            Some(init_arg) => match init_arg.value {
                InitArg::Positional => Role::Arg,
                InitArg::Keyword(_) => Role::Keyword(usize::MAX),
            },
            None if attrs.skip.is_some() => Role::Skip,
            None if attrs.listitems.is_some() => Role::ListItems,
            None if attrs.dictitems.is_some() => Role::DictItems,
            None if self.style == Style::Tuple => Role::Arg,
            None if self.has_pair => Role::Skip, // The pair takes care of it.
            None if attrs.dict.is_some() => Role::Dict,
            None => Role::State(usize::MAX),
        }
    }

    fn missing<'a>(&self, role: Role, default: Option<&'a DefaultValue>) -> Missing<'a> {
        // Where there is a whole value before the state is read, it has something in each field.
        let is_made_before = self.has_init || self.has_default;
        let is_arg = matches!(role, Role::Arg | Role::Keyword(_));
        match (role, default) {
            (_, Some(DefaultValue::Function(function))) => Missing::Call(function),
            (Role::Skip | Role::Dict | Role::ListItems | Role::DictItems, _) if is_made_before => {
                Missing::Keep
            }
            (Role::Skip | Role::Dict | Role::ListItems | Role::DictItems, _) => Missing::Default,
            (_, Some(DefaultValue::Trait)) if self.has_init && !is_arg => Missing::Keep,
            (_, Some(DefaultValue::Trait)) => Missing::Default,
            (_, None) if self.has_default && !is_arg => Missing::Keep,
            (_, None) => Missing::Refuse,
        }
    }
}

/// Whether the field has a name in the pickle: an attribute or a keyword.
pub fn is_named(field: &attr::Field, style: Style) -> bool {
    let attrs = &field.attrs;
    match &attrs.init_arg {
        Some(init_arg) => matches!(init_arg.value, InitArg::Keyword(_)),
        None => {
            style == Style::Named
                && attrs.skip.is_none()
                && attrs.dict.is_none()
                && attrs.listitems.is_none()
                && attrs.dictitems.is_none()
        }
    }
}

/// The field's name in the pickle.
pub fn field_name(field: &attr::Field, rule: Option<RenameRule>) -> String {
    let attrs = &field.attrs;
    if let Some(init_arg) = &attrs.init_arg {
        return match &init_arg.value {
            InitArg::Keyword(keyword) => keyword.value(),
            InitArg::Positional => field.name(),
        };
    }
    match (&attrs.rename, rule) {
        (Some(rename), _) => rename.value.value(),
        (None, Some(rule)) => rule.apply_to_field(&field.name()),
        (None, None) => field.name(),
    }
}
