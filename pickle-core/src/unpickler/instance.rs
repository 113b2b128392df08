//! Instances, whichever way they were pickled.

use alloc::borrow::Cow;
use alloc::vec::Vec;

use super::graph::{Change, Graph, How, Node, NodeId, Object};
use crate::pickler::Construct;

/// An instance as `__reduce_ex__` describes it: the class, the arguments that make it, and what is
/// then done to it.
pub(crate) struct Instance<'g> {
    /// The class, mostly a global.
    pub(crate) class: NodeId,
    /// How the class makes it, whichever call said so.
    pub(crate) how: How,
    pub(crate) args: &'g [NodeId],
    pub(crate) keywords: &'g [(NodeId, NodeId)],
    /// What `copyreg._reconstructor` was given for a subclass of `list` or `dict`.
    pub(crate) base: Option<NodeId>,
    /// The items of what `copyreg._reconstructor` was given for a subclass of `tuple`: if that is a
    /// named tuple, they are its arguments in protocol 2 and later.
    pub(crate) fields: Option<&'g [NodeId]>,
    pub(crate) changes: &'g [Change],
}

impl Graph<'_> {
    /// The object as an instance. Calls of `copyreg._reconstructor`, `copyreg.__newobj__`,
    /// `copyreg.__newobj_ex__` and `functools.partial`, by which older protocols say NEWOBJ and
    /// `NEWOBJ_EX`, are taken for what they stand for.
    pub(crate) fn instance(&self, id: NodeId) -> Option<Instance<'_>> {
        let Node::Object(object) = self.node(id) else { return None };
        let mut instance = self.plain_instance(object)?;
        if let How::Construct(Construct::New | Construct::NewEx) = object.construct {
            // `copyreg.__newobj__.__new__` is no call of it.
            return Some(instance);
        }
        if let Some(class) = self.global(object.callable) {
            match (&*class.module, &*class.name, instance.args) {
                ("copyreg", "_reconstructor", &[class, base, state]) => {
                    self.reconstruct(&mut instance, class, base, state);
                }
                ("copyreg", "__newobj__", [class, args @ ..]) => {
                    instance.class = *class;
                    instance.how = How::Construct(Construct::New);
                    instance.args = args;
                }
                ("copyreg", "__newobj_ex__", &[class, args, keywords]) => {
                    if let (Some(args), Node::Dict(keywords)) =
                        (self.tuple(args), self.node(keywords))
                    {
                        instance.class = class;
                        instance.how = How::Construct(Construct::NewEx);
                        instance.args = args;
                        instance.keywords = keywords;
                    }
                }
                _ => {}
            }
        } else if instance.args.is_empty()
            && let Some((class, args, keywords)) = self.partial_of_new(object.callable)
        {
            instance.class = class;
            instance.how = How::Construct(Construct::NewEx);
            instance.args = args;
            instance.keywords = keywords;
        }
        Some(instance)
    }

    fn plain_instance<'g>(&'g self, object: &'g Object) -> Option<Instance<'g>> {
        let keywords = match object.keywords.map(|keywords| self.node(keywords)) {
            Some(Node::Dict(keywords)) => keywords.as_slice(),
            _ => &[],
        };
        Some(Instance {
            class: object.callable,
            how: object.construct,
            args: self.tuple(object.args)?,
            keywords,
            base: None,
            fields: None,
            changes: &object.changes,
        })
    }

    /// `copyreg._reconstructor(class, base, state)`: `base.__new__(class, state)`, then
    /// `base.__init__(instance, state)`, unless the base is `object`.
    fn reconstruct<'g>(
        &'g self,
        instance: &mut Instance<'g>,
        class: NodeId,
        base: NodeId,
        state: NodeId,
    ) {
        let Some(base) = self.global(base) else { return };
        match (&*base.module, &*base.name, self.node(state)) {
            ("builtins", "object", _) => instance.args = &[],
            ("builtins", "list", Node::List(_)) | ("builtins", "dict", Node::Dict(_)) => {
                instance.args = &[];
                instance.base = Some(state);
            }
            ("builtins", "tuple", Node::Tuple(fields)) => {
                instance.args = &instance.args[2..];
                instance.fields = Some(fields);
            }
            _ => instance.args = &instance.args[2..],
        }
        instance.class = class;
        instance.how = How::Construct(Construct::New);
    }

    /// `functools.partial(C.__new__, C, *args, **keywords)`: the class, and its arguments.
    #[allow(clippy::type_complexity)] // three parts of one call, taken apart at once
    fn partial_of_new(&self, id: NodeId) -> Option<(NodeId, &[NodeId], &[(NodeId, NodeId)])> {
        let Node::Object(partial) = self.node(id) else { return None };
        let global = self.global(partial.callable)?;
        if (&*global.module, &*global.name) != ("functools", "partial") {
            return None;
        }
        let &[Change::Build(state)] = partial.changes.as_slice() else { return None };
        let &[function, args, keywords, _] = self.tuple(state)? else { return None };
        if !self.global(function)?.name.ends_with(".__new__") {
            return None;
        }
        let [class, args @ ..] = self.tuple(args)? else { return None };
        let keywords = match self.node(keywords) {
            Node::Dict(keywords) => keywords.as_slice(),
            Node::None => &[],
            _ => return None,
        };
        Some((*class, args, keywords))
    }
}

impl<'g> Instance<'g> {
    /// How many parts it has: its arguments, and what was done to it.
    pub(crate) fn parts(&self) -> usize {
        self.args.len() + 2 * self.keywords.len() + self.changes.len()
    }

    /// What BUILD was given, in order.
    pub(crate) fn states(&self) -> impl Iterator<Item = NodeId> + use<'g> {
        self.changes.iter().filter_map(|change| match change {
            Change::Build(state) => Some(*state),
            _ => None,
        })
    }

    /// The function that was called to set the state: the sixth part of `__reduce__`.
    pub(crate) fn setter(&self) -> Option<NodeId> {
        self.changes.iter().find_map(|change| match change {
            Change::Setter(setter, _) => Some(*setter),
            _ => None,
        })
    }

    /// The items that were appended to the instance, or added to it.
    pub(crate) fn items(&self, graph: &'g Graph<'_>) -> Cow<'g, [NodeId]> {
        let base = match self.base.map(|base| graph.node(base)) {
            Some(Node::List(items)) => items.as_slice(),
            _ => &[],
        };
        let mut changes = self.changes.iter().filter_map(|change| match change {
            Change::Append(item) | Change::Add(item) => Some(*item),
            _ => None,
        });
        match changes.next() {
            None => Cow::Borrowed(base),
            Some(first) => {
                let mut items = Vec::with_capacity(base.len() + self.changes.len());
                items.extend_from_slice(base);
                items.push(first);
                items.extend(changes);
                Cow::Owned(items)
            }
        }
    }

    /// The entries that were set on the instance.
    pub(crate) fn entries(&self, graph: &'g Graph<'_>) -> Cow<'g, [(NodeId, NodeId)]> {
        let base = match self.base.map(|base| graph.node(base)) {
            Some(Node::Dict(entries)) => entries.as_slice(),
            _ => &[],
        };
        let mut changes = self.changes.iter().filter_map(|change| match change {
            Change::SetItem(key, value) => Some((*key, *value)),
            _ => None,
        });
        match changes.next() {
            None => Cow::Borrowed(base),
            Some(first) => {
                let mut entries = Vec::with_capacity(base.len() + self.changes.len());
                entries.extend_from_slice(base);
                entries.push(first);
                entries.extend(changes);
                Cow::Owned(entries)
            }
        }
    }
}
