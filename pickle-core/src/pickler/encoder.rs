//! Writes objects as opcodes: what [`Pickle`](crate::Pickle) writes to.

use super::dispatch::Dispatch;
use super::hooks::PersistentIds;
use super::identity::Identity;
use super::memo::Memo;
use super::options::Options;
use super::output::Output;
use super::sink::Sink;
use crate::error::{Error, ErrorKind};
use crate::opcode::Opcode;
use crate::pickle::Pickle;
use crate::protocol::Protocol;

/// Writes one object after the other, in the form of the chosen protocol.
///
/// Each call of a method named after a type writes one object. Containers whose parts are not at
/// hand in an iterator are opened and closed by a pair of calls, `begin_` and `end_`, with just
/// the announced number of objects between.
///
/// An instance is written as its class and its arguments, then its state:
///
/// ```
/// use pickle_core::{Class, Construct, Encoder, Error, Pickle};
///
/// static WORLD: Class = Class::new("geo", "World").names(&["secret"]);
///
/// struct World { country: String, secret: i32 }
///
/// impl Pickle for World {
///     fn pickle(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
///         let args = encoder.begin_object(&WORLD, Construct::Call, 1)?; // World(country)
///         self.country.pickle(encoder)?;
///         encoder.end_args(args)?;
///         let state = encoder.begin_dict(1)?; // {"secret": secret}
///         encoder.attribute(&WORLD, 0)?;
///         self.secret.pickle(encoder)?;
///         encoder.end_dict(state)?;
///         encoder.build()
///     }
/// }
/// ```
pub struct Encoder<'e> {
    pub(super) out: Output,
    /// Where the header of the current frame is in the output, if one is open.
    pub(super) frame: Option<usize>,
    pub(super) protocol: Protocol,
    pub(super) sink: Option<&'e mut dyn Sink>,
    /// Whether any part of this pickle has gone to the sink.
    pub(super) flushed: bool,
    pub(super) memo: &'e mut Memo,
    pub(super) options: &'e Options,
    pub(super) hooks: Option<&'e mut (dyn PersistentIds + 'e)>,
    pub(super) dispatch: Dispatch<'e>,
    /// Whether small objects have their usual form: from protocol 2 on, without a dispatch table.
    pub(super) is_plain: bool,
    /// How many levels deeper it may go.
    pub(super) levels: usize,
    /// How many that were at the outermost object, behind any pointers to it.
    pub(super) outermost: usize,
    pub(super) identity: Identity,
}

impl Encoder<'_> {
    /// The protocol that is written.
    #[must_use]
    pub fn protocol(&self) -> Protocol {
        self.protocol
    }

    /// A whole pickle: PROTO, the object, STOP.
    pub(super) fn program<T: Pickle + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        self.out.make_room();
        if self.protocol >= Protocol::V2 {
            let proto = [Opcode::Proto.byte(), self.protocol.number()];
            self.small((proto, 2))?;
        }
        self.open_frame();
        value.pickle(self)?;
        self.op(Opcode::Stop);
        self.end_frame()?;
        self.memo.is_used = true;
        Ok(())
    }

    /// Whether what comes next stands so many levels deep, in a pickle that is the first: the
    /// outermost object at none, its attributes, items and arguments at one. What stands there is
    /// less likely to be written again than what is further in, or in a later pickle.
    pub(super) fn hardly_recurs_at(&self, level: usize) -> bool {
        !self.memo.is_used && self.levels.checked_add(level) == Some(self.outermost)
    }

    #[inline]
    pub(super) fn op(&mut self, opcode: Opcode) {
        self.out.push(opcode.byte());
    }

    /// Goes a level deeper: into a container.
    #[inline]
    pub(super) fn descend(&mut self) -> Result<(), Error> {
        match self.levels.checked_sub(1) {
            Some(levels) => {
                self.levels = levels;
                Ok(())
            }
            None => Err(too_deep(self.options.limits.depth)),
        }
    }

    /// The same for what stands in place of an object: a pointer to it, or its entry in the
    /// dispatch table.
    #[inline]
    pub(crate) fn descend_in_place(&mut self) -> Result<(), Error> {
        let is_outermost = self.levels == self.outermost;
        self.descend()?;
        if is_outermost {
            self.outermost = self.levels;
        }
        Ok(())
    }

    #[inline]
    pub(crate) fn ascend(&mut self) {
        self.levels += 1;
    }
}

#[cold]
pub(crate) fn too_deep(limit: usize) -> Error {
    Error::new(
        ErrorKind::Limit,
        alloc::format!("nested more than {limit} levels deep: see `Limits::depth`"),
    )
}

pub(super) fn unrepresentable(message: &'static str) -> Error {
    Error::new(ErrorKind::Unrepresentable, message)
}
