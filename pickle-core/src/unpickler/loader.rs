//! Reads pickles whose bytes are at hand: by the cursor, or else by the machine.

use super::cursor::Cursor;
use super::globals::Globals;
use super::graph::NodeId;
use super::graph_decoder::GraphDecoder;
use super::hooks::Hooks;
use super::machine::{Machine, State};
use super::options::Options;
use super::shared::Pointers;
use super::source::Source;
use super::upgrades::Upgrades;
use crate::error::{Error, Operation};
use crate::registry::Registry;
use crate::unpickle::Unpickle;

/// What is kept from load to load, wherever the bytes come from.
#[derive(Default)]
pub(super) struct Loader<'h, 'de> {
    pub(super) state: State<'de>,
    pub(super) options: Options,
    pub(super) hooks: Hooks<'h>,
    pub(super) globals: Globals<'h>,
    pub(super) registry: Option<&'h Registry>,
    pointers: Pointers<NodeId>,
    /// Those that the cursor gave out in the last load: only these may keep the target of a `Weak`.
    last_pointers: Pointers<usize>,
    is_behind: bool,
    is_by_cursor: bool,
}

/// What the machine made of a pickle.
pub(super) struct Run {
    root: NodeId,
    /// How many bytes the pickle has.
    len: u64,
}

impl<'de> Loader<'_, 'de> {
    /// Whether the last load was served by the cursor.
    pub(super) fn is_by_cursor(&self) -> bool {
        self.is_by_cursor
    }

    /// Whether the last pickle was read by the cursor alone, and later ones may refer to it: the
    /// machine has to [`catch_up`](Loader::catch_up) before them.
    pub(super) fn is_behind(&self) -> bool {
        self.is_behind
    }

    /// Lets the machine run the last pickle.
    pub(super) fn catch_up(&mut self, source: &mut Source<'_, 'de>) -> Result<(), Error> {
        self.is_behind = false;
        self.run(source).map(drop)
    }

    /// Reads the pickle at the beginning of `input` by the cursor; gives its length too. `None`,
    /// and nothing has happened, if the cursor does not know the shape of it.
    ///
    /// `is_all` says that nothing comes behind the input.
    pub(super) fn by_cursor<'i, T: Unpickle<'i>>(
        &mut self,
        input: &'i [u8],
        is_all: bool,
    ) -> Option<(T, usize)> {
        let is_first = self.state.memo.is_empty();
        if !is_first || !self.state.buffers.is_empty() || !matches!(self.globals, Globals::All) {
            return None;
        }
        let mut pointers = Pointers::default();
        let has_hooks = !self.hooks.is_empty();
        let mut cursor = Cursor::new(input, &self.options, &mut pointers, has_hooks);
        cursor.begin().ok()?;
        let value = T::unpickle(&mut cursor).ok()?;
        let (len, is_memoized) = cursor.end().ok()?;
        let is_last = is_all && len == input.len();
        if is_memoized && !is_last {
            if !pointers.is_empty() {
                // Later pickles may refer to these objects: the machine must know them.
                return None;
            }
            self.is_behind = true;
        }
        self.last_pointers = pointers;
        self.is_by_cursor = true;
        Some((value, len))
    }

    /// Runs the next pickle, by the machine.
    pub(super) fn run(&mut self, source: &mut Source<'_, 'de>) -> Result<Run, Error> {
        self.is_by_cursor = false;
        self.last_pointers.clear();
        if self.state.memo.is_empty() {
            self.state.graph.truncate(0);
            self.pointers.clear();
        }
        let start = source.position();
        let machine = Machine::new(&mut self.state, source, &self.options, &mut self.globals);
        let root = machine.run().map_err(|error| error.during(Operation::Unpickling))?;
        Ok(Run { root, len: source.position() - start })
    }

    /// Takes a value from what the machine has made.
    pub(super) fn read<T: Unpickle<'de>>(&mut self, run: &Run) -> Result<T, Error> {
        let upgrades = Upgrades::default();
        let mut decoder = GraphDecoder::new(
            &self.state.graph,
            run.root,
            &self.options,
            Some(&mut self.hooks),
            &mut self.pointers,
            &upgrades,
            run.len,
        );
        decoder.registry = self.registry;
        let value = T::unpickle(&mut decoder);
        decoder.end();
        value.map_err(|error| error.during(Operation::Unpickling))
    }
}
