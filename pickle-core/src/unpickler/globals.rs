//! Which globals a pickle may name.

use alloc::boxed::Box;
use alloc::collections::VecDeque;
use alloc::vec::Vec;

use super::cursor::Named;
use super::graph::GlobalName;
use crate::error::Error;
use crate::global::Global;
use crate::rare::Rare;

type Hook<'h> = Box<dyn FnMut(Global) -> Result<Global, Error> + 'h>;

/// What becomes of each global before it is used.
#[derive(Default)]
pub(super) enum Globals<'h> {
    /// It is taken as it is: the target decides.
    #[default]
    All,
    /// It is refused.
    None,
    /// The hook decides.
    Found(Hook<'h>),
}

impl<'h> Globals<'h> {
    pub(super) fn found_by<E>(mut hook: impl FnMut(Global) -> Result<Global, E> + 'h) -> Self
    where
        E: Into<Box<dyn core::error::Error + Send + Sync>>,
    {
        Globals::Found(Box::new(move |global| hook(global).map_err(Error::forbidden)))
    }
}

/// Globals of which the hook has seen the first before, when the cursor was to read the pickle.
#[derive(Default)]
pub(super) struct Seen(Rare<Notes>);

#[derive(Default)]
struct Notes {
    /// What the cursor has come to, each with where it is complete.
    named: Vec<(usize, Global)>,
    /// What the hook said of the first.
    found: VecDeque<Result<Global, Error>>,
}

impl Seen {
    /// What becomes of those that the cursor comes to.
    pub(super) fn named(&mut self, globals: &Globals<'_>) -> Named<'_> {
        match globals {
            Globals::All => Named::Taken,
            Globals::None => Named::Refused,
            Globals::Found(_) => {
                let Notes { named, .. } = self.0.make();
                named.clear();
                Named::Noted(named)
            }
        }
    }

    /// Shows those that the cursor has come to to the hook, in the order in which they stand in the
    /// input; whether it takes all as they are. What it said is kept.
    pub(super) fn show(&mut self, globals: &mut Globals<'_>) -> bool {
        let (Some(notes), Globals::Found(hook)) = (self.0.get_mut(), globals) else { return true };
        notes.found.clear();
        notes.named.sort_by_key(|&(position, _)| position);
        notes.named.dedup_by_key(|&mut (position, _)| position);
        notes.named.iter().all(|(_, global)| {
            let found = hook(global.clone());
            let is_same = found.as_ref().is_ok_and(|found| found == global);
            notes.found.push_back(found);
            is_same
        })
    }

    /// For the next pickle.
    pub(super) fn clear(&mut self) {
        self.0.clear();
    }
}

/// The globals of a pickle that the hook has seen in part.
pub(super) struct SeenBefore<'s, 'h> {
    pub(super) seen: &'s mut Seen,
    pub(super) globals: &'s mut Globals<'h>,
}

impl FindClass for SeenBefore<'_, '_> {
    fn find<'de>(&mut self, global: GlobalName<'de>) -> Result<GlobalName<'de>, Error> {
        match self.seen.0.get_mut().and_then(|notes| notes.found.pop_front()) {
            Some(Ok(found)) => Ok(GlobalName { module: found.module, name: found.name }),
            Some(Err(error)) => Err(error),
            None => self.globals.find(global),
        }
    }
}

/// What becomes of each global, as the machine sees it.
pub(super) trait FindClass {
    /// The global that is taken in place of the one that the pickle names.
    ///
    /// # Errors
    ///
    /// If it is refused.
    fn find<'de>(&mut self, global: GlobalName<'de>) -> Result<GlobalName<'de>, Error>;
}

impl FindClass for Globals<'_> {
    fn find<'de>(&mut self, global: GlobalName<'de>) -> Result<GlobalName<'de>, Error> {
        let hook = match self {
            Globals::All => return Ok(global),
            Globals::None => {
                let message = alloc::format!(
                    "the pickle names {}.{}, and no globals may be named",
                    global.module,
                    global.name
                );
                return Err(Error::forbidden(message));
            }
            Globals::Found(hook) => hook,
        };
        let named = Global {
            module: global.module.into_owned().into(),
            name: global.name.into_owned().into(),
        };
        let found = hook(named)?;
        Ok(GlobalName { module: found.module, name: found.name })
    }
}
