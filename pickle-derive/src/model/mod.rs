//! What the attributes mean. Built from what is written once all rules are known to hold.

mod class;
mod contents;
mod fields;
mod members;
mod plain;

use syn::{ExprPath, Ident, Type};

pub use class::{Class, Module, VERSION};
pub use contents::Contents;
pub use fields::{Codec, Field, Missing, Role, field_name, is_named};
pub use members::{Member, member_values, variant_name};
pub use plain::{is_atom, is_plain};

use crate::attr::{Data, DefaultValue, Fields, Given, Input, OF_CLASSES, Style, Variant};
use crate::case::RenameRule;
use class::StaticNames;

/// What a type is pickled as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// What a suite says.
    Suite,
    /// A struct: a plain dict.
    Dict,
    /// A struct: a plain tuple.
    Tuple,
    /// A struct: its only field.
    Transparent,
    /// A struct: an instance of a class.
    Class,
    /// An enum without data: a member of an `enum.Enum`.
    Members,
    /// An enum with data: an instance of the variant's class.
    Variants,
    /// An enum: a tuple that begins with the variant's name.
    Tagged,
}

impl Shape {
    /// What the attributes make of a type.
    pub fn of(input: &Input) -> Shape {
        let attrs = &input.attrs;
        if attrs.suite.is_some() {
            return Shape::Suite;
        }
        match &input.data {
            Data::Struct(_) if attrs.as_dict.is_some() => Shape::Dict,
            Data::Struct(_) if attrs.as_tuple.is_some() => Shape::Tuple,
            Data::Struct(_) if attrs.transparent.is_some() => Shape::Transparent,
            Data::Struct(fields) if is_newtype(input, fields) => Shape::Transparent,
            Data::Struct(_) => Shape::Class,
            Data::Enum(_) if attrs.as_tuple.is_some() => Shape::Tagged,
            Data::Enum(variants) if variants.iter().all(|it| it.fields.style == Style::Unit) => {
                Shape::Members
            }
            Data::Enum(_) => Shape::Variants,
        }
    }

    /// Whether values are instances of classes, with arguments and state.
    pub fn has_classes(self) -> bool {
        matches!(self, Shape::Class | Shape::Variants)
    }
}

/// A tuple struct of one field is that field, unless an attribute makes it a class.
fn is_newtype(input: &Input, fields: &Fields) -> bool {
    let [field] = fields.list.as_slice() else { return false };
    let makes_a_class = |(name, _): &(&str, _)| {
        OF_CLASSES.contains(name)
            || matches!(
                *name,
                "init_arg" | "listitems" | "dictitems" | "skip" | "version" | "upgrade"
            )
    };
    fields.style == Style::Tuple
        && !input.attrs.given().iter().any(makes_a_class)
        && !field.attrs.given().iter().any(makes_a_class)
}

/// A type, ready to be written as code.
pub struct Model<'a> {
    /// The type's own name.
    pub ident: &'a Ident,
    /// What it is pickled as.
    pub body: Body<'a>,
}

