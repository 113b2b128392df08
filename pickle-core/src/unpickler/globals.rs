//! Which globals a pickle may name.

use alloc::boxed::Box;
use alloc::collections::VecDeque;
use alloc::vec::Vec;

use super::graph::GlobalName;
use crate::error::Error;
use crate::global::Global;

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
pub(super) struct Seen(VecDeque<Result<Global, Error>>);

impl Seen {
    /// Shows the globals to the hook; whether it takes all as they are. What it said is kept.
    pub(super) fn show(&mut self, named: Vec<Global>, globals: &mut Globals<'_>) -> bool {
        self.0.clear();
        let Globals::Found(hook) = globals else { return true };
        for global in named {
            let found = hook(global.clone());
            let is_same = found.as_ref().is_ok_and(|found| *found == global);
            self.0.push_back(found);
            if !is_same {
                return false;
            }
        }
        true
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
        match self.seen.0.pop_front() {
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
