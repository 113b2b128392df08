//! Extension codes: numbers that stand for globals.

use alloc::collections::BTreeMap;

use crate::error::{Error, ErrorKind};
use crate::global::Global;
use crate::rare::Rare;

/// What `copyreg.add_extension` keeps: codes for globals, one to one.
#[derive(Clone, Debug, Default)]
pub(crate) struct Extensions(Rare<Codes>);

#[derive(Clone, Debug, Default)]
struct Codes {
    globals: BTreeMap<u32, Global>,
    codes: BTreeMap<Global, u32>,
}

impl Extensions {
    /// Registers the code for the global. To repeat that is no error, as in Python.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Extension`] if the code is not one that `copyreg` accepts, or stands for
    /// another global, or the global has another code.
    pub(crate) fn add(&mut self, code: u32, global: Global) -> Result<(), Error> {
        if !(1..=0x7fff_ffff).contains(&code) {
            let message = alloc::format!("extension code {code} is not from 1 to 2147483647");
            return Err(Error::new(ErrorKind::Extension, message));
        }
        let Codes { globals, codes } = self.0.make();
        let message = match (globals.get(&code), codes.get(&global)) {
            (None, None) => {
                globals.insert(code, global.clone());
                codes.insert(global, code);
                return Ok(());
            }
            (Some(known), _) if *known == global => return Ok(()),
            (Some(known), _) => {
                alloc::format!("extension code {code} is registered already, for {known}")
            }
            (None, Some(known)) => {
                alloc::format!("{global} is registered already, with extension code {known}")
            }
        };
        Err(Error::new(ErrorKind::Extension, message))
    }

    /// Takes over the codes of `other`, but for those that are in conflict with a code that is here
    /// already.
    pub(crate) fn add_missing(&mut self, other: &Extensions) {
        for (&code, global) in other.0.get().iter().flat_map(|codes| &codes.globals) {
            // The only error is the conflict.
            let _ = self.add(code, global.clone());
        }
    }

    /// The code for the global.
    pub(crate) fn code(&self, global: &Global) -> Option<u32> {
        self.0.get()?.codes.get(global).copied()
    }

    /// The global that the code stands for.
    pub(crate) fn global(&self, code: u32) -> Option<&Global> {
        self.0.get()?.globals.get(&code)
    }
}