/// What a type is pickled as, with all that is needed to write the code.
pub enum Body<'a> {
    /// By `PickleWith` of the suite.
    Suite(&'a Type),
    /// As its only field.
    Transparent(Parts<'a>),
    /// As a tuple.
    Tuple(Parts<'a>),
    /// As a dict.
    Dict(Instance<'a>),
    /// As an instance.
    Class(Instance<'a>),
    /// As one of the members of the enum that is the first class.
    Members { class: Class, members: Vec<Member<'a>> },
    /// As an instance of the variant's class.
    Variants(Variants<'a>),
    /// As a tuple whose first item is one of the names of the class.
    Tagged { class: Class, variants: Vec<Parts<'a>> },
}

/// The variants of an enum with data, of which there is one at least: `match` takes the last for
/// whatever is none of the others.
pub struct Variants<'a> {
    /// All but the last, in order.
    pub others: Vec<Instance<'a>>,
    /// The last.
    pub last: Instance<'a>,
}

impl<'a> Variants<'a> {
    /// All of them, in order.
    pub fn iter(&self) -> impl Iterator<Item = &Instance<'a>> {
        self.others.iter().chain([&self.last])
    }
}

/// The fields of a struct or variant, and how they are taken apart and put together.
pub struct Parts<'a> {
    /// The variant, or none for a struct.
    pub variant: Option<&'a Ident>,
    /// How fields are written.
    pub style: Style,
    /// All fields, in order.
    pub fields: Vec<Field<'a>>,
    /// The whole value that gives what is missing, `default` on the type.
    pub default: Option<&'a Given<DefaultValue>>,
}

/// A class, and how its instances are made and filled.
pub struct Instance<'a> {
    /// The fields.
    pub parts: Parts<'a>,
    /// The class.
    pub class: Class,
    /// How it is called.
    pub construct: Construct,
    /// The constructor in Rust; without one, the fields are assigned.
    pub init: Option<&'a ExprPath>,
    /// The function that gives the init args.
    pub getinitargs: Option<&'a ExprPath>,
    /// The functions that give and restore the state.
    pub pair: Option<(&'a ExprPath, &'a ExprPath)>,
    /// Whether the state is `(None, {..})`.
    pub slots: bool,
    /// Whether an unknown attribute is an error.
    pub deny_unknown: bool,
    /// The version of the instances that are written.
    pub version: Option<Version<'a>>,
}

/// The version of a type.
#[derive(Clone, Copy)]
pub struct Version<'a> {
    /// Today's.
    pub number: u32,
    /// The index of the attribute that holds it.
    pub attribute: usize,
    /// The function that makes an instance of an older version one of today's.
    pub upgrade: Option<&'a ExprPath>,
}

impl<'a> Version<'a> {
    fn of(input: &'a Input<'a>, class: &Class) -> Option<Version<'a>> {
        let attrs = &input.attrs;
        Some(Version {
            number: attrs.version.as_ref()?.value,
            attribute: class.version?,
            upgrade: attrs.upgrade.as_ref().map(|given| &given.value),
        })
    }
}

/// How an instance is made in Python.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Construct {
    /// `C(*args)`
    Call,
    /// `C.__new__(C, *args)`
    New,
    /// `C.__new__(C, *args, **kwargs)`
    NewEx,
}

impl<'a> Model<'a> {
    /// What the attributes of `input`, which break no rule, mean.
    pub fn new(input: &'a Input<'a>) -> Model<'a> {
        if let Some(suite) = &input.attrs.suite {
            return Model { ident: input.ident, body: Body::Suite(&suite.value) };
        }
        let mut names = StaticNames::new(input.generics);
        let body = match (&input.data, Shape::of(input)) {
            (Data::Struct(fields), Shape::Transparent) => {
                Body::Transparent(Parts::of_struct(input, fields))
            }
            (Data::Struct(fields), Shape::Tuple) => Body::Tuple(Parts::of_struct(input, fields)),
            (Data::Struct(fields), Shape::Dict) => {
                Body::Dict(Instance::of_struct(input, fields, &mut names))
            }
            (Data::Struct(fields), _) => {
                Body::Class(Instance::of_struct(input, fields, &mut names))
            }
            (Data::Enum(variants), Shape::Tagged) => Body::Tagged {
                class: Class::of_tags(input, variants, &mut names),
                variants: variants.iter().map(Parts::of_variant).collect(),
            },
            (Data::Enum(variants), shape) => match variants.split_last() {
                Some((last, others)) if shape == Shape::Variants => {
                    let mut instance = |variant| Instance::of_variant(input, variant, &mut names);
                    let others = others.iter().map(&mut instance).collect();
                    Body::Variants(Variants { others, last: instance(last) })
                }
                _ => {
                    let class = Class::of_type(input, &mut [], &mut names);
                    let members = members::members(input, variants, &class, &mut names);
                    Body::Members { class, members }
                }
            },
        };
        Model { ident: input.ident, body }
    }

    /// All fields of the type, with those of the variants.
    pub fn fields(&self) -> impl Iterator<Item = &Field<'a>> {
        self.parts().flat_map(|parts| &parts.fields)
    }

    /// What has attributes: the struct, or the variants with data.
    pub fn instances(&self) -> impl Iterator<Item = &Instance<'a>> {
        let (some, last) = match &self.body {
            Body::Dict(instance) | Body::Class(instance) => (&[][..], Some(instance)),
            Body::Variants(Variants { others, last }) => (others.as_slice(), Some(last)),
            Body::Suite(_)
            | Body::Transparent(_)
            | Body::Tuple(_)
            | Body::Members { .. }
            | Body::Tagged { .. } => (&[][..], None),
        };
        some.iter().chain(last)
    }

    fn parts(&self) -> impl Iterator<Item = &Parts<'a>> {
        let plain = match &self.body {
            Body::Transparent(parts) | Body::Tuple(parts) => core::slice::from_ref(parts),
            Body::Tagged { variants, .. } => variants,
            Body::Suite(_)
            | Body::Dict(_)
            | Body::Class(_)
            | Body::Members { .. }
            | Body::Variants(_) => &[],
        };
        plain.iter().chain(self.instances().map(|instance| &instance.parts))
    }
}

