//! Reads pickles whose bytes are at hand: by the cursor, or else by the machine.

use alloc::borrow::Cow;

use super::cursor::{Cursor, Cycles, End, Given, Pass};
use super::globals::{Globals, Seen, SeenBefore};
use super::graph::NodeId;
use super::graph_decoder::{GraphDecoder, Upgrades};
use super::hooks::Hooks;
use super::machine::{Machine, State};
use super::options::Options;
use super::signatures::remarked;
use super::source::Source;
use crate::error::{Error, ErrorKind, Operation};
use crate::pointers::Pointers;
use crate::rare::Rare;
use crate::registry::Registry;
use crate::unpickle::Unpickle;

/// What is kept from load to load, wherever the bytes come from.
#[derive(Default)]
pub(super) struct Loader<'h, 'de> {
    /// What the machine works on, once it has something to do.
    state: Rare<State<'de>>,
    pub(super) options: Options,
    pub(super) hooks: Hooks<'h>,
    pub(super) globals: Globals<'h>,
    seen: Seen,
    pub(super) registry: Option<&'h Registry>,
    pointers: Pointers<NodeId>,
    /// Those that the cursor gave out in the last load: only these may keep the target of a `Weak`.
    last_pointers: Pointers<usize>,
    /// Whether that load left anything in the memo: then they last as those of the machine do.
    is_last_memoized: bool,
    is_behind: bool,
    is_by_cursor: bool,
    /// Why a pickle was not read to its end: nobody knows where the next begins.
    lost: Option<ErrorKind>,
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

