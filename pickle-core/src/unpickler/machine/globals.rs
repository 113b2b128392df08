//! Classes and functions, by name or by extension code.

use alloc::borrow::Cow;
use alloc::boxed::Box;

use super::Machine;
use crate::compat;
use crate::error::{Error, ErrorKind};
use crate::unpickler::graph::{GlobalName, Node, NodeId};
use crate::unpickler::legacy;

impl<'de> Machine<'_, '_, 'de> {
    pub(super) fn global(
        &mut self,
        module: Cow<'de, str>,
        name: Cow<'de, str>,
    ) -> Result<(), Error> {
        let global = if self.protocol < 3 {
            let (new_module, new_name) = compat::to_python3(&module, &name);
            if new_module == module && new_name == name {
                GlobalName { module, name }
            } else {
                GlobalName {
                    module: Cow::Owned(new_module.into()),
                    name: Cow::Owned(new_name.into()),
                }
            }
        } else {
            GlobalName { module, name }
        };
        self.push_global(global)
    }

    /// Pushes a global, unless it must not be loaded.
    pub(super) fn push_global(&mut self, global: GlobalName<'de>) -> Result<(), Error> {
        let global = self.globals.find(global)?;
        self.push(Node::Global(Box::new(global)))
    }

    pub(super) fn stack_global(&mut self) -> Result<(), Error> {
        let (name, module) = (self.pop()?, self.pop()?);
        let (module, name) = (self.name_text(module)?, self.name_text(name)?);
        self.charge(module.len() + name.len())?;
        self.global(module, name)
    }

    fn name_text(&self, id: NodeId) -> Result<Cow<'de, str>, Error> {
        let text = match self.node(id) {
            Node::Str(text) => Some(text.clone()),
            Node::LegacyStr(bytes) => legacy::text(bytes, self.options.encoding)?,
            _ => None,
        };
        text.ok_or_else(|| Error::new(ErrorKind::Stack, "STACK_GLOBAL takes two str"))
    }

    pub(super) fn extension(&mut self, code: i64) -> Result<(), Error> {
        let registered =
            u32::try_from(code).ok().and_then(|code| self.options.extensions.global(code));
        let Some(global) = registered else {
            return Err(Error::new(
                ErrorKind::Extension,
                alloc::format!(
                    "extension code {code} is not registered: see `Unpickler::extension`"
                ),
            ));
        };
        let global = GlobalName { module: global.module.clone(), name: global.name.clone() };
        self.push_global(global)
    }
}
