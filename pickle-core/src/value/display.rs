//! Values as Python would show them.

use alloc::vec::Vec;
use core::fmt::{self, Write};

use super::nodes::Notes;
use super::{Value, ValueRef};
use crate::text;
use crate::unpickler::graph::{Change, Graph, Node, NodeId};
use crate::unpickler::instance::Instance;

impl fmt::Display for Value {
    /// As [`ValueRef`].
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.root(), f)
    }
}

impl fmt::Debug for Value {
    /// The same as it is displayed.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for ValueRef<'_> {
    /// Writes the object in the style of Python's `repr`.
    ///
    /// Of an instance, the arguments and attributes are shown. A container that was shown already
    /// is not shown again: its brackets hold `...`, as those of a cycle do in Python.
    ///
    /// ```
    /// use pickle_core::Value;
    ///
    /// let value = Value::list([
    ///     Value::from("it's"),
    ///     Value::from(1e16),
    ///     Value::set([1, 2])?,
    ///     Value::tuple([true]),
    ///     Value::persistent(Value::tuple([Value::from("MemoRecord"), Value::from(1)])),
    /// ]);
    /// let shown = "[\"it's\", 1e+16, {1, 2}, (True,), <persistent id ('MemoRecord', 1)>]";
    /// assert_eq!(value.to_string(), shown);
    /// # Ok::<(), pickle_core::Error>(())
    /// ```
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (graph, shown) = (self.graph, Notes::new(self.graph.len()));
        Show { graph, f, shown, steps: alloc::vec![Step::Node(self.id)] }.run()
    }
}

impl fmt::Debug for ValueRef<'_> {
    /// The same as it is displayed.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// What is still to be shown.
