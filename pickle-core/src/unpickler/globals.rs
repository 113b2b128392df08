//! Which globals a pickle may name.

use alloc::boxed::Box;

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

/// The same, as the machine sees it.
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