impl<'a> Parts<'a> {
    fn of_struct(input: &'a Input<'a>, fields: &'a Fields<'a>) -> Parts<'a> {
        let attrs = &input.attrs;
        let context = fields::Context {
            style: fields.style,
            rule: attrs.rename_all.as_ref().map(|given| given.value),
            has_init: attrs.init.is_some(),
            has_pair: attrs.getstate.is_some(),
            has_default: attrs.default.is_some(),
        };
        // Beside a constructor, which gives the whole value, there is no need for another.
        let default = attrs.default.as_ref().filter(|_| attrs.init.is_none());
        Parts { variant: None, style: fields.style, fields: context.fields(fields), default }
    }

    fn of_variant(variant: &'a Variant<'a>) -> Parts<'a> {
        Parts::of_variant_renamed(variant, None)
    }

    fn of_variant_renamed(variant: &'a Variant<'a>, rule: Option<RenameRule>) -> Parts<'a> {
        let fields = &variant.fields;
        let context = fields::Context {
            style: fields.style,
            rule,
            has_init: false,
            has_pair: false,
            has_default: false,
        };
        Parts {
            variant: Some(&variant.syntax.ident),
            style: fields.style,
            fields: context.fields(fields),
            default: None,
        }
    }

    /// The fields that are written, in order.
    pub fn kept(&self) -> impl Iterator<Item = &Field<'a>> {
        self.fields.iter().filter(|field| field.role != Role::Skip)
    }

    /// The fields with the role.
    pub fn with_role(&self, role: Role) -> impl Iterator<Item = &Field<'a>> {
        self.fields.iter().filter(move |field| field.role == role)
    }

    /// The fields with items, in the order in which these are pickled.
    pub fn with_items(&self) -> impl Iterator<Item = &Field<'a>> {
        self.with_role(Role::ListItems).chain(self.with_role(Role::DictItems))
    }
}

impl<'a> Instance<'a> {
    fn of_struct(
        input: &'a Input<'a>,
        fields: &'a Fields<'a>,
        names: &mut StaticNames,
    ) -> Instance<'a> {
        let attrs = &input.attrs;
        let mut parts = Parts::of_struct(input, fields);
        let class = Class::of_type(input, &mut parts.fields, names);
        let is_called = attrs.init.is_some();
        Instance {
            construct: construct(&parts, attrs.newargs.is_some(), is_called),
            parts,
            version: Version::of(input, &class),
            class,
            init: attrs.init.as_ref().map(|given| &given.value),
            getinitargs: attrs.getinitargs.as_ref().map(|given| &given.value),
            pair: attrs
                .getstate
                .as_ref()
                .zip(attrs.setstate.as_ref())
                .map(|(get, set)| (&get.value, &set.value)),
            slots: attrs.slots.is_some(),
            deny_unknown: attrs.deny_unknown.is_some(),
        }
    }

    fn of_variant(
        input: &'a Input<'a>,
        variant: &'a Variant<'a>,
        names: &mut StaticNames,
    ) -> Instance<'a> {
        let attrs = &input.attrs;
        let rule = variant.attrs.rename_all.as_ref().or(attrs.rename_all_fields.as_ref());
        let mut parts = Parts::of_variant_renamed(variant, rule.map(|given| given.value));
        let class = Class::of_variant(input, variant, &mut parts.fields, names);
        Instance {
            construct: construct(&parts, attrs.newargs.is_some(), false),
            parts,
            version: Version::of(input, &class),
            class,
            init: None,
            getinitargs: None,
            pair: None,
            slots: attrs.slots.is_some(),
            deny_unknown: attrs.deny_unknown.is_some(),
        }
    }
}

/// A class with keyword arguments takes them in `__new__`; one with arguments or a constructor is
/// called, unless `newargs` says otherwise; all others are made without being called.
fn construct(parts: &Parts, newargs: bool, has_init: bool) -> Construct {
    let has_args = parts.with_role(Role::Arg).next().is_some();
    if parts.fields.iter().any(|field| matches!(field.role, Role::Keyword(_))) {
        Construct::NewEx
    } else if newargs {
        Construct::New
    } else if has_args || has_init || parts.style == Style::Tuple {
        Construct::Call
    } else {
        Construct::New
    }
}
