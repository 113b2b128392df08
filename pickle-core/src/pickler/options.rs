//! What a pickler is told once, for all its dumps.

use crate::limits::Limits;
use crate::protocol::Protocol;
use crate::registry::Extensions;

/// The settings of a [`Pickler`](super::Pickler).
#[derive(Clone, Debug, Default)]
pub(super) struct Options {
    pub(super) protocol: Protocol,
    pub(super) limits: Limits,
    pub(super) extensions: Extensions,
}
