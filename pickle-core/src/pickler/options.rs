//! What a pickler is told once, for all its dumps.

use alloc::collections::BTreeMap;

use crate::global::Global;
use crate::limits::Limits;
use crate::protocol::Protocol;

/// The settings of a [`Pickler`](super::Pickler).
#[derive(Clone, Debug, Default)]
pub(super) struct Options {
    pub(super) protocol: Protocol,
    pub(super) limits: Limits,
    /// `copyreg.add_extension`.
    pub(super) extensions: BTreeMap<Global, u32>,
}