enum Step<'v> {
    Text(&'static str),
    Node(NodeId),
    /// Items, with commas between.
    Items(&'v [NodeId]),
    /// Items that are not a slice of the graph, in reverse order.
    OwnItems(Vec<NodeId>),
    /// Keys and values.
    Entries(&'v [(NodeId, NodeId)]),
    OwnEntries(Vec<(NodeId, NodeId)>),
    /// Names and values: `name=value`.
    Named(&'v [(NodeId, NodeId)]),
}

struct Show<'v, 'f, 'w> {
    graph: &'v Graph<'static>,
    f: &'f mut fmt::Formatter<'w>,
    shown: Notes<bool>,
    steps: Vec<Step<'v>>,
}

impl<'v> Show<'v, '_, '_> {
    fn run(&mut self) -> fmt::Result {
        while let Some(step) = self.steps.pop() {
            match step {
                Step::Text(text) => self.f.write_str(text)?,
                Step::Node(id) => self.node(id)?,
                Step::Items(items) => {
                    if let Some((&first, rest)) = items.split_first() {
                        self.then(rest, Step::Items(rest));
                        self.steps.push(Step::Node(first));
                    }
                }
                Step::OwnItems(mut items) => {
                    if let Some(first) = items.pop() {
                        if !items.is_empty() {
                            self.steps.extend([Step::OwnItems(items), Step::Text(", ")]);
                        }
                        self.steps.push(Step::Node(first));
                    }
                }
                Step::Entries(entries) => {
                    if let Some((&entry, rest)) = entries.split_first() {
                        self.then(rest, Step::Entries(rest));
                        self.entry(entry);
                    }
                }
                Step::OwnEntries(mut entries) => {
                    if let Some(entry) = entries.pop() {
                        if !entries.is_empty() {
                            self.steps.extend([Step::OwnEntries(entries), Step::Text(", ")]);
                        }
                        self.entry(entry);
                    }
                }
                Step::Named(entries) => {
                    if let Some((&(name, value), rest)) = entries.split_first() {
                        self.then(rest, Step::Named(rest));
                        self.steps.push(Step::Node(value));
                        match self.graph.node(name) {
                            Node::Str(name) if is_identifier(name) => {
                                write!(self.f, "{name}=")?;
                            }
                            _ => {
                                self.f.write_str("**")?;
                                self.steps.extend([Step::Text("="), Step::Node(name)]);
                            }
                        }
                    }
                }
            }
        }
        Ok(())
    }

    /// Goes on behind a comma, if there is anything.
    fn then<T>(&mut self, rest: &[T], step: Step<'v>) {
        if !rest.is_empty() {
            self.steps.extend([step, Step::Text(", ")]);
        }
    }

    fn entry(&mut self, (key, value): (NodeId, NodeId)) {
        self.steps.extend([Step::Node(value), Step::Text(": "), Step::Node(key)]);
    }

    fn node(&mut self, id: NodeId) -> fmt::Result {
        match self.graph.node(id) {
            Node::None => self.f.write_str("None"),
            Node::Bool(true) => self.f.write_str("True"),
            Node::Bool(false) => self.f.write_str("False"),
            Node::Int(int) => write!(self.f, "{int}"),
            // Python gives up there, too: decimal digits of long ints take long.
            Node::BigInt(int) if int.bits() > 14_000 => {
                let bytes = int.to_le_bytes();
                self.f.write_str("int.from_bytes(bytes.fromhex('")?;
                bytes.iter().try_for_each(|byte| write!(self.f, "{byte:02x}"))?;
                self.f.write_str("'), 'little', signed=True)")
            }
            Node::BigInt(int) => write!(self.f, "{int}"),
            Node::Float(float) => {
                let mut digits = Vec::new();
                text::write_float(*float, &mut digits);
                self.f.write_str(core::str::from_utf8(&digits).unwrap_or_default())
            }
            Node::Str(text) => show_str(self.f, text),
            Node::Bytes(bytes) | Node::LegacyStr(bytes) => show_bytes(self.f, bytes),
            Node::ByteArray(bytes) => self.wrapped("bytearray(", bytes),
            Node::Buffer(buffer) => self.wrapped("pickle.PickleBuffer(", &buffer.data),
            Node::Global(global) => write!(self.f, "{}.{}", global.module, global.name),
            Node::List(items) => self.brackets(id, "[", "]", "[]", Step::Items(items)),
            Node::Tuple(items) => {
                let close = if items.len() == 1 { ",)" } else { ")" };
                self.brackets(id, "(", close, "()", Step::Items(items))
            }
            Node::Dict(entries) => self.brackets(id, "{", "}", "{}", Step::Entries(entries)),
            Node::Set(items) => self.brackets(id, "{", "}", "set()", Step::Items(items)),
            Node::FrozenSet(items) => {
                self.brackets(id, "frozenset({", "})", "frozenset()", Step::Items(items))
            }
            Node::PersistentId(pid) => {
                self.brackets(id, "<persistent id ", ">", "", Step::Node(*pid))
            }
            Node::Object(_) => self.object(id),
        }
    }

    fn wrapped(&mut self, open: &str, bytes: &[u8]) -> fmt::Result {
        self.f.write_str(open)?;
        if !bytes.is_empty() {
            show_bytes(self.f, bytes)?;
        }
        self.f.write_str(")")
    }

    /// Whether the object was shown before.
    fn was_shown(&mut self, id: NodeId) -> bool {
        core::mem::replace(self.shown.at(id.0 as usize), true)
    }

    fn brackets(
        &mut self,
        id: NodeId,
        open: &'static str,
        close: &'static str,
        empty: &'static str,
        content: Step<'v>,
    ) -> fmt::Result {
        if matches!(content, Step::Items([]) | Step::Entries([])) {
            return self.f.write_str(empty);
        }
        self.f.write_str(open)?;
        if self.was_shown(id) {
            self.f.write_str("...")?;
            return self.f.write_str(close.trim_start_matches(','));
        }
        self.steps.extend([Step::Text(close), content]);
        Ok(())
    }

    /// `module.Class(args, keyword=.., attribute=..)`, and behind it what else was done to it.
    fn object(&mut self, id: NodeId) -> fmt::Result {
        let value = ValueRef::new(self.graph, id);
        let (Some(parts), Some(instance)) = (self.graph.instance(id), value.instance()) else {
            return self.f.write_str("<instance>");
        };
        let repeated = self.was_shown(id);
        if repeated {
            self.steps.push(Step::Text("(...)"));
        } else {
            self.behind(&parts, instance.opaque_states());
            let mut inside = alloc::vec![Step::Text("(")];
            let mut groups = Vec::new();
            if !parts.args.is_empty() {
                groups.push(Step::Items(parts.args));
            }
            if !parts.keywords.is_empty() {
                groups.push(Step::Named(parts.keywords));
            }
            for (_, attributes) in instance.attribute_dicts() {
                if !attributes.is_empty() {
                    groups.push(Step::Named(attributes));
                }
            }
            for (index, group) in groups.into_iter().enumerate() {
                if index > 0 {
                    inside.push(Step::Text(", "));
                }
                inside.push(group);
            }
            inside.push(Step::Text(")"));
            self.steps.extend(inside.into_iter().rev());
        }
        self.steps.push(Step::Node(parts.class));
        Ok(())
    }

    /// States that are no attributes, items and entries, as calls of methods.
    fn behind(&mut self, parts: &Instance<'v>, states: impl Iterator<Item = NodeId>) {
        for change in parts.changes.iter().rev() {
            if let Change::Setter(setter, state) = change {
                self.steps.extend([Step::Text(")"), Step::Node(*state)]);
                self.steps.extend([
                    Step::Text("(..., "),
                    Step::Node(*setter),
                    Step::Text(" with "),
                ]);
            }
        }
        let entries = parts.entries(self.graph);
        if !entries.is_empty() {
            let entries: Vec<_> = entries.iter().rev().copied().collect();
            let steps = [Step::Text("})"), Step::OwnEntries(entries), Step::Text(".update({")];
            self.steps.extend(steps);
        }
        let items = parts.items(self.graph);
        if !items.is_empty() {
            let items: Vec<_> = items.iter().rev().copied().collect();
            let steps = [Step::Text("])"), Step::OwnItems(items), Step::Text(".extend([")];
            self.steps.extend(steps);
        }
        let states: Vec<_> = states.collect();
        for state in states.into_iter().rev() {
            let steps = [Step::Text(")"), Step::Node(state), Step::Text(".__setstate__(")];
            self.steps.extend(steps);
        }
    }
}

fn is_identifier(name: &str) -> bool {
    let mut chars = name.chars();
    chars.next().is_some_and(|first| first == '_' || first.is_alphabetic())
        && chars.all(|next| next == '_' || next.is_alphanumeric())
}

/// Python takes double quotes only where that saves it from escaping single ones.
fn quote_for(has_single: bool, has_double: bool) -> char {
    if has_single && !has_double { '"' } else { '\'' }
}

fn show_str(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    let quote = quote_for(text.contains('\''), text.contains('"'));
    f.write_char(quote)?;
    for character in text.chars() {
        match character {
            '\\' => f.write_str("\\\\")?,
            '\n' => f.write_str("\\n")?,
            '\r' => f.write_str("\\r")?,
            '\t' => f.write_str("\\t")?,
            _ if character == quote => write!(f, "\\{quote}")?,
            ' '..='~' => f.write_char(character)?,
            _ if is_printable(character) => f.write_char(character)?,
            _ => match u32::from(character) {
                code @ 0..=0xff => write!(f, "\\x{code:02x}")?,
                code @ 0x100..=0xffff => write!(f, "\\u{code:04x}")?,
                code => write!(f, "\\U{code:08x}")?,
            },
        }
    }
    f.write_char(quote)
}

/// As Rust's `Debug` sees it for text, where combining marks may stand behind another character.
fn is_printable(character: char) -> bool {
    let mut buffer = [b'a'; 5];
    let len = character.encode_utf8(&mut buffer[1..]).len();
    let text = core::str::from_utf8(&buffer[..=len]).unwrap_or_default();
    text.escape_debug().count() == 2
}

fn show_bytes(f: &mut fmt::Formatter<'_>, bytes: &[u8]) -> fmt::Result {
    let quote = quote_for(bytes.contains(&b'\''), bytes.contains(&b'"'));
    write!(f, "b{quote}")?;
    for &byte in bytes {
        match byte {
            b'\\' => f.write_str("\\\\")?,
            b'\n' => f.write_str("\\n")?,
            b'\r' => f.write_str("\\r")?,
            b'\t' => f.write_str("\\t")?,
            _ if char::from(byte) == quote => write!(f, "\\{quote}")?,
            b' '..=b'~' => f.write_char(char::from(byte))?,
            _ => write!(f, "\\x{byte:02x}")?,
        }
    }
    f.write_char(quote)
}
