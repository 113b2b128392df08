//! `fn pickle`: takes a value apart and writes it. The mirror of `unpickle`.

use proc_macro2::{Literal, TokenStream};
use quote::quote_spanned;
use syn::Ident;

use super::small::Small;
use super::{at_type, call, unhashable};
use crate::attr::Style;
use crate::model::{Body, Codec, Construct, Field, Instance, Member, Model, Parts, Role};

/// The method. A type that can be found in the pickler's dispatch table looks there first.
pub fn function(model: &Model, in_table: bool) -> TokenStream {
    let body = match &model.body {
        Body::Suite(suite) => code!(<#suite as _pickle::PickleWith<Self>>::pickle(self, encoder)),
        Body::Transparent(parts) => parts.kept().map(|field| value(parts, field)).collect(),
        Body::Tuple(parts) => tuple(parts, None),
        Body::Dict(instance) => dict(instance),
        Body::Class(instance) => object(instance),
        Body::Members { members, .. } => member(members),
        Body::Variants(variants) => {
            arms(variants.iter().map(|variant| (pattern(&variant.parts), object(variant))))
        }
        Body::Tagged { class, variants } => {
            let class = &class.ident;
            arms(variants.iter().enumerate().map(|(index, parts)| {
                let index = Literal::usize_unsuffixed(index);
                let tag = code!(encoder.attribute(&#class, #index)?;);
                (pattern(parts), tuple(parts, Some(tag)))
            }))
        }
    };
    let small = Small::of(model);
    let methods = small.as_ref().map(Small::methods);
    let unhashable = unhashable::function(model);
    // The others have one part, to which they leave it.
    let put = small.filter(Small::has_parts).map(|_| {
        code! {
            if encoder.put(self) {
                return ::core::result::Result::Ok(());
            }
        }
    });
    let dispatch = in_table.then(|| {
        code! {
            if encoder.dispatched(self)? {
                return ::core::result::Result::Ok(());
            }
        }
    });
    // Where nothing writes the type, no code is generated for it.
    code! {
        #[inline]
        fn pickle(
            &self,
            encoder: &mut _pickle::Encoder<'_>,
        ) -> ::core::result::Result<(), _pickle::Error> {
            #put
            #dispatch
            #body
        }

        #methods

        #unhashable
    }
}

/// Whether the value is what its type says.
pub(super) fn is_usual_value(field: &Field) -> bool {
    matches!(field.codec, Codec::Plain) && !field.is_buffer
}

/// An enum without data.
fn member(members: &[Member]) -> TokenStream {
    if members.is_empty() {
        return never();
    }
    let index = index_of_member(members);
    code!(encoder.member(&enumeration, #index))
}

/// Which of the members it is.
pub(super) fn index_of_member(members: &[Member]) -> TokenStream {
    let variants = members.iter().map(|member| member.variant);
    let indices = (0..members.len()).map(Literal::usize_unsuffixed);
    code! {
        match self {
            #(Self::#variants => #indices,)*
        }
    }
}

/// Each variant by its own code.
fn arms(variants: impl Iterator<Item = (TokenStream, TokenStream)>) -> TokenStream {
    let arms: Vec<_> = variants.map(|(pattern, body)| code!(#pattern => { #body })).collect();
    if arms.is_empty() {
        return never();
    }
    code! {
        match self {
            #(#arms)*
        }
    }
}

fn never() -> TokenStream {
    code! {
        let _ = encoder;
        match *self {}
    }
}

/// What takes a variant apart.
pub(super) fn pattern(parts: &Parts) -> TokenStream {
    let variant = parts.variant;
    match parts.style {
        Style::Unit => code!(Self::#variant),
        Style::Named => {
            let fields = parts.kept().map(|Field { member, binding, .. }| code!(#member: #binding));
            let rest = (parts.kept().count() < parts.fields.len()).then(|| code!(..));
            code!(Self::#variant { #(#fields,)* #rest })
        }
        Style::Tuple => {
            let fields = parts.fields.iter().map(|Field { role, binding, .. }| {
                if *role == Role::Skip { code!(_) } else { code!(#binding) }
            });
            code!(Self::#variant(#(#fields),*))
        }
    }
}

/// An instance: its class and arguments, its items, its state.
fn object(instance: &Instance) -> TokenStream {
    let mut steps = Steps::default();
    if is_usual(instance) {
        usual(instance, &mut steps);
        return steps.finish();
    }
    construction(instance, &mut steps);
    items(instance, &mut steps);
    state(instance, &mut steps);
    steps.finish()
}

/// Whether there is nothing but attributes, of which there is one at least.
pub(super) fn is_usual(instance: &Instance) -> bool {
    let Instance { parts, construct, getinitargs, pair, slots, version, .. } = instance;
    *construct == Construct::New
        && getinitargs.is_none()
        && pair.is_none()
        && !slots
        && parts
            .fields
            .iter()
            .all(|Field { role, .. }| matches!(role, Role::State(_) | Role::Dict | Role::Skip))
        && (version.is_some()
            || parts.fields.iter().any(|field| matches!(field.role, Role::State(_))))
}

/// An instance without arguments.
fn usual(instance: &Instance, steps: &mut Steps) {
    let Instance { parts, class, .. } = instance;
    let class = &class.ident;
    let attributes = attributes_of(parts);
    let count = attribute_count(instance, &attributes);
    let dict = Dict::of(instance);
    let more = dict.as_ref().map(|Dict { count, .. }| code!(+ #count));
    steps.statement(code!(let instance = encoder.begin_instance(&#class, #count #more)?;));
    if let Some(version) = instance.version {
        let index = Literal::usize_unsuffixed(version.attribute);
        let number = Literal::u32_unsuffixed(version.number);
        steps.call(code!(encoder.attribute_of(&instance, #index)));
        steps.call(code!(encoder.int(#number)));
    }
    for (index, field) in &attributes {
        let index = Literal::usize_unsuffixed(*index);
        if is_usual_value(field) {
            let (ty, access) = (field.ty, access(parts, field));
            steps.call(code! {
                <#ty as _pickle::Pickle>::pickle_attribute(#access, &instance, #index, encoder)
            });
        } else {
            steps.call(code!(encoder.attribute_of(&instance, #index)));
            steps.call(attribute(parts, field, class));
        }
    }
    if let Some(dict) = dict {
        steps.call(dict.attributes);
    }
    steps.call(code!(encoder.end_instance(instance)));
}

/// What says how instances are made again.
pub(super) fn construct_by(construct: Construct) -> TokenStream {
    match construct {
        Construct::Call => code!(_pickle::Construct::Call),
        Construct::New => code!(_pickle::Construct::New),
        Construct::NewEx => code!(_pickle::Construct::NewEx),
    }
}

fn construction(instance: &Instance, steps: &mut Steps) {
    let Instance { parts, class, construct, .. } = instance;
    let class = &class.ident;
    let construct = construct_by(*construct);
    if let Some(getinitargs) = instance.getinitargs {
        let pickle_object = code_at!(getinitargs => _pickle::InitArgs::pickle_object);
        let args = call(getinitargs, code!(self));
        let args = code_at!(getinitargs => &#args);
        steps.call(code!(#pickle_object(#args, encoder, &#class, #construct)));
        return;
    }
    let args: Vec<_> = parts.with_role(Role::Arg).collect();
    let count = Literal::usize_unsuffixed(args.len());
    let is_container = parts.with_items().next().is_some()
        && args.is_empty()
        && instance.construct == Construct::New;
    let begin = if is_container {
        code!(begin_container(&#class))
    } else {
        code!(begin_object(&#class, #construct, #count))
    };
    steps.statement(code!(let args = encoder.#begin?;));
    for field in args {
        steps.call(attribute(parts, field, class));
    }
    let keywords: Vec<_> = numbered(parts, |role| match role {
        Role::Keyword(index) => Some(index),
        _ => None,
    });
    if keywords.is_empty() {
        steps.call(code!(encoder.end_args(args)));
        return;
    }
    let count = Literal::usize_unsuffixed(keywords.len());
    steps.statement(code!(let keywords = encoder.begin_keywords(args, #count)?;));
    named(parts, &keywords, class, steps);
    steps.call(code!(encoder.end_keywords(keywords)));
}

fn items(instance: &Instance, steps: &mut Steps) {
    let parts = &instance.parts;
    let class = &instance.class.ident;
    for field in parts.with_items() {
        let (access, name, at) = (access(parts, field), &field.name, at_type(field.ty));
        let call = match field.role {
            Role::ListItems => quote_spanned!(at=> encoder.append_items(items)),
            _ => quote_spanned!(at=> encoder.set_entries(items)),
        };
        steps.statement(code!(let items = #access;));
        steps.call(code!(#call.map_err(|error| error.in_attribute(&#class, #name))));
    }
}

fn state(instance: &Instance, steps: &mut Steps) {
    if let Some((getstate, _)) = instance.pair {
        let pickle_state = code_at!(getstate => _pickle::GetState::pickle_state);
        let state = call(getstate, code!(self));
        steps.call(code!(#pickle_state(#state, encoder)));
        return;
    }
    let parts = &instance.parts;
    let attributes = attributes_of(parts);
    let dict = Dict::of(instance);
    match (attributes.is_empty() && instance.version.is_none(), dict) {
        (true, None) => {}
        (true, Some(Dict { count, attributes })) => steps.statement(code! {
            let count = #count;
            if count > 0 {
                let state = encoder.begin_dict(count)?;
                #attributes?;
                encoder.end_dict(state)?;
                encoder.build()?;
            }
        }),
        (false, dict) if instance.slots => {
            slots(instance, &attributes, dict.as_ref(), steps);
            steps.call(code!(encoder.build()));
        }
        (false, dict) => {
            state_dict(instance, &attributes, dict.as_ref(), steps);
            steps.call(code!(encoder.build()));
        }
    }
}

/// `{..}`: the attributes, and those in the `dict` field.
fn state_dict(
    instance: &Instance,
    attributes: &[(usize, &Field)],
    dict: Option<&Dict>,
    steps: &mut Steps,
) {
    let count = attribute_count(instance, attributes);
    let more = dict.map(|Dict { count, .. }| code!(+ #count));
    steps.statement(code!(let state = encoder.begin_dict(#count #more)?;));
    version(instance, steps);
    named(&instance.parts, attributes, &instance.class.ident, steps);
    if let Some(dict) = dict {
        steps.call(dict.attributes.clone());
    }
    steps.call(code!(encoder.end_dict(state)));
}

/// How many attributes there are, with the version.
fn attribute_count(instance: &Instance, attributes: &[(usize, &Field)]) -> Literal {
    Literal::usize_unsuffixed(attributes.len() + usize::from(instance.version.is_some()))
}

/// The version, which is the first attribute.
fn version(instance: &Instance, steps: &mut Steps) {
    let Some(version) = instance.version else { return };
    let class = &instance.class.ident;
    let index = Literal::usize_unsuffixed(version.attribute);
    let number = Literal::u32_unsuffixed(version.number);
    steps.call(code!(encoder.attribute(&#class, #index)));
    steps.call(code!(encoder.int(#number)));
}

/// `(None, {..})`, or `({..}, {..})` where there is a `dict` field.
fn slots(
    instance: &Instance,
    attributes: &[(usize, &Field)],
    dict: Option<&Dict>,
    steps: &mut Steps,
) {
    steps.statement(code!(let state = encoder.begin_tuple(2)?;));
    match dict {
        None => steps.call(code!(encoder.none())),
        Some(Dict { count, attributes }) => {
            steps.statement(code!(let dict = encoder.begin_dict(#count)?;));
            steps.call(attributes.clone());
            steps.call(code!(encoder.end_dict(dict)));
        }
    }
    let count = attribute_count(instance, attributes);
    steps.statement(code!(let slots = encoder.begin_dict(#count)?;));
    version(instance, steps);
    named(&instance.parts, attributes, &instance.class.ident, steps);
    steps.call(code!(encoder.end_dict(slots)));
    steps.call(code!(encoder.end_tuple(state)));
}

/// A plain dict.
fn dict(instance: &Instance) -> TokenStream {
    let parts = &instance.parts;
    let mut steps = Steps::default();
    state_dict(instance, &attributes_of(parts), Dict::of(instance).as_ref(), &mut steps);
    steps.finish()
}

/// A plain tuple, which begins with the tag.
fn tuple(parts: &Parts, tag: Option<TokenStream>) -> TokenStream {
    let first = usize::from(tag.is_some());
    let count = Literal::usize_unsuffixed(first + parts.kept().count());
    let mut steps = Steps::default();
    steps.statement(code!(let items = encoder.begin_tuple(#count)?;));
    steps.statement(tag.unwrap_or_default());
    for (index, field) in parts.kept().enumerate() {
        let index = Literal::usize_unsuffixed(first + index);
        let value = value(parts, field);
        steps.call(code!(#value.map_err(|error| error.in_item(#index))));
    }
    steps.call(code!(encoder.end_tuple(items)));
    steps.finish()
}

/// The `dict` field.
struct Dict {
    /// How many attributes it holds.
    count: TokenStream,
    /// Writes them.
    attributes: TokenStream,
}

impl Dict {
    fn of(instance: &Instance) -> Option<Dict> {
        let Instance { parts, class, version, .. } = instance;
        let field = parts.with_role(Role::Dict).next()?;
        let (ty, access, class) = (field.ty, access(parts, field), &class.ident);
        let fields = attributes_of(parts).into_iter().map(|(index, _)| index);
        let fields = fields.chain(version.as_ref().map(|version| version.attribute));
        let fields = fields.map(Literal::usize_unsuffixed);
        Some(Dict {
            count: code!(<#ty as _pickle::InstanceDict>::attribute_count(#access)),
            attributes: code! {
                <#ty as _pickle::InstanceDict>::check_names(#access, &#class, &[#(#fields),*])
                    .and_then(|()| {
                        <#ty as _pickle::InstanceDict>::pickle_attributes(#access, encoder)
                    })
            },
        })
    }
}

/// The names and values of attributes or keywords.
fn named(parts: &Parts, fields: &[(usize, &Field)], class: &Ident, steps: &mut Steps) {
    for (index, field) in fields {
        let index = Literal::usize_unsuffixed(*index);
        steps.call(code!(encoder.attribute(&#class, #index)));
        steps.call(attribute(parts, field, class));
    }
}

pub(super) fn attributes_of<'p, 'a>(parts: &'p Parts<'a>) -> Vec<(usize, &'p Field<'a>)> {
    numbered(parts, |role| match role {
        Role::State(index) => Some(index),
        _ => None,
    })
}

fn numbered<'p, 'a>(
    parts: &'p Parts<'a>,
    index: impl Fn(Role) -> Option<usize>,
) -> Vec<(usize, &'p Field<'a>)> {
    parts.fields.iter().filter_map(|field| Some((index(field.role)?, field))).collect()
}

/// Writes an attribute's or argument's value, named in errors.
fn attribute(parts: &Parts, field: &Field, class: &Ident) -> TokenStream {
    let value = value(parts, field);
    let name = &field.name;
    code!(#value.map_err(|error| error.in_attribute(&#class, #name)))
}

/// Writes a value.
fn value(parts: &Parts, field: &Field) -> TokenStream {
    let access = access(parts, field);
    let ty = field.ty;
    match field.codec {
        Codec::Plain if field.is_buffer => {
            let as_buffer = quote_spanned!(at_type(ty)=> <#ty as _pickle::BufferField>::as_buffer);
            code!(encoder.buffer(#as_buffer(#access)))
        }
        Codec::Plain => code!(<#ty as _pickle::Pickle>::pickle(#access, encoder)),
        Codec::With(suite) => {
            code!(<#suite as _pickle::PickleWith<#ty>>::pickle(#access, encoder))
        }
        Codec::Bytes if field.is_buffer => {
            code!(encoder.buffer(<#ty as ::core::convert::AsRef<[u8]>>::as_ref(#access)))
        }
        Codec::Bytes => {
            code!(encoder.bytes(<#ty as ::core::convert::AsRef<[u8]>>::as_ref(#access)))
        }
        Codec::Persistent => code!(encoder.persistent::<#ty>(#access)),
    }
}

/// A reference to the field's value.
pub(super) fn access(parts: &Parts, field: &Field) -> TokenStream {
    if parts.variant.is_some() {
        let binding = &field.binding;
        code!(#binding)
    } else {
        let member = field.member;
        code!(&self.#member)
    }
}

/// Statements, the last of which gives the `Result`.
#[derive(Default)]
struct Steps {
    done: TokenStream,
    last: Option<TokenStream>,
}

impl Steps {
    /// Adds a complete statement.
    fn statement(&mut self, statement: TokenStream) {
        self.flush();
        self.done.extend(statement);
    }

    /// Adds an expression that gives a `Result<(), Error>`.
    fn call(&mut self, call: TokenStream) {
        self.flush();
        self.last = Some(call);
    }

    fn flush(&mut self) {
        if let Some(last) = self.last.take() {
            self.done.extend(code!(#last?;));
        }
    }

    fn finish(self) -> TokenStream {
        let done = self.done;
        let last = self.last.unwrap_or_else(|| code!(::core::result::Result::Ok(())));
        code!(#done #last)
    }
}