    /// Before each load, which begins at the position.
    ///
    /// # Errors
    ///
    /// If a pickle before was not read to its end.
    #[inline]
    pub(super) fn not_lost(&self, position: u64) -> Result<(), Error> {
        match self.lost {
            None => Ok(()),
            Some(kind) => Err(behind_unread(kind).at(position, None).during(Operation::Unpickling)),
        }
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
    /// and nothing has happened, if the cursor does not know the shape of it. An error is one of a
    /// function of the user's.
    ///
    /// `before` is how many bytes were consumed before the input; `is_all` says that nothing comes
    /// behind it.
    pub(super) fn by_cursor<'i, T: Unpickle<'i>>(
        &mut self,
        input: &'i [u8],
        before: u64,
        is_all: bool,
    ) -> Option<(Result<T, Error>, usize)>
    where
        'de: 'i,
    {
        let is_first = self.state.get().is_none_or(|state| state.memo.is_empty());
        if !is_first || self.options.is_by_machine {
            return None;
        }
        let mut cycles = None;
        loop {
            let mut pointers = Pointers::default();
            let mut cursor = self.cursor(input, &mut pointers, before, cycles.as_ref());
            let read = T::unpickle(&mut cursor);
            match cursor.end(read.is_ok()) {
                End::Known(pass) => {
                    let is_last = is_all && pass.len == input.len();
                    let len = self.serve(pass, is_last, pointers)?;
                    return Some((read, len));
                }
                End::UserCode => return self.checked(input, before, is_all, cycles),
                End::Cycles(found) => cycles = Some(found),
                End::Unknown => return None,
            }
        }
    }

    /// The same for a pickle that runs functions of the user's: not before it is sure that there is
    /// no starting over.
    #[inline(never)]
    fn checked<'i, T: Unpickle<'i>>(
        &mut self,
        input: &'i [u8],
        before: u64,
        is_all: bool,
        mut cycles: Option<Cycles>,
    ) -> Option<(Result<T, Error>, usize)>
    where
        'de: 'i,
    {
        let (pass, consumers, checked) = loop {
            let mut pointers = Pointers::default();
            let mut cursor = self.cursor(input, &mut pointers, before, cycles.as_ref());
            let is_checked = T::check(&mut cursor).is_ok();
            match cursor.end(is_checked) {
                End::Known(pass) => break (pass, cursor.take_consumers(), pointers),
                End::Cycles(found) => cycles = Some(found),
                End::UserCode | End::Unknown => return None,
            }
        };
        let is_last = is_all && pass.len == input.len();
        if pass.is_for_the_machine(is_last, &checked) {
            return None;
        }
        self.admit()?;
        let mut pointers = Pointers::default();
        let mut cursor = self.cursor(input, &mut pointers, before, cycles.as_ref());
        cursor.know_consumers(consumers);
        cursor.permit_user_code(before);
        let read = T::unpickle(&mut cursor);
        let value = cursor.vouch_for(read)?;
        self.note(pass, is_last, pointers);
        Some((value.map_err(|error| error.during(Operation::Unpickling)), pass.len))
    }

    /// Takes what was read, unless that is for the machine after all. Gives the pickle's length.
    fn serve(&mut self, pass: Pass, is_last: bool, pointers: Pointers<usize>) -> Option<usize> {
        if pass.is_for_the_machine(is_last, &pointers) {
            return None;
        }
        self.admit()?;
        self.note(pass, is_last, pointers);
        Some(pass.len)
    }

    /// Shows the hook what the pickle names. `None` if it does not take all as it is: what it said is
    /// for the machine.
    #[inline]
    fn admit(&mut self) -> Option<()> {
        self.seen.show(&mut self.globals).then_some(())
    }

    /// Notes that the cursor has served a load.
    #[inline]
    fn note(&mut self, pass: Pass, is_last: bool, pointers: Pointers<usize>) {
        self.is_behind = pass.is_memoized && !is_last;
        self.last_pointers = pointers;
        self.is_last_memoized = pass.is_memoized;
        if pass.buffers > 0
            && let Some(state) = self.state.get_mut()
        {
            state.buffers.drain(..pass.buffers);
        }
        self.is_by_cursor = true;
        if !self.is_behind {
            self.seen.clear();
        }
    }

    /// Adds out-of-band buffers.
    pub(super) fn add_buffers(&mut self, buffers: impl Iterator<Item = Cow<'de, [u8]>>) {
        self.state.make().buffers.extend(buffers);
    }

    /// A cursor at the beginning of the pickle, of which the `cycles` are known or not.
    fn cursor<'c, 'i>(
        &'c mut self,
        input: &'i [u8],
        pointers: &'c mut Pointers<usize>,
        before: u64,
        cycles: Option<&'c Cycles>,
    ) -> Cursor<'c, 'i>
    where
        'de: 'i,
    {
        let given = Given {
            options: &self.options,
            registry: self.registry,
            hooks: &mut self.hooks,
            buffers: self.state.get().map(|state| &state.buffers),
            before,
            cycles,
            named: self.seen.named(&self.globals),
        };
        Cursor::new(input, pointers, given)
    }

    /// Runs the next pickle, by the machine.
    pub(super) fn run(&mut self, source: &mut Source<'_, 'de>) -> Result<Run, Error> {
        self.is_by_cursor = false;
        if !self.is_last_memoized {
            self.last_pointers.clear();
        }
        let state = self.state.make();
        if state.memo.is_empty() {
            state.graph.truncate(0);
            self.pointers.clear();
        }
        let (pickle, start) = (source.rest(), source.position());
        let mut globals = SeenBefore { seen: &mut self.seen, globals: &mut self.globals };
        let machine = Machine::new(state, source, &self.options, &mut globals);
        let run = machine.run();
        self.seen.clear();
        let len = source.position() - start;
        let root = run.map_err(|error| {
            self.lost = (len > 0).then_some(error.kind());
            remarked(error, pickle, start).during(Operation::Unpickling)
        })?;
        Ok(Run { root, len })
    }

    /// Takes a value from what the machine has made.
    pub(super) fn read<T: Unpickle<'de>>(&mut self, run: &Run) -> Result<T, Error> {
        let upgrades = Upgrades::default();
        let mut decoder = GraphDecoder::new(
            &self.state.make().graph,
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

#[cold]
fn behind_unread(kind: ErrorKind) -> Error {
    Error::new(
        kind,
        "an earlier pickle could not be read to its end, so it is not known where this one begins",
    )
}
